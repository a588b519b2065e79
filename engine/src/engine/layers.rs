//! Layers with their indexes.

use std::sync::OnceLock;

use geo::{Area, BooleanOps, BoundingRect};
use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::overlays;
use super::sources::Sources;
use super::{Dataset, Engine, Laws, OpenError};
use crate::config::Config;
use crate::coord::Bounds;
use crate::gate;
use crate::index::{BorderIndex, Coverage, Locator, PartTree, PointIndex, ShapeCollector};
use crate::ingest::{BackdropFeature, IngestReport};
use crate::join::{Areas, Ground, Layers};
use crate::model::{BoundaryFault, Generation, HierarchyFault, Jurisdiction, Outfall, Overlay, SourceZone, Validity};
use crate::rules::{Places, Ruleset};
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
    /// The overlays that hold with it, the one that prevails first.
    pub overlays: Vec<Overlay>,
    pub(super) ground: Option<Ground>,
    /// Its places as the rules see them.
    pub(super) places: Places,
}

/// The source zones.
pub struct ZoneLayer {
    /// In the order of the files.
    pub zones: Vec<SourceZone>,
    pub(super) index: Locator,
    /// Their boxes, once a line or an area is laid over them.
    boxes: OnceLock<PartTree>,
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
    pub fn from_sources(config: &Config, laws: Laws, sources: Sources) -> Result<(Self, Vec<IngestReport>), OpenError> {
        let reports = sources.outcomes.into_iter().collect::<Result<Vec<_>, _>>()?;
        let generations = group_by_validity(config, sources.jurisdictions)?;
        let (generations, left_out): (Vec<_>, Vec<_>) = generations
            .into_iter()
            .map(|(validity, jurisdictions)| {
                let (kept, left_out) = distinct(jurisdictions);
                ((validity, kept), (validity, left_out))
            })
            .unzip();
        let periods = periods(generations, &overlays::united(sources.overlays));
        if periods.last().is_none_or(|period| period.generation.counties.is_empty()) {
            return Err(OpenError::NoCounties);
        }
        let Located { counties, zones: zone_index, overlays } = located(&periods, &sources.zones);
        let mut territories: Vec<Territory> = Vec::new();
        let mut judged = None;
        for ((mut period, counties), overlays) in periods.into_iter().zip(counties).zip(overlays) {
            let hierarchy = std::mem::take(&mut period.hierarchy);
            let mut territory = Territory::new(period, counties, overlays, &sources.zones, &laws.ruleset, territories.last());
            let Some((validity, left_out)) = left_out.iter().find(|(validity, _)| validity.overlaps(territory.generation.validity)) else { continue };
            territory.faults = match territories.last() {
                // Periods that overlays part have the boundaries of one generation.
                Some(before) if judged == Some(*validity) => before.faults.clone(),
                _ => {
                    let files = config.jurisdictions.iter().zip(&reports).filter(|(source, _)| source.validity() == *validity);
                    let files: Vec<_> = files.map(|(source, report)| (source.path.as_path(), report)).collect();
                    judge(&territory, &territories, &gate::Read { hierarchy: &hierarchy, left_out, files: &files, codes: &sources.codes })
                }
            };
            judged = Some(*validity);
            territories.push(territory);
        }
        check_places(&laws, &territories)?;
        let datasets = config
            .jurisdictions
            .iter()
            .map(|source| (&source.path, source.validity()))
            .chain(config.overlays.iter().map(|source| (&source.path, source.validity())))
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
            zones: ZoneLayer::new(sources.zones, zone_index),
            outfalls: OutfallLayer { index: PointIndex::new(sources.outfalls.iter().map(|outfall| outfall.position).collect()), outfalls: sources.outfalls },
            backdrops: sources.backdrops.into_iter().map(|(name, features)| Backdrop { name, features }).collect(),
            codes: sources.codes,
            laws,
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
            ground: territory.ground.as_ref(),
            outfalls: &self.outfalls.index,
            outfall_radius: Metres(self.settings.outfall_radius_m),
        })
    }

    /// What lines and areas are laid over.
    pub(super) fn areas<'a>(&'a self, territory: &'a Territory) -> Areas<'a> {
        Areas {
            counties: &territory.generation.counties,
            overlays: &territory.overlays,
            zones: &self.zones.zones,
            zone_boxes: self.zones.boxes.get_or_init(|| PartTree::new(self.zones.zones.iter().map(|zone| &*zone.area))),
            outfalls: &self.outfalls.outfalls,
        }
    }
}

impl ZoneLayer {
    pub(super) fn new(zones: Vec<SourceZone>, index: Locator) -> Self {
        Self { zones, index, boxes: OnceLock::new() }
    }
}

/// One period: the same boundaries and the same overlays on all its days.
struct Period {
    generation: Generation,
    /// What is wrong in its hierarchy.
    hierarchy: Vec<HierarchyFault>,
    overlays: Vec<Overlay>,
}

