//! A row for each pair of neighbours, and for each piece of their borders.

use rayon::prelude::*;

use super::grouping::Grouping;
use super::lattice::{Lattice, NOBODY};
use super::shift::{Bands, shifted};
use super::{BANDS, BorderClues, BorderGround, BorderLines, BorderSettings, Near, TESTED};
use crate::hotspot::adjusted;
use crate::units::{Metres, SquareMetres};

/// Clues and ground as far from a border.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Band {
    /// Clues of the first body.
    pub one: u32,
    /// Clues of the second.
    pub other: u32,
    /// Clues that both claim.
    pub on_line: u32,
    /// Ground of the first, to about a hundredth.
    pub ground_one: SquareMetres,
    /// Ground of the second.
    pub ground_other: SquareMetres,
}

/// A pair of neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderRow {
    /// The bodies by their numbers at this level.
    pub sides: [u32; 2],
    /// How long their border is.
    pub length: Metres,
    /// What lies along it, for each of [`BANDS`].
    pub bands: [Band; 3],
    /// Clues of the tested band that went to a superior.
    pub escalated: u32,
    /// Clues in the ground of both that is farther from every border of the level than the widest band.
    pub interior: u32,
    /// That ground.
    pub ground_interior: SquareMetres,
    /// How likely chance alone gives as many clues along the border; by shifts. `None` where the data around is too small to shift in.
    pub p_value: Option<f64>,
    /// The same, adjusted for how many borders the level has.
    pub adjusted: Option<f64>,
}

/// The borders of a level.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderLevel {
    /// Pairs of neighbours, by number.
    pub rows: Vec<BorderRow>,
    /// Clues in the tested band of any of them, and all clues that a body has; on positions that stand for the ground.
    pub near: [u32; 2],
    /// The share of the ground that is in it.
    pub ground_near: f64,
    /// How likely chance alone gives as large a share of clues.
    pub p_value: f64,
}

/// A piece of a border of the finest level.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentRow {
    /// Which of [`BorderTables::lines`].
    pub segment: u32,
    /// Clues of the tested band that are nearer to this piece than to any other, of the first body of its pair, of the second, of both.
    pub clues: [u32; 3],
    /// How likely chance alone gives as many.
    pub p_value: Option<f64>,
    /// The same, adjusted for how many pieces there are.
    pub adjusted: Option<f64>,
}

/// What is found.
pub struct BorderTables {
    /// The borders.
    pub lines: BorderLines,
    /// The levels, as given.
    pub levels: Vec<BorderLevel>,
    /// Pieces, the likeliest first: by p-value, then by clues for each kilometre.
    pub segments: Vec<SegmentRow>,
}

impl Band {
    /// Clues on both sides and on the line.
    pub fn clues(&self) -> u32 {
        self.one + self.other + self.on_line
    }
}

impl BorderRow {
    /// Clues of the tested band for each kilometre of border.
    pub fn per_km(&self) -> f64 {
        f64::from(self.bands[TESTED].clues()) / (self.length.get() / 1000.0)
    }

    /// How many times as dense clues lie along the border as inside; `None` where nothing lies inside.
    pub fn against_interior(&self) -> Option<f64> {
        let band = &self.bands[TESTED];
        let along = f64::from(band.clues()) / (band.ground_one.0 + band.ground_other.0);
        let inside = f64::from(self.interior) / self.ground_interior.0;
        (inside > 0.0 && along.is_finite()).then(|| along / inside)
    }

    /// How unequal the sides are, by clues for the ground of the tested band: 1 all on the first, −1 all on the second, 0 as dense;
    /// `None` without clues on either.
    pub fn asymmetry(&self) -> Option<f64> {
        let band = &self.bands[TESTED];
        let [one, other] = [f64::from(band.one) / band.ground_one.0, f64::from(band.other) / band.ground_other.0];
        let asymmetry = (one - other) / (one + other);
        asymmetry.is_finite().then_some(asymmetry)
    }

