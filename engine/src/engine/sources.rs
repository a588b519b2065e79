//! Everything `bailiwick.toml` names, read once.

use crate::config::Config;
use crate::ingest::{self, BackdropFeature, CodeTable, IngestError, IngestReport};
use crate::model::{Jurisdiction, Outfall, Overlay, SourceZone, Validity};

/// What became of one source.
pub type SourceOutcome = Result<IngestReport, IngestError>;

/// The contents of the sources that could be read, and what became of each.
#[derive(Default)]
pub struct Sources {
    pub(super) jurisdictions: Vec<(usize, Validity, Vec<Jurisdiction>)>,
    pub(super) overlays: Vec<Overlay>,
    pub(super) zones: Vec<SourceZone>,
    pub(super) outfalls: Vec<Outfall>,
    pub(super) backdrops: Vec<(String, Vec<BackdropFeature>)>,
    pub(super) codes: CodeTable,
    /// One outcome a source, in this order: jurisdictions, overlays, zones, outfalls, backdrops; the tables of codes
    /// only when they fail.
    pub outcomes: Vec<SourceOutcome>,
}

impl Sources {
    /// Reads every source; a failure of one does not keep the others from being read.
    pub fn read(config: &Config, progress: &dyn Fn(&str)) -> Self {
        let mut sources = Self::default();
        let codes = ingest::read_codes(&config.codes, &config.base).unwrap_or_else(|error| {
            sources.outcomes.push(Err(error));
            CodeTable::default()
        });
        for (place, source) in config.jurisdictions.iter().enumerate() {
            progress(&source.path.display().to_string());
            let read = ingest::read_jurisdictions(source, &config.resolve(&source.path));
            if let Some(jurisdictions) = sources.note(read) {
                sources.jurisdictions.push((place, source.validity(), jurisdictions));
            }
        }
        for source in &config.overlays {
            progress(&source.path.display().to_string());
            let read = ingest::read_overlays(source, &config.resolve(&source.path));
            let overlays = sources.note(read);
            sources.overlays.extend(overlays.into_iter().flatten());
        }
        for source in &config.zones {
            progress(&source.path.display().to_string());
            let read = ingest::read_zones(source, &config.resolve(&source.path));
            let zones = sources.note(read);
            sources.zones.extend(zones.into_iter().flatten());
        }
        for source in &config.outfalls {
            progress(&source.path.display().to_string());
            let read = ingest::read_outfalls(source, &config.resolve(&source.path), &codes);
            let outfalls = sources.note(read);
            sources.outfalls.extend(outfalls.into_iter().flatten());
        }
        for source in &config.backdrop {
            progress(&source.path.display().to_string());
            let read = ingest::read_backdrop(source, &config.resolve(&source.path));
            if let Some(features) = sources.note(read) {
                sources.backdrops.push((source.name.clone(), features));
            }
        }
        sources.codes = codes;
        sources
    }

    fn note<T>(&mut self, read: Result<(T, IngestReport), IngestError>) -> Option<T> {
        match read {
            Ok((data, report)) => {
                self.outcomes.push(Ok(report));
                Some(data)
            }
            Err(error) => {
                self.outcomes.push(Err(error));
                None
            }
        }
    }
}
