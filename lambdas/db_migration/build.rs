//! Lists `sql/*.sql` at build time, so that the binary carries the migrations it was tested with.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let sql = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sql").canonicalize()?;
    println!("cargo::rerun-if-changed={}", sql.display());

    let mut files = Vec::new();
    for entry in fs::read_dir(&sql)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            files.push(path);
        }
    }
    files.sort();

    let mut list = String::from("&[\n");
    for path in &files {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        writeln!(list, "    ({name:?}, include_str!({:?})),", path.display().to_string()).map_err(io::Error::other)?;
    }
    list.push(']');

    let out = env::var_os("OUT_DIR")
        .map(PathBuf::from)
        .ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(out.join("migrations.rs"), list)
}
