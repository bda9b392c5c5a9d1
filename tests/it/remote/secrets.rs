//! Twelve secrets that are known here, and looked for in everything that the program says, writes and is called with.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use libtest_mimic::Trial;
use serde_json::{Value, json};
use strict::faults::{Fault, When};

use super::site::Site;
use crate::bed::{Answer, Bed, Outcome, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![bed.trial(twelve_secrets_are_found_nowhere)]
}

/// From the environment and files of whoever runs it. As random as real ones, so that nothing contains them by chance.
const GIVEN: [(&str, &str); 5] = [
    ("secret access key", "wJalrXUtnFEMIK7MDENGbPxRfiCYcanaryKEY001"),
    (
        "session token",
        "IQoJb3JpZ2luX2VjEcanarysessiontoken0000000000000002FwoGZXIvYXdzEBYaD",
    ),
    (
        "secret access key of a profile",
        "je7MtGbClwBF2Zp9UtkcanaryKEYofprofile003",
    ),
    ("password of a database", "canary-password-of-a-database-0004"),
    ("password of a proxy", "canarypasswordofaproxy0005"),
];
/// Put into the account by somebody else: texts that AWS would show to whoever asks.
const PLANTED: [(&str, &str); 3] = [
    ("secret of a neighbour", "canary-secret-of-a-neighbour-0006-kN3x"),
    ("secret without a place", "canary-secret-without-a-place-0007-bV8q"),
    ("secret that is pending", "canary-secret-that-is-pending-0008-zT5m"),
];

