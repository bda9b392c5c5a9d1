//! What was applied against what the files say: a pure decision, made before anything is touched.

use std::collections::BTreeMap;

use similar::TextDiff;

use crate::error::{Edited, Error};
use crate::history::{Applied, Record};
use crate::migration::Migration;
use crate::migrations::Migrations;

#[derive(Debug)]
pub(crate) struct Comparison<'a> {
    pub(crate) applied: Vec<Applied>,
    /// Not applied, in the order in which they will be.
    pub(crate) pending: Vec<&'a Migration>,
    /// Not applied, because the server does not have the extension.
    pub(crate) waiting: Vec<(&'a Migration, &'a str)>,
    pub(crate) edited: Vec<Edited>,
    /// Applied, but not among the files.
    pub(crate) unknown: Vec<Applied>,
    /// Not applied, and numbered below one that is.
    pub(crate) late: Vec<&'a Migration>,
    newest: u32,
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(files: &'a Migrations, records: &[Record], extensions: &[String]) -> Self {
        let recorded: BTreeMap<u32, &Record> = records.iter().map(|record| (record.applied.version, record)).collect();
        let current = recorded.last_key_value().map_or(0, |(version, _)| *version);
        let mut comparison = Self {
            applied: records.iter().map(|record| record.applied.clone()).collect(),
            pending: Vec::new(),
            waiting: Vec::new(),
            edited: Vec::new(),
            unknown: Vec::new(),
            late: Vec::new(),
            newest: files.newest(),
        };
        for migration in files.iter() {
            let lacks = migration
                .directives
                .extension
                .as_deref()
                .filter(|name| !extensions.iter().any(|e| e == name));
            match (recorded.get(&migration.version), lacks) {
                (Some(record), _) if record.checksum != migration.checksum => {
                    comparison.edited.push(edited(record, migration));
                }
                (Some(_), _) => {}
                (None, Some(extension)) => comparison.waiting.push((migration, extension)),
                // One that had to wait comes after those that did not: out of order by its nature.
                (None, None) if migration.version > current || migration.directives.extension.is_some() => {
                    comparison.pending.push(migration);
                }
                (None, None) => comparison.late.push(migration),
            }
        }
        comparison.unknown = comparison
            .applied
            .iter()
            .filter(|a| files.get(a.version).is_none())
            .cloned()
            .collect();
        comparison
    }

    /// The highest applied version, 0 when there is none.
    pub(crate) fn current(&self) -> u32 {
        self.applied.last().map_or(0, |applied| applied.version)
    }

    /// An error if files and history contradict each other.
    pub(crate) fn refuse(&self) -> Result<(), Error> {
        if let Some(unknown) = self.unknown.last() {
            return Err(Error::OlderThanDatabase {
                applied: unknown.version,
                newest: self.newest,
            });
        }
        if !self.edited.is_empty() {
            return Err(Error::Edited {
                edited: self.edited.clone(),
            });
        }
        if !self.late.is_empty() {
            let late = self.late.iter().map(|migration| migration.file_name()).collect();
            return Err(Error::Late {
                late,
                current: self.current(),
            });
        }
        Ok(())
    }

    /// The pending ones up to a version, or an error if there is no way to it.
    pub(crate) fn pending_to(&self, to: Option<u32>) -> Result<Vec<&'a Migration>, Error> {
        let Some(to) = to else { return Ok(self.pending.clone()) };
        if to == 0 || to > self.newest {
            return Err(Error::NoSuchTarget {
                to,
                newest: self.newest,
            });
        }
        if to < self.current() {
            return Err(Error::Backwards {
                to,
                current: self.current(),
            });
        }
        Ok(self
            .pending
            .iter()
            .copied()
            .filter(|migration| migration.version <= to)
            .collect())
    }
}

