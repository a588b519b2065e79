//! Instants are read as RFC 3339 says, and temporal relations are those of the standard.

use proptest::prelude::*;

use super::time::{Instant, Relation, Span};

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn a_date_is_its_day_in_beijing_and_a_time_without_offset_is_beijings() {
    let day = at("2026-06-05");
    assert_eq!((day.first, day.last + 1), (at("2026-06-05T00:00:00+08:00").first, at("2026-06-06T00:00:00+08:00").first));
    assert_eq!(at("2026-06-05T10:00:00"), at("2026-06-05T02:00:00Z"));
    assert_eq!(at("2026-06-05 10:00"), at("2026-06-05t02:00:00.000z"));
    assert_eq!(at("1969-07-16T05:32:00.5Z").first % 1_000_000, -500_000);
    assert!(day.order(at("2026-06-05T23:59:59+08:00")).is_eq() && day.order(at("2026-06-06T00:00:00+08:00")).is_lt());
}

#[test]
fn what_is_no_time_is_not_read() {
    let wrong = [
        "",
        "..",
        "2026",
        "2026-06-31",
        "2025-02-29",
        "1900-02-29",
        "2026-13-01",
        "2026-06-05T",
        "2026-06-05T24:00:00Z",
        "2026-06-05T10:60Z",
        "2026-06-05T10:00:61Z",
        "2026-06-05T10:00:00.Z",
        "2026-06-05T10:00:00+8",
        "2026-06-05T10:00:00+08:60",
        "2026-06-05Z",
        "2026/06/05",
        "2026-06-0５",
        "二〇二六年六月五日",
    ];
    for text in wrong {
        assert_eq!(Instant::parse(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn instants_are_those_of_another_library(year in 0i16..=9999, month in 1i8..=12, day in 1i8..=31, hour in 0i8..24, second in 0i8..60, us in 0i32..1_000_000, offset in -12i8..=14) {
        let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:30:{second:02}.{us:06}{offset:+03}:00");
        // Beyond year 9999 in UTC it has nothing to say.
        let known: Option<jiff::Timestamp> = text.parse().ok();
        prop_assume!(known.is_some() || jiff::civil::Date::new(year, month, day).is_err());
        prop_assert_eq!(Instant::parse(&text).map(|instant| instant.first), known.map(jiff::Timestamp::as_microsecond), "{}", text);
    }

    #[test]
    fn any_text_is_a_time_or_not(text in "\\PC{0,30}") {
        let _ = Instant::parse(&text);
    }
}

fn days(from: i64, to: i64) -> Span {
    let instant = |day: i64| Instant { first: day * 10, last: day * 10 };
    Span { from: instant(from), to: instant(to) }
}

/// Clause 7 of the standard defines each relation by the ends.
#[test]
fn relations_are_defined_by_the_ends() {
    type Definition = fn(i64, i64, i64, i64) -> bool;
    let definitions: [(Relation, Definition); 15] = [
        (Relation::After, |a, _, _, d| a > d),
        (Relation::Before, |_, b, c, _| b < c),
        (Relation::Contains, |a, b, c, d| a < c && b > d),
        (Relation::Disjoint, |a, b, c, d| b < c || a > d),
        (Relation::During, |a, b, c, d| a > c && b < d),
        (Relation::Equals, |a, b, c, d| a == c && b == d),
        (Relation::FinishedBy, |a, b, c, d| a < c && b == d),
        (Relation::Finishes, |a, b, c, d| a > c && b == d),
        (Relation::Intersects, |a, b, c, d| a <= d && b >= c),
        (Relation::Meets, |_, b, c, _| b == c),
        (Relation::MetBy, |a, _, _, d| a == d),
        (Relation::OverlappedBy, |a, b, c, d| a > c && a < d && b > d),
        (Relation::Overlaps, |a, b, c, d| a < c && b > c && b < d),
        (Relation::StartedBy, |a, b, c, d| a == c && b > d),
        (Relation::Starts, |a, b, c, d| a == c && b < d),
    ];
    for (a, b, c, d) in (0..6).flat_map(|a| (a + 1..6).flat_map(move |b| (0..6).flat_map(move |c| (c + 1..6).map(move |d| (a, b, c, d))))) {
        let mut held = 0;
        for (relation, definition) in definitions {
            let holds = relation.holds(days(a, b), days(c, d));
            assert_eq!(holds, definition(a, b, c, d), "{relation:?} {a}-{b} {c}-{d}");
            held += usize::from(holds && !matches!(relation, Relation::Disjoint | Relation::Intersects));
        }
        assert_eq!(held, 1, "Allen's relations exclude each other and leave nothing out: {a}-{b} {c}-{d}");
    }
}

#[test]
fn days_that_two_intervals_share_make_them_meet() {
    let span = |from: &str, to: &str| Span::new(at(from), at(to)).expect("in order");
    let (spring, summer) = (span("2026-03-01", "2026-06-05"), span("2026-06-05", "2026-09-01"));
    assert!(Relation::Meets.holds(spring, summer) && Relation::MetBy.holds(summer, spring) && Relation::Intersects.holds(spring, summer));
    assert!(!Relation::Overlaps.holds(spring, summer) && !Relation::OverlappedBy.holds(summer, spring));
}
