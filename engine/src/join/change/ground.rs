//! Every piece of ground with its owner before and after.
//!
//! 1. Polygons that are in both sets bit by bit are paired without being overlaid; most borders do not change.
//! 2. Of the others each old area is cut by each new one whose box it meets, and what is left of it belongs to nobody any more;
//!    what the old ones leave of a new area belonged to nobody before.
//! 3. Slivers are thrown away: the overlay rounds to an integer grid, and along a border that both sets share the rounding
//!    leaves strips a grid's step wide, which are not territory.
//!
//! Where areas of one set overlap, their common ground counts for each of them, unless a polygon has its equal in the other set: that
//! pairs it with its equal alone. [`Ground::doubled`] tells how much was counted twice.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use geo::bool_ops::FillRule;
use geo::orient::Direction;
use geo::{BooleanOps, InteriorPoint, OpType, Orient};
use geo_types::{MultiPolygon, Polygon};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::coord::{Bounds, perimeter, surface_area};
use crate::index::{PartTree, ShapeCollector};
use crate::units::{Metres, SquareMetres};

/// A piece below this is rounding.
pub const LEAST_AREA: SquareMetres = SquareMetres(1.0);
/// A piece that is narrower than this on average is rounding, however long it is.
pub const LEAST_WIDTH: Metres = Metres(0.01);

/// Steps of the overlay's grid that a strip may be wide and still be rounding: each of its two sides is off by up to one and a half.
const GRID_STEPS: f64 = 4.0;
/// The grid of `i_overlay` has at least 2²⁹ steps to half the box of all vertices (its `FloatPointAdapter`), rounded to a power of two.
const GRID_STEPS_TO_HALF_BOX: f64 = (1_u64 << 28) as f64;
/// Metres in a degree of the longest great circle.
const METRES_PER_DEGREE: f64 = 111_320.0;

/// A connected piece of ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Where it is.
    pub polygon: Polygon<f64>,
    /// How large it is.
    pub area: SquareMetres,
    /// How wide it is on average: twice its area by its perimeter. A new drawing of an old border leaves long narrow pieces.
    pub width: Metres,
}

/// The ground that one old and one new area have in common; `None` is nobody.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// Place in the old list.
    pub old: Option<u32>,
    /// Place in the new list.
    pub new: Option<u32>,
    /// Its pieces, largest first; never empty.
    pub pieces: Vec<Piece>,
}

/// All ground of two sets.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    /// Ordered by the old area, then the new one; what belonged to nobody comes first.
    pub shared: Vec<Shared>,
    /// The size of each old area.
    pub old_area: Vec<SquareMetres>,
    /// The size of each new area.
    pub new_area: Vec<SquareMetres>,
}

impl Piece {
    /// The piece of a polygon.
    pub fn of(polygon: Polygon<f64>) -> Self {
        let (area, around) = (surface_area(&polygon), perimeter(&polygon));
        let width = Metres(if around.get() > 0.0 { 2.0 * area.0 / around.get() } else { 0.0 });
        Self { polygon, area, width }
    }

    /// A position inside, `[lon, lat]`.
    pub fn point(&self) -> [f64; 2] {
        let inside = self.polygon.interior_point().map(|point| [point.x(), point.y()]);
        // Only a polygon without vertices has none, and such pieces are never made.
        inside.unwrap_or([f64::NAN; 2])
    }
}

impl Shared {
    /// How large it is.
    pub fn area(&self) -> SquareMetres {
        SquareMetres(self.pieces.iter().map(|piece| piece.area.0).sum())
    }
}

impl Ground {
    /// Lays the new areas over the old ones.
    ///
    /// # Cost
    /// On all cores; linear in the vertices of the polygons that differ, times the logarithm. Polygons that are equal cost a hash.
    pub fn of(old: &[&MultiPolygon<f64>], new: &[&MultiPolygon<f64>]) -> Self {
        let mut pieces: BTreeMap<(Option<u32>, Option<u32>), Vec<Piece>> = BTreeMap::new();
        let Twins { pairs, old_rest, new_rest } = Twins::of(old, new);
        for (from, to, polygon) in pairs {
            pieces.entry((Some(from), Some(to))).or_default().push(Piece::of(polygon));
        }
        let overlaid: Vec<_> = cuts(&old_rest, &new_rest).into_par_iter().map(|cut| (cut, overlay(cut, &old_rest, &new_rest))).collect();
        for (cut, found) in overlaid {
            pieces.entry(cut).or_default().extend(found);
        }
        let shared = pieces.into_iter().filter(|(_, pieces)| !pieces.is_empty()).map(|((old, new), mut pieces)| {
            pieces.sort_by(order);
            Shared { old, new, pieces }
        });
        let sizes =
            |areas: &[&MultiPolygon<f64>]| areas.par_iter().map(|area| SquareMetres(area.iter().map(|polygon| surface_area(polygon).0).sum())).collect();
        Self { shared: shared.collect(), old_area: sizes(old), new_area: sizes(new) }
    }

    /// Ground that was counted twice because areas of the old set, or of the new one, overlap: `[old, new]`.
    pub fn doubled(&self) -> [SquareMetres; 2] {
        let excess = |sizes: &[SquareMetres], place: &dyn Fn(&Shared) -> Option<u32>| {
            let mut sums = vec![0.0; sizes.len()];
            for shared in &self.shared {
                if let Some(area) = place(shared) {
                    sums[area as usize] += shared.area().0;
                }
            }
            SquareMetres(sums.iter().zip(sizes).map(|(sum, size)| (sum - size.0).max(0.0)).sum())
        };
        // An old area that is counted twice lies under two new ones.
        [excess(&self.new_area, &|shared| shared.new), excess(&self.old_area, &|shared| shared.old)]
    }
}

