//! What is wrong with rings that GEOS refuses: which of the usual faults, where, and how much ground is in doubt.
//!
//! Rings in order wind around their ground exactly once. Where they wind around it twice, or the wrong way round, one reading of the
//! file has the ground and another has not: that ground is in doubt, whatever the repair makes of it.

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::orient::Direction;
use geo::{BoundingRect, Orient};
use geo_types::{Coord, LineString, MultiPolygon};

use super::problem::RingFault;
use crate::coord::ground::{self, Piece};
use crate::model::FaultDetail;
use crate::units::SquareMetres;

impl RingFault {
    /// A fault without ground in doubt.
    pub(super) fn at(detail: FaultDetail, place: Coord<f64>) -> Self {
        Self { detail, at: [place.x, place.y], doubt: MultiPolygon(Vec::new()), area: SquareMetres(0.0), said: None }
    }
}

/// The faults of polygons that are not valid; `why` is what the checker says, with the place of the first.
pub(super) fn faults(area: &MultiPolygon<f64>, why: Option<&str>) -> Vec<RingFault> {
    let all: Vec<&LineString<f64>> = area.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors())).collect();
    let mut faults: Vec<RingFault> = all.iter().filter_map(|ring| spike(ring)).map(|tip| RingFault::at(FaultDetail::Spike, tip)).collect();
    let doubt = in_doubt(area);
    let detail = match (repeated(&all), why) {
        (Some(_), _) => FaultDetail::RepeatedRing,
        (None, Some(why)) if why.contains("ole lies outside") || why.contains("oles are nested") => FaultDetail::MisplacedHole,
        _ => FaultDetail::SelfIntersection,
    };
    let place = why.and_then(place_in).or_else(|| area.bounding_rect().map(geo_types::Rect::center));
    let said = why.filter(|_| detail == FaultDetail::SelfIntersection || detail == FaultDetail::MisplacedHole).map(str::to_owned);
    if let Some(largest) = doubt.first() {
        faults.push(RingFault {
            detail,
            at: largest.at,
            area: SquareMetres(doubt.iter().map(|piece| piece.area.0).sum()),
            doubt: MultiPolygon(doubt.iter().map(|piece| piece.outline.clone()).collect()),
            said,
        });
    } else if let (true, Some(place)) = (faults.is_empty(), place) {
        faults.push(RingFault { said, ..RingFault::at(detail, place) });
    }
    faults
}

/// The ground that the rings wind around more than once or the wrong way round, the largest piece first.
fn in_doubt(area: &MultiPolygon<f64>) -> Vec<Piece> {
    let oriented = area.orient(Direction::Default);
    let rings: Vec<LineString<f64>> = oriented.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors())).cloned().collect();
    let wrong_way: Vec<LineString<f64>> = rings.iter().map(ground::reversed).collect();
    let mut doubt = ground::wound_more_than(&rings, 1);
    doubt.extend(ground::wound_more_than(&wrong_way, 0));
    doubt.sort_by(|a, b| b.area.0.total_cmp(&a.area.0));
    doubt
}

/// The tip of the first spike: a vertex from which the ring goes back the way it came.
fn spike(ring: &LineString<f64>) -> Option<Coord<f64>> {
    let open = ring.0.get(..ring.0.len().checked_sub(1)?)?;
    let count = open.len();
    (0..count).map(|i| [open[(i + count - 1) % count], open[i], open[(i + 1) % count]]).find_map(|[before, tip, after]| {
        let back = (before.x - tip.x) * (after.x - tip.x) + (before.y - tip.y) * (after.y - tip.y) > 0.0;
        (back && RobustKernel::orient2d(before, tip, after) == Orientation::Collinear).then_some(tip)
    })
}

