//! What the memory of this machine allows, on one core: no locator that reads its points can be faster.

use std::hint::black_box;

use serde_json::{Value, json};

use crate::clock::{Cost, median, timed};

/// Far larger than any cache here.
const COPY_BYTES: usize = 256 << 20;
/// About what an index of China takes.
const TABLE_BYTES: usize = 45_000_000;
const LOOK_UPS: usize = 16 << 20;
const REPEAT: usize = 5;

/// Bytes copied a second (each byte is read once and written once, and counts once), and look-ups a second.
pub(crate) fn measure() -> Value {
    let from = vec![1u64; COPY_BYTES / 8];
    let mut to = vec![0u64; COPY_BYTES / 8];
    let copy = repeated(|| {
        to.copy_from_slice(black_box(&from));
        black_box(&mut to);
    });
    drop((from, to));

    let table = vec![1u32; TABLE_BYTES / 4];
    // Places are made beforehand: what is measured is the table, and the stream of places beside it as a locator reads points.
    let mut state = 1u64;
    let places: Vec<u32> = (0..LOOK_UPS)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (((state >> 32) * table.len() as u64) >> 32) as u32
        })
        .collect();
    let look_up = repeated(|| {
        let sum = black_box(&places).iter().fold(0u32, |sum, place| sum.wrapping_add(table[*place as usize]));
        black_box(sum);
    });
    json!({
        "copy_gb_s": COPY_BYTES as f64 / 1e9 / copy.wall_s,
        "look_ups_s": LOOK_UPS as f64 / look_up.wall_s,
        "table_bytes": TABLE_BYTES,
    })
}

fn repeated(mut work: impl FnMut()) -> Cost {
    work();
    median((0..REPEAT).map(|_| timed(&mut work).1).collect())
}
