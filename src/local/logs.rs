//! Where the running platform writes what it does: one file of JSON lines for each function.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::cli::Failure;

/// A file that has grown beyond this is kept as `<name>.1.jsonl` at the next start.
const FULL: u64 = 64 << 20;

/// The files, by the part of the platform that writes: what an event's target begins with.
/// The ledger works for the handlers.
const FILES: [(&str, &str); 4] = [
    ("api_handlers", "api_handlers.jsonl"),
    ("ledger", "api_handlers.jsonl"),
    ("gateway", "access.jsonl"),
    ("", "platform.jsonl"),
];

/// Sends what is traced in this process to the files, from now on.
pub fn start(directory: &Path, level: &str) -> Result<(), Failure> {
    let failed = |error: &(dyn std::error::Error + 'static)| {
        Failure::failed(format!("can't write logs to {}", directory.display())).caused_by(error)
    };
    let mut files = Vec::new();
    for (target, name) in FILES {
        let file = open(&directory.join(name)).map_err(|error| failed(&error))?;
        files.push((target, Arc::new(Mutex::new(file))));
    }
    let level: LevelFilter = level.parse().unwrap_or(LevelFilter::INFO);
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false);
    let subscriber = tracing_subscriber::registry()
        .with(level)
        .with(lines.with_writer(Files(files)));
    tracing::subscriber::set_global_default(subscriber).map_err(|error| failed(&error))
}

fn open(path: &Path) -> io::Result<File> {
    if path.metadata().is_ok_and(|metadata| metadata.len() > FULL) {
        let old: PathBuf = path.with_extension("1.jsonl");
        std::fs::rename(path, old)?;
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

struct Files(Vec<(&'static str, Arc<Mutex<File>>)>);

impl<'a> MakeWriter<'a> for Files {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line(self.0.last().map(|(_, file)| Arc::clone(file)))
    }

    fn make_writer_for(&'a self, metadata: &Metadata<'_>) -> Line {
        let mine = self.0.iter().find(|(target, _)| metadata.target().starts_with(target));
        Line(mine.map(|(_, file)| Arc::clone(file)))
    }
}

/// One line. It is written with one call, so that lines of several processes do not mix.
struct Line(Option<Arc<Mutex<File>>>);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &self.0 {
            Some(file) => file.lock().unwrap_or_else(PoisonError::into_inner).write(bytes),
            None => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
