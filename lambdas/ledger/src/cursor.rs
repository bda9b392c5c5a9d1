//! Where a page of a list ends. Opaque to clients; it holds nothing that the page did not show.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use uuid::Uuid;

use crate::span::{FIRST_TIME, LAST_TIME};

/// The last row of a page: lists are ordered by time, then id, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub at: Timestamp,
    pub id: Uuid,
}

impl Cursor {
    pub fn encode(self) -> String {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.at.as_microsecond().to_be_bytes());
        bytes[8..].copy_from_slice(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Any 24 bytes are a place in the list. One that we did not make opens nothing that the
    /// filters and the policies do not, so it need not be told from ours.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (at, id) = bytes.split_at(8);
        // No span is outside these times, and the database cannot compare with all that are.
        let micros = i64::from_be_bytes(at.try_into().ok()?).clamp(FIRST_TIME, LAST_TIME);
        Some(Self {
            at: Timestamp::from_microsecond(micros).ok()?,
            id: Uuid::from_slice(id).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_a_forged_one_is_refused() {
        let cursor = Cursor {
            at: "2026-11-23T12:00:00.5Z".parse().unwrap(),
            id: Uuid::from_u128(7),
        };
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        for forged in [
            "",
            "x",
            "AAAA",
            "////////////////////////////////",
            "________________________________x",
            &URL_SAFE_NO_PAD.encode([0xff; 25]),
        ] {
            assert_eq!(Cursor::decode(forged), None, "{forged}");
        }
    }

    #[test]
    fn a_time_that_the_database_does_not_have_becomes_the_nearest_it_has() {
        let at = |first: u8| Cursor::decode(&URL_SAFE_NO_PAD.encode([first; 24])).map(|cursor| cursor.at.to_string());
        assert_eq!(at(0x7f).as_deref(), Some("9999-12-30T22:00:00Z"));
        assert_eq!(at(0x80).as_deref(), Some("0001-01-01T00:00:00Z"));
    }
}
