//! Whether clues lie along a border by chance: all clues are shifted together, and counted anew.
//!
//! Clues come in clusters for a hundred reasons, towns and rivers among them. Spread one by one at random they would make every border look
//! crowded that passes by a town. Shifted together they keep their clusters; what they lose is where these lie to the border. If the pattern has
//! nothing to do with the border, what the border meets after a shift is as good as what it met.
//!
//! What is compared is an *excess*: clues near the border, less the part of all clues of both neighbours that their ground near the border lets
//! expect, in standard deviations of as many independent clues.
//!
//! 1. *A border and its pieces.* A shift counts for a border if nine tenths of both neighbours' ground come to lie where there is data, with at
//!    least half as many clues, away from the border, as were there. So neither the end of the data nor empty mountains make a border look crowded. One cluster
//!    beside a border is no proof: it would lie there as often as the ground near the border is a part of all.
//! 2. *All borders of a level.* The shifts are short, and taken around a hub that is itself one random shift away from where the clues are.
//!    Where they are is then one of the shifts around the hub, as good as any other, and the p-value is exact for a pattern that looks the same
//!    everywhere.
//!
//! # References
//! Lotwick and Silverman (1982), *Methods for analysing spatial processes of several types of points*, JRSS B 44(3), for shifts; Mrkvička et al.
//! (2021), *Revisiting the random shift approach for testing in spatial statistics*, Spatial Statistics 42, for what the end of the data
//! does to them; Besag and Clifford (1989), *Generalized Monte Carlo significance tests*, Biometrika 76(4), for the hub.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Near;
use super::grouping::Grouping;
use super::lattice::{Lattice, NOBODY};
use crate::coord::LonLat;
use crate::hotspot::draws::Draws;
use crate::units::Metres;

/// What a position of the lattice counts for.
pub(super) struct Bands<'a> {
    /// The level whose bodies are compared.
    pub(super) grouping: &'a Grouping,
    /// Which pair of its bodies each piece of a border belongs to; empty if pieces are not asked for.
    pub(super) pair_of_segment: Vec<u32>,
    /// As far from a border.
    pub(super) width: Metres,
}

/// How likely chance gives as large an excess.
pub(super) struct Shifted {
    /// Of each pair; `None` where too few shifts count.
    pub(super) pairs: Vec<Option<f64>>,
    /// Of each piece.
    pub(super) segments: Vec<Option<f64>>,
    /// Of all borders together.
    pub(super) all: f64,
    /// Clues near any border, and all that a body claims alone.
    pub(super) near: u32,
    pub(super) clues: u32,
    /// The share of the ground near any border.
    pub(super) ground_near: f64,
}

/// Fewer shifts than this say nothing.
const SHIFTS_MIN: u32 = 99;
/// Positions that stand for the ground of a pair when it is asked whether there is data.
const SAMPLE: usize = 32;
/// So much of them must have it.
const COVERED: f64 = 0.9;
/// Shifts for all borders of a level go as far at most.
const SHORT_M: f64 = 20_000.0;

/// What is counted of one shift.
#[derive(Clone)]
struct Counts {
    body: Vec<u32>,
    pair: Vec<u32>,
    segment: Vec<u32>,
}

/// What a clue counts for where it lies: positions that agree in this are a class.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Class {
    body: u32,
    /// The pairs whose band it is in.
    pairs: Vec<u32>,
    /// The nearest piece of a border.
    segment: u32,
}

/// Of each position of the lattice what it counts for. A shift costs a look at one number for each clue.
struct Ground {
    classes: Vec<Class>,
    class: Vec<u32>,
    /// Whether it lies in a body, and near a border: [`ELSEWHERE`], [`INTERIOR`] or [`NEAR`].
    kind: Vec<u8>,
    /// The share that the band of a pair has of the ground of both bodies, and that a piece has.
    pair_share: Vec<f64>,
    segment_share: Vec<f64>,
    /// The share of all ground that is near any border.
    near_share: f64,
    /// Positions that lie in a body.
    known: Vec<u32>,
    /// Pair → rows and columns that stand for its ground.
    samples: Vec<Vec<[i32; 2]>>,
}

