//! Completions and manual pages are checked in, for packagers; they must say what the program says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use libtest_mimic::Trial;

use crate::bed::{Bed, Home, Outcome, Trouble, repository};

pub(crate) fn trials(bed: &'static Bed) -> Vec<Trial> {
    vec![bed.trial(completions_and_manual_are_current)]
}

async fn completions_and_manual_are_current(bed: &'static Bed) -> Outcome {
    let home = Home::new(bed)?;
    for (command, directory) in [
        (["completions", "--all", "completions"].as_slice(), "completions"),
        (&["man", "man"], "man"),
    ] {
        home.run(command)?.succeeded()?;
        let (made, kept) = (
            files(&home.path().join(directory))?,
            files(&repository().join(directory))?,
        );
        let differing: Vec<&String> = made
            .iter()
            .chain(&kept)
            .map(|(name, _)| name)
            .filter(|name| made.get(*name) != kept.get(*name))
            .collect();
        assert!(
            differing.is_empty(),
            "run `logline {}`: {differing:?}",
            command.join(" ")
        );
    }
    Ok(())
}

fn files(directory: &Path) -> Result<BTreeMap<String, String>, Trouble> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        // man/ holds guides too, which are written by hand.
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_guide = entry.path().extension().is_some_and(|extension| extension == "md");
        if entry.path().is_file() && !is_guide {
            files.insert(name, fs::read_to_string(entry.path())?);
        }
    }
    Ok(files)
}
