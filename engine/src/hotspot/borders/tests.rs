//! Tables of squares, where everything is known.

use geo_types::{MultiPolygon, Rect};

use super::grouping::Grouping;
use super::lattice::Lattice;
use super::shift::{Bands, Shifted, shifted};
use super::*;
use crate::hotspot::draws::Draws;

/// 2 × 2 squares of 0.4° (32 km × 44 km), numbered by row from the south-west.
fn squares() -> Vec<MultiPolygon<f64>> {
    let square = |i: u32| {
        let (x, y) = (125.0 + 0.4 * f64::from(i % 2), 43.0 + 0.4 * f64::from(i / 2));
        MultiPolygon::from(Rect::new((x, y), (x + 0.4, y + 0.4)).to_polygon())
    };
    (0..4).map(square).collect()
}

const BOUNDS: Bounds = Bounds { west: 125.0, south: 43.0, east: 125.8, north: 43.8 };

fn square_of(position: LonLat) -> Option<u32> {
    let [column, row] = [(position.lon() - 125.0) / 0.4, (position.lat() - 43.0) / 0.4];
    (0.0..2.0).contains(&column).then_some(()).filter(|()| (0.0..2.0).contains(&row)).map(|()| column as u32 + 2 * row as u32)
}

fn tables(positions: &[LonLat], levels: &[Vec<Option<u32>>], settings: BorderSettings) -> BorderTables {
    let squares = squares();
    let coverage = Coverage::build(&squares.iter().collect::<Vec<_>>());
    let areas_of = |positions: &[LonLat]| positions.iter().map(|position| square_of(*position)).collect::<Vec<_>>();
    let claimants: Vec<Vec<u32>> = positions.iter().map(|position| square_of(*position).into_iter().collect()).collect();
    let ground = BorderGround { coverage: &coverage, bounds: BOUNDS, areas_of: &areas_of, levels };
    border_tables(&ground, BorderClues { positions, claimants: &claimants, is_escalated: &vec![false; positions.len()] }, settings)
}

fn own_levels() -> Vec<Vec<Option<u32>>> {
    vec![(0..4).map(Some).collect(), vec![Some(0), Some(0), Some(1), Some(1)]]
}

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new([lon, lat]).expect("on Earth")
}

const QUICK: BorderSettings = BorderSettings { segment: Metres(5_000.0), replicates: 999, seed: 3 };

#[test]
fn sides_lengths_and_ground_are_those_of_the_squares() {
    // 400 m and 2.4 km west of the line between the southern squares, 800 m east of it; one on the far side of everything.
    let clues = [at(125.395, 43.2), at(125.37, 43.2), at(125.41, 43.2), at(125.05, 43.05)];
    let found = tables(&clues, &own_levels(), QUICK);
    let row = &found.levels[0].rows[0];
    assert_eq!((row.sides, row.bands.map(|band| [band.one, band.other, band.on_line])), ([0, 1], [[1, 1, 0], [2, 1, 0], [2, 1, 0]]));
    assert!((row.length.get() - 44_440.0).abs() < 50.0, "{:?}", row.length);
    // 3 km on each side of 44.4 km.
    for ground in [row.bands[1].ground_one, row.bands[1].ground_other] {
        assert!((ground.square_kilometres() - 133.3).abs() < 3.0, "{}", ground.square_kilometres());
    }
    assert_eq!(row.interior, 1);
    // Both less five kilometres along the sides that have a neighbour.
    assert!((row.ground_interior.square_kilometres() - 2.0 * 27.4 * 39.4).abs() < 40.0, "{}", row.ground_interior.square_kilometres());
    assert!((row.per_km() - 3.0 / 44.44).abs() < 1e-3 && (row.asymmetry().expect("clues") - 1.0 / 3.0).abs() < 0.02);
    // One level up north meets south, along both squares.
    assert_eq!(found.levels[1].rows.len(), 1);
    assert!((found.levels[1].rows[0].length.get() - 64_600.0).abs() < 300.0, "{:?}", found.levels[1].rows[0].length);
    let counted: u32 = found.segments.iter().flat_map(|row| row.clues).sum();
    assert_eq!(counted, 3, "each clue of the band at one piece");
}

#[test]
fn a_clue_at_the_corner_counts_for_its_own_borders_and_one_on_the_line_for_both_sides() {
    let squares = squares();
    let coverage = Coverage::build(&squares.iter().collect::<Vec<_>>());
    let areas_of = |positions: &[LonLat]| positions.iter().map(|position| square_of(*position)).collect::<Vec<_>>();
    let levels = own_levels();
    let ground = BorderGround { coverage: &coverage, bounds: BOUNDS, areas_of: &areas_of, levels: &levels };
    let positions = [at(125.399, 43.399), at(125.4, 43.2)];
    let claimants = [vec![0], vec![0, 1]];
    let found = border_tables(&ground, BorderClues { positions: &positions, claimants: &claimants, is_escalated: &[false, true] }, QUICK);
    let bands: Vec<([u32; 2], [u32; 3])> =
        found.levels[0].rows.iter().map(|row| (row.sides, [row.bands[0].one, row.bands[0].other, row.bands[0].on_line])).collect();
    assert_eq!(bands, [([0, 1], [1, 0, 1]), ([0, 2], [1, 0, 0]), ([1, 3], [0, 0, 0]), ([2, 3], [0, 0, 0])]);
    assert_eq!(found.levels[0].rows[0].escalated_share(), Some(0.5));
}

