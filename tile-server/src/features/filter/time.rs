//! Instants and intervals, and how they lie to each other.
//!
//! A date is its whole day in Beijing's time (+08:00), so an instant is a closed span of microseconds: one for a time, a day's for a date.
//! Two instants are equal when their spans have a microsecond in common; a time is equal to the date it falls on.

use std::cmp::Ordering;

/// Offset of times that say none, minutes.
const BEIJING_MIN: i64 = 8 * 60;
const DAY_US: i64 = 86_400_000_000;

/// Microseconds since 1970-01-01T00:00Z, first and last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Instant {
    pub(super) first: i64,
    pub(super) last: i64,
}

impl Instant {
    /// `2026-06-05`, or a date-time of RFC 3339; seconds and the offset may be left out, and what is finer than a microsecond is.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (date, time) = bytes.split_at_checked(10)?;
        let [year, month, day] = [digits(&date[..4])?, digits(&date[5..7])?, digits(&date[8..])?];
        if date[4] != b'-' || date[7] != b'-' || !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
            return None;
        }
        let midnight = days_since_1970(year, month, day) * DAY_US;
        let Some((separator, time)) = time.split_first() else {
            let first = midnight - BEIJING_MIN * 60_000_000;
            return Some(Self { first, last: first + DAY_US - 1 });
        };
        if !matches!(separator, b'T' | b't' | b' ') {
            return None;
        }
        let us = midnight + time_us(time)?;
        Some(Self { first: us, last: us })
    }

    pub(super) fn order(self, other: Self) -> Ordering {
        if self.last < other.first {
            Ordering::Less
        } else if self.first > other.last {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }
}

/// Microseconds from midnight UTC to a time of day with its offset; below 0 or beyond a day where the date is another one there.
fn time_us(text: &[u8]) -> Option<i64> {
    let (clock, mut rest) = text.split_at_checked(5)?;
    let (hour, minute) = (digits(&clock[..2])?, digits(&clock[3..])?);
    let (mut second, mut fraction_us) = (0, 0);
    if let [b':', tens, ones, after @ ..] = rest {
        second = digits(&[*tens, *ones])?;
        rest = after;
        if let [b'.' | b',', after @ ..] = rest {
            let length = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if length == 0 {
                return None;
            }
            fraction_us = (0..6).fold(0, |us, place| us * 10 + after.get(place).filter(|_| place < length).map_or(0, |byte| i64::from(byte - b'0')));
            rest = &after[length..];
        }
    }
    let offset_min = match rest {
        [] => BEIJING_MIN,
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, minutes @ ..] => {
            let minutes = match minutes {
                [] => 0,
                [b':', m1, m2] | [m1, m2] => digits(&[*m1, *m2])?,
                _ => return None,
            };
            let offset = digits(&[*h1, *h2])? * 60 + minutes;
            if minutes > 59 || offset >= 24 * 60 {
                return None;
            }
            if *sign == b'-' { -offset } else { offset }
        }
        _ => return None,
    };
    // A leap second counts as the one before it.
    let ranges = clock[2] == b':' && hour < 24 && minute < 60 && second <= 60;
    ranges.then(|| ((hour * 60 + minute - offset_min) * 60 + second.min(59)) * 1_000_000 + fraction_us)
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Years begin in March here, so that the leap day is the last of them (Hinnant, *chrono-Compatible Low-Level Date Algorithms*).
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// From an instant to an instant, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Instant,
    pub(super) to: Instant,
}

impl Span {
    pub(super) const BEGINNING: Instant = Instant { first: i64::MIN, last: i64::MIN };
    pub(super) const FUTURE: Instant = Instant { first: i64::MAX, last: i64::MAX };

    /// `None` when it ends before it begins.
    pub(super) fn new(from: Instant, to: Instant) -> Option<Self> {
        (from.first <= to.last).then_some(Self { from, to })
    }
}

/// The temporal relations of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    After,
    Before,
    Contains,
    Disjoint,
    During,
    Equals,
    FinishedBy,
    Finishes,
    Intersects,
    Meets,
    MetBy,
    OverlappedBy,
    Overlaps,
    StartedBy,
    Starts,
}

impl Relation {
    pub(super) const ALL: [(&'static str, Self); 15] = [
        ("T_AFTER", Self::After),
        ("T_BEFORE", Self::Before),
        ("T_CONTAINS", Self::Contains),
        ("T_DISJOINT", Self::Disjoint),
        ("T_DURING", Self::During),
        ("T_EQUALS", Self::Equals),
        ("T_FINISHEDBY", Self::FinishedBy),
        ("T_FINISHES", Self::Finishes),
        ("T_INTERSECTS", Self::Intersects),
        ("T_MEETS", Self::Meets),
        ("T_METBY", Self::MetBy),
        ("T_OVERLAPPEDBY", Self::OverlappedBy),
        ("T_OVERLAPS", Self::Overlaps),
        ("T_STARTEDBY", Self::StartedBy),
        ("T_STARTS", Self::Starts),
    ];

    /// Which of its operands have to be intervals. Where an instant makes sense it is allowed, which the standard leaves open.
    pub(super) fn intervals(self) -> [bool; 2] {
        match self {
            Self::After | Self::Before | Self::Disjoint | Self::Equals | Self::Intersects => [false, false],
            Self::Contains => [true, false],
            Self::During => [false, true],
            _ => [true, true],
        }
    }

    /// # References
    /// Allen (1983), *Maintaining knowledge about temporal intervals*; OGC 21-065r2, temporal functions.
    pub(super) fn holds(self, a: Span, b: Span) -> bool {
        let (from, to) = (a.from.first.cmp(&b.from.first), a.to.last.cmp(&b.to.last));
        let meets = |a: Span, b: Span| a.to.order(b.from) == Ordering::Equal && from.is_ne() && to.is_ne();
        let apart = a.to.last < b.from.first || b.to.last < a.from.first;
        match self {
            Self::After => a.from.first > b.to.last,
            Self::Before => a.to.last < b.from.first,
            Self::Disjoint => apart,
            Self::Intersects => !apart,
            Self::Contains => from.is_lt() && to.is_gt(),
            Self::During => from.is_gt() && to.is_lt(),
            Self::Equals => from.is_eq() && to.is_eq(),
            Self::FinishedBy => from.is_lt() && to.is_eq(),
            Self::Finishes => from.is_gt() && to.is_eq(),
            Self::Starts => from.is_eq() && to.is_lt(),
            Self::StartedBy => from.is_eq() && to.is_gt(),
            Self::Meets => from.is_lt() && to.is_lt() && meets(a, b),
            Self::MetBy => from.is_gt() && to.is_gt() && meets(b, a),
            Self::Overlaps => !apart && from.is_lt() && to.is_lt() && !meets(a, b),
            Self::OverlappedBy => !apart && from.is_gt() && to.is_gt() && !meets(b, a),
        }
    }
}
