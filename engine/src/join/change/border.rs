//! Which kilometres of border vanish, appear and stay.
//!
//! 1. The borders of both sets are taken by the two bodies on their sides; a body that goes on has one code in both.
//! 2. An edge that both sets have bit by bit between the same two stays. Any other is looked at in steps of up to [`STEP`]: a step
//!    stays if its middle lies within the tolerance of a border of the same two in the other set.
//! 3. Steps of one fate in a row become lines.
//!
//! What stays is measured along the new borders; with what appears it is all of them, and with what vanishes nearly all of the old.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use crate::coord::{LocalPlane, LonLat, distance};
use crate::index::{BorderArc, Coverage};
use crate::model::DivisionCode;
use crate::units::Metres;

/// Steps in which a border is compared, metres.
pub const STEP: Metres = Metres(50.0);

/// Metres in a degree of latitude, at least; a longitude's are fewer by the cosine.
const METRES_PER_DEGREE_MIN: f64 = 110_000.0;

/// The bodies on the two sides of a border, lower code first; `None` is nobody and comes last.
type Sides = (DivisionCode, Option<DivisionCode>);

/// What becomes of a piece of border.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BorderFate {
    /// It is in the old set only.
    Vanished,
    /// It is in the new set only.
    Appeared,
    /// It is in both.
    Stayed,
}

/// A piece of border of one fate.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderLine {
    /// What becomes of it.
    pub fate: BorderFate,
    /// How long it is.
    pub length: Metres,
    /// `[lon, lat]` of its points.
    pub points: Vec<[f64; 2]>,
}

/// The border of two neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct BorderChange {
    /// The neighbour with the lower code, as in the new set if it goes on there.
    pub one: DivisionCode,
    /// The other one; `None` is nobody.
    pub other: Option<DivisionCode>,
    /// Its pieces: those of the old set that vanish, then those of the new set.
    pub lines: Vec<BorderLine>,
}

impl BorderFate {
    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vanished => "vanished",
            Self::Appeared => "appeared",
            Self::Stayed => "stayed",
        }
    }
}

impl BorderChange {
    /// How much of it has a fate.
    pub fn length(&self, fate: BorderFate) -> Metres {
        // From zero on: an empty sum of floats would be "-0".
        Metres(self.lines.iter().filter(|line| line.fate == fate).fold(0.0, |sum, line| sum + line.length.get()))
    }
}

/// Compares the borders of two sets. The codes are those of the areas of each coverage, old codes already turned into new ones.
///
/// A border within `tolerance` of where it was has stayed.
pub fn border_changes(old: (&Coverage, &[DivisionCode]), new: (&Coverage, &[DivisionCode]), tolerance: Metres) -> Vec<BorderChange> {
    let (before, after) = (Borders::of(old), Borders::of(new));
    let pairs: BTreeSet<Sides> = before.arcs.keys().chain(after.arcs.keys()).copied().collect();
    let mut pairs: Vec<Sides> = pairs.into_iter().collect();
    pairs.sort_by_key(|(one, other)| (*one, other.is_none(), *other));
    let compare = |sides: Sides| {
        let vanished = before.lines(sides, &after, tolerance, BorderFate::Vanished).into_iter().filter(|line| line.fate == BorderFate::Vanished);
        let lines = vanished.chain(after.lines(sides, &before, tolerance, BorderFate::Appeared)).collect();
        BorderChange { one: sides.0, other: sides.1, lines }
    };
    pairs.into_par_iter().map(compare).collect()
}

/// The borders of one set by their sides.
struct Borders<'a> {
    arcs: BTreeMap<Sides, Vec<&'a BorderArc>>,
}

/// An edge in its box.
type BoxedEdge = GeomWithData<Rectangle<[f64; 2]>, [[f64; 2]; 2]>;

/// The edges of one border, to be found by place.
struct Edges {
    tree: RTree<BoxedEdge>,
    ends: BTreeSet<[[u64; 2]; 2]>,
}

