//! Arcs made ready for every zoom, and the way back from arcs to rings and lines within a tile.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use bailiwick_engine::index::ArcRef;

use super::clip::{ClipBox, Place};
use super::quantise::{BUFFER, EXTENT, snap_round};
use super::{TileCoord, simplify};

/// The deepest zoom with arcs of its own: a unit is 0.4 m in Jilin, finer than the sources. Deeper tiles stretch these arcs.
pub const DETAIL_ZOOM: u8 = 14;

/// Points in a stretch of an arc that is looked at or passed over as a whole.
const STRETCH_POINTS: usize = 64;

/// Where a tile lies in the units of its zoom.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    level: u8,
    /// How many times the arcs of that level are doubled.
    stretch: u8,
    /// The tile's north-west corner.
    pub origin: Place,
    /// The tile with its buffer.
    pub clip: ClipBox,
}

impl Window {
    /// The window of a tile.
    pub fn of(tile: TileCoord) -> Self {
        let level = tile.zoom().min(DETAIL_ZOOM);
        let origin = tile.column_row().map(|v| i64::from(v) * i64::from(EXTENT));
        let (buffer, side) = (i64::from(BUFFER), i64::from(EXTENT + BUFFER));
        Self { level, stretch: tile.zoom() - level, origin, clip: ClipBox { low: origin.map(|v| v - buffer), high: origin.map(|v| v + side) } }
    }

    /// The zoom whose arcs it shows as they are; `None` where it stretches them.
    pub fn own_zoom(self) -> Option<u8> {
        (self.stretch == 0).then_some(self.level)
    }

    /// A place in the window as a place in the tile.
    pub fn to_tile(self, place: Place) -> [i32; 2] {
        // Clipped before: at most extent and buffer from the origin.
        [(place[0] - self.origin[0]) as i32, (place[1] - self.origin[1]) as i32]
    }
}

/// Arcs at all zooms. All features drawn from one mesh agree to the last bit where they share an arc.
///
/// A zoom is made when it is first asked for: who opens a map looks at one of them, and need not wait for the others. Each is made
/// from the arcs alone, so its bytes do not depend on which was asked for first, or by how many threads.
#[derive(Debug)]
pub struct Mesh {
    arcs: Vec<Vec<[f64; 2]>>,
    first_zooms: OnceLock<Vec<Vec<u8>>>,
    levels: [OnceLock<Level>; DETAIL_ZOOM as usize + 1],
}

/// The arcs of one zoom.
#[derive(Debug, Default)]
struct Level {
    points: Vec<[i32; 2]>,
    stretches: Vec<Stretch>,
    /// Arc → first stretch; one more than there are arcs.
    starts: Vec<u32>,
}

/// A run of points within an arc; the next one begins with its last point.
#[derive(Debug)]
struct Stretch {
    points: RangeInclusive<u32>,
    bounds: ClipBox,
}

impl Mesh {
    /// Arcs given in world coordinates (see [`super::grid`]), to be simplified and rounded.
    pub fn new(arcs: Vec<Vec<[f64; 2]>>) -> Self {
        Self { arcs, first_zooms: OnceLock::new(), levels: Default::default() }
    }

    /// For each arc and point, the first zoom that draws it: what all zooms begin with.
    pub fn first_zooms(&self) -> &[Vec<u8>] {
        self.first_zooms.get_or_init(|| simplify::first_zooms(&self.arcs, DETAIL_ZOOM))
    }

    /// Makes the arcs of a zoom ready, unless they are.
    pub fn prepare(&self, zoom: u8) {
        self.level(zoom);
    }

    /// The arcs of a zoom; who asks while another makes them waits for them.
    ///
    /// # Cost
    /// The first time, one rounding of the vertices drawn; the very first time, simplifying all of them for all zooms as well.
    fn level(&self, zoom: u8) -> &Level {
        let zoom = zoom.min(DETAIL_ZOOM);
        self.levels[usize::from(zoom)].get_or_init(|| {
            let drawn = |(arc, first): (&Vec<[f64; 2]>, &Vec<u8>)| arc.iter().zip(first).filter(|(_, first)| **first <= zoom).map(|(p, _)| *p).collect();
            Level::new(&snap_round(&self.arcs.iter().zip(self.first_zooms()).map(drawn).collect::<Vec<_>>(), zoom))
        })
    }

