//! What lies at a place and around it.

use jiff::civil::Date;

use super::super::{Engine, Territory};
use crate::coord::{LocalPlane, LonLat, Planar, distance};
use crate::join::Matches;
use crate::model::{Clues, DivisionCode, Extent, Level, Moments, ZoneLevel};
use crate::route::{Decisions, Outcome, Status};
use crate::units::Metres;

/// Who could handle the clue.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct Candidate {
    #[cfg_attr(test, schemars(with = "String"))]
    pub(in super::super) code: DivisionCode,
    pub(in super::super) name: String,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(in super::super) parent: Option<DivisionCode>,
    pub(in super::super) parent_name: Option<String>,
    pub(in super::super) on_boundary: bool,
    /// How much of the uncertain position lies in it; null where the position is certain or its uncertainty unknown.
    pub(in super::super) share: Option<f64>,
    /// Metres to its ground from the position, 0 where it or a part of the line or area lies inside.
    pub(in super::super) distance_m: Option<f64>,
    /// Why it does not handle the clue: `share_below_threshold`, `shared_border`, `overlapping_claims`, `registry`, `raised`; null for the handler.
    pub(in super::super) lost: Option<&'static str>,
}

/// The nearest border.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct Border {
    pub(in super::super) distance_m: f64,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(in super::super) neighbour_code: Option<DivisionCode>,
    pub(in super::super) neighbour_name: Option<String>,
    pub(in super::super) nearest: [f64; 2],
}

/// The nearest jurisdiction of a place that lies in none.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct Nearest {
    #[cfg_attr(test, schemars(with = "String"))]
    pub(in super::super) code: DivisionCode,
    pub(in super::super) name: String,
    pub(in super::super) distance_m: f64,
}

/// Whose the place was, by both clocks, and whose it is.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct InTime {
    pub(in super::super) occurrence: Option<Then>,
    pub(in super::super) filing: Option<Then>,
    pub(in super::super) present: Option<Then>,
}

/// Whose a place was on a day.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct Then {
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(in super::super) day: Option<Date>,
    #[cfg_attr(test, schemars(with = "String"))]
    pub(in super::super) code: DivisionCode,
    pub(in super::super) name: String,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(in super::super) superior: Option<DivisionCode>,
    pub(in super::super) superior_name: Option<String>,
}

/// An overlay over the place.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct OverlayTold {
    #[cfg_attr(test, schemars(with = "String"))]
    pub(in super::super) code: DivisionCode,
    pub(in super::super) name: String,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(in super::super) parent: Option<DivisionCode>,
    pub(in super::super) parent_name: Option<String>,
    pub(in super::super) kind: String,
    pub(in super::super) precedence: i32,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(in super::super) valid_from: Option<Date>,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(in super::super) valid_to: Option<Date>,
    pub(in super::super) on_boundary: bool,
    /// Whether its body handles the clue.
    pub(in super::super) handles: bool,
}

/// A source zone around the place.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct Zone {
    pub(in super::super) id: String,
    pub(in super::super) name: String,
    #[cfg_attr(test, schemars(with = "String"))]
    pub(in super::super) level: ZoneLevel,
    pub(in super::super) source: String,
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub(in super::super) counties: Vec<DivisionCode>,
}

/// A registered outfall near the place.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in super::super) struct NearOutfall {
    pub(in super::super) id: String,
    pub(in super::super) name: String,
    pub(in super::super) kind: String,
    pub(in super::super) status: String,
    pub(in super::super) in_use: bool,
    /// Whether the clue is matched to it.
    pub(in super::super) matched: bool,
    pub(in super::super) distance_m: f64,
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub(in super::super) county_code: Option<DivisionCode>,
    pub(in super::super) lon: f64,
    pub(in super::super) lat: f64,
}

