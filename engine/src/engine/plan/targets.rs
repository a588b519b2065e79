//! What there is to inspect: the ground itself, source zones and outfalls within reach.

use std::collections::{BTreeMap, BTreeSet};

use geo::Intersects;
use geo_types::{Coord, MultiPolygon};

use super::ground::Cutter;
use crate::coord::{Bounds, LocalPlane, LonLat};
use crate::engine::{ConflictKind, Engine, Territory};
use crate::ingest::SelectedArea;
use crate::join::distance_to;
use crate::model::{DivisionCode, Extent, Outfall};
use crate::plan::{Target, TargetKind};
use crate::units::{Metres, SquareMetres};

/// Targets, and how much ground lies in no county.
pub(super) struct Found {
    /// Ground, zones and outfalls, each by area and id.
    pub(super) targets: Vec<Target>,
    /// Ids of outfalls that lie in no county, and whose registry names none.
    pub(super) nobodys: Vec<String>,
    /// All ground.
    pub(super) ground: SquareMetres,
    /// What of it lies in no county.
    pub(super) outside: SquareMetres,
    /// Counties of a zone in reach whose own part of it is not: they are told.
    pub(super) told: BTreeSet<DivisionCode>,
}

/// An area with what it takes to ask how far something is.
struct Reach<'a> {
    area: &'a SelectedArea,
    extent: Extent,
    bounds: Bounds,
    metres: Metres,
}

impl<'a> Reach<'a> {
    fn of(area: &'a SelectedArea, reach: Metres) -> Self {
        let bounds = area.ground.iter().map(|polygon| Bounds::of(polygon.exterior())).fold(Bounds::EMPTY, Bounds::union);
        let metres = if area.reaches { Metres(0.0) } else { reach };
        // Twice what the reach is at the end that is farther from the equator, so that nothing near is missed.
        let farthest = [bounds.south, bounds.north].into_iter().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0);
        let plane = LonLat::new([bounds.west, farthest]).map(LocalPlane::at);
        let grown = plane.map_or(0.0, |plane| plane.metres_per_degree().into_iter().fold(0.0, |most: f64, metre| most.max(2.0 * metres.get() / metre)));
        Self { area, extent: Extent::Areas(area.ground.clone()), bounds: bounds.grown(grown), metres }
    }

    /// How far a place is, if it is within reach.
    fn to(&self, place: LonLat) -> Option<Metres> {
        let far = self.bounds.contains(place).then(|| distance_to(&self.extent, place))?;
        (far <= self.metres).then_some(far)
    }

    /// How far other ground is, if it is within reach. The shortest way between two that do not meet ends at a vertex of one of them.
    fn to_ground(&self, other: &MultiPolygon<f64>) -> Option<Metres> {
        if other.intersects(&self.area.ground) {
            return Some(Metres(0.0));
        }
        let theirs = Extent::Areas(other.clone());
        let place = |vertex: Coord<f64>| LonLat::try_from(vertex).ok();
        let out = theirs.vertices().filter_map(place).filter(|vertex| self.bounds.contains(*vertex)).map(|vertex| distance_to(&self.extent, vertex));
        let back = self.extent.vertices().filter_map(place).map(|vertex| distance_to(&theirs, vertex));
        let far = out.chain(back).min_by(|a, b| a.get().total_cmp(&b.get()))?;
        (far <= self.metres).then_some(far)
    }
}

/// The nearest of some areas.
fn nearest<'a>(areas: &'a [Reach<'a>], far: impl Fn(&Reach<'a>) -> Option<Metres>) -> Option<(&'a str, Metres)> {
    let found = areas.iter().filter_map(|reach| Some((reach.area.id.as_str(), far(reach)?)));
    // Of equals the first.
    found.fold(None, |best: Option<(&str, Metres)>, next| best.filter(|best| best.1 <= next.1).or(Some(next)))
}

