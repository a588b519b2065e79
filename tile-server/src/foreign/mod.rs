//! Tiles made elsewhere, published beside the layers: PMTiles and MBTiles files, and tables of PostGIS.
//!
//! 1. [`Foreign::open`] opens everything the configuration names, once, and says of each what is wrong with it: `name` looks at what it is
//!    to be called, `check` at the inside of PMTiles files, `database` and `table` at what a database has.
//! 2. [`Source`] is one of them: what it is and has, and its tiles as they are stored. martin-core reads them.
//! 3. `packing` takes tiles out of the coding that they are stored in; `layers` says what is in one before it is put behind another.
//!
//! Nothing in a file is trusted. What cannot be read is an error that names it, and what a reader of others does not survive stays in a
//! task of its own.

mod archive;
mod check;
mod database;
mod error;
mod layers;
mod media;
mod name;
mod packing;
mod source;
mod table;

pub use error::{DatabaseFault, FileFault, ForeignError, NameFault, TableFault};
pub use layers::layer_names;
pub use media::Media;
pub use packing::{Packing, TILE_BYTES_MAX, Undecodable};
pub use source::{Source, Tile};

use bailiwick_engine::config::Config;

/// All sources from elsewhere.
#[derive(Default)]
pub struct Foreign {
    sources: Vec<Source>,
}

impl Foreign {
    /// Opens the archives and the databases of the configuration. `taken` are the names of the layers, which no source may have.
    ///
    /// # Errors
    /// The first that cannot be served.
    pub async fn open(config: &Config, taken: &[&str]) -> Result<Self, ForeignError> {
        let mut foreign = Self::default();
        for archive in &config.tiles {
            name::check(&archive.name).map_err(|fault| ForeignError::Name { name: archive.name.clone(), fault })?;
            let source = archive::open(&archive.name, &config.resolve(&archive.path)).await?;
            foreign.add(source, taken)?;
        }
        for database in &config.postgis {
            for source in database::open(database).await? {
                foreign.add(source, taken)?;
            }
        }
        Ok(foreign)
    }

    fn add(&mut self, source: Source, taken: &[&str]) -> Result<(), ForeignError> {
        let refuse = |fault| Err(ForeignError::Name { name: source.name().to_owned(), fault });
        if taken.contains(&source.name()) {
            return refuse(NameFault::Layer);
        }
        if self.source(source.name()).is_some() {
            return refuse(NameFault::Twice);
        }
        self.sources.push(source);
        Ok(())
    }

    /// The names of all, in the order of the configuration.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(Source::name)
    }

    /// All, in the order of the configuration.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The source of a name.
    pub fn source(&self, name: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.name() == name)
    }
}

#[cfg(test)]
mod tests;
