//! One line: a checksum that also covers every line before it, then the entry.

use crate::journal::{Entry, JournalError};
use crate::seeded::{Bug, seeded};

pub(super) type Chain = [u8; 32];

pub(super) const START: Chain = [0; 32];

/// 16 of 32 bytes are written: enough against accidents, which is what this is for.
const WRITTEN: usize = 16;

pub(super) fn write(chain: &Chain, entry: &Entry) -> Result<(String, Chain), serde_json::Error> {
    let body = serde_json::to_string(entry)?;
    let next = link(chain, body.as_bytes());
    Ok((format!("{} {body}\n", hex::encode(&next[..WRITTEN])), next))
}

pub(super) struct Intact {
    pub entries: Vec<Entry>,
    pub chain: Chain,
    /// How many bytes belong to whole lines; what follows was never finished.
    pub length: usize,
}

/// Reads every line, or says which one is not as it was written. Only an unfinished last line is
/// forgiven: its call was not made, because the intent is synced first.
pub(super) fn read(bytes: &[u8]) -> Result<Intact, JournalError> {
    let mut intact = Intact {
        entries: Vec::new(),
        chain: START,
        length: 0,
    };
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let altered = || JournalError::Altered { line: index + 1 };
        let Some(whole) = line.strip_suffix(b"\n") else {
            // A finished line whose newline was changed looks unfinished. A torn one never verifies.
            let almost = line
                .split_last()
                .is_some_and(|(_, body)| parse(&intact.chain, body).is_some());
            return if almost { Err(altered()) } else { Ok(intact) };
        };
        let (entry, chain) = parse(&intact.chain, whole).ok_or_else(altered)?;
        intact.entries.push(entry);
        intact.chain = chain;
        intact.length += line.len();
    }
    Ok(intact)
}

fn parse(chain: &Chain, line: &[u8]) -> Option<(Entry, Chain)> {
    let (sum, body) = (line.get(..2 * WRITTEN)?, line.get(2 * WRITTEN + 1..)?);
    let next = link(chain, body);
    let matches = hex::encode(&next[..WRITTEN]).as_bytes() == sum && line[2 * WRITTEN] == b' ';
    if !matches && !seeded(Bug::AcceptAlteredJournal) {
        return None;
    }
    Some((serde_json::from_slice(body).ok()?, next))
}

fn link(chain: &Chain, body: &[u8]) -> Chain {
    let mut hasher = blake3::Hasher::new_derive_key("logline 2026-11 journal chain v1");
    hasher.update(chain);
    hasher.update(body);
    *hasher.finalize().as_bytes()
}
