//! What the kernel says that processes have used.

use std::fs;
use std::ops::Sub;
use std::path::PathBuf;
use std::time::Duration;

use crate::Outcome;
use crate::platform::Platform;

/// One way, once.
#[derive(Clone, Copy)]
pub(crate) struct Measurement {
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// CPU time for one request.
    pub(crate) gateway: Duration,
    pub(crate) postgres: Duration,
}

/// CPU time since the start.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    gateway: Duration,
    postgres: Duration,
}

/// Resident memory, in KiB; what server processes share is counted once.
pub(crate) struct Memory {
    pub(crate) gateway: u64,
    pub(crate) postgres: u64,
}

pub(crate) struct Postmaster {
    pid: u32,
    /// Where the server's programs are.
    pub(crate) programs: PathBuf,
}

/// Linux counts CPU time in hundredths of a second, whatever the kernel's own clock.
const TICK: Duration = Duration::from_millis(10);

impl Measurement {
    pub(crate) fn of(mut latencies: Vec<Duration>, time: Duration, cost: Cost) -> Outcome<Self> {
        latencies.sort_unstable();
        let count = u32::try_from(latencies.len())?;
        let at = |percent: usize| latencies.get(latencies.len() * percent / 100).copied();
        let (Some(p50), Some(p99)) = (at(50), at(99)) else {
            return Err("not one request was answered".into());
        };
        Ok(Self {
            per_second: f64::from(count) / time.as_secs_f64(),
            p50,
            p99,
            gateway: cost.gateway / count,
            postgres: cost.postgres / count,
        })
    }
}

impl Cost {
    pub(crate) fn so_far(platform: &Platform) -> Outcome<Self> {
        let gateway = Process::read(platform.gateway_pid()?)?;
        let postmaster = postmaster(platform)?.pid;
        // Children that have ended are counted with their parent.
        let mut postgres = 0;
        for process in processes()? {
            if process.pid == postmaster {
                postgres += process.ticks + process.ticks_of_children;
            } else if process.parent == postmaster {
                postgres += process.ticks;
            }
        }
        Ok(Self {
            gateway: TICK * u32::try_from(gateway.ticks)?,
            postgres: TICK * u32::try_from(postgres)?,
        })
    }
}

impl Sub for Cost {
    type Output = Self;
    fn sub(self, before: Self) -> Self {
        Self {
            gateway: self.gateway.saturating_sub(before.gateway),
            postgres: self.postgres.saturating_sub(before.postgres),
        }
    }
}

impl Memory {
    pub(crate) fn now(platform: &Platform) -> Outcome<Self> {
        let postmaster = postmaster(platform)?.pid;
        let mut postgres = 0;
        for process in processes()? {
            if process.pid == postmaster || process.parent == postmaster {
                // A worker of the server may end at any time.
                postgres += kibibytes(process.pid, "smaps_rollup", "Pss:").unwrap_or(0);
            }
        }
        Ok(Self {
            gateway: kibibytes(platform.gateway_pid()?, "status", "VmRSS:")?,
            postgres,
        })
    }
}

/// The server is the gateway's child.
pub(crate) fn postmaster(platform: &Platform) -> Outcome<Postmaster> {
    let gateway = platform.gateway_pid()?;
    for process in processes()? {
        if process.parent == gateway
            && let Ok(program) = fs::read_link(format!("/proc/{}/exe", process.pid))
            && program.ends_with("postgres")
            && let Some(programs) = program.parent()
        {
            return Ok(Postmaster {
                pid: process.pid,
                programs: programs.to_owned(),
            });
        }
    }
    Err("the gateway has no PostgreSQL".into())
}

struct Process {
    pid: u32,
    parent: u32,
    ticks: u64,
    ticks_of_children: u64,
}

impl Process {
    fn read(pid: u32) -> Outcome<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        // The name in parentheses can hold anything; after it, the third field is next.
        let fields: Vec<&str> = stat.rsplit_once(") ").ok_or("no stat")?.1.split(' ').collect();
        let number = |field: usize| -> Outcome<u64> { Ok(fields.get(field - 3).ok_or("a short stat")?.parse()?) };
        Ok(Self {
            pid,
            parent: u32::try_from(number(4)?)?,
            ticks: number(14)? + number(15)?,
            ticks_of_children: number(16)? + number(17)?,
        })
    }
}

/// All processes; one that ends meanwhile is left out.
fn processes() -> Outcome<Vec<Process>> {
    let mut processes = Vec::new();
    for entry in fs::read_dir("/proc")? {
        if let Ok(pid) = entry?.file_name().to_string_lossy().parse() {
            processes.extend(Process::read(pid).ok());
        }
    }
    Ok(processes)
}

fn kibibytes(pid: u32, file: &str, name: &str) -> Outcome<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/{file}"))?;
    let value = text.lines().find_map(|line| line.strip_prefix(name));
    let number = value.and_then(|value| value.split_whitespace().next());
    Ok(number.ok_or("no memory figure")?.parse()?)
}
