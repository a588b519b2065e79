//! Layers with their indexes.

use std::sync::OnceLock;

use geo::{Area, BooleanOps, BoundingRect};
use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::sources::Sources;
use super::{Dataset, Engine, OpenError};
use crate::config::Config;
use crate::coord::Bounds;
use crate::gate;
use crate::index::{BorderIndex, Coverage, Locator, PartTree, PointIndex, ShapeCollector};
use crate::ingest::{BackdropFeature, IngestReport};
use crate::join::Layers;
use crate::model::{BoundaryFault, Generation, HierarchyFault, Jurisdiction, Outfall, SourceZone, Validity};
use crate::units::Metres;

/// One generation of boundaries with its indexes.
pub struct Territory {
    /// The jurisdictions.
    pub generation: Generation,
    /// What is wrong in them, errors first.
    pub faults: Vec<BoundaryFault>,
    /// The counties' shared edges, once they are asked for.
    pub(super) coverage: OnceLock<Coverage>,
    pub(super) counties: Locator,
    pub(super) borders: BorderIndex,
    pub(super) zone_counties: Vec<Vec<u32>>,
}

/// The source zones.
pub struct ZoneLayer {
    /// In the order of the files.
    pub zones: Vec<SourceZone>,
    pub(super) index: Locator,
}

/// The outfalls.
pub struct OutfallLayer {
    /// In the order of the files.
    pub outfalls: Vec<Outfall>,
    pub(super) index: PointIndex,
}

/// One layer drawn behind everything.
pub struct Backdrop {
    /// Its name.
    pub name: String,
    /// Its features.
    pub features: Vec<BackdropFeature>,
}

impl Engine {
    /// Builds the engine from sources already read, and hands back their reports.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn from_sources(config: &Config, sources: Sources) -> Result<(Self, Vec<IngestReport>), OpenError> {
        let reports = sources.outcomes.into_iter().collect::<Result<Vec<_>, _>>()?;
        let generations = group_by_validity(config, sources.jurisdictions)?;
        let (generations, left_out): (Vec<_>, Vec<_>) = generations
            .into_iter()
            .map(|(validity, jurisdictions)| {
                let (kept, left_out) = distinct(jurisdictions);
                (Generation::new(validity, kept), left_out)
            })
            .unzip();
        if generations.last().is_none_or(|(generation, _)| generation.counties.is_empty()) {
            return Err(OpenError::NoCounties);
        }
        let mut locators = locators(&generations, &sources.zones);
        let zone_index = locators.pop().expect("one for each generation, and one for the zones");
        let territories: Vec<Territory> = generations
            .into_iter()
            .zip(locators)
            .zip(left_out)
            .map(|(((generation, hierarchy), counties), left_out)| {
                let mut territory = Territory::new(generation, counties, &sources.zones);
                let Territory { generation, counties, .. } = &territory;
                let files = config.jurisdictions.iter().zip(&reports).filter(|(source, _)| source.validity() == generation.validity);
                let files: Vec<_> = files.map(|(source, report)| (source.path.as_path(), report)).collect();
                let (hierarchy, left_out, coverage, codes) = (&hierarchy, &left_out, territory.coverage(), &sources.codes);
                territory.faults = gate::judge(&gate::Case { generation, hierarchy, left_out, coverage, counties, files: &files, codes });
                territory
            })
            .collect();
        let datasets = config
            .jurisdictions
            .iter()
            .map(|source| (&source.path, source.validity()))
            .chain(config.zones.iter().chain(&config.outfalls).map(|source| (&source.path, Validity::default())))
            .zip(&reports)
            .map(|((path, validity), report)| Dataset {
                path: path.clone(),
                sha256: report.sha256.clone().unwrap_or_default(),
                valid_from: validity.valid_from,
                valid_to: validity.valid_to,
            })
            .collect();
        let engine = Self {
            name: config.dataset.name.clone(),
            sample: config.dataset.sample,
            attribution: config.dataset.attribution.clone(),
            territories,
            zones: ZoneLayer { zones: sources.zones, index: zone_index },
            outfalls: OutfallLayer { index: PointIndex::new(sources.outfalls.iter().map(|outfall| outfall.position).collect()), outfalls: sources.outfalls },
            backdrops: sources.backdrops.into_iter().map(|(name, features)| Backdrop { name, features }).collect(),
            settings: config.route.clone(),
            datasets,
        };
        Ok((engine, reports))
    }

    /// Runs `work` with the layers of a generation.
    pub(super) fn with_layers<T>(&self, territory: &Territory, work: impl FnOnce(&Layers) -> T) -> T {
        work(&Layers {
            counties: &territory.counties,
            borders: &territory.borders,
            zones: &self.zones.index,
            outfalls: &self.outfalls.index,
            outfall_radius: Metres(self.settings.outfall_radius_m),
        })
    }
}

