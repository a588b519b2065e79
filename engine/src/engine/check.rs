//! Whether the data can be relied on: every source, the hierarchy, the topology, the configured batches.

use std::path::PathBuf;

use jiff::civil::Date;

use super::{Engine, Laws, OpenError, Sources, Territory};
use crate::config::Config;
use crate::index::topology;
use crate::ingest::{self, IngestError, IngestReport};
use crate::join::shift::Finding;
use crate::lang::Lang;
use crate::model::HierarchyFault;

/// What `check` found.
pub struct CheckReport {
    /// Every source, in the order of the file.
    pub sources: Vec<Checked<IngestReport>>,
    /// Why no engine could be built from the sources, if so.
    pub open_error: Option<OpenError>,
    /// Every generation of boundaries, oldest first.
    pub generations: Vec<GenerationCheck>,
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
    /// What is wrong, as sentences in the language asked for; each is an error.
    pub faults: Vec<String>,
}

/// One batch of clues.
pub struct BatchCheck {
    /// How it was read.
    pub report: IngestReport,
    /// Whether its coordinates look like those of another system.
    pub shift: Option<Finding>,
}

impl CheckReport {
    /// Number of errors: unreadable sources, unusable boundaries, faults of hierarchy and topology.
    pub fn errors(&self) -> usize {
        let unreadable = self.sources.iter().filter(|s| s.outcome.is_err()).count() + self.batches.iter().filter(|b| b.outcome.is_err()).count();
        unreadable + usize::from(self.open_error.is_some()) + self.generations.iter().map(|g| g.faults.len()).sum::<usize>()
    }
}

/// Checks everything the configuration names. `progress` is told what is done next.
pub fn check(config: &Config, lang: Lang, progress: &dyn Fn(&str)) -> CheckReport {
    let mut sources = Sources::read(config, progress);
    let paths = source_paths(config);
    let extra = sources.outcomes.len().saturating_sub(paths.len());
    let outcomes = std::mem::take(&mut sources.outcomes);
    let code_tables = config.codes.superseded.iter().chain(&config.codes.statistical_zones).take(extra).cloned();
    let checked = code_tables.chain(paths).zip(outcomes).map(|(path, outcome)| Checked { path, outcome }).collect();
    let mut report = CheckReport { sources: checked, open_error: None, generations: Vec::new(), batches: Vec::new() };
    if report.sources.iter().any(|source| source.outcome.is_err()) {
        return report;
    }
    match Laws::read(config).and_then(|laws| Engine::from_sources(config, laws, sources)) {
        Ok((engine, _)) => {
            for territory in engine.territories() {
                progress(lang.pick("界线拓扑", "topology of the boundaries"));
                report.generations.push(check_generation(territory, lang));
            }
            for source in &config.clues {
                progress(&source.path.display().to_string());
                let outcome = ingest::read_clues(&config.resolve(&source.path), &engine.source_options(source)).map(|(clues, report)| {
                    let shift = engine.suspected_shift(&clues, &report);
                    BatchCheck { report, shift }
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

fn check_generation(territory: &Territory, lang: Lang) -> GenerationCheck {
    let generation = &territory.generation;
    let counties: Vec<_> = generation.counties.iter().map(|county| &*county.territory).collect();
    let name = |area: u32| {
        let division = &generation.counties[area as usize].division;
        format!("{} ({})", division.name, division.code)
    };
    let mut faults: Vec<String> = territory.faults.iter().map(|fault| hierarchy_sentence(fault, lang)).collect();
    for gap in topology::gaps(territory.coverage()) {
        let ([x, y], area) = (gap.at, gap.area.0);
        faults.push(lang.pick(
            format!("界线缺口：({x:.6}, {y:.6}) 处有 {area:.0} 平方米不属于任何县"),
            format!("gap: {area:.0} m² around ({x:.6}, {y:.6}) belong to no county"),
        ));
    }
    for overlap in topology::overlaps(&counties, territory.coverage()) {
        let ([x, y], area, [a, b]) = (overlap.at, overlap.area.0, overlap.areas.map(name));
        faults.push(lang.pick(
            format!("界线重叠：{a} 与 {b} 在 ({x:.6}, {y:.6}) 处重叠 {area:.0} 平方米"),
            format!("overlap: {a} and {b} share {area:.0} m² around ({x:.6}, {y:.6})"),
        ));
    }
    GenerationCheck {
        valid_from: generation.validity.valid_from,
        valid_to: generation.validity.valid_to,
        counts: [generation.provinces.len(), generation.prefectures.len(), generation.counties.len()],
        faults,
    }
}

fn hierarchy_sentence(fault: &HierarchyFault, lang: Lang) -> String {
    match fault {
        HierarchyFault::DuplicateCode(code) => {
            lang.pick(format!("代码 {code} 出现两次，只使用第一条"), format!("code {code} occurs twice; only the first is used"))
        }
        HierarchyFault::MissingParent { code, parent } => {
            lang.pick(format!("{code} 的上级 {parent} 不在数据中"), format!("{code} names the parent {parent}, which no file brings"))
        }
        HierarchyFault::WrongParentLevel { code, parent } => {
            lang.pick(format!("{code} 的上级 {parent} 级别不高于它"), format!("{code} names the parent {parent}, which is not of a higher level"))
        }
    }
}
