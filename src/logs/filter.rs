//! Which lines are wanted.

use jiff::Timestamp;

use super::{Level, Line};

#[derive(Debug, Clone)]
pub struct Filter {
    /// Not before this.
    pub since: Timestamp,
    /// Before this.
    pub until: Option<Timestamp>,
    /// The least important that is wanted.
    pub level: Level,
    /// A line has all of these in its text,
    pub contains: Vec<String>,
    /// and none of these.
    pub excludes: Vec<String>,
    /// The trace id of one request.
    pub request: Option<String>,
}

impl Filter {
    pub fn admits(&self, line: &Line) -> bool {
        if line.time < self.since || self.until.is_some_and(|until| line.time >= until) || line.level > self.level {
            return false;
        }
        if self.request.as_deref().is_some_and(|request| !line.belongs_to(request)) {
            return false;
        }
        if self.contains.is_empty() && self.excludes.is_empty() {
            return true;
        }
        let text = line.text();
        self.contains.iter().all(|part| text.contains(part.as_str()))
            && !self.excludes.iter().any(|part| text.contains(part.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line::read("gateway", text, (Timestamp::UNIX_EPOCH, Level::Info))
    }

    fn everything() -> Filter {
        Filter {
            since: Timestamp::MIN,
            until: None,
            level: Level::Trace,
            contains: Vec::new(),
            excludes: Vec::new(),
            request: None,
        }
    }

    #[test]
    fn the_time_is_from_since_to_just_before_until() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let filter = Filter {
            since: at(10),
            until: Some(at(20)),
            ..everything()
        };
        for (second, admitted) in [(9, false), (10, true), (19, true), (20, false)] {
            let line = line(&format!(r#"{{"timestamp":"{}","message":"m"}}"#, at(second)));
            assert_eq!(filter.admits(&line), admitted, "{second}");
        }
    }

    #[test]
    fn a_line_must_be_important_enough() {
        let filter = Filter {
            level: Level::Warn,
            ..everything()
        };
        for (level, admitted) in [("ERROR", true), ("WARN", true), ("INFO", false), ("TRACE", false)] {
            assert_eq!(
                filter.admits(&line(&format!(r#"{{"level":"{level}"}}"#))),
                admitted,
                "{level}"
            );
        }
    }

    #[test]
    fn words_are_looked_for_in_what_people_read_and_a_request_by_its_whole_id() {
        let line = line(r#"{"message":"answered","path":"/spans","status":201,"trace_id":"abc"}"#);
        let with = |contains: &[&str], excludes: &[&str], request: Option<&str>| Filter {
            contains: contains.iter().map(ToString::to_string).collect(),
            excludes: excludes.iter().map(ToString::to_string).collect(),
            request: request.map(str::to_owned),
            ..everything()
        };
        assert!(with(&["/spans", "status=201"], &["status=500"], Some("abc")).admits(&line));
        assert!(!with(&["/spans", "status=500"], &[], None).admits(&line));
        assert!(!with(&[], &["status=201"], None).admits(&line));
        assert!(!with(&[], &[], Some("ab")).admits(&line));
    }
}
