//! Durations on the command line.

use jiff::SignedDuration;

/// `90s`, `15m`, `1h30m`.
pub fn duration(text: &str) -> Result<SignedDuration, String> {
    let parsed = text
        .parse()
        .ok()
        .filter(|duration: &SignedDuration| !duration.is_negative());
    parsed.ok_or_else(|| "it must be a duration like 90s, 15m or 1h30m".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_hours_minutes_and_seconds() {
        assert_eq!(duration("1h30m"), Ok(SignedDuration::from_mins(90)));
        for bad in ["", "5", "3d", "-1h", "soon"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }
}
