//! The statements that the gateway sends, read from the server's own log: what `pgbench` repeats is
//! never a copy that has grown old.

use std::fs;
use std::time::{Duration, Instant};

use crate::load::{BODY, Load};
use crate::platform::Platform;
use crate::{Outcome, ledger_fill};

/// The three requests.
pub(crate) struct Captured {
    insert: Statements,
    list: Statements,
    get: Statements,
}

/// One transaction: each statement with its parameters as expressions.
#[derive(Clone)]
pub(crate) struct Statements {
    pub(crate) lines: Vec<String>,
    /// Variables of the script, by name.
    pub(crate) variables: Vec<(String, String)>,
    /// Lines that compute something in the client before.
    pub(crate) prelude: Vec<String>,
}

impl Captured {
    pub(crate) async fn from(platform: &Platform, spans: u32) -> Outcome<Self> {
        let insert = Load::insert(platform, &[platform.token("bench", "bench-0")?]);
        let reader = [platform.token(ledger_fill::USER, ledger_fill::TENANT)?];
        let (list, get) = (Load::list(platform, &reader), Load::get(platform, &reader, spans));
        say_statements(platform, true).await?;
        // The first request finds its connection cut, and tries again on a new one.
        list.once().await?;
        let captured = Self {
            insert: capture(platform, &insert).await?,
            list: capture(platform, &list).await?,
            get: capture(platform, &get).await?,
        };
        say_statements(platform, false).await?;
        Ok(captured)
    }

    /// With ids in the order of time, like those that the gateway makes.
    pub(crate) fn insert(&self, tenant_of_each_connection: bool) -> Statements {
        const ID: &str = "lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || \
                          substr(replace(gen_random_uuid()::text, '-', ''), 13)";
        let mut statements = self.insert.clone();
        let json = statements.variable(|value| value.starts_with('['));
        let id = json
            .1
            .split_once(r#""id":""#)
            .map(|(_, rest)| rest[..36].to_owned())
            .unwrap_or_default();
        let mut fresh = format!("replace(:{}, '{id}', {ID})", json.0);
        if tenant_of_each_connection {
            const TENANT: &str = "'bench-' || :client_id::text";
            let tenant = statements.variable(|value| value == "bench-0");
            fresh = format!("replace({fresh}, 'bench-0', {TENANT})");
            statements.replace(&tenant.0, TENANT);
        }
        statements.replace(&json.0, &fresh);
        statements
    }

    pub(crate) fn list(&self) -> Statements {
        self.list.clone()
    }

    /// Of another span each time.
    pub(crate) fn get(&self, spans: u32) -> Statements {
        let mut statements = self.get.clone();
        let id = statements.variable(|value| value.starts_with("00000000-0000-7000"));
        statements
            .prelude
            .push(format!("\\set n random(1, {}) * 1000", spans / 1000));
        let expression = "('00000000-0000-7000-8000-' || lpad(to_hex(:n::int), 12, '0'))::uuid";
        statements.replace(&id.0, expression);
        statements
    }
}

impl Statements {
    fn variable(&self, is_meant: impl Fn(&str) -> bool) -> (String, String) {
        self.variables
            .iter()
            .find(|(_, value)| is_meant(value))
            .cloned()
            .unwrap_or_default()
    }

    fn replace(&mut self, variable: &str, expression: &str) {
        self.variables
            .retain(|(name, _)| name != variable || expression.contains(&format!(":{name},")));
        for line in &mut self.lines {
            *line = line.replace(&format!(":{variable}:"), &format!("({expression}):"));
            for end in [",", ")", " ", ";"] {
                *line = line.replace(&format!(":{variable}{end}"), &format!("({expression}){end}"));
            }
        }
    }

