//! The function's real process, on an empty database.

use std::path::Path;

use db_migration::{Answer, Carried, Event, Migrations, Outcome, Remedy, Request, Response};
use runtime_api::{APP, Function, OWNER, PASSWORD, Runtime, Secrets, Server, Trouble};
use serde_json::json;

struct Bed {
    server: Server,
    secrets: Secrets,
    runtime: Runtime,
    function: Function,
}

const OWNER_SECRET: &str = "logline/dev/database/owner";
const APP_SECRET: &str = "logline/dev/database/app";

impl Bed {
    async fn new() -> Result<Self, Trouble> {
        let server = Server::start(|_| Ok(())).await?;
        let (secrets, runtime) = (Secrets::start().await?, Runtime::start().await?);
        let port = server.address().port();
        secrets.set(OWNER_SECRET, &Server::secret(OWNER, PASSWORD, port));
        secrets.set(APP_SECRET, &Server::secret(APP, "of-the-handlers", port));
        let settings = [
            ("AWS_ENDPOINT_URL", format!("http://{}", secrets.address)),
            ("LOGLINE_DATABASE_SECRET", OWNER_SECRET.to_owned()),
            ("LOGLINE_APP_DATABASE_SECRET", APP_SECRET.to_owned()),
            ("LOGLINE_DATABASE_TLS", "disable".to_owned()),
        ];
        let function = Function::start(Path::new(env!("CARGO_BIN_EXE_db_migration")), &runtime, &settings)?;
        Ok(Self {
            server,
            secrets,
            runtime,
            function,
        })
    }

    async fn ask(&self, request: &Request) -> Result<Answer, Trouble> {
        let answer = self.runtime.invoke(&serde_json::to_value(request)?).await?.answered()?;
        Ok(serde_json::from_value(answer)?)
    }

    async fn app_can_log_in(&self) -> bool {
        let login = self.server.login(APP).password("of-the-handlers").clone();
        login.connect(tokio_postgres::NoTls).await.is_ok()
    }
}

fn up() -> Request {
    Request::Up {
        to: None,
        at_most: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_is_migrated_one_invocation_after_the_other() -> Result<(), Trouble> {
    let bed = Bed::new().await?;
    let migrations = Migrations::embedded()?;

    let planned = bed.ask(&Request::DryRun { to: None }).await?;
    assert_eq!(planned.carried, Carried::of(&migrations));
    let Outcome::Answered(Response::DryRun(planned)) = planned.outcome else {
        return Err("no dry run".into());
    };
    assert_eq!(planned.current, 0);

    let mut applied = Vec::new();
    loop {
        assert!(
            !bed.app_can_log_in().await,
            "the password is set when all is applied, and not before"
        );
        let answer = bed.ask(&up()).await?;
        let Outcome::Answered(Response::Up(up)) = answer.outcome else {
            return Err(format!("{:?}", answer.outcome).into());
        };
        assert_eq!(up.applied.len(), 1, "one migration per invocation");
        let told = answer
            .events
            .iter()
            .any(|event| matches!(event, Event::StatementApplied { .. }));
        assert!(told, "what happened is in the answer");
        applied.extend(up.applied);
        if up.remaining.is_empty() {
            break;
        }
    }
    let expected: Vec<u32> = planned.migrations.iter().map(|migration| migration.version).collect();
    assert_eq!(applied, expected);
    assert!(bed.app_can_log_in().await);

    let Outcome::Answered(Response::Up(again)) = bed.ask(&up()).await?.outcome else {
        return Err("no second run".into());
    };
    assert!(again.applied.is_empty());
    let Outcome::Answered(Response::Status(status)) = bed.ask(&Request::Status).await?.outcome else {
        return Err("no status".into());
    };
    assert!(status.is_current() && status.current == again.current);
    let verified = bed.ask(&Request::Verify).await?.outcome;
    assert!(
        matches!(verified, Outcome::Answered(Response::Verify(_))),
        "{verified:?}"
    );

    let output = bed.function.output();
    for secret in ["of-the-handlers", PASSWORD, "secret-key-of-the-function"] {
        assert!(!output.contains(secret), "{secret} is in the log");
    }
    assert!(bed.function.log()?.iter().all(|line| line["request_id"].is_string()));
    assert_eq!(bed.secrets.reads(), 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_is_told_with_what_would_help() -> Result<(), Trouble> {
    let bed = Bed::new().await?;
    let failed = |answer: Answer| match answer.outcome {
        Outcome::Failed(failed) => Ok(failed),
        Outcome::Answered(response) => Err(Trouble::from(format!("{response:?}"))),
    };
    let to = bed
        .ask(&Request::Up {
            to: Some(999),
            at_most: None,
        })
        .await?;
    assert_eq!(failed(to)?.remedy, Remedy::Ask);

    bed.server
        .superuser()
        .await?
        .batch_execute("ALTER ROLE logline_owner NOLOGIN")
        .await?;
    let shut = failed(bed.ask(&Request::Status).await?)?;
    assert_eq!(
        (shut.message.as_str(), shut.remedy),
        ("cannot connect to the database", Remedy::Connect)
    );
    assert!(
        shut.causes
            .iter()
            .any(|cause| cause.contains("not permitted to log in")),
        "{shut:?}"
    );

    let nonsense = bed.runtime.invoke(&json!({"action": "down"})).await?.failed()?;
    assert_eq!(nonsense["errorType"], "Event");
    assert!(bed.function.log()?.iter().any(|line| line["FailedMigrations"] == 1));
    Ok(())
}
