//! Emulators start by themselves, and nothing of them stays.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use http::Method;
use strict::emulator::{MiniStack, Moto};
use strict::upstream::Upstream;

#[tokio::test]
async fn ministack_answers_and_ends_with_its_handle() {
    let ministack = MiniStack::start().await.unwrap();
    let url = ministack.url().to_owned();
    let health = Upstream::new(&url)
        .unwrap()
        .ask(Method::GET, "/_ministack/health")
        .await;
    assert!(health.unwrap().status.is_success());
    ministack.reset().await.unwrap();
    drop(ministack);
    assert_unreachable(&url);
}

#[tokio::test]
async fn moto_answers_and_forgets() {
    let moto = Moto::start().await.unwrap();
    moto.reset().await.unwrap();
    let url = moto.url().to_owned();
    drop(moto);
    assert_unreachable(&url);
}

#[test]
fn an_emulator_ends_with_a_test_process_that_is_killed() {
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "holds_an_emulator_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let url = lines.find_map(|line| line.unwrap().strip_prefix("listening at ").map(str::to_owned));
    process.kill().unwrap();
    process.wait().unwrap();
    assert_unreachable(&url.expect("the process said where its emulator is"));
}

#[tokio::test]
#[ignore = "never ends by itself: it is run, and killed, by the test above"]
async fn holds_an_emulator_until_it_is_killed() {
    let ministack = MiniStack::start().await.unwrap();
    println!("\nlistening at {}", ministack.url());
    std::future::pending::<()>().await;
}

/// Not at once: who listened on a port may have to be reaped first.
fn assert_unreachable(url: &str) {
    let address = url.trim_start_matches("http://");
    let deadline = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(address).is_ok() {
        assert!(Instant::now() < deadline, "{url} still answers");
    }
}