impl<'a> Borders<'a> {
    fn of((coverage, codes): (&'a Coverage, &[DivisionCode])) -> Self {
        let mut arcs: BTreeMap<Sides, Vec<&BorderArc>> = BTreeMap::new();
        for arc in &coverage.arcs {
            let code = |side: Option<u32>| side.map(|area| codes[area as usize]);
            let sides = match (code(arc.left), code(arc.right)) {
                (Some(left), Some(right)) => (left.min(right), Some(left.max(right))),
                (Some(alone), None) | (None, Some(alone)) => (alone, None),
                (None, None) => continue,
            };
            arcs.entry(sides).or_default().push(arc);
        }
        Self { arcs }
    }

    fn edges(&self, sides: Sides) -> Edges {
        let edges: Vec<[[f64; 2]; 2]> =
            self.arcs.get(&sides).into_iter().flatten().flat_map(|arc| arc.points.windows(2).map(|edge| [edge[0], edge[1]])).collect();
        let ends = edges.iter().map(|edge| ends(*edge)).collect();
        let boxed = edges.into_iter().map(|edge| GeomWithData::new(Rectangle::from_corners(edge[0], edge[1]), edge)).collect();
        Edges { tree: RTree::bulk_load(boxed), ends }
    }

    fn lines(&self, sides: Sides, other: &Self, tolerance: Metres, otherwise: BorderFate) -> Vec<BorderLine> {
        let Some(arcs) = self.arcs.get(&sides) else { return Vec::new() };
        let edges = other.edges(sides);
        arcs.iter().flat_map(|arc| lines_of(arc, &edges, tolerance, otherwise)).collect()
    }
}

fn lines_of(arc: &BorderArc, other: &Edges, tolerance: Metres, otherwise: BorderFate) -> Vec<BorderLine> {
    let mut lines: Vec<BorderLine> = Vec::new();
    for edge in arc.points.windows(2) {
        let [from, to] = [edge[0], edge[1]];
        let whole = length(from, to);
        let is_shared = other.ends.contains(&ends([from, to]));
        let steps = if is_shared { 1 } else { (whole.get() / STEP.get()).ceil().max(1.0) as usize };
        let at = |share: f64| [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
        for step in 0..steps {
            let share = |part: f64| (step as f64 + part) / steps as f64;
            let end = if step + 1 == steps { to } else { at(share(1.0)) };
            let fate = if is_shared || other.has_near(at(share(0.5)), tolerance) { BorderFate::Stayed } else { otherwise };
            let length = Metres(whole.get() / steps as f64);
            match lines.last_mut().filter(|line| line.fate == fate) {
                Some(line) => {
                    line.length.0 += length.get();
                    // The steps of one edge lie on one line, of which only the ends are kept.
                    if step > 0 {
                        line.points.pop();
                    }
                    line.points.push(end);
                }
                None => lines.push(BorderLine { fate, length, points: vec![if step == 0 { from } else { at(share(0.0)) }, end] }),
            }
        }
    }
    lines
}

impl Edges {
    fn has_near(&self, at: [f64; 2], tolerance: Metres) -> bool {
        let Ok(position) = LonLat::new(at) else { return false };
        let plane = LocalPlane::at(position);
        let north_deg = tolerance.get() / METRES_PER_DEGREE_MIN;
        let east_deg = tolerance.get() / plane.metres_per_degree()[0].max(1.0) * 1.01;
        let window = AABB::from_corners([at[0] - east_deg, at[1] - north_deg], [at[0] + east_deg, at[1] + north_deg]);
        self.tree.locate_in_envelope_intersecting(&window).any(|edge| plane.nearest_on_edge(edge.data[0], edge.data[1]).distance_m() <= tolerance.get())
    }
}

fn length(from: [f64; 2], to: [f64; 2]) -> Metres {
    match (LonLat::new(from), LonLat::new(to)) {
        (Ok(from), Ok(to)) => distance(from, to),
        _ => Metres(0.0),
    }
}

/// An edge whichever way it runs.
fn ends([a, b]: [[f64; 2]; 2]) -> [[u64; 2]; 2] {
    let bits = |[x, y]: [f64; 2]| [(x + 0.0).to_bits(), (y + 0.0).to_bits()];
    let (a, b) = (bits(a), bits(b));
    [a.min(b), a.max(b)]
}
