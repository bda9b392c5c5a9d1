//! The migrations in order, from the binary or from a directory.

use std::fs;
use std::path::{Path, PathBuf};

use crate::migration::{Migration, file_name, is_name};
use crate::source_error::SourceError;

#[derive(Debug, Clone)]
pub struct Migrations(Vec<Migration>);

const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

impl Migrations {
    /// Those of `sql/`, as they were when this binary was built.
    pub fn embedded() -> Result<Self, SourceError> {
        Self::from_files(EMBEDDED.iter().copied())
    }

    /// Every `*.sql` of a directory.
    pub fn from_directory(directory: &Path) -> Result<Self, SourceError> {
        let read = |path: &Path, source| SourceError::Read {
            path: path.to_owned(),
            source,
        };
        let mut files = Vec::new();
        for entry in fs::read_dir(directory).map_err(|source| read(directory, source))? {
            let path = entry.map_err(|source| read(directory, source))?.path();
            if path.extension().is_some_and(|extension| extension == "sql") {
                let text = fs::read_to_string(&path).map_err(|source| read(&path, source))?;
                files.push((
                    path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                    text,
                ));
            }
        }
        Self::from_files(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    }

    /// Pairs of file name and content, in any order; they must be numbered 1, 2, 3 …
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, SourceError> {
        let mut migrations = files
            .into_iter()
            .map(|(file, text)| Migration::parse(file, text))
            .collect::<Result<Vec<_>, _>>()?;
        migrations.sort_by(|a, b| (a.version, &a.name).cmp(&(b.version, &b.name)));
        let mut before: Option<&Migration> = None;
        for (expected, migration) in (1..).zip(&migrations) {
            if let Some(same) = before.filter(|before| before.version == migration.version) {
                return Err(SourceError::Duplicate {
                    first: same.file_name(),
                    second: migration.file_name(),
                });
            }
            if migration.version != expected {
                return Err(SourceError::Gap {
                    missing: expected,
                    file: migration.file_name(),
                });
            }
            before = Some(migration);
        }
        Ok(Self(migrations))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Migration> {
        self.0.iter()
    }

    pub fn get(&self, version: u32) -> Option<&Migration> {
        self.0.iter().find(|migration| migration.version == version)
    }

    /// The highest number, 0 when there are none.
    pub fn newest(&self) -> u32 {
        self.0.last().map_or(0, |migration| migration.version)
    }

    /// Makes the next file of a directory, with a first comment to fill in, and returns its path.
    pub fn add_file(directory: &Path, name: &str) -> Result<PathBuf, SourceError> {
        let next = Self::from_directory(directory)?.newest() + 1;
        let file = file_name(next, name);
        if !is_name(name) {
            return Err(SourceError::FileName { file });
        }
        let path = directory.join(file);
        let write = |source| SourceError::Write {
            path: path.clone(),
            source,
        };
        let mut new = fs::File::create_new(&path).map_err(write)?;
        std::io::Write::write_all(&mut new, format!("-- {}.\n\n", name.replace('_', " ")).as_bytes()).map_err(write)?;
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(files: &[&str]) -> Result<Migrations, SourceError> {
        Migrations::from_files(files.iter().map(|file| (*file, "SELECT 1;")))
    }

    #[test]
    fn the_embedded_migrations_are_sound() {
        let migrations = Migrations::embedded().unwrap();
        assert_eq!(usize::try_from(migrations.newest()).unwrap(), EMBEDDED.len());
        assert!(migrations.newest() >= 8);
    }

    #[test]
    fn order_is_by_number() {
        let versions: Vec<_> = load(&["0002_b.sql", "0001_z.sql", "0003_a.sql"])
            .unwrap()
            .iter()
            .map(|m| m.version)
            .collect();
        assert_eq!(versions, [1, 2, 3]);
    }

    #[test]
    fn gaps_and_duplicates_are_named() {
        let gap = load(&["0001_a.sql", "0003_c.sql"]).unwrap_err();
        assert_eq!(gap.to_string(), "there is no migration 0002 before 0003_c.sql");
        let late_start = load(&["0002_a.sql"]).unwrap_err();
        assert_eq!(late_start.to_string(), "there is no migration 0001 before 0002_a.sql");
        let twice = load(&["0001_b.sql", "0001_a.sql"]).unwrap_err();
        assert_eq!(twice.to_string(), "0001_a.sql and 0001_b.sql have the same number");
    }

    #[test]
    fn a_new_file_gets_the_next_number() {
        let directory = std::env::temp_dir().join(format!("logline-migrations-{}", std::process::id()));
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("0001_first.sql"), "SELECT 1;").unwrap();
        fs::write(directory.join("README.md"), "not a migration").unwrap();
        let path = Migrations::add_file(&directory, "second_one").unwrap();
        assert_eq!(path, directory.join("0002_second_one.sql"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "-- second one.\n\n");
        assert!(matches!(
            Migrations::from_directory(&directory),
            Err(SourceError::Empty { .. })
        ));
        fs::write(&path, "SELECT 2;").unwrap();
        assert!(matches!(
            Migrations::add_file(&directory, "Bad-Name"),
            Err(SourceError::FileName { .. })
        ));
        fs::remove_dir_all(&directory).unwrap();
    }
}
