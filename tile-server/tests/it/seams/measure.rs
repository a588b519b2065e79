//! What tiles are measured with: rings of whole units, their areas, and what two sets of them have and have not in common.

use std::collections::{BTreeMap, BTreeSet};

use geo::Validation;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::Overlay;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;

/// Units along the side of a tile.
pub(super) const EXTENT: i32 = 4096;
const BUFFER: i32 = 64;

/// Rings in tile units, none with a repeated end.
pub(super) type Rings = Vec<Vec<IntPoint>>;
/// Layer → code → its polygons, each ring with its role; and the lines of the borders.
#[derive(Default)]
pub(super) struct Decoded {
    pub(super) areas: BTreeMap<String, BTreeMap<String, MultiPolygon<i32>>>,
    pub(super) borders: Vec<LineString<i32>>,
}

impl Decoded {
    /// All rings of a layer.
    pub(super) fn rings(&self, layer: &str) -> Rings {
        self.areas.get(layer).into_iter().flat_map(BTreeMap::values).flat_map(rings).collect()
    }
}

pub(super) fn rings(polygons: &MultiPolygon<i32>) -> Rings {
    let ring = |line: &LineString<i32>| line.0[..line.0.len() - 1].iter().map(|c| IntPoint::new(c.x, c.y)).collect();
    polygons.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())).map(ring).collect()
}

/// Twice the area by the surveyor's formula; holes count against it because they run the other way.
pub(super) fn doubled_area(rings: &Rings) -> i64 {
    let cross = |(a, b): (&IntPoint, &IntPoint)| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y);
    rings.iter().map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)).map(cross).sum::<i64>()).sum()
}

pub(super) fn overlay(subject: &Rings, clip: &Rings, rule: OverlayRule) -> i64 {
    let shapes = Overlay::with_contours(subject, clip).overlay(rule, FillRule::NonZero);
    doubled_area(&shapes.into_iter().flatten().collect()).abs()
}

/// What is in one of two only.
pub(super) fn xor(a: &Rings, b: &Rings) -> i64 {
    overlay(a, b, OverlayRule::Xor)
}

/// What the parts leave of the whole, and what they have twice.
pub(super) fn gap_and_overlap(parts: &Rings, whole: &Rings) -> [i64; 2] {
    let union = overlay(parts, &Rings::new(), OverlayRule::Subject);
    [doubled_area(whole) - union, doubled_area(parts) - union]
}

/// How much the counties of two tiles differ in the strip that both have, their buffers.
pub(super) fn difference_at_edge(here: &BTreeMap<String, MultiPolygon<i32>>, next: &Decoded, axis: usize) -> i64 {
    let (mut low, mut high) = ([-BUFFER; 2], [EXTENT + BUFFER; 2]);
    (low[axis], high[axis]) = (EXTENT - BUFFER, EXTENT + BUFFER);
    let strip = vec![vec![IntPoint::new(low[0], low[1]), IntPoint::new(high[0], low[1]), IntPoint::new(high[0], high[1]), IntPoint::new(low[0], high[1])]];
    let part =
        |rings: &Rings| -> Rings { Overlay::with_contours(rings, &strip).overlay(OverlayRule::Intersect, FillRule::NonZero).into_iter().flatten().collect() };
    let nothing = BTreeMap::new();
    let there = next.areas.get("counties").unwrap_or(&nothing);
    let codes: BTreeSet<_> = here.keys().chain(there.keys()).collect();
    codes
        .into_iter()
        .map(|code| {
            let ours = here.get(code).map(rings).unwrap_or_default();
            let mut theirs = there.get(code).map(rings).unwrap_or_default();
            for point in theirs.iter_mut().flatten() {
                if axis == 0 { point.x += EXTENT } else { point.y += EXTENT }
            }
            overlay(&part(&ours), &part(&theirs), OverlayRule::Xor)
        })
        .sum()
}

/// How many edges of border lines within the tile itself are no edge of a county. Where a county is thinner than a unit its two sides
/// fall together: it has no edge there, and the lines have it twice.
pub(super) fn border_edges_off_the_counties(decoded: &Decoded) -> usize {
    let key = |a: [i32; 2], b: [i32; 2]| (a.min(b), a.max(b));
    let is_within = |p: [i32; 2]| p.iter().all(|v| (0..=EXTENT).contains(v));
    let rings = decoded.rings("counties");
    let edges: BTreeSet<_> = rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1))).map(|(a, b)| key([a.x, a.y], [b.x, b.y])).collect();
    let mut apart: BTreeMap<_, usize> = BTreeMap::new();
    for [a, b] in decoded.borders.iter().flat_map(LineString::lines).map(|line| [line.start, line.end].map(|c| [c.x, c.y])) {
        if is_within(a) && is_within(b) && !edges.contains(&key(a, b)) {
            *apart.entry(key(a, b)).or_default() += 1;
        }
    }
    apart.values().filter(|times| **times == 1).count()
}

pub(super) fn assert_valid(polygons: &MultiPolygon<i32>, what: &str) {
    for polygon in polygons {
        let ring = |line: &LineString<i32>| doubled_area(&vec![line.0[..line.0.len() - 1].iter().map(|c| IntPoint::new(c.x, c.y)).collect()]);
        assert!(ring(polygon.exterior()) > 0, "{what}: an exterior winds the wrong way");
        assert!(polygon.interiors().iter().all(|hole| ring(hole) < 0), "{what}: a hole winds the wrong way");
    }
    let float = |line: &LineString<i32>| line.coords().map(|c| Coord { x: f64::from(c.x), y: f64::from(c.y) }).collect::<LineString<f64>>();
    let floats: MultiPolygon<f64> = polygons.iter().map(|p| Polygon::new(float(p.exterior()), p.interiors().iter().map(float).collect())).collect();
    assert!(floats.is_valid(), "{what}: {:?}", floats.check_validation());
}
