//! Lines of all parts in one order, history and what comes live without a seam.

use jiff::Timestamp;

use super::{Filter, Line, Source, SourceError};

pub struct Stream<S> {
    source: S,
    filter: Filter,
    /// Read and not given yet, in order.
    held: Vec<Line>,
}

impl<S: Source> Stream<S> {
    pub fn new(source: S, filter: Filter) -> Self {
        Self {
            source,
            filter,
            held: Vec::new(),
        }
    }

    /// The next lines in order of their time. Those after `before` are held back: another part may
    /// still write one that belongs in front of them.
    pub async fn take(&mut self, before: Timestamp) -> Result<Vec<Line>, SourceError> {
        let mut new = self.source.read(&self.filter).await?;
        new.retain(|line| self.filter.admits(line));
        self.held.append(&mut new);
        // Stable: lines of one part and moment stay in the order in which they were written.
        self.held.sort_by_key(|line| line.time);
        let ready = self.held.partition_point(|line| line.time <= before);
        Ok(self.held.drain(..ready).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    /// What each call gives.
    struct Calls(Vec<Vec<(i64, &'static str)>>);

    impl Source for Calls {
        async fn read(&mut self, _: &Filter) -> Result<Vec<Line>, SourceError> {
            let lines = self.0.remove(0).into_iter();
            Ok(lines
                .map(|(second, part)| Line::read(part, "", (Timestamp::from_second(second).unwrap(), Level::Info)))
                .collect())
        }
    }

    #[tokio::test]
    async fn a_line_that_is_written_late_still_comes_in_its_place() {
        let filter = Filter {
            since: Timestamp::from_second(1).unwrap(),
            until: None,
            level: Level::Info,
            contains: Vec::new(),
            excludes: Vec::new(),
            request: None,
        };
        let calls = vec![vec![(3, "a"), (0, "a"), (1, "a"), (5, "b")], vec![(4, "c"), (5, "a")]];
        let mut stream = Stream::new(Calls(calls), filter);
        let mut taken = Vec::new();
        for before in [3, 9] {
            let lines = stream.take(Timestamp::from_second(before).unwrap()).await.unwrap();
            taken.push(
                lines
                    .iter()
                    .map(|line| (line.time.as_second(), line.part.clone()))
                    .collect::<Vec<_>>(),
            );
        }
        let expected = |lines: &[(i64, &str)]| {
            lines
                .iter()
                .map(|(at, part)| (*at, (*part).to_owned()))
                .collect::<Vec<_>>()
        };
        assert_eq!(taken[0], expected(&[(1, "a"), (3, "a")]));
        assert_eq!(taken[1], expected(&[(4, "c"), (5, "b"), (5, "a")]));
    }
}