/// A ring that stands twice, wherever it begins and whichever way it runs.
fn repeated(rings: &[&LineString<f64>]) -> Option<Coord<f64>> {
    let edges = |ring: &LineString<f64>| {
        let bits = |c: Coord<f64>| [c.x.to_bits(), c.y.to_bits()];
        let mut edges: Vec<_> = ring.lines().map(|line| (bits(line.start).min(bits(line.end)), bits(line.start).max(bits(line.end)))).collect();
        edges.sort_unstable();
        edges
    };
    let mut all: Vec<_> = rings.iter().map(|ring| (edges(ring), ring.0[0])).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].1)
}

/// The last two numbers of a message: the checker names the place so.
fn place_in(why: &str) -> Option<Coord<f64>> {
    let words = why.split(|c: char| c.is_whitespace() || "[](),".contains(c));
    let numbers: Vec<f64> = words.filter_map(|word| word.parse().ok()).filter(|number: &f64| number.is_finite()).collect();
    let &[.., x, y] = numbers.as_slice() else { return None };
    Some(Coord { x, y })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::Polygon;

    fn ring(points: &[(f64, f64)]) -> LineString<f64> {
        let at = |&(x, y): &(f64, f64)| Coord { x: 125.0 + x / 1000.0, y: 43.0 + y / 1000.0 };
        Polygon::new(points.iter().map(at).collect(), Vec::new()).exterior().clone()
    }

    fn square(west: f64, south: f64, east: f64, north: f64) -> LineString<f64> {
        ring(&[(west, south), (east, south), (east, north), (west, north)])
    }

    /// Details, and ground in doubt in squares of a thousandth of a degree.
    fn found(polygons: Vec<Polygon<f64>>, why: &str) -> Vec<(FaultDetail, i64)> {
        faults(&MultiPolygon(polygons), Some(why)).iter().map(|fault| (fault.detail, (fault.area.0 / 9_059.0).round() as i64)).collect()
    }

    fn plain(exterior: LineString<f64>) -> Vec<Polygon<f64>> {
        vec![Polygon::new(exterior, Vec::new())]
    }

    #[test]
    fn every_usual_fault_is_told_with_the_ground_in_doubt() {
        use FaultDetail as D;
        // A bow-tie of a large and a small half: the small one is wound the wrong way round.
        let tie = ring(&[(0.0, 0.0), (12.0, 0.0), (4.0, 12.0), (8.0, 12.0)]);
        let small_half = faults(&MultiPolygon(plain(tie.clone())), Some("Self-intersection[125.006 43.009]"));
        assert_eq!(small_half.len(), 1);
        assert!((small_half[0].area.0 / 9_059.0 - 6.0).abs() < 0.1, "{}", small_half[0].area.0);
        assert!(small_half[0].at[1] > 43.009, "the place lies in the small half: {:?}", small_half[0].at);
        let spike = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (9.0, 2.0), (4.0, 2.0), (4.0, 4.0), (0.0, 4.0)]);
        assert_eq!(found(plain(spike), "Self-intersection[125.004 43.002]"), [(D::Spike, 0)]);
        let one = square(0.0, 0.0, 4.0, 4.0);
        let twice = vec![Polygon::new(one.clone(), Vec::new()), Polygon::new(ground::reversed(&one), Vec::new())];
        assert_eq!(found(twice, "Nested shells"), [(D::RepeatedRing, 16)]);
        let outside = vec![Polygon::new(one.clone(), vec![square(6.0, 0.0, 8.0, 1.0)])];
        assert_eq!(found(outside, "Hole lies outside shell[125.006 43]"), [(D::MisplacedHole, 2)]);
        let parts = vec![Polygon::new(one, Vec::new()), Polygon::new(square(3.0, 0.0, 7.0, 4.0), Vec::new())];
        assert_eq!(found(parts, "Self-intersection[125.003 43]"), [(D::SelfIntersection, 4)]);
    }

    #[test]
    fn the_place_is_read_from_what_the_checker_says() {
        assert_eq!(place_in("Self-intersection[125.5 43.25]"), Some(Coord { x: 125.5, y: 43.25 }));
        assert_eq!(place_in("Ring Self-intersection at or near point 125.5 -43.25"), Some(Coord { x: 125.5, y: -43.25 }));
        assert_eq!(place_in("no place"), None);
    }
}
