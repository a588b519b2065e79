//! Clusters: found on the ground, split by county, with what they touch and how likely chance makes one as large.

use std::cmp::Reverse;

use geo::ConvexHull;
use geo_types::{MultiPoint, Point, Polygon};

use super::baseline::Weights;
use super::touches::{Touched, touched};
use super::{HotspotError, Note, Work};
use crate::coord::{LocalPlane, LonLat};
use crate::hotspot::{ChanceGround, Cluster, Moment, NOISE, dbscan, largest_by_chance, split};

/// A cluster with all that is known of it.
#[derive(Clone, Debug)]
pub struct FoundCluster {
    /// `C1` is the largest.
    pub id: String,
    /// Its clues by county, its organiser, its middle. Clues are numbered as those with a position.
    pub cluster: Cluster,
    /// The first and the last day, counted from 1970, of those of its clues that say when.
    pub period: Option<[i64; 2]>,
    /// How likely chance alone makes the largest cluster of a batch as large as this one.
    pub p_value: f64,
    /// Everything within half the radius of its clues, and between them.
    pub outline: Polygon<f64>,
    /// What its outline touches.
    pub touched: Touched,
}

/// All of them.
pub(super) struct FoundClusters {
    pub(super) clusters: Vec<FoundCluster>,
    /// Clue → its cluster's place.
    pub(super) cluster_of: Vec<Option<u32>>,
    pub(super) replicates: u32,
}

/// Clues in all replicates together, so that a million of them do not take hours.
const CLUES_MAX: usize = 20_000_000;

pub(super) fn clusters(
    work: &Work<'_>,
    baseline: &Weights,
    is_inside: &(dyn Fn(&[LonLat]) -> Vec<bool> + Sync),
    notes: &mut Vec<Note>,
) -> Result<FoundClusters, HotspotError> {
    let Work { engine, territory, events, settings, .. } = *work;
    let nearness = settings.nearness();
    // Where time counts, a clue without one is near nobody.
    let used: Vec<usize> = (0..events.len()).filter(|event| nearness.days.is_none() || events.times[*event].is_some()).collect();
    let positions: Vec<LonLat> = used.iter().map(|event| events.positions[*event]).collect();
    let times: Vec<Moment> = if nearness.days.is_some() { used.iter().filter_map(|event| events.times[*event]).collect() } else { Vec::new() };
    let labels = dbscan(&positions, &times, nearness)?;
    let clusters = split(&labels, &positions, &times, settings.county_nearness(), &territory.generation, |clue| &events.codes[used[clue]])?;

    let replicates = settings.replicates.min(u32::try_from(CLUES_MAX / used.len().max(1)).unwrap_or(u32::MAX).max(99));
    if replicates < settings.replicates {
        notes.push(Note::FewerReplicates(replicates));
    }
    let ground = ChanceGround {
        bounds: engine.bounds(),
        is_inside,
        baseline: baseline.places.as_ref().map(|(places, weights, spread)| (&places[..], &weights[..], *spread)),
        period: events.period().unwrap_or_default(),
    };
    let largest = if clusters.is_empty() { Vec::new() } else { largest_by_chance(ground, used.len(), nearness, replicates, settings.seed)? };

    let mut found: Vec<FoundCluster> = clusters
        .into_iter()
        .map(|mut cluster| {
            cluster.clues.iter_mut().for_each(|clue| *clue = used[*clue as usize] as u32);
            let days = || cluster.clues.iter().filter_map(|clue| events.times[*clue as usize]).map(|time| time.floor() as i64);
            let outline = outline(cluster.clues.iter().map(|clue| events.positions[*clue as usize]), settings.radius.get() / 2.0);
            let as_large = largest.iter().filter(|size| **size as usize >= cluster.clues.len()).count();
            FoundCluster {
                id: String::new(),
                period: days().min().zip(days().max()).map(|(first, last)| [first, last]),
                p_value: (as_large + 1) as f64 / f64::from(replicates + 1),
                touched: touched(engine, &outline),
                outline,
                cluster,
            }
        })
        .collect();
    found.sort_by_key(|found| (Reverse(found.cluster.clues.len()), found.cluster.clues.first().copied()));
    let mut cluster_of = vec![None; events.len()];
    for (place, found) in (0..).zip(&mut found) {
        found.id = format!("C{}", place + 1);
        found.cluster.clues.iter().for_each(|clue| cluster_of[*clue as usize] = Some(place));
    }
    debug_assert_eq!(labels.iter().filter(|label| **label != NOISE).count(), cluster_of.iter().flatten().count(), "no clue is lost or doubled");
    Ok(FoundClusters { clusters: found, cluster_of, replicates })
}

/// The hull of circles around positions.
pub(super) fn outline(positions: impl Iterator<Item = LonLat>, radius_m: f64) -> Polygon<f64> {
    const CORNERS: u32 = 24;
    let circle = |position: LonLat| {
        let [east, north] = LocalPlane::at(position).metres_per_degree();
        (0..CORNERS).map(move |corner| {
            let (sin, cos) = (std::f64::consts::TAU * f64::from(corner) / f64::from(CORNERS)).sin_cos();
            Point::new(position.lon() + radius_m * cos / east, position.lat() + radius_m * sin / north)
        })
    };
    MultiPoint(positions.flat_map(circle).collect()).convex_hull()
}
