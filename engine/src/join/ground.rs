//! The ground cut by overlays, so that each piece has one handler.
//!
//! An overlay takes what it covers from the counties, and of overlays over each other the one that prevails takes it from the others.
//! Only the counties that an overlay meets are cut; the borders of the others are those they have.

use geo::BooleanOps;
use geo_types::MultiPolygon;

use crate::coord::{Bounds, LocalPlane, LonLat};
use crate::index::{BorderIndex, Coverage, Locator, PartTree};
use crate::units::Metres;

/// The overlays of one generation of boundaries, and the ground as they cut it. A *party* is who handles a piece of ground: a county by its
/// number, or an overlay by its own plus the number of counties.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Areas of the overlays as they are, the one that prevails first.
    pub overlays: Locator,
    /// Borders of the overlays and of the counties they cut, as cut.
    pub borders: BorderIndex,
    /// The party of each area of these borders.
    pub party_of: Vec<u32>,
    /// The counties that are cut, in order.
    pub recut: Vec<u32>,
    /// The box around each overlay.
    pub boxes: Vec<Bounds>,
    /// Number of counties: overlays are parties from there on.
    pub counties: u32,
}

/// Overlaying rounds vertices to a grid of the size of the areas: a tenth of a millimetre for a county. A centre that is nearer to a cut
/// border than this may be on the other side of it.
pub(super) const CUT_ROUNDING: Metres = Metres(0.001);

impl Ground {
    /// Cuts the counties by the overlays, of which the one that prevails comes first. `located` finds the overlays.
    pub fn new(counties: &[&MultiPolygon<f64>], overlays: &[&MultiPolygon<f64>], located: Locator) -> Self {
        let tree = PartTree::new(counties.iter().copied());
        let mut taken = MultiPolygon(Vec::new());
        let mut areas: Vec<MultiPolygon<f64>> = Vec::new();
        let mut party_of = Vec::new();
        for (number, overlay) in overlays.iter().enumerate() {
            areas.push(overlay.difference(&taken));
            party_of.push((counties.len() + number) as u32);
            taken = taken.union(*overlay);
        }
        let boxes: Vec<Bounds> = overlays.iter().flat_map(|overlay| &overlay.0).map(|polygon| Bounds::of(polygon.exterior())).collect();
        let mut recut: Vec<u32> = boxes.iter().flat_map(|bounds| tree.areas_meeting(*bounds)).collect();
        recut.sort_unstable();
        recut.dedup();
        for &county in &recut {
            areas.push(counties[county as usize].difference(&taken));
            party_of.push(county);
        }
        let borders = BorderIndex::new(&Coverage::build(&areas.iter().collect::<Vec<_>>()));
        Self { overlays: located, borders, party_of, recut, boxes, counties: counties.len() as u32 }
    }

    /// Whether a disc could reach an overlay: it reaches a box around one.
    pub(super) fn is_near(&self, position: LonLat, radius: Metres) -> bool {
        // Twice what the radius is here: a degree of longitude shrinks towards the pole, within the disc by far less than half.
        let [east_deg, north_deg] = LocalPlane::at(position).metres_per_degree().map(|metres| 2.0 * radius.get() / metres);
        let wider = |Bounds { west, south, east, north }: Bounds| Bounds {
            west: west - east_deg,
            south: south - north_deg,
            east: east + east_deg,
            north: north + north_deg,
        };
        self.boxes.iter().any(|bounds| wider(*bounds).contains(position))
    }

    /// Whether a county's ground is cut.
    pub(super) fn is_recut(&self, county: u32) -> bool {
        self.recut.binary_search(&county).is_ok()
    }
}