    /// The share of the tested band's clues that went to a superior; `None` without clues.
    pub fn escalated_share(&self) -> Option<f64> {
        let clues = self.bands[TESTED].clues();
        (clues > 0).then(|| f64::from(self.escalated) / f64::from(clues))
    }
}

/// The tables.
///
/// # Panics
/// If columns of clues differ in length.
///
/// # Cost
/// The lattice takes some microseconds for each of up to two million positions, a shift about 5 ns a clue.
pub fn border_tables(ground: &BorderGround<'_>, clues: BorderClues<'_>, settings: BorderSettings) -> BorderTables {
    assert!(clues.positions.len() == clues.claimants.len() && clues.positions.len() == clues.is_escalated.len(), "columns of the same clues");
    let lines = BorderLines::new(ground.coverage, settings.segment);
    let widest = BANDS[BANDS.len() - 1];
    let near: Vec<Vec<Near>> = clues.positions.par_iter().map(|position| lines.near(*position, widest)).collect();
    let lattice = Lattice::new(ground.bounds, &lines, widest, ground.areas_of);
    let mut levels = Vec::new();
    let mut segments = Vec::new();
    for (place, body_of) in ground.levels.iter().enumerate() {
        let grouping = Grouping::new(body_of, &lines);
        let pair_of_segment = if place == 0 { lines.segments.iter().filter_map(|segment| grouping.pair_of(segment.pair)).collect() } else { Vec::new() };
        let has_segments = pair_of_segment.len() == lines.segments.len();
        let bands = Bands { grouping: &grouping, pair_of_segment: if has_segments { pair_of_segment } else { Vec::new() }, width: BANDS[TESTED] };
        let shifted = shifted(&lattice, &bands, clues.positions, settings.replicates, settings.seed);
        let mut rows = rows(&grouping, &lines);
        count(&mut rows, &grouping, clues, &near);
        measure(&mut rows, &grouping, &lattice);
        for ((row, p_value), adjusted) in rows.iter_mut().zip(&shifted.pairs).zip(adjusted_some(&shifted.pairs)) {
            (row.p_value, row.adjusted) = (*p_value, adjusted);
        }
        if place == 0 {
            segments = segment_rows(&grouping, &lines, clues, &near, &shifted.segments);
        }
        levels.push(BorderLevel { rows, near: [shifted.near, shifted.clues], ground_near: shifted.ground_near, p_value: shifted.all });
    }
    BorderTables { lines, levels, segments }
}

/// Adjusted p-values of those that there are.
fn adjusted_some(p_values: &[Option<f64>]) -> Vec<Option<f64>> {
    let known: Vec<f64> = p_values.iter().map(|p_value| p_value.unwrap_or(f64::NAN)).collect();
    adjusted(&known).into_iter().map(|adjusted| (!adjusted.is_nan()).then_some(adjusted)).collect()
}

fn rows(grouping: &Grouping, lines: &BorderLines) -> Vec<BorderRow> {
    let row = |sides: &[u32; 2]| BorderRow {
        sides: *sides,
        length: Metres::default(),
        bands: [Band::default(); 3],
        escalated: 0,
        interior: 0,
        ground_interior: SquareMetres::default(),
        p_value: None,
        adjusted: None,
    };
    let mut rows: Vec<BorderRow> = grouping.pairs.iter().map(row).collect();
    for (pair, length) in (0..).zip(lines.lengths()) {
        if let Some(own) = grouping.pair_of(pair) {
            rows[own as usize].length = rows[own as usize].length + length;
        }
    }
    rows
}

/// Bodies that claim a clue.
fn bodies(grouping: &Grouping, claimants: &[u32]) -> Vec<u32> {
    let mut bodies: Vec<u32> = claimants.iter().map(|area| grouping.body(*area)).filter(|body| *body != NOBODY).collect();
    bodies.sort_unstable();
    bodies.dedup();
    bodies
}