const ELSEWHERE: u8 = 0;
const INTERIOR: u8 = 1;
const NEAR: u8 = 2;

/// Shifts clues so many times.
pub(super) fn shifted(lattice: &Lattice, bands: &Bands<'_>, clues: &[LonLat], replicates: u32, seed: u64) -> Shifted {
    let ground = Ground::new(lattice, bands);
    let mut places: Vec<[i32; 2]> = clues.iter().map(|position| lattice.place(*position)).collect();
    // In the order of the lattice's memory; counts do not depend on it.
    places.sort_unstable();
    let here = ground.count(lattice, bands, &places, [0, 0]);
    let observed = Excess::of(&ground, bands, &here);
    let leaning = ground.leaning(lattice, &places, [0, 0]);
    let hub = short(lattice, &mut Draws::new(seed, u64::MAX));
    let as_large = |mut sums: Sums, replicate: u32| {
        let mut draws = Draws::new(seed, replicate.into());
        let by = ground.far(lattice, &mut draws);
        let counts = ground.count(lattice, bands, &places, by);
        let found = Excess::of(&ground, bands, &counts);
        for (pair, sum) in sums.pairs.iter_mut().enumerate() {
            let has_clues = 2 * found.beyond[pair] >= observed.beyond[pair];
            let counts_for_it = has_clues && ground.is_covered(lattice, pair, by);
            sum[0] += u32::from(counts_for_it);
            sum[1] += u32::from(counts_for_it && found.pairs[pair] + SLACK >= observed.pairs[pair]);
            sums.counts_for_it[pair] = counts_for_it;
        }
        for (segment, sum) in sums.segments.iter_mut().enumerate() {
            let counts_for_it = sums.counts_for_it[bands.pair_of_segment[segment] as usize];
            *sum += u32::from(counts_for_it && found.segments[segment] + SLACK >= observed.segments[segment]);
        }
        let own = short(lattice, &mut draws);
        let by = [0, 1].map(|axis: usize| (hub[axis] + own[axis]).round() as i32);
        sums.all += u32::from(ground.leaning(lattice, &places, by) + SLACK >= leaning);
        sums
    };
    let none = || Sums {
        pairs: vec![[0; 2]; bands.grouping.pairs.len()],
        segments: vec![0; bands.pair_of_segment.len()],
        all: 0,
        counts_for_it: vec![false; bands.grouping.pairs.len()],
    };
    let sums = (0..replicates).into_par_iter().fold(none, as_large).reduce(none, |a, b| a.add(&b));
    let share = |as_large: u32, all: u32| (all >= SHIFTS_MIN.min(replicates)).then(|| f64::from(as_large + 1) / f64::from(all + 1));
    let of_segment = |(segment, as_large): (usize, &u32)| share(*as_large, sums.pairs[bands.pair_of_segment[segment] as usize][0]);
    let [near, clues] = ground.near_any(lattice, &places, [0, 0]);
    Shifted {
        pairs: sums.pairs.iter().map(|[all, as_large]| share(*as_large, *all)).collect(),
        segments: sums.segments.iter().enumerate().map(of_segment).collect(),
        all: f64::from(sums.all + 1) / f64::from(replicates + 1),
        near,
        clues,
        ground_near: ground.near_share,
    }
}

/// Rounding tells equal excesses apart.
const SLACK: f64 = 1e-9;

/// A short shift in rows and columns.
fn short(lattice: &Lattice, draws: &mut Draws) -> [f64; 2] {
    let [x, y] = draws.in_disc();
    let reach = lattice.steps_of(SHORT_M);
    [y * reach[0], x * reach[1]]
}

