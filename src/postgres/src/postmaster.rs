//! The process that serves a data directory, as `postmaster.pid` and the kernel tell of it.

use std::io;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// What `postmaster.pid` says. It may be of a server that is long dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Postmaster {
    pub pid: Pid,
    /// 0 as long as it has not been written.
    pub port: u16,
    pub status: Status,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Starting,
    Ready,
    Stopping,
}

impl Postmaster {
    pub(crate) fn read(directory: &Path) -> io::Result<Option<Self>> {
        match std::fs::read_to_string(directory.join("postmaster.pid")) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The lines are pid, directory, start time, port, socket directory, address, shared memory,
    /// status; a starting server has not written all of them yet.
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let pid = lines.first()?.parse().ok().filter(|pid| *pid > 1)?;
        let port = lines.get(3).and_then(|line| line.parse().ok()).unwrap_or(0);
        let status = match lines.get(7) {
            Some(&"ready") => Status::Ready,
            Some(&"stopping") => Status::Stopping,
            _ => Status::Starting,
        };
        Some(Self {
            pid: Pid::from_raw(pid),
            port,
            status,
        })
    }

    /// Whether this process lives and is a server of this directory, and not whatever got the
    /// number of a dead one.
    pub(crate) fn serves(self, directory: &Path) -> bool {
        let Ok(directory) = directory.canonicalize() else {
            return false;
        };
        is_running(self.pid) && (names(self.pid, &directory) || works_in(self.pid, &directory))
    }

    /// Whether this process lives and is certainly something else: the number of a dead server
    /// was given to another process, which happens after every restart of a container.
    pub(crate) fn is_another(self, directory: &Path) -> bool {
        let arguments = arguments(self.pid);
        match arguments.first() {
            None => false,
            Some(program) if !program.ends_with("postgres") && !program.ends_with("postmaster") => {
                !works_in(self.pid, directory)
            }
            Some(_) => served_by(&arguments).is_some_and(|served| served != directory),
        }
    }

    /// Puts a number into `postmaster.pid` that no process has, so that the server that starts next
    /// does not take a stranger for its predecessor. The file itself stays: the server reads there
    /// whether sessions of the predecessor still use its memory.
    pub(crate) fn disown(directory: &Path) -> io::Result<()> {
        let path = directory.join("postmaster.pid");
        let text = std::fs::read_to_string(&path)?;
        let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
        std::fs::write(&path, format!("{}\n{rest}", i32::MAX))
    }
}

/// Whether a process runs. A zombie does not: in a container nobody may be there to reap it.
pub(crate) fn is_running(pid: Pid) -> bool {
    match kill(pid, None) {
        Ok(()) | Err(Errno::EPERM) => !is_zombie(pid),
        Err(_) => false,
    }
}

/// Sends a signal; a process that is gone is what the signal was for.
pub(crate) fn signal(pid: Pid, signal: Signal) -> io::Result<()> {
    match kill(pid, signal) {
        Ok(()) | Err(Errno::ESRCH) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Servers that we started name their directory; everybody may read this.
fn names(pid: Pid, directory: &Path) -> bool {
    let arguments = arguments(pid);
    arguments.first().is_some_and(|program| program.ends_with("postgres"))
        && served_by(&arguments).is_some_and(|served| served == directory)
}

/// The directory that a server's arguments name.
fn served_by(arguments: &[String]) -> Option<PathBuf> {
    let at = arguments.iter().position(|argument| argument == "-D")?;
    Path::new(arguments.get(at + 1)?).canonicalize().ok()
}

#[cfg(target_os = "linux")]
fn arguments(pid: Pid) -> Vec<String> {
    let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    line.split(|byte| *byte == 0)
        .map(|part| String::from_utf8_lossy(part).into_owned())
        .collect()
}

/// Servers that somebody else started: a server works in its data directory. Root in a container
/// may lack the right to look.
#[cfg(target_os = "linux")]
fn works_in(pid: Pid, directory: &Path) -> bool {
    std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd == directory)
}

#[cfg(target_os = "linux")]
fn is_zombie(pid: Pid) -> bool {
    let line = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name before it stands in parentheses and may hold anything.
    line.rsplit_once(')')
        .is_some_and(|(_, rest)| matches!(rest.trim_start().chars().next(), Some('Z' | 'X')))
}

#[cfg(not(target_os = "linux"))]
fn arguments(pid: Pid) -> Vec<String> {
    let told = ps(pid, "command=");
    told.split_whitespace().map(str::to_owned).collect()
}

#[cfg(not(target_os = "linux"))]
fn works_in(_: Pid, _: &Path) -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
fn is_zombie(pid: Pid) -> bool {
    ps(pid, "state=").trim_start().starts_with('Z')
}

#[cfg(not(target_os = "linux"))]
fn ps(pid: Pid, column: &str) -> String {
    let output = std::process::Command::new("/bin/ps")
        .args(["-o", column, "-p", &pid.to_string()])
        .output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_ready_server_is_read_and_a_half_written_one_is_starting() {
        let whole = "4711\n/data\n1763900000\n5433\n\n127.0.0.1\n  123456   65536\nready   \n";
        assert_eq!(
            Postmaster::parse(whole),
            Some(Postmaster {
                pid: Pid::from_raw(4711),
                port: 5433,
                status: Status::Ready
            })
        );
        assert_eq!(
            Postmaster::parse("4711\n/data\n"),
            Some(Postmaster {
                pid: Pid::from_raw(4711),
                port: 0,
                status: Status::Starting
            })
        );
        assert_eq!(Postmaster::parse(""), None);
        assert_eq!(Postmaster::parse("-1\n"), None);
        assert_eq!(Postmaster::parse("0\n"), None);
    }

    #[test]
    fn a_process_that_is_no_postgres_serves_no_directory() {
        let me = Postmaster {
            pid: Pid::this(),
            port: 1,
            status: Status::Ready,
        };
        assert!(is_running(me.pid));
        assert!(!me.serves(&std::env::temp_dir()));
    }
}