async fn twelve_secrets_are_found_nowhere(bed: &'static Bed) -> Outcome {
    let mut site = Site::new(bed).await?;
    let profile = format!(
        "[profile other]\naws_access_key_id = {}\naws_secret_access_key = {}\n",
        site.account, GIVEN[2].1
    );
    fs::write(site.home.path().join("aws-config"), profile)?;
    let config = site.home.path().join("aws-config").display().to_string();
    site.home = site
        .home
        .with("AWS_SECRET_ACCESS_KEY", GIVEN[0].1)
        .with("AWS_SESSION_TOKEN", GIVEN[1].1)
        .with("AWS_CONFIG_FILE", &config)
        .with(
            "LOGLINE_DATABASE_URL",
            &format!("postgres://someone:{}@127.0.0.1:1/x", GIVEN[3].1),
        )
        .with("HTTPS_PROXY", &format!("http://someone:{}@127.0.0.1:1", GIVEN[4].1));
    plant(&site).await?;
    let mut heard = Heard::default();

    for line in [
        "plan --out dev.plan --detail full",
        "up --yes --output ndjson",
        "status --drift",
        "status --output json",
        "outputs --output json",
        "doctor --verbose",
        "env show --output json",
        "cost",
        "plan --output json --detail full",
        "up --yes --verbose",
    ] {
        heard.run(&site, line, &[]).await?;
    }
    // As generated, and as somebody has set one of them later.
    let mut canaries: Vec<(String, String)> = generated(&site).await?;
    let by_hand = json!({"username": "logline_app", "password": "canary-password-by-hand-0012-fL2wY"});
    let set = json!({
        "SecretId": "logline/dev/database/app",
        "SecretString": by_hand.to_string(),
        "ClientRequestToken": "9".repeat(32),
    });
    site.raw.json("secretsmanager", "PutSecretValue", &set).await?;
    canaries.push((
        "password set by hand".into(),
        "canary-password-by-hand-0012-fL2wY".into(),
    ));

    // A change, with an answer of every bad kind, and by a profile.
    let faults = [
        Fault::InternalError,
        Fault::Throttle,
        Fault::CutBefore,
        Fault::CutAfter,
        Fault::Truncate,
        Fault::WrongAnswer,
        Fault::Duplicate,
    ];
    site.cloud.recorder().clear();
    for (number, fault) in faults.into_iter().enumerate() {
        site.cloud.faults().add(When::Mutation(number + 2), fault);
    }
    let changed = [
        ("LOGLINE_DATABASE_PORT", "5433"),
        ("LOGLINE_SECURITY_WAF_RATE", "3000"),
        ("LOGLINE_LOGS_RETENTION_DAYS", "30"),
    ];
    heard.run(&site, "up --yes --verbose", &changed).await?;
    site.cloud.faults().clear();
    heard
        .run(&site, "up --yes --output json", &[("AWS_PROFILE", "other")])
        .await?;
    // Refused, in words that AWS chooses.
    heard.run(&site, "up --plan dev.plan --yes", &[]).await?;
    heard.run(&site, "down --yes --output ndjson", &[]).await?;

    canaries.extend(
        GIVEN
            .iter()
            .chain(&PLANTED)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    assert_eq!(
        canaries.len(),
        12,
        "{:?}",
        canaries.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
    heard.read(&site.home.path().join(".logline/dev"))?;
    heard.read(&site.home.path().join("dev.plan"))?;
    assert!(
        heard.everything.values().map(String::len).sum::<usize>() > 100_000,
        "something was heard"
    );
    for (name, canary) in &canaries {
        assert!(canary.len() >= 20, "{name} is too short to look for");
        let told = heard.everything.iter().find(|(_, text)| text.contains(canary.as_str()));
        assert!(
            told.is_none(),
            "the {name} is told by {:?}",
            told.map(|(place, _)| place)
        );
    }
    Ok(())
}

/// By where it was heard or read.
#[derive(Default)]
struct Heard {
    everything: BTreeMap<String, String>,
}

impl Heard {
    /// Whatever it ends with; nothing may be told by a failure either.
    async fn run(&mut self, site: &Site, line: &str, variables: &[(&str, &str)]) -> Result<Answer, Trouble> {
        let is_over = AtomicBool::new(false);
        let watched = async {
            let mut seen = String::new();
            let mut looks = tokio::time::interval(std::time::Duration::from_millis(25));
            while !is_over.load(Ordering::Relaxed) {
                looks.tick().await;
                seen += &command_lines()?;
            }
            Ok::<_, Trouble>(seen)
        };
        let running = async {
            let answer = site.beside(line, variables).await;
            is_over.store(true, Ordering::Relaxed);
            answer
        };
        let (answer, seen) = futures_util::future::try_join(running, watched).await?;
        let place = format!("logline {line} {}", self.everything.len());
        self.everything.insert(format!("{place}: output"), answer.out.clone());
        self.everything.insert(format!("{place}: errors"), answer.err.clone());
        self.everything.insert(format!("{place}: command lines"), seen);
        Ok(answer)
    }

    /// A file, or everything below a directory: for its owner only, and without a secret.
    fn read(&mut self, path: &Path) -> Outcome {
        let mode = fs::metadata(path)?.permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{} has {mode:o}", path.display());
        if path.is_dir() {
            for entry in fs::read_dir(path)? {
                self.read(&entry?.path())?;
            }
        } else {
            let text = String::from_utf8_lossy(&fs::read(path)?).into_owned();
            self.everything.insert(path.display().to_string(), text);
        }
        Ok(())
    }
}

/// Of the program, which nobody else can be mistaken for.
fn command_lines() -> Result<String, Trouble> {
    let mut lines = String::new();
    for entry in fs::read_dir("/proc")? {
        // A process may end meanwhile.
        let line = fs::read(entry?.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        if line.contains(crate::bed::home::PROGRAM) {
            lines += &line;
        }
    }
    Ok(lines)
}

/// The two passwords and the token that were made for the environment.
async fn generated(site: &Site) -> Result<Vec<(String, String)>, Trouble> {
    let mut secrets = Vec::new();
    for name in ["database/owner", "database/app", "cache"] {
        let asked = json!({"SecretId": format!("logline/dev/{name}")});
        let answer = site.raw.json("secretsmanager", "GetSecretValue", &asked).await?;
        let content: Value = serde_json::from_str(answer["SecretString"].as_str().unwrap_or_default())?;
        let password = content["password"].as_str().or(content["token"].as_str());
        let password = password.ok_or_else(|| Trouble::new(format!("{name} has no password")))?;
        secrets.push((format!("password in {name}"), password.to_owned()));
    }
    Ok(secrets)
}

async fn plant(site: &Site) -> Outcome {
    let tags = [
        ("Project", "LogLineOS"),
        ("Environment", "dev"),
        ("ManagedBy", "logline"),
    ];
    let tags = tags.map(|(key, value)| json!({"Key": key, "Value": value}));
    for ((name, tags), (number, (_, value))) in [
        ("logline/dev-2/cache", json!([])),
        ("logline/dev/unknown", json!(tags)),
        ("logline/dev/pending", json!(tags)),
    ]
    .into_iter()
    .zip(PLANTED.iter().enumerate())
    {
        let token = format!("{number:032}");
        let made = json!({"Name": name, "SecretString": value, "ClientRequestToken": token, "Tags": tags});
        site.raw.json("secretsmanager", "CreateSecret", &made).await?;
    }
    let pending = json!({"SecretId": "logline/dev/pending", "RecoveryWindowInDays": 7});
    site.raw
        .json("secretsmanager", "DeleteSecret", &pending)
        .await
        .map(drop)
}