/// Polygons that both sets have, and what is left of either.
struct Twins {
    /// Old area, new area, polygon.
    pairs: Vec<(u32, u32, Polygon<f64>)>,
    old_rest: Vec<MultiPolygon<f64>>,
    new_rest: Vec<MultiPolygon<f64>>,
}

impl Twins {
    fn of(old: &[&MultiPolygon<f64>], new: &[&MultiPolygon<f64>]) -> Self {
        let mut shapes = ShapeCollector::default();
        let mut numbers = |areas: &[&MultiPolygon<f64>]| -> Vec<Vec<u32>> { areas.iter().map(|area| shapes.add(area)).collect() };
        let (old_numbers, new_numbers) = (numbers(old), numbers(new));
        let mut owners: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (area, polygons) in (0..).zip(&new_numbers) {
            for polygon in polygons {
                owners.entry(*polygon).or_default().push(area);
            }
        }
        let mut pairs = Vec::new();
        for ((from, area), polygons) in (0..).zip(old).zip(&old_numbers) {
            for (polygon, number) in area.iter().zip(polygons) {
                pairs.extend(owners.get(number).into_iter().flatten().map(|to| (from, *to, polygon.clone())));
            }
        }
        let in_old: FxHashSet<u32> = old_numbers.iter().flatten().copied().collect();
        Self {
            pairs,
            old_rest: rest(old, &old_numbers, |number| owners.contains_key(&number)),
            new_rest: rest(new, &new_numbers, |number| in_old.contains(&number)),
        }
    }
}

/// The polygons without an equal, wound so that a winding number tells inside from outside.
fn rest(areas: &[&MultiPolygon<f64>], numbers: &[Vec<u32>], has_equal: impl Fn(u32) -> bool) -> Vec<MultiPolygon<f64>> {
    let of = |(area, numbers): (&&MultiPolygon<f64>, &Vec<u32>)| {
        area.iter().zip(numbers).filter(|(_, number)| !has_equal(**number)).map(|(polygon, _)| polygon.orient(Direction::Default)).collect()
    };
    areas.iter().zip(numbers).map(of).collect()
}

/// What is to be overlaid: every pair whose boxes meet, and each area with nobody.
fn cuts(old: &[MultiPolygon<f64>], new: &[MultiPolygon<f64>]) -> Vec<(Option<u32>, Option<u32>)> {
    let tree = PartTree::new(new);
    let mut cuts = Vec::new();
    for (from, area) in (0..).zip(old).filter(|(_, area)| !area.0.is_empty()) {
        let mut met: Vec<u32> = area.iter().flat_map(|polygon| tree.areas_meeting(Bounds::of(polygon.exterior()))).collect();
        met.sort_unstable();
        met.dedup();
        cuts.extend(met.into_iter().map(|to| (Some(from), Some(to))));
        cuts.push((Some(from), None));
    }
    cuts.extend((0..).zip(new).filter(|(_, area)| !area.0.is_empty()).map(|(to, _)| (None, Some(to))));
    cuts
}

fn overlay(cut: (Option<u32>, Option<u32>), old: &[MultiPolygon<f64>], new: &[MultiPolygon<f64>]) -> Vec<Piece> {
    match cut {
        (Some(from), Some(to)) => {
            let (from, to) = (&old[from as usize], &new[to as usize]);
            pieces(&meeting([from], to), &meeting([to], from), OpType::Intersection)
        }
        (Some(from), None) => pieces(&old[from as usize], &meeting(new, &old[from as usize]), OpType::Difference),
        (None, Some(to)) => pieces(&new[to as usize], &meeting(old, &new[to as usize]), OpType::Difference),
        (None, None) => Vec::new(),
    }
}

/// The polygons whose boxes meet the box of an area: the fewer vertices, the finer the grid.
fn meeting<'a>(areas: impl IntoIterator<Item = &'a MultiPolygon<f64>>, area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let around = bounds(area);
    let meets = |polygon: &&Polygon<f64>| {
        let own = Bounds::of(polygon.exterior());
        own.west <= around.east && around.west <= own.east && own.south <= around.north && around.south <= own.north
    };
    areas.into_iter().flat_map(MultiPolygon::iter).filter(meets).cloned().collect()
}

fn pieces(subject: &MultiPolygon<f64>, clip: &MultiPolygon<f64>, operation: OpType) -> Vec<Piece> {
    let around = bounds(subject).union(bounds(clip));
    if around.is_empty() {
        return Vec::new();
    }
    let half_box_deg = (around.east - around.west).max(around.north - around.south) / 2.0;
    let least_width = LEAST_WIDTH.get().max(GRID_STEPS * half_box_deg / GRID_STEPS_TO_HALF_BOX * METRES_PER_DEGREE);
    let found = subject.boolean_op_with_fill_rule(clip, operation, FillRule::NonZero);
    found.into_iter().map(Piece::of).filter(|piece| piece.area >= LEAST_AREA && piece.width.get() >= least_width).collect()
}

fn bounds(area: &MultiPolygon<f64>) -> Bounds {
    area.iter().map(|polygon| Bounds::of(polygon.exterior())).fold(Bounds::EMPTY, Bounds::union)
}

/// Largest first; pieces of one size by a vertex.
fn order(a: &Piece, b: &Piece) -> Ordering {
    let vertex = |piece: &Piece| piece.polygon.exterior().0.first().map_or([f64::NAN; 2], |vertex| [vertex.x, vertex.y]);
    let (one, other) = (vertex(a), vertex(b));
    b.area.0.total_cmp(&a.area.0).then(one[0].total_cmp(&other[0])).then(one[1].total_cmp(&other[1]))
}
