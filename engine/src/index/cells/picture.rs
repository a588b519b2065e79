//! The picture of one polygon in one leaf: its rings, clipped to the leaf and its margin, simplified and put on the lattice.
//!
//! 1. Clip: the rings become strokes, from where they enter the box to where they leave it, or closed inside.
//! 2. Simplify each stroke: dropped vertices stay within [`TOLERANCE`] of what remains (Douglas and Peucker 1973).
//! 3. Round to the lattice.
//! 4. Close: strokes are tied together along the edge of the box, outside the leaf, into one loop. What runs there adds the same
//!    number of turns to every point of the leaf, which the leaf's start value takes off again.
//!
//! Each true line can be moved into its drawn one without ever passing over a point that is farther than
//! [`DOUBT`](super::kernel::DOUBT) from the drawn one; so both wind around such a point equally often (up to the constant).

use super::kernel::{MARGIN, STEPS, TOLERANCE};

const LOW: f64 = -MARGIN as f64;
const HIGH: f64 = (STEPS + MARGIN) as f64;

/// A polyline inside the box.
struct Stroke {
    points: Vec<[f64; 2]>,
    /// Where on the edge of the box it begins; `None` inside.
    enters: Option<f64>,
    /// Where on the edge it ends.
    leaves: Option<f64>,
}

/// Draws the directed polylines `runs`, in steps of the leaf's lattice, as one cyclic loop.
///
/// `None` if strokes do not fit together, which does not happen with closed rings; the leaf is then decided exactly.
pub(super) fn draw(runs: &[Vec<[f64; 2]>]) -> Option<Vec<[i16; 2]>> {
    let mut pieces = Vec::new();
    for run in runs {
        clip(run, &mut pieces);
    }
    let mut strokes = joined(pieces)?;
    for stroke in &mut strokes {
        stroke.points = simplified(&stroke.points);
    }
    Some(closed(&strokes))
}

/// Cuts a polyline to the box.
fn clip(run: &[[f64; 2]], pieces: &mut Vec<Stroke>) {
    let mut open: Option<Stroke> = None;
    for edge in run.windows(2) {
        let [from, to] = [edge[0], edge[1]];
        let Some((enters, leaves)) = visible(from, to) else {
            continue; // both ends are outside, so nothing was open
        };
        let stroke = open.get_or_insert_with(|| match enters {
            Some(point) => Stroke { points: vec![point], enters: Some(perimeter(point)), leaves: None },
            None => Stroke { points: vec![from], enters: None, leaves: None },
        });
        match leaves {
            Some(point) => {
                stroke.points.push(point);
                stroke.leaves = Some(perimeter(point));
                pieces.extend(open.take());
            }
            None => stroke.points.push(to),
        }
    }
    pieces.extend(open);
}

/// The part of an edge in the box: where it enters and where it leaves, `None` for an end that is itself inside.
#[expect(clippy::type_complexity, reason = "two optional points")]
fn visible(from: [f64; 2], to: [f64; 2]) -> Option<(Option<[f64; 2]>, Option<[f64; 2]>)> {
    let inside = |p: [f64; 2]| p.iter().all(|v| (LOW..=HIGH).contains(v));
    let (from_inside, to_inside) = (inside(from), inside(to));
    if from_inside && to_inside {
        return Some((None, None));
    }
    // Liang and Barsky (1984): the edge is from + t · (to − from); each side of the box narrows t.
    let (mut first, mut last) = ((0.0, None), (1.0, None));
    for axis in 0..2 {
        let step = to[axis] - from[axis];
        for bound in [LOW, HIGH] {
            let ahead = bound - from[axis];
            let entering = (step > 0.0) == (bound == LOW);
            if step == 0.0 {
                if !(LOW..=HIGH).contains(&from[axis]) {
                    return None;
                }
            } else if entering {
                if ahead / step >= first.0 {
                    first = (ahead / step, Some((axis, bound)));
                }
            } else if ahead / step <= last.0 {
                last = (ahead / step, Some((axis, bound)));
            }
        }
    }
    let at = |t: f64, side: Option<(usize, f64)>| {
        side.map(|(axis, bound)| {
            let mut point = [0, 1].map(|i| (from[i] + t * (to[i] - from[i])).clamp(LOW, HIGH));
            point[axis] = bound;
            point
        })
    };
    let enters = if from_inside { None } else { at(first.0, first.1) };
    let leaves = if to_inside { None } else { at(last.0, last.1) };
    (from_inside || to_inside || first.0 <= last.0).then_some((enters, leaves))
}

