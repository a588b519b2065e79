//! Joins arcs end to end.

use std::collections::BTreeMap;

use bailiwick_engine::index::{ArcRef, BorderArc};

/// Joins directed arcs into chains as long as they go, each arc once.
///
/// Arcs around an area give closed chains: as many arcs enter a node as leave it. A chain may pass a node several times; who needs
/// simple rings takes them apart later.
pub(super) fn chains(refs: &[ArcRef], arcs: &[BorderArc]) -> Vec<Vec<ArcRef>> {
    let ends = |r: &ArcRef| {
        let points = &arcs[r.arc as usize].points;
        let [first, last] = [points.first(), points.last()].map(|p| p.copied().unwrap_or_default().map(f64::to_bits));
        if r.reversed { (last, first) } else { (first, last) }
    };
    let mut leaving: BTreeMap<[u64; 2], Vec<usize>> = BTreeMap::new();
    let mut surplus: BTreeMap<[u64; 2], isize> = BTreeMap::new();
    for (i, r) in refs.iter().enumerate().rev() {
        let (from, to) = ends(r);
        leaving.entry(from).or_default().push(i);
        *surplus.entry(from).or_default() += 1;
        *surplus.entry(to).or_default() -= 1;
    }
    let mut used = vec![false; refs.len()];
    // Chains with a beginning first, so that none starts in the middle of another.
    let is_beginning = |r: &ArcRef| surplus.get(&ends(r).0).is_some_and(|s| *s > 0);
    let (beginnings, others): (Vec<usize>, Vec<usize>) = (0..refs.len()).partition(|&i| is_beginning(&refs[i]));
    let mut chains = Vec::new();
    for start in beginnings.into_iter().chain(others) {
        let mut chain = Vec::new();
        let mut next = Some(start).filter(|&i| !used[i]);
        while let Some(i) = next {
            used[i] = true;
            chain.push(refs[i]);
            next = leaving.get_mut(&ends(&refs[i]).1).and_then(|out| {
                while out.last().is_some_and(|&i| used[i]) {
                    out.pop();
                }
                out.last().copied()
            });
        }
        if !chain.is_empty() {
            chains.push(chain);
        }
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arcs(ends: &[[[f64; 2]; 2]]) -> (Vec<BorderArc>, Vec<ArcRef>) {
        let arcs = ends.iter().map(|points| BorderArc { points: points.to_vec(), left: None, right: None }).collect();
        (arcs, (0..ends.len() as u32).map(|arc| ArcRef { arc, reversed: false }).collect())
    }

    #[test]
    fn a_line_is_whole_whatever_the_order_of_its_arcs() {
        let (arcs, refs) = arcs(&[[[2.0, 0.0], [3.0, 0.0]], [[0.0, 0.0], [1.0, 0.0]], [[1.0, 0.0], [2.0, 0.0]], [[9.0, 9.0], [8.0, 8.0]]]);
        let order: Vec<Vec<u32>> = chains(&refs, &arcs).iter().map(|c| c.iter().map(|r| r.arc).collect()).collect();
        assert_eq!(order, [vec![1, 2, 0], vec![3]]);
    }

    #[test]
    fn rings_close_and_every_arc_is_used_once() {
        let (arcs, mut refs) = arcs(&[[[0.0, 0.0], [1.0, 0.0]], [[0.0, 0.0], [1.0, 0.0]], [[5.0, 5.0], [5.0, 5.0]]]);
        refs[1].reversed = true;
        let found = chains(&refs, &arcs);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    }
}
