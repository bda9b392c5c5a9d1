//! Where a page of a list ends. Opaque to clients; it holds nothing that the page did not show.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use uuid::Uuid;

use crate::span::field::storable_time;

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

    pub fn decode(text: &str) -> Option<Self> {
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (at, id) = bytes.split_at(8);
        let at = storable_time(i64::from_be_bytes(at.try_into().ok()?))?;
        Some(Self {
            at,
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
            &URL_SAFE_NO_PAD.encode([0xff; 25]),
        ] {
            assert_eq!(Cursor::decode(forged), None, "{forged}");
        }
        assert_eq!(
            Cursor::decode(&URL_SAFE_NO_PAD.encode([0x7f; 24])),
            None,
            "a time beyond the calendar"
        );
        let before_the_calendar = [&(-300_000_000_000_000_000_i64).to_be_bytes()[..], &[0; 16]].concat();
        assert_eq!(Cursor::decode(&URL_SAFE_NO_PAD.encode(before_the_calendar)), None);
    }
}