impl Engine {
    /// Who could handle the clue: those of the decision, and the county that an overlay or the registry passes over.
    pub(super) fn candidates(territory: &Territory, position: LonLat, matches: &Matches, decisions: &Decisions) -> Vec<Candidate> {
        let (generation, outcome) = (&territory.generation, decisions.of(0));
        let shares = decisions.shares_of(0).map(|(_, shares)| shares).unwrap_or_default();
        let mut codes = outcome.candidates.clone();
        codes.extend(matches.counties.of(0).iter().map(|claim| generation.counties[claim.area as usize].division.code));
        codes.extend(outcome.handler.filter(|_| outcome.status == Status::Assigned));
        codes.sort_unstable();
        codes.dedup();
        codes
            .into_iter()
            .filter_map(|code| {
                let division = generation.division(code)?;
                let parent = generation.superior_at(code, Level::Prefecture).or(division.parent);
                let county = generation.counties.binary_search_by_key(&code, |county| county.division.code).ok();
                let overlay = territory.overlays.iter().position(|overlay| overlay.division.code == code);
                let area = county.map(|county| &generation.counties[county].territory).or_else(|| overlay.map(|overlay| &territory.overlays[overlay].area));
                let claims = if county.is_some() { matches.counties.of(0) } else { matches.overlays.of(0) };
                let claim = claims.iter().find(|claim| Some(claim.area as usize) == county.or(overlay));
                let distance_m = match claim {
                    Some(_) => Some(0.0),
                    None => area.and_then(|area| distance_to(area, position)).map(Metres::get),
                };
                Some(Candidate {
                    code,
                    name: division.name.clone(),
                    parent,
                    parent_name: parent.and_then(|parent| generation.division(parent)).map(|parent| parent.name.clone()),
                    on_boundary: claim.is_some_and(|claim| claim.on_boundary),
                    share: shares.iter().find(|(known, _)| *known == code).map(|(_, share)| *share),
                    distance_m,
                    lost: why_not(outcome, code),
                })
            })
            .collect()
    }

    pub(super) fn border(territory: &Territory, position: LonLat, extent: Option<&Extent>, decisions: &Decisions) -> Option<Border> {
        let (neighbour, distance_m) = (decisions.rows[0].neighbour, decisions.rows[0].border_distance_m);
        let vertices = extent.into_iter().flat_map(Extent::vertices).filter_map(|vertex| LonLat::new([vertex.x, vertex.y]).ok());
        let borders = vertices.chain([position]).filter_map(|place| territory.borders.nearest(place));
        borders.min_by(|a, b| a.distance.get().total_cmp(&b.distance.get())).map(|border| Border {
            distance_m,
            neighbour_code: neighbour,
            neighbour_name: neighbour.map(|code| name_of(territory, code)),
            nearest: border.nearest.to_array(),
        })
    }

    pub(super) fn nearest_jurisdiction(territory: &Territory, decisions: &Decisions) -> Option<Nearest> {
        let row = decisions.rows[0];
        let code = row.neighbour.filter(|_| decisions.of(0).status == Status::Outside)?;
        Some(Nearest { code, name: name_of(territory, code), distance_m: row.border_distance_m })
    }

    pub(super) fn in_time(&self, territory: &Territory, clues: &Clues, position: Option<LonLat>) -> InTime {
        let whose = |then: &Territory, day: Option<Date>| {
            let [lon, lat] = position?.to_array();
            let county = then.counties.sole(&[lon], &[lat])[0]?;
            let division = &then.generation.counties[county as usize].division;
            let superior = then.generation.superior_at(division.code, Level::Prefecture).or(division.parent);
            Some(Then { day, code: division.code, name: division.name.clone(), superior, superior_name: superior.map(|code| name_of(then, code)) })
        };
        let on = |moments: &Moments| {
            let day = moments.get(0)?.date();
            whose(self.territory_on(Some(day))?, Some(day))
        };
        InTime { occurrence: on(&clues.occurred), filing: on(&clues.filed), present: whose(territory, None) }
    }

