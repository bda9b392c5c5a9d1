//! A journal that was cut or changed is recovered or refused, never misread.

use std::sync::{Arc, Mutex};

use crate::journal::{Entry, Fact};
use crate::simulation::{Fault, Process};
use crate::tests::lab::{Act, Lab, bytes};
use crate::tests::operate::{Disk, End, Goal, Operator, run};
use crate::tests::platform::Wish;
use crate::{Address, Journal, JournalError, JournalFile, Storage};

fn disk(bytes: &[u8]) -> Disk {
    Arc::new(Mutex::new(bytes.to_vec()))
}

fn read(bytes: &[u8]) -> Result<Vec<Entry>, JournalError> {
    Journal::open(Process::default().storage(&disk(bytes))).map(|journal| journal.entries().to_vec())
}

/// The journal of a run that was killed at its fifth call.
pub fn short_journal() -> Vec<u8> {
    let lab = Lab::new().unwrap();
    let (cloud, disk) = (lab.start(Act::Up), Disk::default());
    cloud.inject(5, Fault::KillDuring);
    run(&cloud, &Operator::new(1, &disk), &Goal::Up(Wish::FIRST)).unwrap();
    bytes(&disk)
}

pub fn cut_at_every_byte_gives_a_beginning(whole: &[u8]) -> Result<(), String> {
    let entries = read(whole).map_err(|error| error.to_string())?;
    for length in 0..whole.len() {
        let kept = read(&whole[..length]).map_err(|error| format!("cut at {length}: {error}"))?;
        if !entries.starts_with(&kept) {
            return Err(format!("cut at {length}: misread"));
        }
    }
    Ok(())
}

pub fn changed_at_every_byte_is_refused_or_cut(whole: &[u8]) -> Result<(), String> {
    let entries = read(whole).map_err(|error| error.to_string())?;
    for place in 0..whole.len() {
        for flip in [1, 0x20, 0x80] {
            let mut changed = whole.to_vec();
            changed[place] ^= flip;
            if let Ok(kept) = read(&changed) {
                return Err(format!(
                    "byte {place} changed by {flip}: {} of {} entries accepted",
                    kept.len(),
                    entries.len()
                ));
            }
        }
    }
    Ok(())
}

#[test]
fn a_journal_cut_at_any_byte_is_read_up_to_there() {
    cut_at_every_byte_gives_a_beginning(&short_journal()).unwrap();
}

#[test]
fn a_journal_changed_at_any_byte_is_refused() {
    changed_at_every_byte_is_refused_or_cut(&short_journal()).unwrap();
}

#[test]
fn lines_in_another_order_or_left_out_are_refused() {
    let whole = String::from_utf8(short_journal()).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    for index in 0..lines.len() - 1 {
        let mut swapped = lines.clone();
        swapped.swap(index, index + 1);
        assert!(read((swapped.join("\n") + "\n").as_bytes()).is_err());
        let mut shorter = lines.clone();
        shorter.remove(index);
        assert!(read((shorter.join("\n") + "\n").as_bytes()).is_err());
    }
}

#[test]
fn a_run_recovers_from_a_journal_cut_anywhere_in_its_last_entries() {
    let lab = Lab::new().unwrap();
    let (cloud, disk_before) = (lab.start(Act::Up), Disk::default());
    cloud.inject(5, Fault::KillDuring);
    run(&cloud, &Operator::new(1, &disk_before), &Goal::Up(Wish::FIRST)).unwrap();
    let whole = bytes(&disk_before);
    // A crash tears the line that was being written. Everything before it had been synced.
    let last_line = whole[..whole.len() - 1]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .unwrap()
        + 1;
    for length in last_line..=whole.len() {
        let there = cloud.fork();
        lab.recover(&there, &disk(&whole[..length]), Act::Up, false).unwrap();
    }
}

#[test]
fn a_run_refuses_to_start_on_an_altered_journal() {
    let lab = Lab::new().unwrap();
    let mut altered = short_journal();
    altered[40] ^= 1;
    let cloud = lab.start(Act::Up);
    let end = run(&cloud, &Operator::new(1, &disk(&altered)), &Goal::Up(Wish::FIRST)).unwrap();
    let Some(End::Refused(why)) = end else {
        panic!("{end:?}")
    };
    assert_eq!(why, "line 1 of the journal is not as it was written");
    assert_eq!(cloud.writes(), 0);
}

#[test]
fn a_journal_that_cannot_be_written_lets_no_call_through() {
    struct Full(usize);
    impl Storage for Full {
        fn read(&mut self) -> std::io::Result<Vec<u8>> {
            Ok(Vec::new())
        }
        fn append(&mut self, _: &[u8]) -> std::io::Result<()> {
            self.0 += 1;
            if self.0 > 3 {
                Err(std::io::Error::other("no space left"))
            } else {
                Ok(())
            }
        }
        fn truncate(&mut self, _: u64) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut journal = Journal::open(Box::new(Full(0))).unwrap();
    let fact = || Fact::Ended {
        outcome: "Done".to_owned(),
    };
    for _ in 0..3 {
        journal.record(0, fact()).unwrap();
    }
    assert!(matches!(
        journal.record(0, fact()),
        Err(JournalError::Storage { operation: "write", .. })
    ));
    assert!(matches!(journal.record(0, fact()), Err(JournalError::Broken)));
}

#[test]
fn a_journal_file_is_private_and_outlives_its_writer() {
    use std::os::unix::fs::PermissionsExt;
    let directory = std::env::temp_dir().join(format!("logline-engine-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("journal");
    let fact = Fact::Intent {
        call: 9,
        address: Address::new("network/vpc"),
        kind: "ec2/vpc".to_owned(),
        operation: "CreateVpc".to_owned(),
        act: crate::Act::Create,
        target: None,
        generation: 1,
    };
    let mut journal = Journal::open(Box::new(JournalFile::open(&path).unwrap())).unwrap();
    journal.record(1, fact.clone()).unwrap();
    drop(journal);
    std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, b"torn"))
        .unwrap();
    let mut journal = Journal::open(Box::new(JournalFile::open(&path).unwrap())).unwrap();
    assert_eq!(
        journal.entries().iter().map(|entry| &entry.fact).collect::<Vec<_>>(),
        [&fact]
    );
    assert_eq!(journal.draw_call(), 10);
    journal.record(2, fact).unwrap();
    assert_eq!(
        Journal::open(Box::new(JournalFile::open(&path).unwrap()))
            .unwrap()
            .entries()
            .len(),
        2
    );
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::remove_dir_all(&directory).unwrap();
}

#[test]
fn a_journal_file_has_one_writer_and_any_number_of_readers() {
    let directory = std::env::temp_dir().join(format!("logline-engine-writers-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let path = directory.join("journal");
    let open = || Journal::open(Box::new(JournalFile::open(&path).unwrap())).unwrap();
    let fact = || Fact::Ended {
        outcome: "Done".to_owned(),
    };
    let (mut first, mut second) = (open(), open());
    first.record(1, fact()).unwrap();
    assert_eq!(open().entries().len(), 1);
    assert!(second.record(1, fact()).is_err(), "the first one has it");
    let mut third = open();
    first.record(2, fact()).unwrap();
    drop(first);
    assert!(third.record(3, fact()).is_err(), "it has not read the last entry");
    open().record(4, fact()).unwrap();
    assert_eq!(open().entries().len(), 3);
    std::fs::remove_dir_all(&directory).unwrap();
}