/// Finds all that the areas have to inspect.
pub(super) fn find(engine: &Engine, territory: &Territory, areas: &[SelectedArea], reach: Metres) -> Found {
    let cutter = Cutter::new(territory);
    let reaches: Vec<Reach<'_>> = areas.iter().map(|area| Reach::of(area, reach)).collect();
    let mut found = Found { targets: Vec::new(), nobodys: Vec::new(), ground: SquareMetres(0.0), outside: SquareMetres(0.0), told: BTreeSet::new() };
    for area in areas {
        let (parts, outside) = cutter.parts(&area.ground);
        found.ground.0 += super::ground::measure(&area.ground).0;
        found.outside.0 += outside.0;
        for part in parts {
            let id = format!("{}@{}", area.id, part.handler);
            let target = bare(id, TargetKind::Ground, area.id.clone(), String::new(), part.at());
            let (ground_km2, inspected) = (part.area.square_kilometres(), part.inspected.into_iter().collect());
            found.targets.push(Target { area: area.id.clone(), ground_km2, responsible: vec![part.handler], inspected, ..target });
        }
    }
    let everything = reaches.iter().map(|reach| reach.bounds).fold(Bounds::EMPTY, Bounds::union);
    let met = engine.areas(territory).zone_boxes.areas_meeting(everything);
    for zone in met.into_iter().map(|place| &engine.zones.zones[place as usize]) {
        if nearest(&reaches, |reach| reach.to_ground(&zone.area)).is_none() {
            continue;
        }
        for part in cutter.parts(&zone.area).0 {
            let Some((area, far)) = nearest(&reaches, |reach| reach.to_ground(&part.ground)) else {
                found.told.extend(part.inspected);
                continue;
            };
            let target = bare(format!("{}@{}", zone.id, part.handler), TargetKind::Zone, zone.name.clone(), zone.level.as_str().to_owned(), part.at());
            let inspected = part.inspected.iter().copied().collect();
            found.targets.push(Target { area: area.into(), distance_m: far.get(), responsible: vec![part.handler], inspected, ..target });
        }
    }
    for outfall in &engine.outfalls.outfalls {
        let Some((area, far)) = nearest(&reaches, |reach| reach.to(outfall.position)) else { continue };
        let (responsible, inspected) = whose(territory, outfall);
        if responsible.is_empty() {
            found.nobodys.push(outfall.id.clone());
            continue;
        }
        let conflicts = engine.conflicts_of(outfall).into_iter().map(|conflict| conflict.kind.code().to_owned()).collect();
        let target = bare(outfall.id.clone(), TargetKind::Outfall, outfall.name.clone(), outfall.kind.clone(), outfall.position.to_array());
        let (owner, status) = (outfall.owner.clone(), outfall.status.clone());
        found.targets.push(Target { area: area.into(), distance_m: far.get(), responsible, inspected, owner, status, conflicts, ..target });
    }
    number_equals(&mut found.targets);
    found.targets.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    found
}

fn bare(id: String, kind: TargetKind, name: String, detail: String, [lon, lat]: [f64; 2]) -> Target {
    Target {
        id,
        kind,
        name,
        detail,
        ground_km2: 0.0,
        owner: None,
        status: String::new(),
        area: String::new(),
        distance_m: 0.0,
        responsible: Vec::new(),
        inspected: Vec::new(),
        lon,
        lat,
        conflicts: Vec::new(),
        rank: None,
        drawn: true,
    }
}

/// Who answers for an outfall, and who may not inspect it. The registry's county prevails over the place; both keep away.
fn whose(territory: &Territory, outfall: &Outfall) -> (Vec<DivisionCode>, Vec<DivisionCode>) {
    let generation = &territory.generation;
    let located = territory.counties.claims(outfall.position).into_iter().map(|claim| generation.counties[claim.area as usize].division.code);
    let located: Vec<DivisionCode> = located.collect();
    let overlay = territory.ground.as_ref().and_then(|ground| ground.overlays.claims(outfall.position).first().copied());
    let body = overlay.map(|claim| territory.overlays[claim.area as usize].division.code);
    // A registry that names but the prefecture of the place says no more than the place does.
    let says_more = |code: DivisionCode| !located.iter().any(|county| generation.superiors(*county).contains(&code));
    let registered = outfall.county.filter(|code| generation.division(*code).is_some() && says_more(*code));
    let responsible = match (registered, body) {
        (Some(code), _) | (None, Some(code)) => vec![code],
        (None, None) => located.clone(),
    };
    let inspected: BTreeSet<DivisionCode> = responsible.iter().copied().chain(located).chain(body).collect();
    (responsible, inspected.into_iter().collect())
}

/// Registries have the same id twice; a draw by ids must not. The second gets `#2`.
fn number_equals(targets: &mut [Target]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut taken: BTreeSet<String> = targets.iter().map(|target| target.id.clone()).collect();
    for target in targets {
        let times = seen.entry(target.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            let free = (*times..=*times + taken.len()).map(|number| format!("{}#{number}", target.id)).find(|id| !taken.contains(id));
            target.id = free.expect("there are more numbers than targets");
            taken.insert(target.id.clone());
        }
    }
}

impl ConflictKind {
    /// A word for machines, as in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::CountyDiffers => "county_differs",
            Self::Outside => "outside",
            Self::OnBorder => "on_border",
            Self::SupersededCode => "superseded_code",
            Self::StatisticalZone => "statistical_zone",
            Self::UnknownCode => "unknown_code",
            Self::NoCounty => "no_county",
        }
    }

    /// The kind of a word.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        let all = [Self::CountyDiffers, Self::Outside, Self::OnBorder, Self::SupersededCode, Self::StatisticalZone, Self::UnknownCode, Self::NoCounty];
        all.into_iter().find(|kind| kind.code() == code)
    }
}
