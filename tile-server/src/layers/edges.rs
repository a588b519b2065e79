//! Arcs that features share: where two of them meet, they have the same points.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use bailiwick_engine::index::ArcRef;
use geo_types::LineString;

use super::layer::{Corners, NOWHERE, coord};

/// Arcs in degrees.
#[derive(Debug)]
pub struct Edges {
    arcs: Vec<Vec<[f64; 2]>>,
    corners: Vec<Corners>,
    fingerprint: OnceLock<u64>,
}

impl Edges {
    /// Arcs as given.
    pub fn new(arcs: Vec<Vec<[f64; 2]>>) -> Self {
        let corners = arcs.iter().map(corners_of).collect();
        Self { arcs, corners, fingerprint: OnceLock::new() }
    }

    /// The arcs.
    pub fn arcs(&self) -> &[Vec<[f64; 2]>] {
        &self.arcs
    }

    /// The box of an arc.
    pub fn corners(&self, arc: u32) -> Corners {
        self.corners[arc as usize]
    }

    /// Arcs behind one another as one line, without the points that two of them share twice.
    pub fn line(&self, refs: &[ArcRef]) -> LineString<f64> {
        let mut line: Vec<_> = Vec::new();
        for r in refs {
            let arc = &self.arcs[r.arc as usize];
            let skipped = usize::from(!line.is_empty());
            if r.reversed { line.extend(arc.iter().rev().skip(skipped).map(|p| coord(*p))) } else { line.extend(arc.iter().skip(skipped).map(|p| coord(*p))) }
        }
        LineString(line)
    }

    /// A number of all points: other arcs have another one.
    ///
    /// # Cost
    /// The first time all points are read, a millisecond a megabyte.
    pub fn fingerprint(&self) -> u64 {
        *self.fingerprint.get_or_init(|| {
            let mut hasher = DefaultHasher::new();
            for arc in &self.arcs {
                arc.len().hash(&mut hasher);
                for place in arc {
                    place.map(f64::to_bits).hash(&mut hasher);
                }
            }
            hasher.finish()
        })
    }
}

/// The box around points.
pub(super) fn corners_of<'a>(points: impl IntoIterator<Item = &'a [f64; 2]>) -> Corners {
    points.into_iter().fold(NOWHERE, |[low, high], p| [[low[0].min(p[0]), low[1].min(p[1])], [high[0].max(p[0]), high[1].max(p[1])]])
}
