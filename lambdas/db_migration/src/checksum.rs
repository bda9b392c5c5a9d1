//! The checksum of a migration: BLAKE3 over its content, blind to what editors and checkouts change by themselves.

/// Without byte order mark, carriage returns, white space at line ends and empty lines at the end.
/// This is also what is executed and recorded, so that the history says what really ran.
pub(crate) fn normalise(text: &str) -> String {
    let mut normal: String = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect();
    normal.truncate(normal.trim_end().len());
    normal.push('\n');
    normal
}

/// Lower-case hex over normalised text.
pub(crate) fn checksum(normal: &str) -> String {
    blake3::hash(normal.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkout_on_windows_has_the_same_checksum() {
        let unix = "SELECT 1;\n  -- two\nSELECT 2;\n";
        for same in [
            "\u{feff}SELECT 1;\r\n  -- two\r\nSELECT 2;\r\n",
            "SELECT 1;  \n  -- two\t\nSELECT 2;",
            "SELECT 1;\n  -- two\nSELECT 2;\n\n\n",
        ] {
            assert_eq!(normalise(same), unix);
        }
    }

    #[test]
    fn an_edit_changes_the_checksum() {
        let before = checksum(&normalise("SELECT 1;"));
        assert_eq!(before.len(), 64);
        assert_ne!(before, checksum(&normalise("SELECT 2;")));
        assert_ne!(before, checksum(&normalise(" SELECT 1;")), "indentation is content");
        assert_ne!(
            before,
            checksum(&normalise("\nSELECT 1;")),
            "so is an empty line that is not the last"
        );
    }
}
