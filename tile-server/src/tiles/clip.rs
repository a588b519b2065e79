//! Cuts rings and lines to a box of integers.
//!
//! At the zooms that have arcs of their own, [`super::quantise`] has put a vertex wherever a clip box cuts an edge, and nothing
//! moves here. Deeper zooms stretch those arcs; there an edge is cut between its vertices, and the point is rounded in a way that
//! does not depend on the direction of the edge, so neighbours still agree.
//!
//! # References
//! Sutherland and Hodgman (1974), *Reentrant polygon clipping*, CACM 17(1). Its rings run along the box where the area leaves it;
//! winding numbers inside the box are those of the ring given, which is all that [`super::repair`] needs.

/// A place in the units of a zoom.
pub type Place = [i64; 2];

/// A box that holds its sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClipBox {
    /// North-west corner.
    pub low: Place,
    /// South-east corner.
    pub high: Place,
}

impl ClipBox {
    /// A box that holds nothing yet.
    pub const EMPTY: Self = Self { low: [i64::MAX; 2], high: [i64::MIN; 2] };

    /// The smallest box that also holds a place.
    #[must_use]
    pub fn with(self, place: Place) -> Self {
        Self { low: [self.low[0].min(place[0]), self.low[1].min(place[1])], high: [self.high[0].max(place[0]), self.high[1].max(place[1])] }
    }

    /// Whether all of `other` is beyond the same side of this box, so that nothing of it can lie in the box.
    pub fn is_passed_by(self, other: Self) -> bool {
        (0..2).any(|axis| other.high[axis] < self.low[axis] || other.low[axis] > self.high[axis])
    }

    /// Whether all of `other` lies in this box.
    pub fn holds(self, other: Self) -> bool {
        (0..2).all(|axis| self.low[axis] <= other.low[axis] && other.high[axis] <= self.high[axis])
    }

    fn holds_place(self, place: Place) -> bool {
        (0..2).all(|axis| (self.low[axis]..=self.high[axis]).contains(&place[axis]))
    }

    /// The four sides, as half-planes.
    fn sides(self) -> [HalfPlane; 4] {
        let side = |axis, keeps_greater| HalfPlane { axis, line: if keeps_greater { self.low[axis] } else { self.high[axis] }, keeps_greater };
        [side(0, true), side(0, false), side(1, true), side(1, false)]
    }
}

/// What lies on one side of an upright or level line, the line included.
#[derive(Clone, Copy)]
struct HalfPlane {
    axis: usize,
    line: i64,
    keeps_greater: bool,
}

impl HalfPlane {
    fn holds(self, place: Place) -> bool {
        if self.keeps_greater { place[self.axis] >= self.line } else { place[self.axis] <= self.line }
    }

    /// Where an edge crosses the line, rounded half up. The edge is taken from its smaller to its larger end, so both
    /// directions give the same place.
    fn crossing(self, a: Place, b: Place) -> Place {
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        let other = 1 - self.axis;
        let run = i128::from(b[self.axis] - a[self.axis]);
        let rise = i128::from(b[other] - a[other]) * i128::from(self.line - a[self.axis]);
        let (run, rise) = if run < 0 { (-run, -rise) } else { (run, rise) };
        let step = (2 * rise + run).div_euclid(2 * run); // floor(rise / run + 1/2)
        let mut place = [0; 2];
        place[self.axis] = self.line;
        place[other] = a[other] + step as i64;
        place
    }
}

/// The part of a ring in the box, as a ring without a repeated end; empty where nothing is left.
///
/// Where the ring leaves the box, the result runs along its sides and may run back on itself.
pub fn clip_ring(ring: Vec<Place>, clip: ClipBox) -> Vec<Place> {
    let bounds = ring.iter().fold(ClipBox::EMPTY, |b, p| b.with(*p));
    if ring.len() < 3 || clip.is_passed_by(bounds) {
        return Vec::new();
    }
    let mut clipped = ring;
    // What a side leaves whole it need not look at; cutting at others moves nothing beyond it.
    for side in clip.sides().into_iter().filter(|side| !side.holds(bounds.low) || !side.holds(bounds.high)) {
        clipped = clip_to_side(&clipped, side);
    }
    clipped.dedup();
    if clipped.len() > 1 && clipped.first() == clipped.last() {
        clipped.pop();
    }
    if clipped.len() < 3 { Vec::new() } else { clipped }
}

fn clip_to_side(ring: &[Place], side: HalfPlane) -> Vec<Place> {
    let mut kept = Vec::with_capacity(ring.len() + 4);
    let Some(&last) = ring.last() else { return kept };
    let mut before = last;
    for &place in ring {
        // An end on the line itself needs no crossing: it is kept as it is.
        if side.holds(before) != side.holds(place) && before[side.axis] != side.line && place[side.axis] != side.line {
            kept.push(side.crossing(before, place));
        }
        if side.holds(place) {
            kept.push(place);
        }
        before = place;
    }
    kept
}

/// The parts of a line in the box, each of at least two points.
pub fn clip_line(line: &[Place], clip: ClipBox) -> Vec<Vec<Place>> {
    let bounds = line.iter().fold(ClipBox::EMPTY, |b, p| b.with(*p));
    if clip.is_passed_by(bounds) {
        return Vec::new();
    }
    let mut parts: Vec<Vec<Place>> = Vec::new();
    let mut part: Vec<Place> = Vec::new();
    for edge in line.windows(2) {
        let Some([from, to]) = clip_edge([edge[0], edge[1]], clip) else { continue };
        if part.last() != Some(&from) {
            parts.push(std::mem::replace(&mut part, vec![from]));
        }
        if from != to {
            part.push(to);
        }
    }
    parts.push(part);
    parts.retain(|p| p.len() > 1);
    parts
}

fn clip_edge(mut edge: [Place; 2], clip: ClipBox) -> Option<[Place; 2]> {
    for side in clip.sides() {
        edge = match edge.map(|p| side.holds(p)) {
            [true, true] => edge,
            [true, false] => [edge[0], side.crossing(edge[0], edge[1])],
            [false, true] => [side.crossing(edge[0], edge[1]), edge[1]],
            [false, false] => return None,
        };
    }
    edge.iter().all(|p| clip.holds_place(*p)).then_some(edge)
}

#[cfg(test)]
#[path = "clip_tests.rs"]
mod tests;
