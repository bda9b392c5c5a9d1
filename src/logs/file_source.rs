//! Lines of files that grow, are put aside when they are full, and are cut off.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use super::line::Before;
use super::{Filter, Level, Line, Source, SourceError};

/// The files of some parts in one directory. Those that aren't there yet may come.
pub struct FileSource(Vec<Follower>);

/// Reads one file as it grows, also across the moment in which it is put aside.
struct Follower {
    part: String,
    path: PathBuf,
    file: Option<File>,
    /// Only the first file has a history; one that takes its place is read from its beginning.
    has_begun: bool,
    offset: u64,
    /// The beginning of a line whose end isn't written yet.
    cut: Vec<u8>,
    before: Before,
}

/// What is read at once.
const BLOCK: u64 = 64 << 10;
/// A line that doesn't end is given in pieces of this size.
const LONGEST_LINE: usize = 1 << 20;
/// Lines of one file are in order but for what threads do at the same time.
const DISORDER: SignedDuration = SignedDuration::from_secs(10);

impl FileSource {
    /// Each part with one of its files.
    pub fn new<'a>(directory: &Path, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let follow = |(part, name): (&str, &str)| Follower {
            part: part.to_owned(),
            path: directory.join(name),
            file: None,
            has_begun: false,
            offset: 0,
            cut: Vec::new(),
            before: (Timestamp::UNIX_EPOCH, Level::Info),
        };
        Self(files.into_iter().map(follow).collect())
    }
}

impl Source for FileSource {
    async fn read(&mut self, filter: &Filter) -> Result<Vec<Line>, SourceError> {
        let mut lines = Vec::new();
        for follower in &mut self.0 {
            follower.read(filter, &mut lines).map_err(|source| SourceError::File {
                path: follower.path.clone(),
                source,
            })?;
        }
        Ok(lines)
    }
}

impl Follower {
    fn read(&mut self, filter: &Filter, lines: &mut Vec<Line>) -> io::Result<()> {
        loop {
            let Some(mut file) = self
                .file
                .take()
                .map_or_else(|| self.open(filter, lines), |file| Ok(Some(file)))?
            else {
                return Ok(());
            };
            if file.metadata()?.len() < self.offset {
                self.begin(&file, 0)?;
            }
            self.read_on(&mut file, filter, lines)?;
            match present(fs::metadata(&self.path))? {
                Some(there) if !is_same(&there, &file.metadata()?) => {
                    // What was written between the last look and the moment it was put aside.
                    self.read_on(&mut file, filter, lines)?;
                    self.give_cut(filter, lines);
                }
                _ => {
                    self.file = Some(file);
                    return Ok(());
                }
            }
        }
    }

    /// The file, from the first line that can be wanted; the one that was put aside is read first.
    fn open(&mut self, filter: &Filter, lines: &mut Vec<Line>) -> io::Result<Option<File>> {
        let had_begun = std::mem::replace(&mut self.has_begun, true);
        let current = present(File::open(&self.path))?;
        if !had_begun && let Some(mut old) = present(File::open(put_aside(&self.path)))? {
            let is_current = match &current {
                Some(current) => is_same(&old.metadata()?, &current.metadata()?),
                None => false,
            };
            if !is_current {
                let start = first_since(&mut old, filter.since)?;
                self.begin(&old, start)?;
                self.read_on(&mut old, filter, lines)?;
                self.give_cut(filter, lines);
            }
        }
        let Some(mut file) = current else { return Ok(None) };
        let start = if had_begun {
            0
        } else {
            first_since(&mut file, filter.since)?
        };
        self.begin(&file, start)?;
        Ok(Some(file))
    }

    fn begin(&mut self, file: &File, offset: u64) -> io::Result<()> {
        self.offset = offset;
        self.cut.clear();
        let modified = file.metadata()?.modified()?;
        self.before.0 = Timestamp::try_from(modified).unwrap_or(Timestamp::UNIX_EPOCH);
        Ok(())
    }

    fn read_on(&mut self, file: &mut File, filter: &Filter, lines: &mut Vec<Line>) -> io::Result<()> {
        file.seek(SeekFrom::Start(self.offset))?;
        loop {
            let read = file.by_ref().take(BLOCK).read_to_end(&mut self.cut)?;
            if read == 0 {
                return Ok(());
            }
            self.offset += read as u64;
            let Some(end) = self.cut.iter().rposition(|byte| *byte == b'\n') else {
                if self.cut.len() >= LONGEST_LINE {
                    self.give_cut(filter, lines);
                }
                continue;
            };
            let rest = self.cut.split_off(end + 1);
            let whole = std::mem::replace(&mut self.cut, rest);
            for line in whole.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                self.give(line, filter, lines);
            }
        }
    }

    fn give(&mut self, bytes: &[u8], filter: &Filter, lines: &mut Vec<Line>) {
        let line = Line::read(&self.part, &String::from_utf8_lossy(bytes), self.before);
        self.before = (line.time, line.level);
        if filter.admits(&line) {
            lines.push(line);
        }
    }

    /// Nothing will complete it any more.
    fn give_cut(&mut self, filter: &Filter, lines: &mut Vec<Line>) {
        let cut = std::mem::take(&mut self.cut);
        if !cut.is_empty() {
            self.give(&cut, filter, lines);
        }
    }
}