/// Position along the edge of the box, counter-clockwise from its south-western corner: the side, and the share of it.
fn perimeter([x, y]: [f64; 2]) -> f64 {
    let share = |v: f64| (v - LOW) / (HIGH - LOW);
    if y == LOW {
        share(x)
    } else if x == HIGH {
        1.0 + share(y)
    } else if y == HIGH {
        2.0 + (1.0 - share(x))
    } else {
        3.0 + (1.0 - share(y))
    }
}

/// Puts pieces together that end and begin at the same vertex inside the box.
fn joined(pieces: Vec<Stroke>) -> Option<Vec<Stroke>> {
    let mut waiting = pieces;
    let mut strokes = Vec::new();
    // Those that enter are begun with, so that each closed one left over is closed inside.
    while !waiting.is_empty() {
        let start = waiting.iter().position(|piece| piece.enters.is_some()).unwrap_or(0);
        let mut stroke = waiting.swap_remove(start);
        while stroke.leaves.is_none() {
            let end = *stroke.points.last()?;
            if stroke.enters.is_none() && stroke.points[0] == end {
                break;
            }
            let next = waiting.iter().position(|piece| piece.enters.is_none() && piece.points[0] == end)?;
            let next = waiting.swap_remove(next);
            stroke.points.extend_from_slice(&next.points[1..]);
            stroke.leaves = next.leaves;
        }
        if stroke.leaves.is_some() && stroke.enters.is_none() {
            return None;
        }
        strokes.push(stroke);
    }
    Some(strokes)
}

/// Keeps the ends, and of the rest what is needed to stay within the tolerance.
fn simplified(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut kept = vec![points[0]];
    let mut open = vec![(0, points.len() - 1)];
    while let Some((first, last)) = open.pop() {
        let farthest = (first + 1..last).map(|i| (squared_distance(points[i], points[first], points[last]), i)).max_by(|a, b| a.0.total_cmp(&b.0));
        match farthest {
            Some((squared, middle)) if squared > TOLERANCE * TOLERANCE => open.extend([(middle, last), (first, middle)]),
            _ => kept.push(points[last]),
        }
    }
    kept
}

/// To the segment, not to its line: what doubles back must be kept.
fn squared_distance([px, py]: [f64; 2], [ax, ay]: [f64; 2], [bx, by]: [f64; 2]) -> f64 {
    let (dx, dy) = (bx - ax, by - ay);
    let length_squared = dx * dx + dy * dy;
    let t = if length_squared == 0.0 { 0.0 } else { (((px - ax) * dx + (py - ay) * dy) / length_squared).clamp(0.0, 1.0) };
    (px - ax - t * dx).powi(2) + (py - ay - t * dy).powi(2)
}

/// One loop of all strokes.
fn closed(strokes: &[Stroke]) -> Vec<[i16; 2]> {
    let mut vertices: Vec<[i16; 2]> = Vec::new();
    let mut add = |[x, y]: [f64; 2]| {
        let vertex = [x.round() as i16, y.round() as i16];
        if vertices.last() != Some(&vertex) {
            vertices.push(vertex);
        }
    };
    // Strokes that cross the box follow each other; the last one leads back to the first along the edge.
    let (crossing, inside): (Vec<&Stroke>, Vec<&Stroke>) = strokes.iter().partition(|stroke| stroke.leaves.is_some());
    for (i, stroke) in crossing.iter().enumerate() {
        stroke.points.iter().for_each(|&point| add(point));
        let next = crossing[(i + 1) % crossing.len()];
        if let (Some(leaves), Some(enters)) = (stroke.leaves, next.enters) {
            corners_between(leaves, enters).into_iter().for_each(&mut add);
        }
    }
    // To a ring inside and back: the way there and the way back cancel out.
    let home = crossing.first().or(inside.first()).map(|stroke| stroke.points[0]);
    for (i, stroke) in inside.iter().enumerate() {
        if i > 0 || !crossing.is_empty() {
            home.into_iter().for_each(&mut add);
        }
        stroke.points.iter().for_each(|&point| add(point));
    }
    vertices
}

