//! `spans append`, `list`, `show` and `ledger verify`, with real input, in a real environment.

mod input;
mod losses;
mod tampering;

use libtest_mimic::Trial;

use crate::bed::{Bed, Home, Trouble};

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    [input::trials(bed), losses::trials(bed), tampering::trials(bed)]
        .into_iter()
        .flatten()
        .collect()
}

/// Writes lines to a file in the home, and gives its path.
fn file(home: &Home, name: &str, lines: impl IntoIterator<Item = String>) -> Result<String, Trouble> {
    let path = home.path().join(name);
    let text: String = lines.into_iter().map(|line| line + "\n").collect();
    std::fs::write(&path, text)?;
    Ok(path.display().to_string())
}

fn note(this: &str) -> String {
    serde_json::json!({"entity_type": "note", "who": "ana", "this": this}).to_string()
}

/// A connection to the home's database as its owner.
async fn owner(home: &Home) -> Result<tokio_postgres::Client, Trouble> {
    let url = home.run(&["outputs", "database_url"])?.succeeded()?.out;
    let (client, connection) = tokio_postgres::connect(url.trim(), tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