    pub(super) fn overlays_at(territory: &Territory, matches: &Matches, outcome: &Outcome) -> Vec<OverlayTold> {
        let told = |claim: crate::join::Claim| {
            let overlay = &territory.overlays[claim.area as usize];
            let parent = overlay.division.parent;
            OverlayTold {
                code: overlay.division.code,
                name: overlay.division.name.clone(),
                parent,
                parent_name: parent.map(|parent| name_of(territory, parent)).filter(|name| !name.is_empty()),
                kind: overlay.kind.clone(),
                precedence: overlay.precedence,
                valid_from: overlay.validity.valid_from,
                valid_to: overlay.validity.valid_to,
                on_boundary: claim.on_boundary,
                handles: outcome.handler == Some(overlay.division.code),
            }
        };
        matches.overlays.of(0).iter().map(told).collect()
    }

    pub(super) fn zones_at(&self, territory: &Territory, matches: &Matches) -> Vec<Zone> {
        let found = matches.zones.of(0);
        found
            .iter()
            .map(|claim| {
                let zone = &self.zones.zones[claim.area as usize];
                let counties =
                    territory.zone_counties[claim.area as usize].iter().map(|&county| territory.generation.counties[county as usize].division.code).collect();
                Zone { id: zone.id.clone(), name: zone.name.clone(), level: zone.level, source: zone.source.clone(), counties }
            })
            .collect()
    }

    pub(super) fn outfalls_near(&self, position: LonLat, matches: &Matches, decisions: &Decisions) -> Vec<NearOutfall> {
        let radius = Metres(self.settings.outfall_radius_m);
        let matched = decisions.outfalls.first().map(|found| found.outfall);
        let near = matches.extents.get(&0).cloned().unwrap_or_else(|| self.outfalls.index.within(position, radius));
        near.into_iter()
            .map(|(index, distance)| {
                let outfall = &self.outfalls.outfalls[index as usize];
                NearOutfall {
                    id: outfall.id.clone(),
                    name: outfall.name.clone(),
                    kind: outfall.kind.clone(),
                    status: outfall.status.clone(),
                    in_use: outfall.is_in_use(),
                    matched: matched == Some(index),
                    distance_m: distance.get(),
                    county_code: outfall.county,
                    lon: outfall.position.lon(),
                    lat: outfall.position.lat(),
                }
            })
            .collect()
    }
}

fn name_of(territory: &Territory, code: DivisionCode) -> String {
    territory.generation.division(code).map_or_else(String::new, |division| division.name.clone())
}

/// Why a candidate does not handle the clue.
fn why_not(outcome: &Outcome, code: DivisionCode) -> Option<&'static str> {
    use crate::route::{Handling, Rule};
    if outcome.handler == Some(code) {
        return None;
    }
    Some(match (outcome.handling, outcome.rule) {
        (Handling::Overlay, _) | (_, Rule::Overlay) => "overlay",
        (Handling::Registry, _) => "registry",
        (Handling::Raised, _) => "raised",
        (Handling::Territorial, Rule::SharedBorder) => "shared_border",
        (Handling::Territorial, Rule::OverlappingClaims) => "overlapping_claims",
        (Handling::Territorial, _) => "share_below_threshold",
    })
}

/// The distance from a position outside of an area to its nearest edge.
fn distance_to(area: &geo_types::MultiPolygon<f64>, position: LonLat) -> Option<Metres> {
    let plane = LocalPlane::at(position);
    let rings = area.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let feet = rings.flat_map(geo_types::LineString::lines).map(|edge| plane.nearest_on_edge([edge.start.x, edge.start.y], [edge.end.x, edge.end.y]));
    let nearest: Planar = feet.min_by(|a, b| a.distance_m().total_cmp(&b.distance_m()))?;
    Some(distance(position, LonLat::new(plane.unproject(nearest)).ok()?))
}
