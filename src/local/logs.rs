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

/// Whose lines go where, by what an event's target begins with. The ledger works for the handlers.
const FILES: [(&str, &str); 5] = [
    ("api_handlers", "api_handlers.jsonl"),
    ("ledger", "api_handlers.jsonl"),
    ("db_migration", "db_migration.jsonl"),
    ("gateway", "access.jsonl"),
    ("", "platform.jsonl"),
];

/// All files of an environment by the part that writes them, also those that aren't written here:
/// what the platform tells whoever starts it, and the database server's.
pub const PARTS: [(&str, &str); 6] = [
    ("api_handlers", "api_handlers.jsonl"),
    ("db_migration", "db_migration.jsonl"),
    ("gateway", "access.jsonl"),
    ("platform", "platform.jsonl"),
    ("platform", SUPERVISOR),
    ("postgres", POSTGRES),
];
pub const SUPERVISOR: &str = "supervisor.ndjson";
pub const POSTGRES: &str = "postgres.log";

/// Hears of each line too.
pub type Listener = Arc<dyn Fn(&[u8]) + Send + Sync>;

/// Puts full files aside. Only for the process that runs the platform: others that write to them
/// would go on in the old ones.
pub fn put_full_aside(directory: &Path) -> Result<(), Failure> {
    let mut names: Vec<&str> = PARTS.into_iter().map(|(_, name)| name).collect();
    // Whoever started this process reads what it tells there.
    names.retain(|name| *name != SUPERVISOR);
    for path in names.into_iter().map(|name| directory.join(name)) {
        if path.metadata().is_ok_and(|metadata| metadata.len() > FULL) {
            let extension = path.extension().unwrap_or_default().to_string_lossy();
            let old: PathBuf = path.with_extension(format!("1.{extension}"));
            std::fs::rename(&path, old)
                .map_err(|error| Failure::failed(format!("can't put {} aside", path.display())).caused_by(&error))?;
        }
    }
    Ok(())
}

/// Sends what is traced in this process to the files, from now on.
pub fn start(directory: &Path, level: &str, listener: Option<Listener>) -> Result<(), Failure> {
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
        .with(lines.with_writer(Files { files, listener }));
    tracing::subscriber::set_global_default(subscriber).map_err(|error| failed(&error))
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

struct Files {
    files: Vec<(&'static str, Arc<Mutex<File>>)>,
    listener: Option<Listener>,
}

impl<'a> MakeWriter<'a> for Files {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        self.line(self.files.last())
    }

    fn make_writer_for(&'a self, metadata: &Metadata<'_>) -> Line {
        self.line(
            self.files
                .iter()
                .find(|(target, _)| metadata.target().starts_with(target)),
        )
    }
}

impl Files {
    fn line(&self, file: Option<&(&'static str, Arc<Mutex<File>>)>) -> Line {
        Line {
            file: file.map(|(_, file)| Arc::clone(file)),
            listener: self.listener.clone(),
        }
    }
}

/// One line. It is written with one call, so that lines of several processes do not mix.
struct Line {
    file: Option<Arc<Mutex<File>>>,
    listener: Option<Listener>,
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(listener) = &self.listener {
            listener(bytes);
        }
        match &self.file {
            Some(file) => file.lock().unwrap_or_else(PoisonError::into_inner).write(bytes),
            None => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