fn edited(record: &Record, migration: &Migration) -> Edited {
    let file = migration.file_name();
    let diff = TextDiff::from_lines(&record.body, &migration.body)
        .unified_diff()
        .context_radius(2)
        .header(&format!("{file} (applied)"), &format!("{file} (now)"))
        .to_string();
    Edited {
        version: migration.version,
        file,
        diff,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn files(files: &[(&str, &str)]) -> Migrations {
        Migrations::from_files(files.iter().copied()).unwrap()
    }

    fn records(migrations: &Migrations, versions: &[u32]) -> Vec<Record> {
        let record = |migration: &Migration| Record {
            applied: Applied {
                version: migration.version,
                name: migration.name.clone(),
                applied_at: Timestamp::UNIX_EPOCH,
                duration_ms: 1,
                applied_by: "owner".into(),
            },
            checksum: migration.checksum.clone(),
            body: migration.body.clone(),
        };
        migrations
            .iter()
            .filter(|m| versions.contains(&m.version))
            .map(record)
            .collect()
    }

    fn pending(comparison: &Comparison<'_>) -> Vec<u32> {
        comparison.pending.iter().map(|migration| migration.version).collect()
    }

    const THREE: &[(&str, &str)] = &[
        ("0001_a.sql", "SELECT 1;"),
        ("0002_b.sql", "-- requires: extension vector\nSELECT 2;"),
        ("0003_c.sql", "SELECT 3;"),
    ];

    #[test]
    fn what_waits_for_an_extension_is_passed_over_and_comes_later_out_of_order() {
        let files = files(THREE);
        let first = Comparison::new(&files, &[], &[]);
        assert_eq!((pending(&first), first.waiting.len()), (vec![1, 3], 1));

        let records = records(&files, &[1, 3]);
        let still = Comparison::new(&files, &records, &[]);
        still.refuse().unwrap();
        assert_eq!((pending(&still), still.waiting.len()), (vec![], 1));

        let vectors = ["vector".to_owned()];
        let now = Comparison::new(&files, &records, &vectors);
        now.refuse().unwrap();
        assert_eq!((pending(&now), now.waiting.len()), (vec![2], 0));
    }

    #[test]
    fn a_new_file_below_applied_ones_is_refused() {
        let files = files(&[
            ("0001_a.sql", "SELECT 1;"),
            ("0002_b.sql", "SELECT 2;"),
            ("0003_c.sql", "SELECT 3;"),
        ]);
        let records = records(&files, &[1, 3]);
        let error = Comparison::new(&files, &records, &[]).refuse().unwrap_err();
        assert_eq!(
            error.to_string(),
            "0002_b.sql was added with a number below what is already applied (0003)"
        );
    }

    #[test]
    fn an_edited_file_is_refused_with_a_diff() {
        let before = files(&[("0001_a.sql", "SELECT 1;\nSELECT 2;")]);
        let after = files(&[("0001_a.sql", "SELECT 1;\nSELECT 3;")]);
        let error = Comparison::new(&after, &records(&before, &[1]), &[])
            .refuse()
            .unwrap_err()
            .to_string();
        assert!(error.contains("0001_a.sql was applied and then changed"), "{error}");
        assert!(error.contains("-SELECT 2;\n+SELECT 3;"), "{error}");
    }

    #[test]
    fn a_program_older_than_the_database_is_refused() {
        let new = files(THREE);
        let old = files(&THREE[..2]);
        let records = records(&new, &[1, 3]);
        let error = Comparison::new(&old, &records, &[]).refuse().unwrap_err();
        assert!(matches!(error, Error::OlderThanDatabase { applied: 3, newest: 2 }));
    }

    #[test]
    fn a_target_must_exist_and_lie_ahead() {
        let files = files(THREE);
        let records = records(&files, &[1, 3]);
        let comparison = Comparison::new(&files, &records, &[]);
        assert!(matches!(
            comparison.pending_to(Some(4)),
            Err(Error::NoSuchTarget { .. })
        ));
        assert!(matches!(
            comparison.pending_to(Some(0)),
            Err(Error::NoSuchTarget { .. })
        ));
        assert!(matches!(comparison.pending_to(Some(2)), Err(Error::Backwards { .. })));
        assert!(comparison.pending_to(Some(3)).unwrap().is_empty());
        let empty = Comparison::new(&files, &[], &[]);
        assert_eq!(empty.pending_to(Some(2)).unwrap().len(), 1);
    }
}