/// Parts the generations of boundaries where an overlay begins or ends.
fn periods(generations: Vec<(Validity, Vec<Jurisdiction>)>, overlays: &[Overlay]) -> Vec<Period> {
    let mut periods = Vec::new();
    for (validity, jurisdictions) in generations {
        let days = overlays.iter().flat_map(|overlay| [overlay.validity.valid_from, overlay.validity.valid_to]).flatten();
        for validity in overlays::parted(validity, days) {
            let (mut generation, hierarchy) = Generation::new(validity, jurisdictions.clone());
            // A period lies wholly within an overlay's days, or beside them.
            let overlays: Vec<Overlay> = overlays.iter().filter(|overlay| overlay.validity.overlaps(validity)).cloned().collect();
            for overlay in &overlays {
                generation.add_body(overlay.division.clone());
            }
            periods.push(Period { generation, hierarchy, overlays });
        }
    }
    periods
}

/// The faults of a territory. Where its counties are those of the territory before, so are their shared edges.
fn judge(territory: &Territory, before: &[Territory], read: &gate::Read) -> Vec<BoundaryFault> {
    let known = before.iter().rev().find_map(|other| other.coverage.get());
    let coverage = territory.coverage.get().or(known).unwrap_or_else(|| territory.coverage());
    gate::judge(&gate::Case { generation: &territory.generation, coverage, counties: &territory.counties, read })
}

/// The locators of the counties of each period, of its overlays, and of the zones.
struct Located {
    counties: Vec<Locator>,
    overlays: Vec<Locator>,
    zones: Locator,
}

/// All polygons go into one store, so that what did not change from one period to the next is there once.
fn located(periods: &[Period], zones: &[SourceZone]) -> Located {
    let mut shapes = ShapeCollector::default();
    let mut layers: Vec<Vec<Vec<u32>>> =
        periods.iter().map(|period| period.generation.counties.iter().map(|county| shapes.add(&county.territory)).collect()).collect();
    layers.extend(periods.iter().map(|period| period.overlays.iter().map(|overlay| shapes.add(&overlay.area)).collect()));
    layers.push(zones.iter().map(|zone| shapes.add(&zone.area)).collect());
    let mut locators = Locator::for_layers(&shapes.finish(), &layers);
    let zones = locators.pop().expect("one for the zones");
    let overlays = locators.split_off(periods.len());
    Located { counties: locators, overlays, zones }
}

/// Every place that a rule names must be one that some period has.
pub(super) fn check_places(laws: &Laws, territories: &[Territory]) -> Result<(), OpenError> {
    let known = laws.ruleset.check_places(|code| territories.iter().any(|territory| territory.generation.division(code).is_some()));
    known.map_err(|error| OpenError::Law { path: laws.file.clone(), fault: error.into() })
}

impl Territory {
    /// `before` is the period before, whose indexes are shared where the counties are the same.
    fn new(period: Period, counties: Locator, overlays: Locator, zones: &[SourceZone], ruleset: &Ruleset, before: Option<&Self>) -> Self {
        let Period { generation, overlays: bodies, .. } = period;
        let areas: Vec<&MultiPolygon<f64>> = generation.counties.iter().map(|county| &*county.territory).collect();
        let same = |before: &&Self| {
            let theirs = &before.generation.counties;
            theirs.len() == areas.len()
                && theirs.iter().zip(&areas).all(|(theirs, ours)| std::ptr::eq(&raw const *theirs.territory, *ours) || *theirs.territory == **ours)
        };
        let (coverage, borders, zone_counties) = if let Some(before) = before.filter(same) {
            (OnceLock::new(), before.borders.clone(), before.zone_counties.clone())
        } else {
            let coverage = Coverage::build(&areas);
            let borders = BorderIndex::new(&coverage);
            let tree = PartTree::new(areas.iter().copied());
            let zone_counties = zones.par_iter().map(|zone| counties_of(&zone.area, &areas, &tree)).collect();
            (coverage.into(), borders, zone_counties)
        };
        let ground = (!bodies.is_empty()).then(|| Ground::new(&areas, &bodies.iter().map(|overlay| &*overlay.area).collect::<Vec<_>>(), overlays));
        let places = places_of(ruleset, &generation, &bodies);
        Self { generation, faults: Vec::new(), coverage, counties, borders, zone_counties, overlays: bodies, ground, places }
    }

    /// The counties' shared edges.
    pub fn coverage(&self) -> &Coverage {
        self.coverage.get_or_init(|| Coverage::build(&self.generation.counties.iter().map(|county| &*county.territory).collect::<Vec<_>>()))
    }
}

/// The places of a period as rules see them.
pub(super) fn places_of(ruleset: &Ruleset, generation: &Generation, overlays: &[Overlay]) -> Places {
    Places::of(ruleset, generation, &overlays.iter().map(|overlay| overlay.division.code).collect::<Vec<_>>())
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
