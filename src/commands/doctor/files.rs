//! The environment's files: whether they can be written, and who may read them.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use nix::sys::statvfs::statvfs;
use nix::unistd::{AccessFlags, access};

use super::finding::Finding;
use crate::cli::{Failure, quoted};
use crate::local::LocalContext;
use crate::local::database::{self, Place};

/// A cluster with its write-ahead log takes 60 MB at first; below this it doesn't even begin.
const LEAST_SPACE: u64 = 100 << 20;
/// Less fills up while one isn't looking.
const LITTLE_SPACE: u64 = 1 << 30;

pub(super) fn look(context: &LocalContext) -> Vec<Finding> {
    let mut findings = vec![writable(context)];
    findings.extend(permissions(context));
    match data(context) {
        Ok((finding, directory)) => {
            findings.push(finding);
            findings.push(space(&directory));
        }
        Err(failure) => findings.push(Finding::of_failure("data", failure)),
    }
    findings
}

fn writable(context: &LocalContext) -> Finding {
    const SUBJECT: &str = "files";
    let directory = context.files.directory();
    let there = nearest(directory);
    match access(&there, AccessFlags::W_OK | AccessFlags::X_OK) {
        Ok(()) => Finding::ok(SUBJECT, directory.display().to_string()),
        Err(errno) => Finding::fail(
            SUBJECT,
            format!("{} can't be written: {}", there.display(), errno.desc()),
        )
        .hint("LOGLINE_LOCAL_DIR=~/.logline logline up"),
    }
}

/// Keys and passwords are for their owner only.
fn permissions(context: &LocalContext) -> Vec<Finding> {
    const SUBJECT: &str = "keys";
    let files = &context.files;
    let mut findings = Vec::new();
    let expected = [
        (files.directory().to_owned(), 0o700),
        (files.keys(), 0o700),
        (files.token_key(), 0o600),
        (files.database_secrets(), 0o600),
    ];
    let mut seen = 0;
    for (path, mode) in expected {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.permissions().mode() & 0o077 != 0 => findings.push(
                Finding::fail(SUBJECT, format!("{} may be read by others", path.display()))
                    .hint(format!("chmod {mode:o} {}", quoted(&path.to_string_lossy()))),
            ),
            Ok(_) => seen += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => findings.push(Finding::fail(
                SUBJECT,
                format!("can't look at {}: {error}", path.display()),
            )),
        }
    }
    if findings.is_empty() {
        let told = if seen == 0 { "none yet" } else { "for their owner only" };
        findings.push(Finding::ok(SUBJECT, told));
    }
    findings
}

/// Where the database's files are or will be; whether the server can go there.
fn data(context: &LocalContext) -> Result<(Finding, PathBuf), Failure> {
    const SUBJECT: &str = "data";
    let account = database::account()?;
    let (directory, place) = database::look_for_data(&context.files, &account)?;
    let stopped = account
        .stopped_at(&directory)
        .map_err(|error| Failure::failed(format!("can't look at {}", directory.display())).caused_by(&error))?;
    let told = format!("{}, served by the account {}", directory.display(), account.name);
    let finding = match stopped {
        Some(at) => Finding::fail(
            SUBJECT,
            format!("{}, who runs the server, may not enter {}", account.name, at.display()),
        )
        .hint(format!("chmod a+x {}", quoted(&at.to_string_lossy()))),
        None if place == Place::Here => Finding::ok(SUBJECT, told),
        None => Finding::ok(
            SUBJECT,
            format!("{told}, which may not enter {}", context.files.directory().display()),
        ),
    };
    Ok((finding, directory))
}

fn space(directory: &Path) -> Finding {
    const SUBJECT: &str = "disk";
    let there = nearest(directory);
    let free = match statvfs(&there) {
        #[expect(clippy::useless_conversion, reason = "the fields are narrower on other systems")]
        Ok(found) => u64::from(found.blocks_available()).saturating_mul(u64::from(found.fragment_size())),
        Err(errno) => return Finding::fail(SUBJECT, format!("can't look at {}: {}", there.display(), errno.desc())),
    };
    let told = format!("{} MiB free in {}", free >> 20, there.display());
    let hint = format!("df -h {}", quoted(&there.to_string_lossy()));
    match free {
        0..LEAST_SPACE => Finding::fail(SUBJECT, told).hint(hint),
        LEAST_SPACE..LITTLE_SPACE => Finding::warn(SUBJECT, told).hint(hint),
        _ => Finding::ok(SUBJECT, told),
    }
}

/// The directory, or the nearest one above it that exists.
fn nearest(directory: &Path) -> PathBuf {
    let found = directory.ancestors().find(|ancestor| ancestor.exists());
    found.unwrap_or(Path::new("/")).to_owned()
}
