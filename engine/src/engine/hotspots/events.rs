//! The clues of a batch as hotspots see them.

use crate::coord::LonLat;
use crate::engine::Territory;
use crate::hotspot::Moment;
use crate::model::{Clues, DivisionCode, seconds_of};
use crate::route::{Decisions, Status};

/// Clues with a position, in the order of the batch.
pub(super) struct Events {
    /// Row of the batch.
    pub(super) rows: Vec<u32>,
    pub(super) positions: Vec<LonLat>,
    /// Days since 1970; `None` where the clue does not say.
    pub(super) times: Vec<Option<Moment>>,
    /// Counties that claim each, by their numbers, ascending.
    pub(super) counties: Vec<Vec<u32>>,
    pub(super) codes: Vec<Vec<DivisionCode>>,
    pub(super) is_escalated: Vec<bool>,
}

impl Events {
    pub(super) fn of(territory: &Territory, clues: &Clues, decisions: &Decisions) -> Self {
        let mut events = Self { rows: Vec::new(), positions: Vec::new(), times: Vec::new(), counties: Vec::new(), codes: Vec::new(), is_escalated: Vec::new() };
        for row in 0..clues.len() {
            let Ok(position) = LonLat::new([clues.lon_deg[row], clues.lat_deg[row]]) else { continue };
            let counties: Vec<u32> = territory.counties.claims(position).into_iter().map(|claim| claim.area).collect();
            events.rows.push(row as u32);
            events.positions.push(position);
            events.times.push(clues.occurred.get(row).map(|moment| seconds_of(moment) as f64 / 86_400.0));
            events.codes.push(counties.iter().map(|county| territory.generation.counties[*county as usize].division.code).collect());
            events.counties.push(counties);
            events.is_escalated.push(decisions.of(row).status == Status::Escalated);
        }
        events
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Those that a county claims.
    pub(super) fn inside(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).filter(|event| !self.counties[*event].is_empty())
    }

    /// The first and the last time, if there are two.
    pub(super) fn period(&self) -> Option<[Moment; 2]> {
        let times = || self.times.iter().flatten().copied();
        let [first, last] = [times().fold(f64::INFINITY, f64::min), times().fold(f64::NEG_INFINITY, f64::max)];
        (first < last).then_some([first, last])
    }
}

/// Time in steps of equal length, the last one the newest.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// Day on which the first begins, counted from 1970.
    pub first_day: i64,
    /// Days of a step.
    pub days: u32,
    /// How many there are.
    pub count: usize,
}

/// Steps that are made when nobody says how long they are to be.
const STEPS: f64 = 12.0;
/// More than this are none that anybody looks at.
const STEPS_MAX: usize = 400;

impl Steps {
    /// Steps over a period that end with its last day; `None` if that is fewer than two, or too many.
    pub(super) fn over([first, last]: [Moment; 2], days: Option<u32>) -> Option<Self> {
        let (first, last) = (first.floor() as i64, last.floor() as i64);
        let all = last - first + 1;
        let days = days.unwrap_or_else(|| ((all as f64 / STEPS).ceil() as u32).max(1));
        let count = usize::try_from(all).ok()?.div_ceil(days as usize);
        (2..=STEPS_MAX).contains(&count).then(|| Self { first_day: last + 1 - i64::try_from(count).unwrap_or(0) * i64::from(days), days, count })
    }

    /// The step of a time within the period.
    pub(super) fn of(&self, time: Moment) -> Option<usize> {
        let step = (time.floor() as i64 - self.first_day).div_euclid(i64::from(self.days));
        usize::try_from(step).ok().filter(|step| *step < self.count)
    }

    /// The day on which a step begins, counted from 1970.
    pub fn day(&self, step: usize) -> i64 {
        self.first_day + i64::try_from(step).unwrap_or(0) * i64::from(self.days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_end_with_the_last_day_and_every_time_has_one() {
        let steps = Steps::over([100.5, 219.9], None).expect("a period");
        assert_eq!(steps, Steps { first_day: 100, days: 10, count: 12 });
        assert_eq!([100.5, 109.9, 110.0, 219.9].map(|time| steps.of(time)), [Some(0), Some(0), Some(1), Some(11)]);
        // Thirteen days in steps of ten: the first is not full.
        let steps = Steps::over([100.0, 112.5], Some(10)).expect("a period");
        assert_eq!((steps.first_day, steps.count, steps.of(100.0), steps.of(103.0)), (93, 2, Some(0), Some(1)));
        assert_eq!(Steps::over([100.0, 100.9], None), None);
        assert_eq!(Steps::over([0.0, 40_000.0], Some(1)), None);
    }
}