/// What replicates add up to.
struct Sums {
    /// Pair → shifts that count for it, and those of them that gave as large an excess.
    pairs: Vec<[u32; 2]>,
    segments: Vec<u32>,
    all: u32,
    /// Which pairs the last shift counts for.
    counts_for_it: Vec<bool>,
}

impl Sums {
    fn add(mut self, other: &Self) -> Self {
        self.pairs.iter_mut().flatten().zip(other.pairs.iter().flatten()).for_each(|(a, b)| *a += b);
        self.segments.iter_mut().zip(&other.segments).for_each(|(a, b)| *a += b);
        self.all += other.all;
        self
    }
}

/// How much more lies near borders than the ground lets expect.
struct Excess {
    pairs: Vec<f64>,
    segments: Vec<f64>,
    /// Clues of both bodies of each pair that are not near their border.
    beyond: Vec<u32>,
}

impl Excess {
    fn of(ground: &Ground, bands: &Bands<'_>, counts: &Counts) -> Self {
        let both: Vec<u32> = bands.grouping.pairs.iter().map(|pair| pair.iter().map(|body| counts.body[*body as usize]).sum()).collect();
        let excess = |own: u32, all: u32, share: f64| {
            let spread = (f64::from(all) * share * (1.0 - share)).sqrt();
            if spread > 0.0 { (f64::from(own) - f64::from(all) * share) / spread } else { 0.0 }
        };
        let pairs = counts.pair.iter().zip(&both).zip(&ground.pair_share).map(|((own, all), share)| excess(*own, *all, *share)).collect();
        let segment = |(segment, own): (usize, &u32)| excess(*own, both[bands.pair_of_segment[segment] as usize], ground.segment_share[segment]);
        let segments = counts.segment.iter().enumerate().map(segment).collect();
        let beyond = both.iter().zip(&counts.pair).map(|(both, near)| both - near).collect();
        Self { pairs, segments, beyond }
    }
}

impl Ground {
    fn new(lattice: &Lattice, bands: &Bands<'_>) -> Self {
        let grouping = bands.grouping;
        let (mut numbers, mut class, mut kind) = (FxHashMap::default(), Vec::new(), Vec::new());
        let (mut classes, mut bodies) = (Vec::new(), Vec::new());
        let mut of_body = vec![0.0; grouping.bodies];
        let mut of_pair = vec![0.0; grouping.pairs.len()];
        let mut of_segment = vec![0.0; bands.pair_of_segment.len()];
        let (mut near_any, mut anywhere) = (0.0, 0.0);
        for row in 0..lattice.rows {
            let square = lattice.square_metres(row);
            for number in row * lattice.columns..(row + 1) * lattice.columns {
                let body = grouping.body(lattice.area[number]);
                // A pair's band is the ground of the two, not that of a third beside them.
                let near: Vec<Near> =
                    grouping.near(lattice.near(number), bands.width).filter(|near| grouping.pairs[near.pair as usize].contains(&body)).collect();
                for near in &near {
                    of_pair[near.pair as usize] += square;
                }
                let nearest = near.iter().min_by(|a, b| a.distance.get().total_cmp(&b.distance.get())).map_or(NOBODY, |near| near.segment);
                let own = Class { body, pairs: near.iter().map(|near| near.pair).collect(), segment: nearest };
                class.push(*numbers.entry(own).or_insert_with_key(|own| {
                    classes.push(own.clone());
                    classes.len() as u32 - 1
                }));
                kind.push(if body == NOBODY {
                    ELSEWHERE
                } else if near.is_empty() {
                    INTERIOR
                } else {
                    NEAR
                });
                if let Some(of_segment) = of_segment.get_mut(nearest as usize) {
                    *of_segment += square;
                }
                if body != NOBODY {
                    of_body[body as usize] += square;
                    anywhere += square;
                    near_any += if near.is_empty() { 0.0 } else { square };
                }
                bodies.push(body);
            }
        }
        let both = |pair: usize| grouping.pairs[pair].iter().map(|body| of_body[*body as usize]).sum::<f64>();
        let share = |own: f64, all: f64| if all > 0.0 { own / all } else { 0.0 };
        let pair_share = of_pair.iter().enumerate().map(|(pair, own)| share(*own, both(pair))).collect();
        let segment_share = of_segment.iter().zip(&bands.pair_of_segment).map(|(own, pair)| share(*own, both(*pair as usize))).collect();
        let known: Vec<u32> = (0..bodies.len() as u32).filter(|number| bodies[*number as usize] != NOBODY).collect();
        let mut of_body: Vec<Vec<u32>> = vec![Vec::new(); grouping.bodies];
        for number in &known {
            of_body[bodies[*number as usize] as usize].push(*number);
        }
        let sample = |pair: &[u32; 2]| {
            let all: Vec<u32> = pair.iter().flat_map(|body| &of_body[*body as usize]).copied().collect();
            (0..SAMPLE.min(all.len())).map(|i| lattice.row_and_column(all[i * all.len() / SAMPLE.min(all.len())] as usize)).collect()
        };
        let samples = grouping.pairs.iter().map(sample).collect();
        Self { classes, class, kind, pair_share, segment_share, near_share: share(near_any, anywhere), known, samples }
    }

