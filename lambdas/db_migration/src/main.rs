//! The function `db_migration`, as Lambda runs it.

use std::process::ExitCode;

use db_migration::{Migrations, Outcome, Target, answer};

fn main() -> ExitCode {
    edge::serve(|settings| {
        let way = edge::Way::new(settings)?;
        let target = Target::new(way.database(settings)?);
        let parts = (target, way.app_password(settings)?, Migrations::embedded()?);
        Ok(edge::direct(parts, async |(target, password, migrations), request| {
            let answer = answer(target, migrations, request, async || password.read().await).await;
            if let Outcome::Failed(_) = answer.outcome {
                edge::count("FailedMigrations");
            }
            answer
        }))
    })
}
