//! What has to be said to a parameter group so that it has the values that are asked for.

use std::collections::BTreeMap;

/// The most parameters that RDS and ElastiCache take in one call.
pub(crate) const AT_ONCE: usize = 20;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference<'a> {
    pub set: Vec<(&'a str, &'a str)>,
    /// Back to their defaults: somebody has set them, and nobody asks for it any more.
    pub reset: Vec<&'a str>,
}

impl<'a> Difference<'a> {
    pub fn between(asked: &'a BTreeMap<String, String>, set: &BTreeMap<&'a str, &'a str>) -> Self {
        Self {
            set: asked
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .filter(|(name, value)| set.get(name) != Some(value))
                .collect(),
            reset: set.keys().copied().filter(|name| !asked.contains_key(*name)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_asked_is_not_said_again() {
        let asked = ["a", "b", "c"].map(|name| (name.to_owned(), "1".to_owned()));
        let asked = BTreeMap::from(asked);
        let set = BTreeMap::from([("a", "1"), ("b", "2"), ("d", "1")]);
        let difference = Difference::between(&asked, &set);
        assert_eq!(difference.set, [("b", "1"), ("c", "1")]);
        assert_eq!(difference.reset, ["d"]);
    }
}