/// On which side of a pair a clue is: 0, 1, or 2 for both; `None` for a third body's.
fn side(sides: [u32; 2], bodies: &[u32]) -> Option<usize> {
    match sides.map(|body| bodies.contains(&body)) {
        [true, false] => Some(0),
        [false, true] => Some(1),
        [true, true] => Some(2),
        [false, false] => None,
    }
}

fn count(rows: &mut [BorderRow], grouping: &Grouping, clues: BorderClues<'_>, near: &[Vec<Near>]) {
    let mut interior = vec![0; grouping.bodies];
    for clue in 0..clues.positions.len() {
        let bodies = bodies(grouping, &clues.claimants[clue]);
        let mut is_near = false;
        for near in grouping.near(&near[clue], BANDS[BANDS.len() - 1]) {
            is_near = true;
            let row = &mut rows[near.pair as usize];
            let Some(side) = side(row.sides, &bodies) else { continue };
            for (band, _) in row.bands.iter_mut().zip(BANDS).filter(|(_, width)| near.distance <= *width) {
                *[&mut band.one, &mut band.other, &mut band.on_line][side] += 1;
            }
            row.escalated += u32::from(clues.is_escalated[clue] && near.distance <= BANDS[TESTED]);
        }
        if let ([body], false) = (&bodies[..], is_near) {
            interior[*body as usize] += 1;
        }
    }
    for row in rows {
        row.interior = row.sides.iter().map(|body| interior[*body as usize]).sum();
    }
}

fn measure(rows: &mut [BorderRow], grouping: &Grouping, lattice: &Lattice) {
    let mut interior = vec![0.0; grouping.bodies];
    for row in 0..lattice.rows {
        let square = lattice.square_metres(row);
        for number in row * lattice.columns..(row + 1) * lattice.columns {
            let body = grouping.body(lattice.area[number]);
            if body == NOBODY {
                continue;
            }
            let mut is_near = false;
            for near in grouping.near(lattice.near(number), BANDS[BANDS.len() - 1]) {
                is_near = true;
                let row = &mut rows[near.pair as usize];
                let Some(side) = side(row.sides, &[body]) else { continue };
                for (band, _) in row.bands.iter_mut().zip(BANDS).filter(|(_, width)| near.distance <= *width) {
                    [&mut band.ground_one, &mut band.ground_other][side].0 += square;
                }
            }
            if !is_near {
                interior[body as usize] += square;
            }
        }
    }
    for row in rows {
        row.ground_interior = SquareMetres(row.sides.iter().map(|body| interior[*body as usize]).sum());
    }
}

fn segment_rows(grouping: &Grouping, lines: &BorderLines, clues: BorderClues<'_>, near: &[Vec<Near>], p_values: &[Option<f64>]) -> Vec<SegmentRow> {
    if p_values.is_empty() {
        return Vec::new();
    }
    let mut rows: Vec<SegmentRow> = (0..)
        .zip(p_values)
        .zip(adjusted_some(p_values))
        .map(|((segment, p_value), adjusted)| SegmentRow { segment, clues: [0; 3], p_value: *p_value, adjusted })
        .collect();
    for clue in 0..clues.positions.len() {
        let bodies = bodies(grouping, &clues.claimants[clue]);
        let own = near[clue]
            .iter()
            .filter(|near| near.distance <= BANDS[TESTED])
            .filter_map(|near| Some((near, side(lines.pairs[near.pair as usize], &clues.claimants[clue])?)));
        let Some((near, side)) = own.min_by(|(a, _), (b, _)| a.distance.get().total_cmp(&b.distance.get())) else { continue };
        if !bodies.is_empty() {
            rows[near.segment as usize].clues[side] += 1;
        }
    }
    let per_metre = |row: &SegmentRow| f64::from(row.clues.iter().sum::<u32>()) / lines.segments[row.segment as usize].length.get();
    let chance = |row: &SegmentRow| row.p_value.unwrap_or(1.0);
    rows.sort_by(|a, b| chance(a).total_cmp(&chance(b)).then(per_metre(b).total_cmp(&per_metre(a))).then(a.segment.cmp(&b.segment)));
    rows
}
