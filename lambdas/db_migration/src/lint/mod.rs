//! A linter for the database: the catalogue as it is against what keeps tenants apart and the ledger append-only.
//!
//! To add a rule, write it into the file of its subject and give it a fixture that breaks it.

mod grants;
mod policies;
mod roles;
mod routines;
mod rule;
mod structure;
mod triggers;

use serde::{Deserialize, Serialize};
use tokio_postgres::GenericClient;

use crate::error::Error;
use crate::history;
use crate::migrations::Migrations;
use crate::session::Target;

pub use rule::Rule;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// How many rules were asked.
    pub rules: usize,
    pub findings: Vec<Finding>,
}

/// One violation of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: String,
    pub object: String,
    pub detail: String,
    pub why: String,
    pub remedy: String,
}

/// Every rule, by subject.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        roles::RULES,
        grants::RULES,
        policies::RULES,
        structure::RULES,
        triggers::RULES,
        routines::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Asks every rule, in one transaction that cannot write and sees one state of the catalogue.
pub async fn verify(target: &Target, migrations: &Migrations) -> Result<Verification, Error> {
    let mut session = target.read_only_session().await?;
    if history::read(&session.client).await?.is_empty() {
        return Err(Error::NotMigrated);
    }
    let transaction = session
        .client
        .build_transaction()
        .isolation_level(tokio_postgres::IsolationLevel::RepeatableRead)
        .read_only(true)
        .start()
        .await
        .map_err(Error::query("begin the verification"))?;
    let findings = findings(&transaction, migrations).await?;
    Ok(Verification {
        rules: rules().count(),
        findings,
    })
}

/// Within a transaction of the caller: names and expected migrations are settings that end with it.
pub async fn findings(transaction: &impl GenericClient, migrations: &Migrations) -> Result<Vec<Finding>, Error> {
    let expected: Vec<_> = migrations
        .iter()
        .map(|migration| {
            serde_json::json!({
                "version": migration.version,
                "name": migration.name,
                "checksum": migration.checksum,
                "may_wait": migration.directives.extension.is_some(),
            })
        })
        .collect();
    let settings = "SELECT set_config('search_path', 'pg_catalog', true), set_config('logline.migrations', $1, true)";
    let expected = serde_json::Value::from(expected).to_string();
    transaction
        .execute(settings, &[&expected])
        .await
        .map_err(Error::query("prepare the verification"))?;

    let mut findings = Vec::new();
    for rule in rules() {
        findings.extend(ask(transaction, rule).await?);
    }
    Ok(findings)
}

/// The violations of one rule.
pub async fn ask(transaction: &impl GenericClient, rule: &Rule) -> Result<Vec<Finding>, Error> {
    let rows = transaction.query(&rule.sql(), &[]).await;
    let rows = rows.map_err(|source| Error::Rule {
        rule: rule.name,
        source,
    })?;
    let finding = |row: &tokio_postgres::Row| Finding {
        rule: rule.name.to_owned(),
        object: row.get(0),
        detail: row.get(1),
        why: rule.why.to_owned(),
        remedy: rule.remedy.to_owned(),
    };
    Ok(rows.iter().map(finding).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own_a_reason_and_a_remedy() {
        let names: BTreeSet<_> = rules().map(|rule| rule.name).collect();
        assert_eq!(names.len(), rules().count());
        assert!(rules().all(|rule| rule.why.ends_with('.') && rule.remedy.ends_with('.')));
    }
}
