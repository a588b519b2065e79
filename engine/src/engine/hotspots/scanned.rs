//! The space-time scan over hexagons.

use super::baseline::Weights;
use super::clusters::outline;
use super::touches::{Touched, touched};
use super::{HotspotError, Note, Work};
use crate::coord::LonLat;
use crate::hotspot::{Cluster, NOISE, Nearness, Scan, ScanCluster, ScanData, ScanError, ScanLimits, scan as search, split};
use geo_types::Polygon;

/// What the scan found.
#[derive(Clone, Debug)]
pub struct FoundScan {
    /// Clusters that stand at the rate, and the likeliest in any case.
    pub clusters: Vec<ScannedCluster>,
    /// How many replicates there were.
    pub replicates: u32,
    /// How many cylinders were looked at.
    pub cylinders: u64,
    /// Clues that were looked at.
    pub clues: usize,
}

/// A cylinder of the scan.
#[derive(Clone, Debug)]
pub struct ScannedCluster {
    /// `S1` is the likeliest.
    pub id: String,
    /// The cylinder.
    pub found: ScanCluster,
    /// Where its middle is.
    pub centre: LonLat,
    /// Its clues by county; `None` if it has none that say where.
    pub split: Option<Cluster>,
    /// The circle.
    pub outline: Polygon<f64>,
    /// What it touches.
    pub touched: Touched,
}

pub(super) fn scan(work: &Work<'_>, baseline: &Weights, notes: &mut Vec<Note>, progress: &(dyn Fn(f64) + Sync)) -> Result<Option<FoundScan>, HotspotError> {
    let Work { engine, territory, events, cells, steps, settings, size } = *work;
    // The scan's places are the hexagons that have a baseline.
    let places: Vec<usize> = (0..cells.inside()).filter(|cell| baseline.by_cell[*cell] > 0.0).collect();
    let mut place_of = vec![None; cells.inside()];
    places.iter().enumerate().for_each(|(place, cell)| place_of[*cell] = Some(place));
    let count = steps.map_or(1, |steps| steps.count);
    let mut clues = vec![0_u32; places.len() * count];
    let mut own: Vec<Option<(usize, usize)>> = vec![None; events.len()];
    let mut without_baseline = 0;
    for event in events.inside() {
        let step = match steps {
            None => Some(0),
            Some(steps) => events.times[event].and_then(|time| steps.of(time)),
        };
        let place = cells.number_at(events.positions[event]).and_then(|cell| place_of.get(cell as usize).copied().flatten());
        without_baseline += usize::from(place.is_none());
        if let (Some(place), Some(step)) = (place, step) {
            clues[place * count + step] += 1;
            own[event] = Some((place, step));
        }
    }
    if without_baseline > 0 {
        notes.push(Note::WithoutBaseline(without_baseline));
    }
    let positions: Vec<LonLat> = places.iter().map(|cell| cells.middle(*cell)).collect();
    let weights: Vec<f64> = places.iter().map(|cell| baseline.by_cell[*cell]).collect();
    let data = ScanData { places: &positions, baseline: &weights, steps: count, clues: &clues };
    let limits = ScanLimits { radius: settings.scan_radius, share: 0.5, steps: (count / 2).max(1), growth: GROWTH };
    let all = f64::from(settings.replicates);
    let Scan { clusters, replicates, cylinders } = match search(data, limits, settings.replicates, settings.seed, &|done| progress(done as f64 / all)) {
        Ok(found) => found,
        Err(ScanError::NoBaseline) => return Err(HotspotError::NoBaseline),
        Err(_) => {
            notes.push(Note::NoScan);
            return Ok(None);
        }
    };
    let mut told = Vec::new();
    for (place, found) in clusters.into_iter().enumerate().filter(|(place, found)| *place == 0 || found.p_value <= settings.rate) {
        let is_member = |own: &Option<(usize, usize)>| own.is_some_and(|(place, step)| found.steps.contains(&step) && found.places.contains(&(place as u32)));
        let labels: Vec<i32> = own.iter().map(|own| if is_member(own) { 0 } else { NOISE }).collect();
        let nearness = Nearness { days: None, ..settings.county_nearness() };
        let split = split(&labels, &events.positions, &[], nearness, &territory.generation, |clue| &events.codes[clue])?.pop();
        let centre = positions[found.centre as usize];
        let outline = outline(std::iter::once(centre), found.radius.get() + size.spacing().get() / 2.0);
        told.push(ScannedCluster { id: format!("S{}", place + 1), centre, split, touched: touched(engine, &outline), outline, found });
    }
    Ok(Some(FoundScan { clusters: told, replicates, cylinders, clues: own.iter().flatten().count() }))
}

/// A circle is looked at if its baseline is a tenth more than that of the one before.
const GROWTH: f64 = 1.1;
