//! What an operator's commands cost on an emulator, beside a script by hand and beside CloudFormation.
//!
//! `cargo bench --bench operate -- [--rounds 5] [--program PATH]`
//!
//! The same layers of dev, by three: `logline`, `direct.py` (boto3, as one would write it by hand) and `stack.py`
//! (CloudFormation, as far as the emulator knows it). All take turns within a round: `up` from nothing, a `plan` that
//! finds nothing to do, `down`; each in an emulator that was wiped. Then each walks once more through a proxy that counts
//! the calls and how long the emulator took for them. Not a test: it fails only if something does not work.

mod contender;
mod critical_path;
mod report;
mod walk;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use contender::Contender;
use critical_path::CriticalPath;
use strict::Strict;
use strict::emulator::{MiniStack, python};
use walk::{Act, Recorded, Walk};

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

struct Options {
    rounds: usize,
    /// The program to measure; without it the release build if there is one, else the one that cargo has just built.
    program: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let options = Options::parse(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(&options))
}

async fn measure(options: &Options) -> Outcome<()> {
    let emulator = MiniStack::start().await?;
    let python = python().await?;
    let mut contenders = vec![
        Contender::ours(options.program.as_deref())?,
        Contender::script("direct boto3", &python, "direct.py")?,
        Contender::script("CloudFormation", &python, "stack.py")?,
    ];
    report::say(&format!("logline: {}", contenders[0].about));
    // An emulator loads each service when it is asked for it first.
    for contender in &contenders {
        emulator.reset().await?;
        Walk::of(contender, emulator.url()).await?;
    }
    for round in 1..=options.rounds {
        report::say(&format!("round {round} of {}", options.rounds));
        for contender in &mut contenders {
            emulator.reset().await?;
            let walk = Walk::of(contender, emulator.url()).await?;
            contender.walks.push(walk);
        }
    }
    let proxy = Strict::new(emulator.url()).lax().start().await?;
    let mut recorded = Vec::new();
    let mut path = None;
    for contender in &contenders {
        emulator.reset().await?;
        for act in Act::ALL {
            if contender.is_ours() && act == Act::Up {
                contender.save_plan(emulator.url()).await?;
            }
            proxy.recorder().clear();
            let run = contender.run(act, proxy.url()).await?;
            let calls = proxy.recorder().calls();
            if contender.is_ours() && act == Act::Up {
                path = Some(CriticalPath::of(contender, &calls)?);
            }
            recorded.push(Recorded::new(contender.name, act, run.wall, &calls));
        }
    }
    report::table(&contenders, &recorded, path.as_ref(), options.rounds);
    report::actions(&recorded);
    Ok(())
}

impl Options {
    fn parse(arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut options = Self {
            rounds: 5,
            program: None,
        };
        // Cargo adds `--bench`.
        let arguments: Vec<String> = arguments.filter(|argument| argument != "--bench").collect();
        for pair in arguments.chunks(2) {
            match pair {
                [name, value] if name == "--rounds" => options.rounds = value.parse()?,
                [name, value] if name == "--program" => options.program = Some(value.into()),
                _ => return Err(format!("not understood: {}", pair.join(" ")).into()),
            }
        }
        Ok(options)
    }
}
