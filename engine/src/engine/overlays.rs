//! Overlays as they are used: each body once, in the order in which they prevail, and the periods that their days make.

use geo::algorithm::bool_ops::unary_union;
use geo_types::Polygon;
use jiff::civil::Date;

use crate::model::{Overlay, Validity};

/// Unites the areas of records of the same body, days and precedence, such as a committee's area and its corridors; the one that
/// prevails comes first.
pub(super) fn united(overlays: Vec<Overlay>) -> Vec<Overlay> {
    let mut bodies: Vec<(Overlay, Vec<Polygon<f64>>)> = Vec::new();
    for overlay in overlays {
        let area = overlay.area.0.clone();
        let same =
            |other: &Overlay| other.division.code == overlay.division.code && other.validity == overlay.validity && other.precedence == overlay.precedence;
        match bodies.iter_mut().find(|(other, _)| same(other)) {
            Some((_, areas)) => areas.extend(area),
            None => bodies.push((overlay, area)),
        }
    }
    bodies.sort_by_key(|(overlay, _)| (std::cmp::Reverse(overlay.precedence), overlay.division.code, overlay.validity));
    bodies
        .into_iter()
        .map(|(overlay, areas)| {
            let area = if areas.len() > 1 { unary_union(&areas).into() } else { overlay.area.clone() };
            Overlay { area, ..overlay }
        })
        .collect()
}

/// The parts of some days between others, oldest first.
pub(super) fn parted(whole: Validity, days: impl Iterator<Item = Date>) -> Vec<Validity> {
    let starts_after = |day: &Date| whole.valid_from.is_none_or(|from| *day > from) && whole.valid_to.is_none_or(|to| *day < to);
    let mut cuts: Vec<Date> = days.filter(starts_after).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let starts = std::iter::once(whole.valid_from).chain(cuts.iter().copied().map(Some));
    let ends = cuts.iter().copied().map(Some).chain([whole.valid_to]);
    starts.zip(ends).map(|(valid_from, valid_to)| Validity { valid_from, valid_to }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn days_are_parted_where_something_begins_or_ends() {
        let whole = Validity { valid_from: None, valid_to: Some(day("2020-06-19")) };
        let parts = parted(whole, ["2006-01-01", "2020-06-19", "2030-01-01", "2006-01-01"].map(day).into_iter());
        let ends: Vec<_> = parts.iter().map(|part| (part.valid_from, part.valid_to)).collect();
        assert_eq!(ends, [(None, Some(day("2006-01-01"))), (Some(day("2006-01-01")), Some(day("2020-06-19")))]);
        assert_eq!(parted(whole, std::iter::empty()), [whole]);
    }
}
