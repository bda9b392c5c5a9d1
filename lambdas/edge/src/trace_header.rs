//! X-Ray's header: <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader>.

/// `Root=1-…;Parent=…;Sampled=1`, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TraceHeader {
    pub(crate) root: String,
    parent: Option<String>,
    sampled: bool,
}

/// Where a segment of a recorded trace belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sampled {
    pub(crate) root: String,
    pub(crate) parent: String,
}

impl TraceHeader {
    pub(crate) fn parse(header: &str) -> Option<Self> {
        let part = |name: &str| {
            header
                .split(';')
                .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
        };
        Some(Self {
            root: part("Root")?.to_owned(),
            parent: part("Parent").map(str::to_owned),
            sampled: part("Sampled") == Some("1"),
        })
    }

    pub(crate) fn sampled(&self) -> Option<Sampled> {
        let parent = self.parent.clone().filter(|_| self.sampled)?;
        let root = self.root.clone();
        Some(Sampled { root, parent })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_taken_apart() {
        let header = TraceHeader::parse(
            "Root=1-5759e988-bd862e3fe1be46a994272793; Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:1",
        )
        .unwrap();
        assert_eq!(header.root, "1-5759e988-bd862e3fe1be46a994272793");
        assert_eq!(header.sampled().unwrap().parent, "53995c3f42cd8ad8");
    }

    #[test]
    fn nothing_is_recorded_that_was_not_asked_for() {
        let sampled = |header| TraceHeader::parse(header).and_then(|header| header.sampled());
        assert_eq!(sampled("Root=1-2-3;Parent=4;Sampled=0"), None);
        assert_eq!(sampled("Root=1-2-3;Sampled=1"), None);
        assert_eq!(sampled("Sampled=1"), None);
    }
}