    /// A shift from any position that a body has to any other.
    fn far(&self, lattice: &Lattice, draws: &mut Draws) -> [i32; 2] {
        if self.known.is_empty() {
            return [0, 0];
        }
        let [from, to] = [(), ()].map(|()| self.known[draws.below(self.known.len() as u32) as usize] as usize);
        let [from, to] = [from, to].map(|number| lattice.row_and_column(number));
        [to[0] - from[0], to[1] - from[1]]
    }

    /// Whether the ground of a pair comes from where there is data.
    fn is_covered(&self, lattice: &Lattice, pair: usize, by: [i32; 2]) -> bool {
        let sample = &self.samples[pair];
        let has_data = |[row, column]: &&[i32; 2]| lattice.number([row - by[0], column - by[1]]).is_some_and(|from| self.kind[from] != ELSEWHERE);
        sample.iter().filter(has_data).count() as f64 >= COVERED * sample.len() as f64
    }

    /// Clues near any border, and all that lie in a body.
    fn near_any(&self, lattice: &Lattice, places: &[[i32; 2]], by: [i32; 2]) -> [u32; 2] {
        let mut counts = [0; 3];
        for place in places {
            if let Some(number) = lattice.number([place[0] + by[0], place[1] + by[1]]) {
                counts[usize::from(self.kind[number])] += 1;
            }
        }
        [counts[usize::from(NEAR)], counts[usize::from(NEAR)] + counts[usize::from(INTERIOR)]]
    }

    /// The share of clues near any border.
    fn leaning(&self, lattice: &Lattice, places: &[[i32; 2]], by: [i32; 2]) -> f64 {
        let [near, all] = self.near_any(lattice, places, by);
        if all > 0 { f64::from(near) / f64::from(all) } else { 0.0 }
    }

    fn count(&self, lattice: &Lattice, bands: &Bands<'_>, places: &[[i32; 2]], by: [i32; 2]) -> Counts {
        let grouping = bands.grouping;
        let mut of_class = vec![0_u32; self.classes.len()];
        for place in places {
            if let Some(number) = lattice.number([place[0] + by[0], place[1] + by[1]]) {
                of_class[self.class[number] as usize] += 1;
            }
        }
        let mut counts = Counts { body: vec![0; grouping.bodies], pair: vec![0; grouping.pairs.len()], segment: vec![0; bands.pair_of_segment.len()] };
        for (class, clues) in self.classes.iter().zip(of_class).filter(|(_, clues)| *clues > 0) {
            let Some(body) = counts.body.get_mut(class.body as usize) else { continue };
            *body += clues;
            for pair in &class.pairs {
                counts.pair[*pair as usize] += clues;
            }
            if let Some(count) = counts.segment.get_mut(class.segment as usize) {
                *count += clues;
            }
        }
        counts
    }
}
