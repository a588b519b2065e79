//! Whether a ring meets itself nowhere, so that it winds once around what it holds and not at all around the rest.
//!
//! Edges are taken from west to east and held against those that still reach as far east.
//!
//! # Cost
//! `O(n log n + n · k)` for k edges above one another, a few dozen in a boundary of a thousand vertices.

use crate::index::shapes::{orientation, touches};

/// Whether no two edges of a closed ring touch, except neighbours in the vertex they share.
pub(super) fn is_simple(ring: &[[f64; 2]]) -> bool {
    let edges: Vec<[[f64; 2]; 2]> = ring.array_windows().copied().collect();
    let west = |edge: usize| edges[edge][0][0].min(edges[edge][1][0]);
    let east = |edge: usize| edges[edge][0][0].max(edges[edge][1][0]);
    let mut order: Vec<usize> = (0..edges.len()).collect();
    order.sort_by(|&a, &b| west(a).total_cmp(&west(b)));
    let mut reaching: Vec<usize> = Vec::new();
    for edge in order {
        reaching.retain(|&other| east(other) >= west(edge));
        if reaching.iter().any(|&other| meets(&edges, edge.min(other), edge.max(other))) {
            return false;
        }
        reaching.push(edge);
    }
    edges.len() > 2
}

fn meets(edges: &[[[f64; 2]; 2]], first: usize, second: usize) -> bool {
    let ([a, b], [c, d]) = (edges[first], edges[second]);
    if a[1].max(b[1]) < c[1].min(d[1]) || c[1].max(d[1]) < a[1].min(b[1]) {
        return false;
    }
    if first + 1 == second {
        return doubles_back(a, b, d);
    }
    if first == 0 && second + 1 == edges.len() {
        return doubles_back(c, a, b);
    }
    let turns = [orientation(a, b, c), orientation(a, b, d), orientation(c, d, a), orientation(c, d, b)];
    let crosses = turns[0] * turns[1] < 0 && turns[2] * turns[3] < 0;
    let on = |turn: i32, from, to, at| turn == 0 && touches(from, to, at);
    crosses || on(turns[0], a, b, c) || on(turns[1], a, b, d) || on(turns[2], c, d, a) || on(turns[3], c, d, b)
}

/// Whether the way from `a` to `b` is taken back on the way on to `c`.
fn doubles_back(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> bool {
    orientation(a, b, c) == 0 && (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) > 0.0
}

#[cfg(test)]
mod tests {
    use super::is_simple;

    #[test]
    fn rings_that_meet_themselves_are_not_simple() {
        let closed = |points: &[[f64; 2]]| points.iter().chain(&points[..1]).copied().collect::<Vec<_>>();
        let square = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]];
        let bow_tie = [[0.0, 0.0], [2.0, 2.0], [2.0, 0.0], [0.0, 2.0]];
        let tie_at_a_vertex = [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [2.0, 0.0], [1.0, 1.0], [0.0, 2.0]];
        let spike = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [2.0, 0.0], [3.0, 0.0], [3.0, 3.0], [0.0, 3.0]];
        let vertex_on_edge = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 0.0], [0.0, 4.0]];
        let twice_around = [square, square].concat();
        let line = [[0.0, 0.0], [1.0, 0.0]];
        for (ring, simple) in [
            (&square[..], true),
            (&bow_tie, false),
            (&tie_at_a_vertex, false),
            (&spike, false),
            (&vertex_on_edge, false),
            (&twice_around, false),
            (&line, false),
        ] {
            assert_eq!(is_simple(&closed(ring)), simple, "{ring:?}");
        }
        assert!(is_simple(&closed(&[[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [1.0, 1.0]])), "a straight angle is none");
    }
}