/// Where a full file is kept: `access.1.jsonl` of `access.jsonl`.
fn put_aside(path: &Path) -> PathBuf {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_extension(format!("1.{extension}"))
}

fn is_same(one: &Metadata, other: &Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

fn present<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The beginning of a line before which nothing is of that time or later. Found by halving: a large
/// file isn't read for the sake of its end.
fn first_since(file: &mut File, since: Timestamp) -> io::Result<u64> {
    let since = since.saturating_sub(DISORDER).unwrap_or(since);
    let (mut low, mut high) = (0, file.metadata()?.len());
    while high - low > BLOCK {
        let middle = low + (high - low) / 2;
        file.seek(SeekFrom::Start(middle))?;
        let mut block = Vec::new();
        file.by_ref().take(BLOCK).read_to_end(&mut block)?;
        let block = String::from_utf8_lossy(&block);
        // The first line is cut, and so is the last.
        let time = block.lines().skip(1).find_map(Line::time_of);
        match time {
            Some(time) if time < since => low = middle,
            _ => high = middle,
        }
    }
    if low == 0 {
        return Ok(0);
    }
    file.seek(SeekFrom::Start(low))?;
    let mut block = Vec::new();
    file.take(BLOCK).read_to_end(&mut block)?;
    let end_of_line = block.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    Ok(low + end_of_line as u64)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::io::Write as _;

    use super::*;

    struct Directory(PathBuf);

    impl Directory {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("logline-log-files-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn source(&self) -> FileSource {
            FileSource::new(&self.0, [("a", "a.jsonl")])
        }

        fn append(&self, name: &str, text: &str) {
            let mut file = File::options()
                .append(true)
                .create(true)
                .open(self.0.join(name))
                .unwrap();
            file.write_all(text.as_bytes()).unwrap();
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    fn line(second: i64) -> String {
        let time = Timestamp::from_second(second).unwrap();
        format!("{{\"timestamp\":\"{time}\",\"level\":\"INFO\",\"message\":\"m{second}\"}}\n")
    }

    async fn messages(source: &mut FileSource, since: i64) -> Vec<String> {
        let filter = Filter {
            since: Timestamp::from_second(since).unwrap(),
            until: None,
            level: Level::Trace,
            contains: Vec::new(),
            excludes: Vec::new(),
            request: None,
        };
        let lines = source.read(&filter).await.unwrap();
        lines.into_iter().map(|line| line.message).collect()
    }

    #[tokio::test]
    async fn each_line_comes_once_and_when_it_is_whole() {
        let directory = Directory::new("once");
        let mut source = directory.source();
        assert!(messages(&mut source, 0).await.is_empty(), "there is no file yet");
        let (first, second) = (line(1), line(2));
        directory.append("a.jsonl", &first);
        directory.append("a.jsonl", &second[..10]);
        assert_eq!(messages(&mut source, 0).await, ["m1"]);
        directory.append("a.jsonl", &second[10..]);
        assert_eq!(messages(&mut source, 0).await, ["m2"]);
        assert!(messages(&mut source, 0).await.is_empty());
    }

    #[tokio::test]
    async fn nothing_is_lost_or_told_twice_when_a_file_is_put_aside() {
        let directory = Directory::new("aside");
        directory.append("a.1.jsonl", &line(1));
        directory.append("a.jsonl", &line(2));
        let mut source = directory.source();
        assert_eq!(messages(&mut source, 0).await, ["m1", "m2"]);
        directory.append("a.jsonl", &line(3));
        fs::rename(directory.0.join("a.jsonl"), directory.0.join("a.1.jsonl")).unwrap();
        assert_eq!(messages(&mut source, 0).await, ["m3"], "before the new file is there");
        directory.append("a.1.jsonl", &line(4));
        directory.append("a.jsonl", &line(5));
        assert_eq!(messages(&mut source, 0).await, ["m4", "m5"]);
    }

    #[tokio::test]
    async fn a_file_that_was_cut_off_is_read_from_its_beginning() {
        let directory = Directory::new("cut");
        directory.append("a.jsonl", &(line(1) + &line(2)));
        let mut source = directory.source();
        assert_eq!(messages(&mut source, 0).await, ["m1", "m2"]);
        File::options()
            .write(true)
            .truncate(true)
            .open(directory.0.join("a.jsonl"))
            .unwrap();
        directory.append("a.jsonl", &line(3));
        assert_eq!(messages(&mut source, 0).await, ["m3"]);
    }

    #[tokio::test]
    async fn the_end_of_a_large_file_is_found_without_missing_a_line() {
        let directory = Directory::new("large");
        let mut text = String::new();
        for second in 0..20_000 {
            text += &line(second);
            if second % 7 == 0 {
                writeln!(text, "a line without a time").unwrap();
            }
        }
        directory.append("a.jsonl", &text);
        for since in [0, 1, 9_999, 19_999, 20_000] {
            let mut source = directory.source();
            let mut told = messages(&mut source, since).await;
            told.retain(|message| message.starts_with('m'));
            let expected: Vec<String> = (since..20_000).map(|second| format!("m{second}")).collect();
            assert_eq!(told, expected, "since {since}");
            assert_eq!(source.0[0].offset, text.len() as u64);
        }
    }
}
