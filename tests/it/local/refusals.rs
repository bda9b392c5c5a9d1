//! Machines and configurations on which `up` can't work, or not as well.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use libtest_mimic::Trial;

use crate::bed::home::PROGRAM;
use crate::bed::{Answer, Bed, Home, Outcome, Trouble};

pub(super) fn trials(bed: &'static Bed) -> Vec<Trial> {
    let mut trials = vec![
        bed.trial(a_port_that_was_asked_for_and_is_taken_is_an_error),
        bed.trial(the_default_port_gives_way),
        bed.trial(wrong_configurations_are_named_with_their_place),
        bed.trial(a_directory_that_cannot_be_written_is_named),
        bed.trial(doctor_finds_what_would_stop_up_and_changes_nothing),
        bed.trial(version_and_help_need_nothing),
    ];
    if bed.majors().any(|major| major == 15) {
        trials.push(bed.trial(a_server_without_vectors_works_and_says_so));
    }
    if may_mount() {
        trials.push(bed.trial(a_full_disk_is_an_error_and_no_cluster));
        if bed.majors().any(|major| major == 15) {
            trials.push(bed.trial(without_python_an_installed_server_will_do));
        }
    }
    trials
}

async fn a_port_that_was_asked_for_and_is_taken_is_an_error(bed: &'static Bed) -> Outcome {
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let port = taken.local_addr()?.port().to_string();
    let home = Home::new(bed)?.with("LOGLINE_GATEWAY_PORT", &port);
    let up = home.run(&["up"])?;
    up.assert_refused(
        1,
        &[
            &format!("can't listen on 127.0.0.1:{port}"),
            "try: LOGLINE_GATEWAY_PORT=0 logline up",
        ],
    );
    assert!(home.postgres().is_err(), "nothing is left running");
    let doctor = home.run(&["doctor"])?;
    assert_eq!(doctor.code, Some(1), "{doctor:?}");
    drop(taken);
    home.up()?;
    Ok(())
}

async fn the_default_port_gives_way(bed: &'static Bed) -> Outcome {
    // Whoever holds it: it is taken.
    let _taken = TcpListener::bind("127.0.0.1:7400");
    let home = Home::new(bed)?.without("LOGLINE_GATEWAY_PORT");
    let up = home.up()?;
    assert_ne!(up["api_url"], "http://127.0.0.1:7400");
    home.append("works").await?;
    Ok(())
}

async fn wrong_configurations_are_named_with_their_place(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    home.run(&["up", "--env", "dev"])?
        .assert_refused(7, &["there are no credentials for AWS"]);
    home.run(&["up", "--env", "nowhere"])?
        .assert_refused(2, &["there is no environment nowhere"]);
    for (text, words) in [
        ("[env.local.gateway]\nport = 99999\n", "logline.toml:2"),
        ("[env.local.gateway\n", "isn't valid TOML"),
        ("[env.local.gateway]\nprot = 1\n", "did you mean gateway.port"),
    ] {
        fs::write(home.path().join("logline.toml"), text)?;
        let home = Home::new(bed)?.without("LOGLINE_GATEWAY_PORT");
        fs::write(home.path().join("logline.toml"), text)?;
        for command in ["up", "down", "status", "serve"] {
            home.run(&[command])?.assert_refused(2, &[words, "try: "]);
        }
        let doctor = home.run(&["doctor"])?;
        assert_eq!(doctor.code, Some(1), "{doctor:?}");
        assert!(doctor.out.contains("fail  configuration"), "{doctor:?}");
        assert!(!home.path().join(".logline").exists());
    }
    Ok(())
}

async fn a_directory_that_cannot_be_written_is_named(bed: &'static Bed) -> Outcome {
    // Nobody can make a directory there, not even root.
    let home = Home::new(bed)?.with("LOGLINE_LOCAL_DIR", "/proc/logline");
    for command in ["up", "serve"] {
        home.run(&[command])?
            .assert_refused(1, &["can't write to /proc/logline", "try: "]);
    }
    assert_eq!(home.run(&["doctor"])?.code, Some(1));
    home.json(&["down"])?;
    Ok(())
}

