//! Where a filter can match at all.

use geo_types::Rect;

use super::condition::Condition;
use super::space::Relation;

/// A box that the bounds of every record touch for which the test is true (or false, when that is `wanted`). `None`: any record may.
///
/// Of several conditions that all hold, one box is taken and not what the boxes share: a long line can touch two that have nothing in common.
pub(super) fn reach(test: &Condition, wanted: bool) -> Option<Rect<f64>> {
    match (test, wanted) {
        (Condition::Not(test), _) => reach(test, !wanted),
        (Condition::All(tests), true) | (Condition::Any(tests), false) => {
            tests.iter().filter_map(|test| reach(test, wanted)).min_by(|a, b| area(a).total_cmp(&area(b)))
        }
        (Condition::All(tests), false) | (Condition::Any(tests), true) => {
            let boxes: Option<Vec<Rect<f64>>> = tests.iter().map(|test| reach(test, wanted)).collect();
            boxes?.into_iter().reduce(around)
        }
        (Condition::Spatial(relation, shape), _) => ((*relation == Relation::Disjoint) != wanted).then_some(shape.bounds),
        (Condition::Near(near), true) => Some(near.reach),
        _ => None,
    }
}

fn area(rect: &Rect<f64>) -> f64 {
    rect.width() * rect.height()
}

fn around(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    let (low, high) = ((a.min(), b.min()), (a.max(), b.max()));
    Rect::new((low.0.x.min(low.1.x), low.0.y.min(low.1.y)), (high.0.x.max(high.1.x), high.0.y.max(high.1.y)))
}
