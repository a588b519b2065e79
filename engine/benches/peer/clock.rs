//! Seconds on the wall and of the processor.

use std::time::Instant;

use cpu_time::ProcessTime;
use serde_json::{Value, json};

/// What a piece of work took. The processor's seconds are those of all threads together.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub wall_s: f64,
    pub cpu_s: f64,
}

impl Cost {
    pub(crate) fn to_json(self) -> Value {
        json!({ "wall_s": self.wall_s, "cpu_s": self.cpu_s })
    }
}

pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    let result = work();
    let cost = Cost { cpu_s: cpu.elapsed().as_secs_f64(), wall_s: wall.elapsed().as_secs_f64() };
    (result, cost)
}

/// The middle one of several runs, by processor time.
pub(crate) fn median(mut costs: Vec<Cost>) -> Cost {
    costs.sort_by(|a, b| a.cpu_s.total_cmp(&b.cpu_s));
    costs[costs.len() / 2]
}