    /// For somebody whom no policy holds: what the policies say stands in the query itself, as one
    /// would write it by hand, with the values in place. Of a list's two branches, the first is for
    /// the own tenant, the second for everybody's public spans.
    pub(crate) fn without_policies(&self) -> Self {
        const TABLE: &str = "FROM ledger.universal_registry WHERE";
        let own = format!(
            "tenant_id = '{}' AND (visibility IN ('tenant', 'public') OR owner_id = '{}')",
            ledger_fill::TENANT,
            ledger_fill::USER
        );
        let view = |visible: &str| {
            format!(
                "(SELECT * {TABLE} {visible} AND NOT is_deleted AND NOT EXISTS \
                 (SELECT FROM ledger.universal_registry later \
                  WHERE later.id = universal_registry.id AND later.seq > universal_registry.seq AND {visible})) visible"
            )
        };
        let mut plain = self.clone();
        for line in &mut plain.lines {
            *line = line
                .replace(TABLE, &format!("{TABLE} ({own} OR visibility = 'public') AND"))
                .replacen("ledger.visible_timeline", &view(&own), 1)
                .replacen("ledger.visible_timeline", &view("visibility = 'public'"), 1);
        }
        plain
    }
}

/// New sessions of the handlers' role have every statement logged with its parameters, or not.
async fn say_statements(platform: &Platform, on: bool) -> Outcome<()> {
    let superuser = platform.superuser().await?;
    for (setting, value) in [("log_statement", "'all'"), ("log_error_verbosity", "'default'")] {
        let change = if on {
            format!("SET {setting} = {value}")
        } else {
            format!("RESET {setting}")
        };
        superuser
            .batch_execute(&format!("ALTER ROLE logline_app {change}"))
            .await?;
    }
    superuser
        .batch_execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'logline_app'")
        .await?;
    Ok(())
}

async fn capture(platform: &Platform, load: &Load) -> Outcome<Statements> {
    let log = platform.directory().join("local/logs/postgres.log");
    let before = fs::metadata(&log)?.len();
    load.once().await?;
    let deadline = Instant::now() + Duration::from_secs(5);
    while Instant::now() < deadline {
        let logged = fs::read(&log)?;
        let text = String::from_utf8_lossy(logged.get(usize::try_from(before)?..).unwrap_or_default()).into_owned();
        if text.contains("statement: COMMIT") {
            return parse(&text);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Err(format!("the server logged no transaction for {BODY:.20}").into())
}

/// `… LOG:  execute s1: SELECT …` followed by `… DETAIL:  parameters: $1 = 'x', $2 = NULL`.
fn parse(log: &str) -> Outcome<Statements> {
    let mut statements = Statements {
        lines: Vec::new(),
        variables: Vec::new(),
        prelude: Vec::new(),
    };
    for line in log.lines() {
        let number = statements.lines.len();
        if let Some((_, sql)) = line.split_once("LOG:  execute ") {
            let sql = sql.split_once(": ").ok_or("a statement without a name")?.1;
            let mut with_variables = sql.to_owned();
            for parameter in (1..=20).rev() {
                with_variables =
                    with_variables.replace(&format!("${parameter}"), &format!(":s{}p{parameter}", number + 1));
            }
            statements.lines.push(format!("{with_variables};"));
        } else if let Some((_, sql)) = line.split_once("LOG:  statement: ") {
            statements.lines.push(format!("{sql};"));
        } else if let Some((_, parameters)) = line.split_once("DETAIL:  parameters: ") {
            for (parameter, value) in parameters_of(parameters) {
                statements.variables.push((format!("s{number}p{parameter}"), value));
            }
        }
    }
    // What a connection does once, before its first transaction, is not part of it.
    let begin = statements.lines.iter().rposition(|line| line.starts_with("BEGIN"));
    if begin != Some(0) {
        return Err(format!("not one transaction: {:?}", statements.lines).into());
    }
    Ok(statements)
}

/// `$1 = 'it''s', $2 = '7'`
fn parameters_of(text: &str) -> Vec<(u32, String)> {
    let mut rest = text;
    let mut parameters = Vec::new();
    while let Some((number, after)) = rest.strip_prefix('$').and_then(|rest| rest.split_once(" = '")) {
        let mut value = String::new();
        let mut characters = after.char_indices().peekable();
        let mut end = after.len();
        while let Some((at, c)) = characters.next() {
            match c {
                '\'' if characters.peek().is_some_and(|(_, next)| *next == '\'') => {
                    characters.next();
                    value.push('\'');
                }
                '\'' => {
                    end = at + 1;
                    break;
                }
                c => value.push(c),
            }
        }
        parameters.push((number.parse().unwrap_or(0), value));
        rest = after[end..].trim_start_matches(", ");
    }
    parameters
}
