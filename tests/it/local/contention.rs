//! Many commands at once.

use libtest_mimic::Trial;

use crate::bed::{Answer, Bed, Home, Outcome, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(ten_ups_at_once_make_one_platform),
        bed.trial(up_and_down_at_once_take_turns),
        bed.trial(looking_at_a_starting_platform_does_not_disturb_it),
    ]
}

/// Starts all, then waits for all.
fn at_once(home: &Home, lines: &[&[&str]]) -> Result<Vec<Answer>, Trouble> {
    let started: Vec<_> = lines.iter().map(|line| home.start(line)).collect::<Result<_, _>>()?;
    let ended = started.into_iter().map(|child| Ok(child.wait_with_output()?.into()));
    ended.collect()
}

async fn ten_ups_at_once_make_one_platform(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    let mut starters = 0;
    for answer in at_once(&home, &[&["up", "--output", "json"] as &[&str]; 10])? {
        let up = answer.succeeded()?.json()?;
        starters += u32::from(up["started"] == true);
        assert_eq!(up["api_url"].as_str(), Some(home.api_url()?.as_str()));
    }
    assert_eq!(starters, 1);
    home.append("works").await?;
    Ok(())
}

async fn up_and_down_at_once_take_turns(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    for down in [&["down"] as &[_], &["down", "--purge", "--yes"]] {
        for answer in at_once(&home, &[down, &["up"], down, &["up"]])? {
            answer.succeeded()?;
        }
    }
    home.up()?;
    home.append("works").await?;
    assert_eq!(
        home.json(&["down"])?["stopped"],
        serde_json::json!(["gateway", "postgres"])
    );
    Ok(())
}

async fn looking_at_a_starting_platform_does_not_disturb_it(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.up()?;
    for _ in 0..3 {
        home.json(&["down"])?;
        let mut up = home.start(&["up"])?;
        while up.try_wait()?.is_none() {
            let status = home.run(&["status"])?;
            assert!(matches!(status.code, Some(0 | 4)), "{status:?}");
        }
        Answer::from(up.wait_with_output()?).succeeded()?;
    }
    Ok(())
}