/// The locators of the counties of each generation and of the zones. All polygons go into one store, so that what did not change from
/// one generation to the next is there once.
fn locators(generations: &[(Generation, Vec<HierarchyFault>)], zones: &[SourceZone]) -> Vec<Locator> {
    let mut shapes = ShapeCollector::default();
    let mut layers: Vec<Vec<Vec<u32>>> =
        generations.iter().map(|(generation, _)| generation.counties.iter().map(|county| shapes.add(&county.territory)).collect()).collect();
    layers.push(zones.iter().map(|zone| shapes.add(&zone.area)).collect());
    Locator::for_layers(&shapes.finish(), &layers)
}

impl Territory {
    fn new(generation: Generation, counties: Locator, zones: &[SourceZone]) -> Self {
        let areas: Vec<&MultiPolygon<f64>> = generation.counties.iter().map(|county| &*county.territory).collect();
        let coverage = Coverage::build(&areas);
        let borders = BorderIndex::new(&coverage);
        let tree = PartTree::new(areas.iter().copied());
        let zone_counties = zones.par_iter().map(|zone| counties_of(&zone.area, &areas, &tree)).collect();
        Self { generation, faults: Vec::new(), coverage: coverage.into(), counties, borders, zone_counties }
    }

    /// The counties' shared edges.
    pub fn coverage(&self) -> &Coverage {
        self.coverage.get_or_init(|| Coverage::build(&self.generation.counties.iter().map(|county| &*county.territory).collect::<Vec<_>>()))
    }
}

/// The counties that share area with a zone. Touching along a line is not sharing.
fn counties_of(zone: &MultiPolygon<f64>, counties: &[&MultiPolygon<f64>], index: &PartTree) -> Vec<u32> {
    let Some(rectangle) = zone.bounding_rect() else { return Vec::new() };
    let bounds = Bounds { west: rectangle.min().x, south: rectangle.min().y, east: rectangle.max().x, north: rectangle.max().y };
    // The overlay rounds to a grid; slivers below a billionth of the zone are that rounding and not territory.
    let least_area = zone.unsigned_area() * 1e-9;
    let shares = |county: u32| counties[county as usize].intersection(zone).unsigned_area() > least_area;
    index.areas_meeting(bounds).into_iter().filter(|&county| shares(county)).collect()
}

/// The first of each code, and the others.
fn distinct(jurisdictions: Vec<Jurisdiction>) -> (Vec<Jurisdiction>, Vec<Jurisdiction>) {
    let mut known = std::collections::BTreeSet::new();
    jurisdictions.into_iter().partition(|jurisdiction| known.insert(jurisdiction.division.code))
}

/// Files of the same validity form a generation; the generations come oldest first and must not overlap.
fn group_by_validity(config: &Config, files: Vec<(usize, Validity, Vec<Jurisdiction>)>) -> Result<Vec<(Validity, Vec<Jurisdiction>)>, OpenError> {
    let mut groups: Vec<(usize, Validity, Vec<Jurisdiction>)> = Vec::new();
    for (place, validity, jurisdictions) in files {
        match groups.iter_mut().find(|(_, other, _)| *other == validity) {
            Some((_, _, group)) => group.extend(jurisdictions),
            None => groups.push((place, validity, jurisdictions)),
        }
    }
    groups.sort_by_key(|(_, validity, _)| *validity);
    for (i, (first, a, _)) in groups.iter().enumerate() {
        if let Some((second, ..)) = groups[i + 1..].iter().find(|(_, b, _)| a.overlaps(*b)) {
            let path = |place: usize| config.jurisdictions[place].path.clone();
            return Err(OpenError::OverlappingGenerations { first: path(*first), second: path(*second) });
        }
    }
    Ok(groups.into_iter().map(|(_, validity, group)| (validity, group)).collect())
}
