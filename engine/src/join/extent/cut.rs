//! Parts of an extent: within an area, or without it.
//!
//! An area is first cut down to the box around the extent by Sutherland and Hodgman (1974, *Reentrant polygon clipping*, CACM 17(1)), so
//! that the overlay, which rounds to a grid of the size of what it is given, rounds to some billionths of the extent and not of a county.

use geo::bool_ops::FillRule;
use geo::orient::Direction;
use geo::{BooleanOps, OpType, Orient};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

use crate::coord::{Bounds, LonLat, distance, surface_area};
use crate::model::Extent;

/// The box is so much larger on each side, in its own size: no side of it may lie on the extent.
const MARGIN: f64 = 0.05;
/// And at least so many degrees: a level line has a box without height. It is a tenth of a millimetre.
const MARGIN_MIN_DEG: f64 = 1e-9;
/// A part of less than this of its whole is rounding.
const PART_MIN: f64 = 1e-9;

/// An extent, sound and measured.
pub(super) struct Whole {
    pub(super) extent: Extent,
    /// Its length in metres or its area in square metres.
    pub(super) measure: f64,
    pub(super) bounds: Bounds,
    frame: Bounds,
}

impl Whole {
    /// Rings that cross themselves or each other are united first, so that no ground counts twice. What is drawn as an area and has none
    /// is a line.
    pub(super) fn of(extent: &Extent) -> Self {
        let sound = match extent {
            Extent::Lines(lines) => Extent::Lines(lines.clone()),
            Extent::Areas(areas) => {
                let areas: MultiPolygon<f64> = areas.iter().map(|area| area.orient(Direction::Default)).collect();
                Extent::Areas(areas.boolean_op_with_fill_rule(&MultiPolygon(Vec::new()), OpType::Union, FillRule::NonZero))
            }
        };
        let extent = if matches!(sound, Extent::Areas(_)) && measure(&sound) <= 0.0 { Extent::Lines(extent.strings().cloned().collect()) } else { sound };
        let bounds = extent.strings().map(Bounds::of).fold(Bounds::EMPTY, Bounds::union);
        let (east, north) = (margin(bounds.west, bounds.east), margin(bounds.south, bounds.north));
        let frame = Bounds { west: bounds.west - east, south: bounds.south - north, east: bounds.east + east, north: bounds.north + north };
        Self { measure: measure(&extent), extent, bounds, frame }
    }

    /// As much of an area as could meet the extent.
    pub(super) fn near(&self, area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
        let near = |polygon: &Polygon<f64>| {
            let exterior = clipped(polygon.exterior(), self.frame);
            (exterior.0.len() > 3).then(|| Polygon::new(exterior, polygon.interiors().iter().map(|hole| clipped(hole, self.frame)).collect()))
        };
        area.iter().filter_map(near).map(|polygon| polygon.orient(Direction::Default)).collect()
    }

    /// How much a part of it is; 0 where it is but rounding.
    pub(super) fn measured(&self, part: &Extent) -> f64 {
        let measure = measure(part);
        if measure > self.measure * PART_MIN { measure } else { 0.0 }
    }
}

fn margin(low: f64, high: f64) -> f64 {
    ((high - low) * MARGIN).max(MARGIN_MIN_DEG)
}

/// Length in metres of lines, geodesic; area in square metres of areas, on the ellipsoid.
pub fn measure(extent: &Extent) -> f64 {
    let at = |place: Coord<f64>| LonLat::new([place.x, place.y]).ok();
    match extent {
        Extent::Lines(lines) => {
            let edges = lines.iter().flat_map(LineString::lines);
            edges.filter_map(|edge| Some(distance(at(edge.start)?, at(edge.end)?).get())).sum()
        }
        Extent::Areas(areas) => areas.iter().map(|area| surface_area(area).0).sum(),
    }
}

/// What of an extent lies within an area, its border included.
pub(super) fn within(extent: &Extent, area: &MultiPolygon<f64>) -> Extent {
    match extent {
        Extent::Lines(lines) => Extent::Lines(area.clip_with_fill_rule(lines, false, FillRule::NonZero)),
        Extent::Areas(areas) => Extent::Areas(areas.boolean_op_with_fill_rule(area, OpType::Intersection, FillRule::NonZero)),
    }
}

/// What of an extent lies outside of an area.
pub(super) fn without(extent: &Extent, area: &MultiPolygon<f64>) -> Extent {
    match extent {
        Extent::Lines(lines) => Extent::Lines(area.clip_with_fill_rule(lines, true, FillRule::NonZero)),
        Extent::Areas(areas) => Extent::Areas(areas.boolean_op_with_fill_rule(area, OpType::Difference, FillRule::NonZero)),
    }
}

/// The part of a ring in a box. Where the ring leaves the box, the result runs along its sides and may run back on itself; inside, winding
/// numbers are those of the ring.
fn clipped(ring: &LineString<f64>, frame: Bounds) -> LineString<f64> {
    let own = Bounds::of(ring);
    if own.west > frame.east || own.east < frame.west || own.south > frame.north || own.north < frame.south {
        return LineString(Vec::new());
    }
    let mut places: Vec<[f64; 2]> = ring.0.iter().map(|place| [place.x, place.y]).collect();
    if places.first() == places.last() {
        places.pop();
    }
    for (axis, side, keeps_greater) in [(0, frame.west, true), (0, frame.east, false), (1, frame.south, true), (1, frame.north, false)] {
        places = kept_beside(&places, axis, side, keeps_greater);
    }
    let mut ring: LineString<f64> = places.into_iter().map(|[x, y]| Coord { x, y }).collect();
    ring.close();
    ring
}

/// The part of a ring, without a repeated end, on one side of an upright or level line.
fn kept_beside(ring: &[[f64; 2]], axis: usize, side: f64, keeps_greater: bool) -> Vec<[f64; 2]> {
    let holds = |place: &[f64; 2]| if keeps_greater { place[axis] >= side } else { place[axis] <= side };
    let mut kept = Vec::with_capacity(ring.len() + 4);
    let Some(&last) = ring.last() else { return kept };
    let mut before = last;
    for &place in ring {
        if holds(&before) != holds(&place) {
            let along = (side - before[axis]) / (place[axis] - before[axis]);
            let mut crossing = [side; 2];
            crossing[1 - axis] = before[1 - axis] + along * (place[1 - axis] - before[1 - axis]);
            kept.push(crossing);
        }
        if holds(&place) {
            kept.push(place);
        }
        before = place;
    }
    kept
}
