//! `ledger verify` finds what somebody with every right on the database has changed, and names it.

use libtest_mimic::Trial;

use super::{file, note};
use crate::bed::{Bed, Home, Outcome, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![
        bed.trial(every_changed_column_is_found_and_its_row_named),
        bed.trial(a_missing_row_is_found),
    ]
}

/// A connection that no trigger and no policy holds up.
async fn superuser(home: &Home) -> Result<tokio_postgres::Client, Trouble> {
    let secrets: serde_json::Value = serde_json::from_slice(&std::fs::read(home.files().join("keys/database.json"))?)?;
    let port = home.record()?["database"]["port"].to_string();
    let password = secrets["superuser"].as_str().unwrap_or_default();
    let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/logline");
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute("SET session_replication_role = replica").await?;
    client
        .batch_execute("ALTER TABLE ledger.universal_registry DISABLE TRIGGER ALL")
        .await?;
    Ok(client)
}

fn filled(bed: &'static Bed) -> Result<Home, Trouble> {
    let home = Home::new(bed)?;
    home.up()?;
    home.json(&[
        "spans",
        "append",
        &file(&home, "input", (0..20).map(|n| note(&n.to_string())))?,
    ])?;
    Ok(home)
}

async fn every_changed_column_is_found_and_its_row_named(bed: &'static Bed) -> Outcome {
    let home = filled(bed)?;
    let client = superuser(&home).await?;
    let row = client
        .query_one(
            "SELECT id FROM ledger.universal_registry ORDER BY id OFFSET 7 LIMIT 1",
            &[],
        )
        .await?;
    let id: uuid::Uuid = row.get(0);
    for column in ledger::span::COLUMNS {
        if ["id", "recorded_at", "stream_pos"].contains(&column.name) {
            continue;
        }
        // Another value that the column's own constraints let through.
        let value = match column.name {
            "visibility" | "sensitivity" => "'public'",
            "prev_hash" => continue,
            "curr_hash" | "payload_hash" => "repeat('a', 64)",
            "seq" => "3",
            "canon_version" => "2",
            name => match ledger::Span::column(name).map(|column| column.kind) {
                Some(ledger::columns::Kind::Text) => "'altered'",
                Some(ledger::columns::Kind::Uuid) => "gen_random_uuid()",
                Some(ledger::columns::Kind::Bool) => "true",
                Some(ledger::columns::Kind::Timestamp) => "now()",
                Some(ledger::columns::Kind::Json) => "'{\"altered\": true}'",
                Some(ledger::columns::Kind::Texts) => "'{altered}'",
                Some(ledger::columns::Kind::Uuids) => "ARRAY[gen_random_uuid()]",
                _ => "1",
            },
        };
        let name = column.name;
        if name == "signature" {
            // Its only other value is no other version; what is not hashed is checked with keys.
            continue;
        }
        client.batch_execute("BEGIN; CREATE TEMP TABLE IF NOT EXISTS kept AS SELECT * FROM ledger.universal_registry WHERE false; COMMIT").await?;
        client
            .execute(
                "INSERT INTO kept SELECT * FROM ledger.universal_registry WHERE id = $1",
                &[&id],
            )
            .await?;
        client
            .execute(
                &format!("UPDATE ledger.universal_registry SET \"{name}\" = {value} WHERE id = $1"),
                &[&id],
            )
            .await?;
        let answer = home.run(&["ledger", "verify", "--output", "json"])?;
        assert_eq!(answer.code, Some(9), "{name}: {answer:?}");
        assert_eq!(answer.json()?["first_bad"]["id"], id.to_string(), "{name}");
        client
            .execute("DELETE FROM ledger.universal_registry WHERE id = $1", &[&id])
            .await?;
        client
            .batch_execute("INSERT INTO ledger.universal_registry SELECT * FROM kept; TRUNCATE kept")
            .await?;
    }
    assert_eq!(
        home.json(&["ledger", "verify"])?["sound"],
        true,
        "put back, it is as it was"
    );
    Ok(())
}

async fn a_missing_row_is_found(bed: &'static Bed) -> Outcome {
    let home = filled(bed)?;
    let client = superuser(&home).await?;
    client
        .batch_execute("DELETE FROM ledger.universal_registry WHERE stream_pos = 5")
        .await?;
    let answer = home.run(&["ledger", "verify", "--output", "json"])?;
    assert_eq!(answer.code, Some(9), "{answer:?}");
    assert_eq!(answer.json()?["gaps"][0]["rows"], 19);
    Ok(())
}
