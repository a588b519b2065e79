//! Gi*, local Moran and emerging hot spots of hexagons; Gi* and local Moran of counties.

use super::baseline::Weights;
use super::{Note, Work};
use crate::coord::surface_area;
use crate::hotspot::{Crowding, Emergence, Heat, Local, LocalStatistics, Neighbours, Trend, adjusted, crowding, emergence, local_statistics};

/// A hexagon of the inside.
#[derive(Clone, Debug, PartialEq)]
pub struct CellRow {
    /// Clues in it.
    pub clues: u32,
    /// Its statistics; `None` where there is no pattern.
    pub local: Option<Local>,
    /// How likely chance, by the baseline, gives it and its neighbours as many clues, or as few.
    pub crowding: Option<Crowding>,
    /// That p-value, adjusted for how many hexagons there are.
    pub adjusted: Option<f64>,
    /// Whether it stands at the rate, and on which side.
    pub heat: Heat,
    /// Whether some of its neighbours are beyond what is known.
    pub is_edge: bool,
    /// What it was through time.
    pub emergence: Option<Emergence>,
    /// The trend of its Gi* through time, where it was hot in any step.
    pub trend: Option<Trend>,
    /// Hot or cold in each step.
    pub steps: Vec<Heat>,
    /// Clues in each step.
    pub by_step: Vec<u32>,
}

/// A county.
#[derive(Clone, Debug, PartialEq)]
pub struct AreaRow {
    /// Clues that it alone claims.
    pub clues: u32,
    /// Its ground, km².
    pub square_km: f64,
    /// Statistics of clues for its ground.
    pub local: Option<Local>,
    /// The p-value of Gi*, adjusted for how many counties there are.
    pub adjusted: Option<f64>,
    /// Whether it stands at the rate, and on which side.
    pub heat: Heat,
}

/// Every hexagon of the inside, and all clues by step.
pub(super) fn cells(work: &Work<'_>, baseline: &Weights, notes: &mut Vec<Note>, progress: &dyn Fn(f64)) -> (Vec<CellRow>, Vec<u32>) {
    let Work { events, cells, steps, settings, .. } = *work;
    let count = steps.map_or(0, |steps| steps.count);
    let mut all = vec![0_u32; cells.len()];
    let mut by_step = vec![vec![0_u32; cells.len()]; count];
    let mut total_by_step = vec![0_u32; count];
    for event in 0..events.len() {
        let Some(cell) = cells.number_at(events.positions[event]) else { continue };
        let is_inside = !events.counties[event].is_empty();
        // A clue beyond the counties counts in the ring. In a hexagon that a border crosses, it is not the counties' own.
        if !is_inside && (cell as usize) < cells.inside() {
            continue;
        }
        all[cell as usize] += 1;
        if let Some(step) = steps.and_then(|steps| steps.of(events.times[event]?)) {
            by_step[step][cell as usize] += 1;
            total_by_step[step] += u32::from(is_inside);
        }
    }
    let neighbours = cells.neighbours();
    let found = found(&all, &neighbours, settings.permutations, settings.seed);
    if found.is_none() {
        notes.push(Note::ConstantCells);
    }
    let crowded = |clues: &[u32]| crowding(clues, &baseline.by_cell, &neighbours)[..cells.inside()].to_vec();
    let crowds = crowded(&all);
    let stands = standing(&crowds, settings.rate);
    let each_step: Vec<(Option<LocalStatistics>, Vec<Heat>)> = (0..count)
        .map(|step| {
            progress((step + 1) as f64 / (count + 1) as f64);
            let heat = standing(&crowded(&by_step[step]), settings.rate).into_iter().map(|(_, heat)| heat).collect();
            (self::found(&by_step[step], &neighbours, 0, settings.seed), heat)
        })
        .collect();
    let edge = (0..cells.inside()).filter(|cell| cells.is_edge(*cell)).count();
    if edge > 0 {
        notes.push(Note::Edge(edge));
    }
    let row = |(cell, (adjusted, heat)): (usize, (Option<f64>, Heat))| {
        let steps: Vec<Heat> = each_step.iter().map(|(_, heat)| heat[cell]).collect();
        let gi_star = |found: &Option<LocalStatistics>| found.as_ref().and_then(|found| found.areas[cell].gi_star).unwrap_or(0.0);
        let was_ever_hot = steps.contains(&Heat::Hot);
        let through_time = was_ever_hot.then(|| emergence(&steps, &each_step.iter().map(|(found, _)| gi_star(found)).collect::<Vec<_>>()));
        CellRow {
            clues: all[cell],
            local: found.as_ref().map(|found| found.areas[cell]),
            crowding: crowds[cell],
            adjusted,
            heat,
            is_edge: cells.is_edge(cell),
            emergence: through_time.and_then(|(word, _)| word),
            trend: through_time.map(|(_, trend)| trend),
            steps,
            by_step: by_step.iter().map(|counts| counts[cell]).collect(),
        }
    };
    (stands.into_iter().enumerate().map(row).collect(), total_by_step)
}

