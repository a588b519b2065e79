//! Whose ground an area is: overlays take their part first, the one that prevails before the others, then counties what is left.

use std::collections::BTreeSet;

use geo::{BooleanOps, BoundingRect, InteriorPoint};
use geo_types::MultiPolygon;

use crate::coord::{Bounds, surface_area};
use crate::engine::Territory;
use crate::index::PartTree;
use crate::join::change::LEAST_AREA;
use crate::model::DivisionCode;
use crate::units::{SquareMetres, total};

/// A part of this share of the whole, or less, is the rounding of the overlay.
const SHARE_MIN: f64 = 1e-9;

/// The ground of an area in one jurisdiction.
pub(super) struct Part {
    /// Who handles what lies there: a county, or the body of an overlay.
    pub(super) handler: DivisionCode,
    /// The handler, and the counties that an overlay lies over.
    pub(super) inspected: BTreeSet<DivisionCode>,
    pub(super) ground: MultiPolygon<f64>,
    pub(super) area: SquareMetres,
}

impl Part {
    /// A place in it, `[lon, lat]`.
    pub(super) fn at(&self) -> [f64; 2] {
        self.ground.interior_point().map_or([f64::NAN; 2], |at| [at.x(), at.y()])
    }
}

/// The counties of a territory, to be cut by.
pub(super) struct Cutter<'a> {
    territory: &'a Territory,
    tree: PartTree,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(territory: &'a Territory) -> Self {
        Self { territory, tree: PartTree::new(territory.generation.counties.iter().map(|county| &*county.territory)) }
    }

    /// The parts of an area, those of overlays first, and how much of it lies in no county.
    pub(super) fn parts(&self, area: &MultiPolygon<f64>) -> (Vec<Part>, SquareMetres) {
        let whole = measure(area);
        let least = LEAST_AREA.0.max(whole.0 * SHARE_MIN);
        let Some(bounds) = area.bounding_rect() else { return (Vec::new(), whole) };
        let bounds = Bounds { west: bounds.min().x, south: bounds.min().y, east: bounds.max().x, north: bounds.max().y };
        let counties: Vec<_> = self.tree.areas_meeting(bounds).into_iter().map(|place| &self.territory.generation.counties[place as usize]).collect();
        let mut parts = Vec::new();
        let mut left = area.clone();
        for overlay in &self.territory.overlays {
            let ground = left.intersection(&*overlay.area);
            let size = measure(&ground);
            if size.0 >= least {
                left = left.difference(&*overlay.area);
                let below = counties.iter().filter(|county| measure(&county.territory.intersection(&ground)).0 >= least).map(|county| county.division.code);
                let inspected = below.chain([overlay.division.code]).collect();
                parts.push(Part { handler: overlay.division.code, inspected, ground, area: size });
            }
        }
        for county in counties {
            let ground = left.intersection(&*county.territory);
            let size = measure(&ground);
            if size.0 >= least {
                parts.push(Part { handler: county.division.code, inspected: [county.division.code].into(), ground, area: size });
            }
        }
        let inside = total(parts.iter().map(|part| part.area));
        // What rounding leaves is not outside.
        let outside = whole.0 - inside.0;
        (parts, SquareMetres(if outside > least.max(whole.0 * 1e-6) { outside } else { 0.0 }))
    }
}

/// Area on the ellipsoid.
pub(super) fn measure(area: &MultiPolygon<f64>) -> SquareMetres {
    total(area.iter().map(surface_area))
}