    /// Arcs behind one another as far as the window needs them: what lies wholly beyond one of its sides is left out.
    pub fn path(&self, refs: &[ArcRef], window: Window) -> Vec<Place> {
        let level = self.level(window.level);
        let mut path: Vec<Place> = Vec::new();
        let place = |p: &[i32; 2]| p.map(|v| i64::from(v) << window.stretch);
        // Points behind one another differ, but for where two runs meet.
        let mut show = |shown: &[[i32; 2]], reversed: bool| {
            let first = if reversed { shown.last() } else { shown.first() };
            let met = usize::from(first.is_some_and(|first| path.last() == Some(&place(first))));
            if reversed { path.extend(shown.iter().rev().skip(met).map(place)) } else { path.extend(shown[met..].iter().map(place)) }
        };
        for arc_ref in refs {
            let stretches = &level.stretches[level.starts[arc_ref.arc as usize] as usize..level.starts[arc_ref.arc as usize + 1] as usize];
            let mut visit = |stretch: &Stretch| {
                let points = &level.points[*stretch.points.start() as usize..=*stretch.points.end() as usize];
                let ends = [points[0], points[points.len() - 1]];
                let is_passed = window.clip.is_passed_by(stretch.stretched(window.stretch));
                // The way straight from end to end lies beyond the same side, so nothing in the window changes.
                let shown = if is_passed { &ends[..=usize::from(ends[0] != ends[1])] } else { points };
                show(shown, arc_ref.reversed);
            };
            if arc_ref.reversed { stretches.iter().rev().for_each(&mut visit) } else { stretches.iter().for_each(&mut visit) }
        }
        path
    }

    /// Rings as a zoom has them, whole, without a repeated end.
    pub fn rings(&self, rings: &[Vec<ArcRef>], zoom: u8) -> Vec<Vec<[i32; 2]>> {
        let level = self.level(zoom);
        let points = |r: &ArcRef| {
            let arc = level.arc(r.arc);
            let forward = arc.iter().copied();
            if r.reversed { Box::new(forward.rev()) as Box<dyn Iterator<Item = [i32; 2]>> } else { Box::new(forward) }
        };
        let whole = rings.iter().map(|refs| {
            let mut ring: Vec<[i32; 2]> = refs.iter().flat_map(points).collect();
            ring.dedup();
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            ring
        });
        whole.filter(|ring| ring.len() > 2).collect()
    }

    /// Points at one zoom, for measuring.
    pub fn points_at(&self, zoom: u8) -> usize {
        self.level(zoom).points.len()
    }
}

impl Level {
    fn new(arcs: &[Vec<[i32; 2]>]) -> Self {
        let mut level = Self { starts: vec![0], ..Self::default() };
        for arc in arcs {
            let first = level.points.len() as u32;
            level.points.extend(arc);
            let last = (level.points.len() as u32).saturating_sub(1);
            let mut from = first;
            while !arc.is_empty() {
                let to = last.min(from + STRETCH_POINTS as u32);
                let bounds = level.points[from as usize..=to as usize].iter().fold(ClipBox::EMPTY, |b, p| b.with(p.map(i64::from)));
                level.stretches.push(Stretch { points: from..=to, bounds });
                if to == last {
                    break;
                }
                from = to;
            }
            level.starts.push(level.stretches.len() as u32);
        }
        level
    }
}

impl Level {
    /// The points of an arc.
    fn arc(&self, arc: u32) -> &[[i32; 2]] {
        let stretches = &self.stretches[self.starts[arc as usize] as usize..self.starts[arc as usize + 1] as usize];
        match (stretches.first(), stretches.last()) {
            (Some(first), Some(last)) => &self.points[*first.points.start() as usize..=*last.points.end() as usize],
            _ => &[],
        }
    }
}

impl Stretch {
    fn stretched(&self, doublings: u8) -> ClipBox {
        ClipBox { low: self.bounds.low.map(|v| v << doublings), high: self.bounds.high.map(|v| v << doublings) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two waves that meet at their ends, with far more points than outer zooms draw.
    fn waves() -> Vec<Vec<[f64; 2]>> {
        let wave = |height: f64| (0..=2000).map(|i| f64::from(i) / 2000.0).map(|t| [0.4 + 0.1 * t, 0.4 + height * (t * 40.0).sin() * t * (1.0 - t)]).collect();
        vec![wave(0.01), wave(-0.01)]
    }

    #[test]
    fn a_zoom_is_the_same_whoever_asks_for_it_and_in_which_order() {
        let points = |mesh: &Mesh, zoom: u8| mesh.level(zoom).points.clone();
        let outwards = Mesh::new(waves());
        let expected: Vec<_> = (0..=DETAIL_ZOOM).rev().map(|zoom| points(&outwards, zoom)).collect();
        assert!(expected.windows(2).any(|pair| pair[0].len() > pair[1].len()), "outer zooms draw less");
        let shared = Mesh::new(waves());
        std::thread::scope(|scope| {
            for first in [0, 5, 9, DETAIL_ZOOM] {
                let (shared, expected) = (&shared, &expected);
                scope.spawn(move || {
                    for zoom in (first..=DETAIL_ZOOM).chain(0..first) {
                        assert_eq!(points(shared, zoom), expected[usize::from(DETAIL_ZOOM - zoom)], "zoom {zoom}");
                    }
                });
            }
        });
    }
}
