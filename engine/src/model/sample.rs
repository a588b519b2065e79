//! Some rows of a batch as they were given.

use crate::coord::Crs;

/// Rows spread evenly over a batch, as they were given: by them its coordinate system is judged. Positions alone would not do, as rows
/// whose numbers are no place of the declared system have none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// The system in which the numbers were read; `None` where rows differ in it.
    pub system: Option<Crs>,
    /// Places of the rows in the batch, in order.
    pub rows: Vec<usize>,
    /// Their two numbers as they were read, x first; NaN where there is none.
    pub given: Vec<[f64; 2]>,
    /// Their addresses; an empty list where the file has no such column.
    pub address: Vec<Option<String>>,
}

impl Sample {
    /// Most rows of a sample: 200 suffice for a verdict (docs/crs-shift.md), and five times as many where only a fifth of those speak.
    pub const ROWS_MAX: usize = 1024;

    /// The rows of a batch of `rows` that are asked.
    pub fn rows_of(rows: usize) -> Vec<usize> {
        (0..rows).step_by(rows.div_ceil(Self::ROWS_MAX).max(1)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_spread_over_the_whole_batch() {
        assert_eq!(Sample::rows_of(0), [0usize; 0]);
        assert_eq!(Sample::rows_of(3), [0, 1, 2]);
        assert_eq!(Sample::rows_of(Sample::ROWS_MAX).len(), Sample::ROWS_MAX);
        let many = Sample::rows_of(1_000_000);
        assert!(many.len() <= Sample::ROWS_MAX && many.last().is_some_and(|&row| row > 990_000), "{many:?}");
    }
}
