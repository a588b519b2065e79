//! How the files of a configuration look from outside: a change of any of them shows, without reading them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use bailiwick_engine::config::Config;

/// Files that belong to another by their stem: those of a shapefile.
const BESIDE: [&str; 5] = ["dbf", "shx", "prj", "cpg", "qpj"];

/// Size and time of every file; of a folder, of what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature(Vec<(PathBuf, Option<(u64, SystemTime)>)>);

impl Signature {
    /// Of the configuration's own file and all that it names.
    pub fn of(config: &Config, path: &Path) -> Self {
        let mut files = vec![path.to_owned()];
        for source in config.source_paths() {
            if source.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("shp")) {
                files.extend(BESIDE.map(|ending| source.with_extension(ending)));
            }
            if let Ok(entries) = fs::read_dir(&source) {
                files.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
            }
            files.push(source);
        }
        files.sort_unstable();
        files.dedup();
        let seen = |path: &Path| fs::metadata(path).ok().and_then(|m| Some((m.len(), m.modified().ok()?)));
        Self(files.into_iter().map(|file| (seen(&file), file)).map(|(seen, file)| (file, seen)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_any_file_shows_and_looking_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
        let path = folder.path().join("bailiwick.toml");
        write("bailiwick.toml", "[[zones]]\npath = \"z.shp\"\n[[clues]]\npath = \"c.csv\"\n");
        write("z.shp", "1");
        let config = Config::read(&path).expect("valid");
        let first = Signature::of(&config, &path);
        assert_eq!(Signature::of(&config, &path), first);
        let mut last = first;
        for (name, text) in [("z.dbf", "2"), ("c.csv", "id"), ("c.csv", "id,lon"), ("bailiwick.toml", "")] {
            write(name, text);
            let now = Signature::of(&config, &path);
            assert_ne!(now, last, "{name}");
            last = now;
        }
    }
}
