//! Counties and the polygons of their superiors: ground outside, and ground left over.
//!
//! A superior's polygon decides nothing (its territory is that of its counties), but it tells of a county that is missing, or that names
//! the wrong superior. For each prefecture and province that has a polygon:
//!
//! 1. The edges around its counties, less those of its polygon. Nearly always nothing remains.
//! 2. What they wind around more than once too often lies outside, and is shared out among its counties.
//! 3. What they wind around once too seldom is left over: no county of this superior has it.

use geo::{BooleanOps, BoundingRect, Contains, Intersects};
use geo_types::{MultiPolygon, Point};
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::{Case, between, on_piece, weight};
use crate::coord::LonLat;
use crate::coord::ground::{self, Piece};
use crate::index::topology::{Outlines, residue};
use crate::model::{BoundaryFault, DivisionCode, FaultDetail, FaultKind, Jurisdiction};
use crate::units::{Metres, SquareMetres};

pub(super) fn faults(case: &Case) -> Vec<BoundaryFault> {
    let levels = [&case.generation.prefectures, &case.generation.provinces];
    (0..levels.len()).flat_map(|level| of_level(case, levels[level], level)).collect()
}

/// Leftovers that are told already, as a gap or of a lower superior, are no second fault.
pub(super) fn untold(faults: Vec<BoundaryFault>, known: &[BoundaryFault]) -> Vec<BoundaryFault> {
    let ground = |fault: &BoundaryFault| -> Option<Told> {
        let outline = fault.outline.as_ref()?;
        let frame = outline.bounding_rect()?;
        Some(GeomWithData::new(Rectangle::from_corners(frame.min().into(), frame.max().into()), (fault.area, outline.clone())))
    };
    let mut told = RTree::bulk_load(known.iter().filter(|fault| fault.is(FaultKind::Gap)).filter_map(ground).collect());
    let mut kept = Vec::new();
    for fault in faults {
        if let Some([x, y]) = fault.at.filter(|_| fault.detail == FaultDetail::Leftover) {
            let is_same = |other: &Told| fault.area.0 <= other.data.0.0 * SAME && other.data.1.contains(&Point::new(x, y));
            if told.locate_all_at_point(&[x, y]).any(is_same) {
                continue;
            }
            if let Some(ground) = ground(&fault) {
                told.insert(ground);
            }
        }
        kept.push(fault);
    }
    kept
}

/// The box of ground that is told; how large it is, and the ground.
type Told = GeomWithData<Rectangle<[f64; 2]>, (SquareMetres, MultiPolygon<f64>)>;

/// Ground of this many times the area is the same but for rounding.
const SAME: f64 = 1.001;

/// The superior of each county at a level.
struct Level<'a> {
    case: &'a Case<'a>,
    superiors: &'a [Jurisdiction],
    /// By county: the place of its superior among those of the level.
    group: Vec<Option<usize>>,
}

fn of_level(case: &Case, superiors: &[Jurisdiction], level: usize) -> Vec<BoundaryFault> {
    let place = |code: DivisionCode| superiors.binary_search_by_key(&code, |superior| superior.division.code).ok();
    let group = (0..case.generation.counties.len()).map(|county| case.generation.superiors_of_county(county)[level].and_then(place)).collect();
    let level = Level { case, superiors, group };
    let outlines = Outlines::new(case.coverage, superiors.len(), |county| level.group[county as usize]);
    let faults: Vec<Vec<BoundaryFault>> = (0..superiors.len())
        .into_par_iter()
        .filter(|&superior| !superiors[superior].territory.0.is_empty())
        .map(|superior| {
            let rings = residue(&outlines, superior, &superiors[superior].territory);
            if rings.is_empty() {
                return Vec::new();
            }
            let reversed: Vec<_> = rings.iter().map(ground::reversed).collect();
            let mut faults = level.outside(superior, &ground::wound_more_than(&rings, 0));
            faults.extend(ground::wound_more_than(&reversed, 0).iter().filter_map(|piece| level.leftover(superior, piece)));
            faults
        })
        .collect();
    faults.into_iter().flatten().collect()
}

impl Level<'_> {
    /// The counties of a superior that share ground with the pieces, one fault each.
    fn outside(&self, superior: usize, pieces: &[Piece]) -> Vec<BoundaryFault> {
        let territory = &self.superiors[superior].territory;
        // Inside the superior it is an overlap of its counties.
        let pieces: Vec<_> =
            pieces.iter().filter(|piece| !territory.contains(&Point::from(piece.at))).filter_map(|p| Some((p, p.outline.bounding_rect()?))).collect();
        let counties = (0..self.group.len()).filter(|&county| self.group[county] == Some(superior)).map(|county| &self.case.generation.counties[county]);
        counties
            .filter_map(|county| {
                let frame = county.territory.bounding_rect()?;
                let meeting = pieces.iter().filter(|(_, own)| own.intersects(&frame));
                let shares: Vec<Piece> =
                    meeting.flat_map(|(piece, _)| county.territory.intersection(&piece.outline).0).filter_map(|polygon| Piece::of(&polygon)).collect();
                let largest = shares.iter().filter(|piece| !weight::is_rounding(piece)).max_by(|a, b| a.area.0.total_cmp(&b.area.0))?;
                let (area, perimeter) = shares.iter().fold((0.0, 0.0), |(area, perimeter), piece| (area + piece.area.0, perimeter + piece.perimeter.0));
                let whole: f64 = county.territory.iter().filter_map(Piece::of).map(|piece| piece.area.0).sum();
                let fault = BoundaryFault {
                    at: Some(largest.at),
                    area: SquareMetres(area),
                    width: Some(Metres(2.0 * area / perimeter)),
                    share: Some(area / whole),
                    outline: Some(MultiPolygon(shares.iter().map(|piece| piece.outline.clone()).collect())),
                    ..BoundaryFault::of(FaultDetail::OutsideParent, area > weight::OUTSIDE_SHARE * whole)
                };
                Some(between(fault, vec![county.division.code, self.superiors[superior].division.code], self.case.generation))
            })
            .collect()
    }

    /// A piece of a superior that none of its counties has; `None` where that is told of the county that has it, or is rounding.
    fn leftover(&self, superior: usize, piece: &Piece) -> Option<BoundaryFault> {
        if weight::is_rounding(piece) {
            return None;
        }
        let owners: Vec<usize> = LonLat::new(piece.at).map(|at| self.case.counties.claims(at)).into_iter().flatten().map(|claim| claim.area as usize).collect();
        let told_already = |&county: &usize| {
            self.group[county].is_some_and(|own| {
                let territory = &self.superiors[own].territory;
                own != superior && !territory.0.is_empty() && !territory.contains(&Point::from(piece.at))
            })
        };
        if owners.iter().any(told_already) {
            return None;
        }
        let codes =
            std::iter::once(self.superiors[superior].division.code).chain(owners.iter().map(|&county| self.case.generation.counties[county].division.code));
        let is_error = piece.area >= weight::COUNTY_AREA && !weight::is_sliver(piece);
        let fault = on_piece(BoundaryFault::of(FaultDetail::Leftover, is_error), piece);
        Some(weight::named(between(fault, codes.collect(), self.case.generation), piece))
    }
}
