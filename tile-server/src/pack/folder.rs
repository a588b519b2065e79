//! The folder of a pack: made beside its place, then renamed into it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::PackError;
use super::readme::HEAD;

/// The archive of a pack.
pub(super) const TILES: &str = "tiles.pmtiles";
/// What tells that a folder is a pack.
pub(super) const README: &str = "README.txt";

/// What a pack has in it. Anything else is somebody's own.
const OURS: [&str; 8] = [README, "bailiwick.gpkg", "fonts", "index.html", "map", "sprites", "style.json", TILES];
/// Beside them while the pack is made: the spool of the archive, and passing files, which a run that was killed leaves.
const SPOOL: &str = "tiles.pmtiles.part";
const PASSING: &str = ".bailiwick-";

/// Whether a path to write to means a folder: it says so by a slash at its end, or there is one.
pub fn is_folder(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b"/") || path.is_dir()
}

/// A pack that is being made.
pub struct Folder {
    /// Where it is made.
    work: PathBuf,
    /// Where it is to be.
    place: PathBuf,
}

impl Folder {
    /// Begins a pack beside its place, or goes on with what a run that was cut short has left there.
    ///
    /// # Errors
    /// The folder has something else in it, or nothing can be written beside it.
    pub fn begin(path: &Path) -> Result<Self, PackError> {
        let failed = |source| PackError::Write { path: path.into(), source };
        // By its true name: one can rename neither `.` nor what a link leads to.
        let place = if path.exists() { path.canonicalize().map_err(failed)? } else { path.into() };
        let Some(name) = place.file_name().filter(|_| !place.is_file()) else { return Err(PackError::NoFolder { path: path.into() }) };
        let mut name = name.to_owned();
        name.push(".part");
        let folder = Self { work: place.with_file_name(name), place };
        refuse_others(&folder.place, |name| OURS.contains(&name))?;
        refuse_others(&folder.work, |name| OURS.contains(&name) || name == SPOOL || name.starts_with(PASSING))?;
        let is_pack = fs::read_to_string(folder.place.join(README)).is_ok_and(|text| text.starts_with(HEAD));
        if let Some(other) = names(&folder.place)?.into_iter().next().filter(|_| !is_pack) {
            return Err(PackError::OtherThings { path: folder.place, other });
        }
        fs::create_dir_all(&folder.work).map_err(failed)?;
        Ok(folder)
    }

    /// Removes what an earlier run has left, but for its tiles. Only for who has locked those.
    ///
    /// # Errors
    /// The system refuses.
    pub fn clear(&self) -> Result<(), PackError> {
        for name in names(&self.work)?.into_iter().filter(|name| name != SPOOL) {
            let path = self.path(&name);
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.map_err(|source| PackError::Write { path, source })?;
        }
        Ok(())
    }

    /// Where the tiles go.
    pub fn tiles(&self) -> PathBuf {
        self.path(TILES)
    }

    pub(super) fn path(&self, relative: &str) -> PathBuf {
        self.work.join(relative)
    }

    /// Begins a file, with the folders above it.
    pub(super) fn create(&self, relative: &str) -> Result<File, PackError> {
        let path = self.path(relative);
        let begin = || {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            File::create(&path)
        };
        begin().map_err(|source| self.failed(relative, source))
    }

    /// Writes a file through to the disk: packs go onto sticks that are pulled out.
    pub(super) fn write(&self, relative: &str, bytes: &[u8]) -> Result<(), PackError> {
        let mut file = self.create(relative)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|source| self.failed(relative, source))
    }

    pub(super) fn failed(&self, relative: &str, source: io::Error) -> PackError {
        PackError::Write { path: self.path(relative), source }
    }

    /// Puts the pack in its place. An older pack there gives way; should that fail, it stays.
    pub(super) fn publish(self) -> Result<(), PackError> {
        let failed = |source| PackError::Write { path: self.place.clone(), source };
        let above = self.place.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let aside = tempfile::Builder::new().prefix(PASSING).tempdir_in(above).map_err(failed)?;
        let old = aside.path().join("old");
        let had_one = self.place.exists();
        if had_one {
            fs::rename(&self.place, &old).map_err(failed)?;
        }
        if let Err(source) = fs::rename(&self.work, &self.place) {
            if had_one {
                // Nothing more can be done where this fails as well: the error tells of the folder.
                let _ = fs::rename(&old, &self.place);
            }
            return Err(failed(source));
        }
        Ok(())
    }
}

fn refuse_others(folder: &Path, is_ours: impl Fn(&str) -> bool) -> Result<(), PackError> {
    match names(folder)?.into_iter().find(|name| !is_ours(name)) {
        Some(other) => Err(PackError::OtherThings { path: folder.into(), other }),
        None => Ok(()),
    }
}

/// What is in a folder, in order; nothing where there is none.
fn names(folder: &Path) -> Result<Vec<String>, PackError> {
    let read = || -> io::Result<Vec<String>> {
        let mut names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    };
    match read() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        done => done.map_err(|source| PackError::Write { path: folder.into(), source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_gives_way_to_a_newer_one_and_nothing_else_does() {
        let above = tempfile::tempdir().expect("a folder");
        let place = above.path().join("pack");
        let publish = |text: &str| {
            let folder = Folder::begin(&place)?;
            folder.write("map/map.js", text.as_bytes())?;
            folder.write(README, format!("{HEAD}\n{text}").as_bytes())?;
            folder.publish()
        };
        for text in ["first", "second"] {
            publish(text).expect("published");
            assert_eq!(fs::read_to_string(place.join("map/map.js")).expect("there"), text);
            assert_eq!(names(above.path()).expect("readable"), ["pack"], "nothing is left beside it");
        }
        fs::write(place.join("notes.docx"), "mine").expect("written");
        assert!(matches!(publish("third"), Err(PackError::OtherThings { other, .. }) if other == "notes.docx"));
        fs::remove_file(place.join("notes.docx")).expect("removed");
        fs::write(place.join(README), "of another program").expect("written");
        assert!(matches!(publish("third"), Err(PackError::OtherThings { .. })));
        assert_eq!(fs::read_to_string(place.join("map/map.js")).expect("there"), "second");
        assert!(matches!(Folder::begin(&place.join("map/map.js")), Err(PackError::NoFolder { .. })));
    }
}
