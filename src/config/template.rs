//! The first `logline.toml`: everything that can be said, commented out.

use std::fmt::Write as _;

use super::{Base, KEYS, Key};

/// Width at which comments are broken.
const WIDTH: usize = 98;

const HEADER: &str = "\
# Configuration of logline. What is commented out shows the built-in value, or an example.
# A flag beats a LOGLINE_* variable, that beats this file, that beats the user's own file.
# `logline env show` tells each value and where it came from.
#
# dev, staging and production exist too; other names make further environments:
# [env.qa]
# like = \"staging\"
";

/// The text of a file that changes nothing until it is edited.
pub fn template() -> String {
    let mut text = HEADER.to_owned();
    let mut layer = "";
    for key in KEYS.iter().filter(|key| key.exists_in(Base::Local)) {
        if key.layer() != layer {
            layer = key.layer();
            let _infallible = write!(text, "\n[env.local.{layer}]\n");
        }
        let _infallible = writeln!(text, "{}# {} = {}", comment(key.about), key.short_name(), literal(key));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn literal(key: &Key) -> String {
    match key.builtin() {
        Some(number) if key.kind.is_number() => number.to_owned(),
        Some(text) => format!("\"{text}\""),
        None => "\"postgres://owner@127.0.0.1:5432/logline\"".to_owned(),
    }
}

fn comment(about: &str) -> String {
    let mut lines = vec![String::from("##")];
    for word in about.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("## {word}")),
        }
    }
    lines.join("\n") + "\n"
}
