//! The tables.

use std::time::Duration;

use crate::contender::Contender;
use crate::critical_path::CriticalPath;
use crate::walk::{Act, Recorded};

#[expect(clippy::print_stdout, reason = "the report is what a benchmark is run for")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// Medians, fastest and slowest round; calls and emulator time of one more walk, through the proxy.
pub(crate) fn table(contenders: &[Contender], recorded: &[Recorded], path: Option<&CriticalPath>, rounds: usize) {
    say(&format!("\ndev on one emulator, {rounds} rounds, {} CPUs\n", cpus()));
    say("| act | way | s (fastest–slowest) | peak MB | calls | lists | mutating | emulator busy s | s, recorded |");
    say("|---|---|--:|--:|--:|--:|--:|--:|--:|");
    for act in Act::ALL {
        for contender in contenders {
            let walls: Vec<Duration> = contender.walks.iter().map(|walk| walk.run(act).wall).collect();
            let peak = contender.walks.iter().map(|walk| walk.run(act).peak).max();
            let Some(seen) = recorded
                .iter()
                .find(|seen| (seen.contender, seen.act) == (contender.name, act))
            else {
                continue;
            };
            say(&format!(
                "| {} | {} | {:.2} ({:.2}–{:.2}) | {:.0} | {} | {} | {} | {:.2} | {:.2} |",
                name(act),
                contender.name,
                median(walls.clone()).as_secs_f64(),
                walls.iter().min().copied().unwrap_or_default().as_secs_f64(),
                walls.iter().max().copied().unwrap_or_default().as_secs_f64(),
                peak.map_or(f64::NAN, megabytes),
                seen.calls,
                seen.lists,
                seen.mutating,
                seen.busy.as_secs_f64(),
                seen.wall.as_secs_f64(),
            ));
        }
    }
    let up = recorded
        .iter()
        .find(|seen| seen.contender == "logline" && seen.act == Act::Up);
    if let (Some(path), Some(up)) = (path, up) {
        let of = |part: Duration| up.wall.as_secs_f64() / part.as_secs_f64();
        say(&format!(
            "\nup, recorded: {:.2} s; {:.2} times the {:.2} s in which the emulator had a call to answer; {:.2} times the \
             {:.2} s that it took for the calls of the longest chain of steps:\n{}",
            up.wall.as_secs_f64(),
            of(up.busy),
            up.busy.as_secs_f64(),
            of(path.emulator),
            path.emulator.as_secs_f64(),
            path.steps.join(" → ")
        ));
    }
}

/// What ours asks for when there is nothing to do.
pub(crate) fn actions(recorded: &[Recorded]) {
    let ours = recorded
        .iter()
        .find(|seen| seen.contender == "logline" && seen.act == Act::Plan);
    let actions = ours.into_iter().flat_map(|seen| &seen.actions);
    let told: Vec<String> = actions.map(|(action, count)| format!("{count} {action}")).collect();
    say(&format!("\nplan, nothing to do: {}", told.join(", ")));
}

fn name(act: Act) -> &'static str {
    match act {
        Act::Plan => "plan, nothing to do",
        act => act.name(),
    }
}

fn median(mut walls: Vec<Duration>) -> Duration {
    walls.sort_unstable();
    walls.get(walls.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "kibibytes of a process are far below 2^52")]
fn megabytes(kibibytes: u64) -> f64 {
    kibibytes as f64 * 1024.0 / 1e6
}

fn cpus() -> String {
    std::thread::available_parallelism().map_or_else(|_| "?".to_owned(), |count| count.to_string())
}
