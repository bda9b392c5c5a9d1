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
# dev, staging and production are on AWS and have the same keys; other names make further environments:
# [env.qa]
# like = \"staging\"
";

/// The text of a file that changes nothing until it is edited.
pub fn template() -> String {
    let mut text = HEADER.to_owned();
    for base in [Base::Local, Base::Dev] {
        let mut layer = "";
        for key in KEYS.iter().filter(|key| key.exists_in(base)) {
            if key.layer() != layer {
                layer = key.layer();
                let _infallible = write!(text, "\n[env.{base}.{layer}]\n");
            }
            let about = format!("{}{}", key.about, elsewhere(key, base));
            let _infallible = writeln!(
                text,
                "{}# {} = {}",
                comment(&about),
                key.short_name(),
                literal(key, base)
            );
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// What is built in for the other environments on AWS, where that differs.
fn elsewhere(key: &Key, base: Base) -> String {
    let differs = |other: &Base| !base.is_local() && key.builtin(*other) != key.builtin(base);
    let others: Vec<String> = [Base::Staging, Base::Production]
        .into_iter()
        .filter(differs)
        .filter_map(|other| Some(format!("{} in {other}", key.kind.literal(key.builtin(other)?))))
        .collect();
    if others.is_empty() {
        String::new()
    } else {
        format!(" Built in: {}.", others.join(", "))
    }
}

fn literal(key: &Key, base: Base) -> String {
    key.kind.literal(key.builtin(base).unwrap_or(match key.name {
        "aws.account" => "123456789012",
        "database.authorities" => "authorities.pem",
        _ => "postgres://owner@127.0.0.1:5432/logline",
    }))
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
