//! A column of moments in civil time: seconds, and a calendar for those who ask for one.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

/// 1970-01-01, from which seconds are counted.
const EPOCH: DateTime = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
/// Stands for no moment; no calendar reaches it.
const NONE: i64 = i64::MIN;

/// A column of moments, to the second; cells may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    seconds: Vec<i64>,
}

impl Moments {
    /// So many empty cells.
    pub fn absent(rows: usize) -> Self {
        Self { seconds: vec![NONE; rows] }
    }

    /// Cells as seconds since 1970 in civil time. What the calendar does not reach is empty.
    pub fn from_seconds(cells: impl Iterator<Item = Option<i64>>) -> Self {
        let reach = seconds_of(DateTime::MIN)..=seconds_of(DateTime::MAX);
        Self { seconds: cells.map(|cell| cell.filter(|seconds| reach.contains(seconds)).unwrap_or(NONE)).collect() }
    }

    /// The moment of a row, `None` where it is empty.
    ///
    /// # Panics
    /// Past the last row.
    pub fn get(&self, row: usize) -> Option<DateTime> {
        let seconds = self.seconds[row];
        if seconds == NONE { None } else { moment_at(seconds) }
    }

    /// The moment of every row in turn.
    pub fn iter(&self) -> impl Iterator<Item = Option<DateTime>> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The rows from the beginning of one day to that of another; `None` is without bound. Empty cells are not among them.
    pub fn rows_between(&self, from: Option<Date>, to: Option<Date>) -> Vec<usize> {
        let midnight = |day: Date| seconds_of(day.at(0, 0, 0, 0));
        let (from, to) = (from.map_or(NONE + 1, midnight), to.map_or(i64::MAX, midnight));
        (0..self.len()).filter(|&row| (from..to).contains(&self.seconds[row])).collect()
    }

    /// Empty cells become the beginning of a day.
    pub fn fill_empty(&mut self, day: Date) {
        let midnight = seconds_of(day.at(0, 0, 0, 0));
        self.seconds.iter_mut().filter(|seconds| **seconds == NONE).for_each(|seconds| *seconds = midnight);
    }

    /// The day of every row, counted from 1970; `none` stands for empty cells.
    pub fn days(&self, none: i32) -> Vec<i32> {
        self.seconds.iter().map(|&seconds| if seconds == NONE { none } else { seconds.div_euclid(86_400) as i32 }).collect()
    }

    /// Whether no cell has a moment.
    pub fn is_blank(&self) -> bool {
        self.seconds.iter().all(|&seconds| seconds == NONE)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.seconds.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.seconds.is_empty()
    }
}

impl FromIterator<Option<DateTime>> for Moments {
    /// Parts of a second are dropped: nothing is decided by them.
    fn from_iter<I: IntoIterator<Item = Option<DateTime>>>(cells: I) -> Self {
        Self::from_seconds(cells.into_iter().map(|cell| cell.map(seconds_of)))
    }
}

/// A civil time as seconds since 1970.
pub fn seconds_of(at: DateTime) -> i64 {
    at.duration_since(EPOCH).as_secs()
}

/// Seconds since 1970 as a civil time; `None` beyond the calendar.
pub fn moment_at(seconds: i64) -> Option<DateTime> {
    EPOCH.checked_add(SignedDuration::from_secs(seconds)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime {
        text.parse().expect("a civil time")
    }

    #[test]
    fn moments_come_back_as_they_went_in() {
        let cells = [Some(at("2024-05-03T14:05:09")), None, Some(at("1969-12-31T23:59:59")), Some(at("1899-12-30T00:00:00"))];
        let moments: Moments = cells.into_iter().collect();
        assert_eq!(moments.iter().collect::<Vec<_>>(), cells);
        assert_eq!((Moments::absent(2).len(), Moments::absent(2).get(1)), (2, None));
        assert_eq!(Moments::from_seconds([Some(i64::MAX), Some(i64::MIN)].into_iter()).iter().collect::<Vec<_>>(), [None, None]);
    }

    #[test]
    fn days_are_inclusive_then_exclusive() {
        let moments: Moments = [Some(at("2020-06-18T23:59:59")), Some(at("2020-06-19T00:00:00")), None, Some(at("2021-01-01T00:00:00"))].into_iter().collect();
        let day = |text: &str| Some(text.parse().expect("a day"));
        assert_eq!(moments.rows_between(None, day("2020-06-19")), [0]);
        assert_eq!(moments.rows_between(day("2020-06-19"), None), [1, 3]);
        assert_eq!(moments.rows_between(day("2020-06-19"), day("2021-01-01")), [1]);
        assert_eq!(moments.rows_between(None, None), [0, 1, 3]);
    }
}