/// The corners passed on the shorter way along the edge of the box.
fn corners_between(from: f64, to: f64) -> Vec<[f64; 2]> {
    const CORNERS: [[f64; 2]; 4] = [[LOW, LOW], [HIGH, LOW], [HIGH, HIGH], [LOW, HIGH]];
    let ahead = (to - from).rem_euclid(4.0);
    let corner = |i: f64| CORNERS[(i as usize) % 4];
    if ahead <= 2.0 {
        (1..=4).map(|i| from.floor() + f64::from(i)).take_while(|&i| i < from + ahead).map(corner).collect()
    } else {
        let from = from + 4.0; // stays positive on the way back
        (0..4).map(|i| from.ceil() - 1.0 - f64::from(i)).take_while(|&i| i > from - (4.0 - ahead)).map(corner).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::kernel::{BLOCK, pack, winding};
    use super::*;

    fn turns(picture: &[[i16; 2]], at: [i16; 2]) -> (i32, bool) {
        let mut words: Vec<u32> = picture.iter().map(|&[x, y]| pack(x, y)).collect();
        words.push(words[0]);
        while words.len() % BLOCK != 1 {
            words.push(words[0]);
        }
        winding(&words, pack(at[0], at[1]))
    }

    #[test]
    fn a_line_through_the_leaf_parts_it() {
        for reversed in [false, true] {
            let mut line = vec![[-5000.0, 3000.0], [8000.0, 8000.0], [8000.0, 30000.0]];
            if reversed {
                line.reverse();
            }
            let picture = draw(&[line]).expect("fits");
            let (left, right) = (turns(&picture, [2000, 12000]), turns(&picture, [12000, 2000]));
            assert_eq!((left.1, right.1), (false, false));
            assert_eq!(left.0 - right.0, if reversed { -1 } else { 1 }, "{picture:?}");
        }
    }

    #[test]
    fn a_ring_inside_is_wound_around_also_beside_a_line() {
        let island = vec![[100.0, 100.0], [900.0, 100.0], [900.0, 900.0], [100.0, 900.0], [100.0, 100.0]];
        let line = vec![[9000.0, -100.0], [9000.0, 20000.0]];
        let both = draw(&[line.clone(), island.clone()]).expect("fits");
        let alone = draw(&[island]).expect("fits");
        assert_eq!(turns(&alone, [500, 500]).0 - turns(&alone, [500, 5000]).0, 1);
        assert_eq!(turns(&both, [500, 500]).0 - turns(&both, [500, 5000]).0, 1);
        assert_eq!(turns(&both, [500, 5000]).0 - turns(&both, [12000, 5000]).0, 1);
    }

    #[test]
    fn runs_that_meet_at_a_vertex_are_one_stroke() {
        let whole = draw(&[vec![[-100.0, 50.0], [5000.0, 5000.0], [20000.0, 50.0]]]).expect("fits");
        let parts = draw(&[vec![[5000.0, 5000.0], [20000.0, 50.0]], vec![[-100.0, 50.0], [5000.0, 5000.0]]]).expect("fits");
        assert_eq!(whole, parts);
    }

    #[test]
    fn lines_that_only_touch_a_corner_do_no_harm() {
        for line in [[[-24.0, 0.0], [0.0, -24.0]], [[-12.0, 500.0], [-12.0, 700.0]], [[-30.0, -12.0], [20000.0, -12.0]]] {
            for ends in [line, [line[1], line[0]]] {
                if let Some(picture) = draw(&[ends.to_vec()]).filter(|picture| !picture.is_empty()) {
                    let values: Vec<_> = [[0, 0], [5000, 5000], [16383, 16383], [0, 16383]].map(|at| turns(&picture, at)).to_vec();
                    assert!(values.iter().all(|value| *value == values[0] && !value.1), "{ends:?} {values:?}");
                }
            }
        }
    }
}