/// A board of 6 × 6 squares like those, and its lattice.
struct Board {
    lines: BorderLines,
    lattice: Lattice,
    grouping: Grouping,
}

const SIDE: u32 = 6;

impl Board {
    fn new() -> Self {
        let corner = |i: u32| (125.0 + 0.4 * f64::from(i % SIDE), 43.0 + 0.4 * f64::from(i / SIDE));
        let square = |i: u32| MultiPolygon::from(Rect::new(corner(i), (corner(i % SIDE + 1).0, corner(i + SIDE).1)).to_polygon());
        let squares: Vec<MultiPolygon<f64>> = (0..SIDE * SIDE).map(square).collect();
        let lines = BorderLines::new(&Coverage::build(&squares.iter().collect::<Vec<_>>()), Metres(5_000.0));
        let bounds = Bounds { west: 125.0, south: 43.0, east: 127.4, north: 45.4 };
        let areas_of = |positions: &[LonLat]| {
            let of = |position: &LonLat| Some(((position.lon() - 125.0) / 0.4) as u32 + SIDE * ((position.lat() - 43.0) / 0.4) as u32);
            positions.iter().map(of).collect::<Vec<_>>()
        };
        let lattice = Lattice::new(bounds, &lines, BANDS[2], &areas_of);
        let grouping = Grouping::new(&(0..SIDE * SIDE).map(Some).collect::<Vec<_>>(), &lines);
        Self { lines, lattice, grouping }
    }

    fn shifted(&self, clues: &[LonLat], replicates: u32, seed: u64) -> Shifted {
        let pair_of_segment = self.lines.segments.iter().map(|segment| segment.pair).collect();
        shifted(&self.lattice, &Bands { grouping: &self.grouping, pair_of_segment, width: BANDS[TESTED] }, clues, replicates, seed)
    }

    /// Clues in clusters of ten within a kilometre or two, anywhere.
    fn clusters(count: u32, draws: &mut Draws) -> Vec<LonLat> {
        let cluster = |draws: &mut Draws| {
            let middle = [125.02 + 2.36 * draws.unit(), 43.02 + 2.36 * draws.unit()];
            (0..10).map(|_| draws.in_disc()).map(|[x, y]| at(middle[0] + 0.02 * x, middle[1] + 0.015 * y)).collect::<Vec<_>>()
        };
        (0..count).flat_map(|_| cluster(draws)).collect()
    }
}

fn stand(p_values: &[Option<f64>]) -> Vec<usize> {
    let known: Vec<f64> = p_values.iter().map(|p_value| p_value.unwrap_or(f64::NAN)).collect();
    crate::hotspot::discoveries(&known, 0.05).into_iter().enumerate().filter(|(_, stands)| *stands).map(|(place, _)| place).collect()
}

#[test]
fn clues_along_a_border_are_no_chance_and_the_kilometres_are_named() {
    let board = Board::new();
    let middle = board.grouping.pairs.iter().position(|pair| *pair == [14, 15]).expect("neighbours in the middle of the board");
    let (mut first, mut piece, mut told) = (0, 0, Vec::new());
    for seed in 0..10 {
        let mut draws = Draws::new(seed, 9);
        let noise = Board::clusters(100, &mut draws);
        // Along all of the border between two squares in the middle, a kilometre on both sides; or along four kilometres of it.
        let along = |draws: &mut Draws, count: u32, from: f64, to: f64| -> Vec<LonLat> {
            let clues = (0..count).map(|_| at(126.2 + 0.024 * (draws.unit() - 0.5), from + (to - from) * draws.unit()));
            noise.iter().copied().chain(clues).collect()
        };
        let of_pair = board.shifted(&along(&mut draws, 160, 43.8, 44.2), 1_999, seed).pairs[middle].expect("shifts that count");
        let pieces = board.shifted(&along(&mut draws, 40, 43.95, 43.986), 1_999, seed).segments;
        let own = (0..pieces.len()).filter(|piece| board.lines.segments[*piece].pair as usize == middle);
        let of_piece = own.filter_map(|piece| pieces[piece]).fold(1.0, f64::min);
        first += u32::from(of_pair <= 0.05);
        piece += u32::from(of_piece <= 0.02);
        told.push((of_pair, of_piece));
    }
    // Noise of a hundred clusters is strong: what a shift brings to the border is now and then a cluster, too.
    assert!(first >= 8 && piece >= 8, "{told:?}");
}

#[test]
fn of_noise_no_more_borders_stand_than_the_rate_says() {
    let board = Board::new();
    let (mut batches, mut low, mut tests, mut all) = ([0; 2], 0, 0, 0);
    for seed in 0..200 {
        let clues = Board::clusters(100, &mut Draws::new(seed, 1));
        let found = board.shifted(&clues, 499, seed);
        batches[0] += u32::from(!stand(&found.pairs).is_empty());
        batches[1] += u32::from(!stand(&found.segments).is_empty());
        low += found.pairs.iter().flatten().filter(|p_value| **p_value <= 0.05).count();
        tests += found.pairs.iter().flatten().count();
        all += u32::from(found.all <= 0.05);
    }
    // Of noise every discovery is false, so the rate is the share of batches with any: a twentieth of 200. More than 20 have a chance of 1 in 1 000.
    assert!(batches[0] <= 20 && batches[1] <= 20 && all <= 20, "{batches:?} {all}");
    assert!(tests > 200 * 50 && (low as f64) < 0.06 * tests as f64, "{low} of {tests}");
}