/// Every county.
pub(super) fn counties(work: &Work<'_>, notes: &mut Vec<Note>) -> Vec<AreaRow> {
    let Work { territory, events, settings, .. } = *work;
    let counties = &territory.generation.counties;
    let mut clues = vec![0_u32; counties.len()];
    for own in events.counties.iter().filter(|own| own.len() == 1) {
        clues[own[0] as usize] += 1;
    }
    let square_km: Vec<f64> = counties.iter().map(|county| county.territory.iter().map(|polygon| surface_area(polygon).square_kilometres()).sum()).collect();
    let rates: Vec<f64> = clues.iter().zip(&square_km).map(|(clues, ground)| if *ground > 0.0 { f64::from(*clues) / ground } else { 0.0 }).collect();
    let neighbours = Neighbours::sharing_a_vertex(&counties.iter().map(|county| &*county.territory).collect::<Vec<_>>());
    let found = local_statistics(&rates, &neighbours, settings.permutations, settings.seed).ok();
    if found.is_none() {
        notes.push(Note::ConstantCounties);
    }
    let stands = found.as_ref().map_or_else(|| vec![(None, Heat::Neither); counties.len()], |found| standing_by_gi_star(found, settings.rate));
    let row = |(county, (adjusted, heat)): (usize, (Option<f64>, Heat))| AreaRow {
        clues: clues[county],
        square_km: square_km[county],
        local: found.as_ref().map(|found| found.areas[county]),
        adjusted,
        heat,
    };
    stands.into_iter().enumerate().map(row).collect()
}

fn found(counts: &[u32], neighbours: &Neighbours, permutations: u32, seed: u64) -> Option<LocalStatistics> {
    local_statistics(&counts.iter().map(|count| f64::from(*count)).collect::<Vec<_>>(), neighbours, permutations, seed).ok()
}

/// Adjusted p-value and side of hexagons. Those of the ring are not told of, and so not tested.
fn standing(crowds: &[Option<Crowding>], rate: f64) -> Vec<(Option<f64>, Heat)> {
    let is_crowded = |here: &Option<Crowding>| here.is_some_and(|here| here.clues as f64 > here.expected);
    stand(&crowds.iter().map(|here| (here.map_or(f64::NAN, |here| here.p_value), is_crowded(here))).collect::<Vec<_>>(), rate)
}

/// The same of areas by the permutations of Gi*.
fn standing_by_gi_star(found: &LocalStatistics, rate: f64) -> Vec<(Option<f64>, Heat)> {
    let of = |area: &Local| area.gi_star.map_or((f64::NAN, false), |gi_star| (area.gi_star_p_value, gi_star > 0.0));
    stand(&found.areas.iter().map(of).collect::<Vec<_>>(), rate)
}

fn stand(found: &[(f64, bool)], rate: f64) -> Vec<(Option<f64>, Heat)> {
    let adjusted = adjusted(&found.iter().map(|(p_value, _)| *p_value).collect::<Vec<_>>());
    let heat = |(adjusted, (_, is_more)): (&f64, &(f64, bool))| match (*adjusted <= rate, is_more) {
        (true, true) => Heat::Hot,
        (true, false) => Heat::Cold,
        _ => Heat::Neither,
    };
    let heats: Vec<Heat> = adjusted.iter().zip(found).map(heat).collect();
    adjusted.into_iter().map(|p_value| (!p_value.is_nan()).then_some(p_value)).zip(heats).collect()
}
