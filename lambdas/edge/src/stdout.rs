//! One line of JSON on standard output, which Lambda carries to the function's log group.

use std::io::Write as _;

use serde_json::Value;

/// Written whole, so that lines of a crashing process don't run into each other.
pub(crate) fn write(line: &Value) {
    let mut text = line.to_string();
    text.push('\n');
    let mut stdout = std::io::stdout().lock();
    // Nobody is left to tell when the log itself can't be written.
    let _written = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}
