//! Whose a cluster is: its clues by county, whether any county would have seen it alone, and who can call all of them together.

use std::collections::BTreeMap;

use super::dbscan::{Moment, NOISE, Nearness, NearnessError, dbscan};
use crate::coord::{LonLat, distance};
use crate::model::{DivisionCode, Generation};
use crate::units::Metres;

/// A cluster with all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Its clues by their place in the input, ascending.
    pub clues: Vec<u32>,
    /// The counties that claim any of them, by code. Counts of clues that one county claims, those on a border and those outside add up to
    /// all clues.
    pub counties: Vec<Share>,
    /// Clues on a border, which several counties claim.
    pub on_borders: usize,
    /// Clues that no county claims.
    pub outside: usize,
    /// The lowest division above all counties that claim a clue, or the county if there is one only; `None` where there is none.
    pub organiser: Option<DivisionCode>,
    /// The mean of its positions.
    pub centre: LonLat,
    /// How far its clues are from there at most.
    pub reach: Metres,
}

/// What a county has of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The county.
    pub code: DivisionCode,
    /// Clues that it alone claims.
    pub count: usize,
    /// Whether its own clues, those on its borders among them, would be a cluster to it.
    pub sees_it: bool,
}

impl Cluster {
    /// Whether it lies in several counties, and none of them sees it.
    pub fn is_seen_by_nobody(&self) -> bool {
        self.counties.len() > 1 && self.counties.iter().all(|share| !share.sees_it)
    }
}

/// The clusters of labels, in their order. `claimants` tells which counties claim a clue; `alone` is what a county calls a cluster.
///
/// # Errors
/// What a county calls a cluster is none, see [`NearnessError`].
///
/// # Panics
/// If there are more or fewer labels than positions, or times where `alone` asks for them.
pub fn split<'a>(
    labels: &[i32],
    positions: &[LonLat],
    times: &[Moment],
    alone: Nearness,
    generation: &Generation,
    claimants: impl Fn(usize) -> &'a [DivisionCode],
) -> Result<Vec<Cluster>, NearnessError> {
    assert_eq!(labels.len(), positions.len(), "each clue has a label");
    let mut members: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
    for (clue, label) in (0..).zip(labels).filter(|(_, label)| **label != NOISE) {
        members.entry(*label).or_default().push(clue);
    }
    let cluster = |clues: Vec<u32>| {
        let mut counts: BTreeMap<DivisionCode, (usize, Vec<usize>)> = BTreeMap::new();
        let (mut on_borders, mut outside) = (0, 0);
        for clue in clues.iter().map(|clue| *clue as usize) {
            let codes = claimants(clue);
            on_borders += usize::from(codes.len() > 1);
            outside += usize::from(codes.is_empty());
            for code in codes {
                let (count, own) = counts.entry(*code).or_default();
                *count += usize::from(codes.len() == 1);
                own.push(clue);
            }
        }
        let share = |(code, (count, own)): (DivisionCode, (usize, Vec<usize>))| {
            let own_positions: Vec<LonLat> = own.iter().map(|clue| positions[*clue]).collect();
            let own_times: Vec<Moment> = if alone.days.is_some() { own.iter().map(|clue| times[*clue]).collect() } else { Vec::new() };
            let sees_it = dbscan(&own_positions, &own_times, alone)?.iter().any(|label| *label != NOISE);
            Ok(Share { code, count, sees_it })
        };
        let counties: Vec<Share> = counts.into_iter().map(share).collect::<Result<_, NearnessError>>()?;
        let codes: Vec<DivisionCode> = counties.iter().map(|share| share.code).collect();
        let organiser = if codes.len() == 1 { Some(codes[0]) } else { generation.common_superior(&codes) };
        let own: Vec<LonLat> = clues.iter().map(|clue| positions[*clue as usize]).collect();
        let centre = mean(&own);
        let reach = own.iter().map(|position| distance(centre, *position)).fold(Metres::default(), |a, b| if b > a { b } else { a });
        Ok(Cluster { clues, counties, on_borders, outside, organiser, centre, reach })
    };
    members.into_values().map(cluster).collect()
}

/// The mean of positions that lie close together. There is one at least.
fn mean(positions: &[LonLat]) -> LonLat {
    let first = positions[0].to_array();
    // By the offsets from one of them, so that what lies in one place has its mean there, to the last bit.
    let sum = positions.iter().fold([0.0; 2], |sum, position| {
        let [lon, lat] = position.to_array();
        [sum[0] + (lon - first[0]), sum[1] + (lat - first[1])]
    });
    let count = positions.len() as f64;
    LonLat::new([first[0] + sum[0] / count, first[1] + sum[1] / count]).unwrap_or(positions[0])
}