async fn a_server_without_vectors_works_and_says_so(bed: &'static Bed) -> Outcome {
    let bin = bed.pg(15)?.installation().bin.display().to_string();
    let home = Home::new(bed)?.with("LOGLINE_DATABASE_POSTGRES", &bin);
    let up = home.run(&["up"])?.succeeded()?;
    assert!(up.err.contains("without vectors"), "{up:?}");
    home.append("works").await?;
    assert_eq!(home.json(&["status"])?["database"]["vectors"], false);
    Ok(())
}

async fn doctor_finds_what_would_stop_up_and_changes_nothing(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    let doctor = home.run(&["doctor"])?.succeeded()?;
    assert!(doctor.out.contains("Nothing stands in the way"), "{doctor:?}");
    assert_eq!(fs::read_dir(home.path())?.count(), 0);

    home.up()?;
    let healthy = home.json(&["doctor"])?;
    let findings = healthy["findings"].as_array().cloned().unwrap_or_default();
    assert!(findings.iter().all(|finding| finding["state"] == "ok"), "{healthy}");
    let rules = findings.iter().any(|finding| {
        finding["detail"]
            .as_str()
            .is_some_and(|told| told.contains("rules asked"))
    });
    assert!(rules, "the schema is verified: {healthy}");
    let key = home.files().join("keys/token-key.json");
    let mode = |mode| fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(mode));
    mode(0o644)?;
    let exposed = home.run(&["doctor"])?;
    assert_eq!(exposed.code, Some(1), "{exposed:?}");
    assert!(exposed.out.contains("try: chmod 600 "), "{exposed:?}");
    Ok(mode(0o600)?)
}

async fn version_and_help_need_nothing(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?.with("LOGLINE_LOCAL_DIR", "/proc/logline");
    let version = home.run(&["--version"])?.succeeded()?;
    assert_eq!(version.out, format!("logline {}\n", env!("CARGO_PKG_VERSION")));
    assert!(
        home.run(&["logs", "tail", "--help"])?
            .succeeded()?
            .out
            .contains("Example:")
    );
    Ok(())
}

/// Whether this user may mount something that nobody else sees.
fn may_mount() -> bool {
    let tried = Command::new("unshare")
        .args(["-m", "mount", "-t", "tmpfs", "none", "/mnt"])
        .output();
    tried.is_ok_and(|output| output.status.success())
}

/// Runs `up` with an empty file system in place of a directory.
fn up_with_mount(home: &Home, directory: &str, size: &str) -> Result<Answer, Trouble> {
    fs::create_dir_all(directory)?;
    let mut command = Command::new("/usr/bin/unshare");
    home.place(&mut command);
    let mount = format!("/bin/mount -t tmpfs -o mode=755,size={size} none {directory} && exec \"$0\" \"$@\"");
    command.args(["-m", "/bin/sh", "-c", &mount, PROGRAM, "up"]);
    Ok(command.output()?.into())
}

async fn a_full_disk_is_an_error_and_no_cluster(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    let up = up_with_mount(&home, "/var/lib/logline", "16m")?;
    up.assert_refused(1, &["No space left on device", "try: logline doctor"]);
    assert!(home.postgres().is_err());
    home.up()?;
    home.append("works").await?;
    Ok(())
}

async fn without_python_an_installed_server_will_do(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?.with("PATH", "/nowhere");
    let up = up_with_mount(&home, "/var/cache/logline", "1m")?.succeeded()?;
    assert!(
        up.err.contains("without vectors") && up.err.contains("python3"),
        "{up:?}"
    );
    home.append("works").await?;
    home.json(&["down"])?;
    Ok(())
}
