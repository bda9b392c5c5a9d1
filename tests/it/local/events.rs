//! The timeline as it happens: a client that comes back has missed nothing.

use std::time::Duration;

use libtest_mimic::Trial;

use crate::bed::home::kill_dead;
use crate::bed::{Bed, Home, Outcome, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![bed.trial(a_follower_resumes_after_the_last_event_without_gap_or_repetition)]
}

/// One connection of a follower.
struct Follower {
    response: reqwest::Response,
    text: String,
}

impl Follower {
    async fn open(home: &Home, last: Option<u64>) -> Result<Self, Trouble> {
        let mut request = reqwest::Client::new()
            .get(format!("{}/timeline", home.api_url()?))
            .bearer_auth(home.token("ana", "acme")?)
            .header("accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await?.error_for_status()?;
        Ok(Self {
            response,
            text: String::new(),
        })
    }

    /// Position and name of the next span.
    async fn next(&mut self) -> Result<(u64, String), Trouble> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    event
                        .lines()
                        .find_map(|line| line.strip_prefix(name))
                        .map(str::to_owned)
                };
                let found = field("id: ").zip(field("data: "));
                let rest = rest.to_owned();
                self.text = rest;
                if let Some((id, data)) = found {
                    let span: serde_json::Value = serde_json::from_str(&data)?;
                    return Ok((id.parse()?, span["this"].as_str().unwrap_or_default().to_owned()));
                }
                continue;
            }
            let chunk = tokio::time::timeout(Duration::from_secs(30), self.response.chunk()).await??;
            let chunk = chunk.ok_or_else(|| Trouble::new("the stream ended"))?;
            self.text += &String::from_utf8_lossy(&chunk);
        }
    }
}

async fn a_follower_resumes_after_the_last_event_without_gap_or_repetition(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    home.append("before").await?;
    let mut follower = Follower::open(&home, None).await?;
    home.append("1").await?;
    home.append("2").await?;
    let (_, first) = follower.next().await?;
    let (last, second) = follower.next().await?;
    assert_eq!(
        (first.as_str(), second.as_str()),
        ("1", "2"),
        "from now on, and in order"
    );
    drop(follower);

    home.append("3").await?;
    kill_dead(home.supervisor()?).await?;
    home.up()?;
    home.append("4").await?;
    let mut follower = Follower::open(&home, Some(last)).await?;
    home.append("5").await?;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let (position, name) = follower.next().await?;
        seen.push((position, name));
    }
    let expected: Vec<_> = (1..=3).map(|n| (last + n, (n + 2).to_string())).collect();
    assert_eq!(seen, expected);
    Ok(())
}
