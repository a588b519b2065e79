//! Whether the data can be relied on: every source, the hierarchy, the topology, the configured batches.

use std::path::PathBuf;

use jiff::civil::Date;

use super::registry::RegistryConflict;
use super::{Engine, Laws, OpenError, Sources, Territory};
use crate::config::{Config, JurisdictionSource, Waiver};
use crate::gate;
use crate::ingest::{self, IngestError, IngestReport};
use crate::join::forensics::Forensics;
use crate::model::{BoundaryFault, Validity};

/// What `check` found.
pub struct CheckReport {
    /// Every source, in the order of the file.
    pub sources: Vec<Checked<IngestReport>>,
    /// Why no engine could be built from the sources, if so.
    pub open_error: Option<OpenError>,
    /// Every generation of boundaries, oldest first.
    pub generations: Vec<GenerationCheck>,
    /// Waivers that name no fault.
    pub unused_waivers: Vec<Waiver>,
    /// Where the registry of outfalls disagrees with the boundaries or the codes; people look at these, nothing fails by them.
    pub conflicts: Vec<RegistryConflict>,
    /// Every configured batch of clues.
    pub batches: Vec<Checked<BatchCheck>>,
}

/// One file and what became of it.
pub struct Checked<T> {
    /// As the configuration names it.
    pub path: PathBuf,
    /// Its report, or why it cannot be read.
    pub outcome: Result<T, IngestError>,
}

/// One generation of boundaries.
pub struct GenerationCheck {
    /// First day it holds.
    pub valid_from: Option<Date>,
    /// First day it no longer holds.
    pub valid_to: Option<Date>,
    /// Provinces, prefectures and counties.
    pub counts: [usize; 3],
    /// What is wrong: errors, warnings, and then what is waived.
    pub faults: Vec<JudgedFault>,
}

/// A fault and whether somebody bears it.
pub struct JudgedFault {
    /// The fault.
    pub fault: BoundaryFault,
    /// The reason of the waiver, where one names it.
    pub waived: Option<String>,
}

impl JudgedFault {
    /// Whether nobody may route by data that has it.
    pub fn is_open_error(&self) -> bool {
        self.fault.is_error && self.waived.is_none()
    }
}

/// One batch of clues.
pub struct BatchCheck {
    /// How it was read.
    pub report: IngestReport,
    /// What can be said of the system that it is declared in.
    pub forensics: Forensics,
}

impl CheckReport {
    /// Number of errors: unreadable sources, unusable boundaries, and faults of boundaries that nobody bears.
    pub fn errors(&self) -> usize {
        let unreadable = self.sources.iter().filter(|s| s.outcome.is_err()).count() + self.batches.iter().filter(|b| b.outcome.is_err()).count();
        unreadable + usize::from(self.open_error.is_some()) + self.generations.iter().flat_map(|g| &g.faults).filter(|fault| fault.is_open_error()).count()
    }
}

/// Checks everything the configuration names. `progress` is told what is done next.
pub fn check(config: &Config, progress: &dyn Fn(&str)) -> CheckReport {
    let mut sources = Sources::read(config, progress);
    let paths = source_paths(config);
    let extra = sources.outcomes.len().saturating_sub(paths.len());
    let outcomes = std::mem::take(&mut sources.outcomes);
    let code_tables = config.codes.superseded.iter().chain(&config.codes.statistical_zones).take(extra).cloned();
    let checked = code_tables.chain(paths).zip(outcomes).map(|(path, outcome)| Checked { path, outcome }).collect();
    let mut report =
        CheckReport { sources: checked, open_error: None, generations: Vec::new(), unused_waivers: Vec::new(), conflicts: Vec::new(), batches: Vec::new() };
    if report.sources.iter().any(|source| source.outcome.is_err()) {
        return report;
    }
    // The gate reads the reports, too: what was wrong with records as the files brought them.
    sources.outcomes = report.sources.iter().filter_map(|source| source.outcome.as_ref().ok().cloned().map(Ok)).collect();
    match Laws::read(config).and_then(|laws| Engine::from_sources(config, laws, sources)) {
        Ok((engine, _)) => {
            for territory in engine.territories() {
                let validity = generation_of(territory, config);
                // Periods that overlays part have the boundaries of one generation; the first of them has its faults.
                if report.generations.last().is_none_or(|last| (last.valid_from, last.valid_to) != (validity.valid_from, validity.valid_to)) {
                    report.generations.push(check_generation(territory, validity, config));
                }
            }
            let faults: Vec<_> = engine.territories().iter().flat_map(|territory| &territory.faults).collect();
            report.unused_waivers = gate::unused_waivers(&config.waivers, &faults).into_iter().cloned().collect();
            report.conflicts = engine.registry_conflicts();
            for source in &config.clues {
                progress(&source.path.display().to_string());
                let outcome = ingest::read_clues(&config.resolve(&source.path), &engine.source_options(source)).map(|(clues, report)| {
                    let forensics = engine.forensics(&clues);
                    BatchCheck { report, forensics }
                });
                report.batches.push(Checked { path: source.path.clone(), outcome });
            }
        }
        Err(error) => report.open_error = Some(error),
    }
    report
}

fn source_paths(config: &Config) -> Vec<PathBuf> {
    let jurisdictions = config.jurisdictions.iter().map(|source| &source.path);
    let overlays = config.overlays.iter().map(|source| &source.path);
    let others = overlays.chain(config.zones.iter().chain(&config.outfalls).map(|source| &source.path));
    jurisdictions.chain(others).chain(config.backdrop.iter().map(|source| &source.path)).cloned().collect()
}

/// When the boundaries of a territory hold, whatever overlays come and go meanwhile.
fn generation_of(territory: &Territory, config: &Config) -> Validity {
    let own = territory.generation.validity;
    config.jurisdictions.iter().map(JurisdictionSource::validity).find(|validity| validity.overlaps(own)).unwrap_or(own)
}

/// What waivers make of a generation's faults, those that nobody bears first.
fn check_generation(territory: &Territory, validity: Validity, config: &Config) -> GenerationCheck {
    let generation = &territory.generation;
    let sifted = gate::sift(&territory.faults, &config.waivers);
    let open = sifted.open.into_iter().map(|fault| JudgedFault { fault: fault.clone(), waived: None });
    let waived = sifted.waived.into_iter().map(|(fault, waiver)| JudgedFault { fault: fault.clone(), waived: Some(waiver.reason.clone()) });
    GenerationCheck {
        valid_from: validity.valid_from,
        valid_to: validity.valid_to,
        counts: [generation.provinces.len(), generation.prefectures.len(), generation.counties.len()],
        faults: open.chain(waived).collect(),
    }
}
