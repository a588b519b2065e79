//! Columns of points.

use ::parquet::basic::Encoding;
use ::parquet::errors::Result;
use ::parquet::schema::types::ColumnDescPtr;

use super::numbers::extremes;
use super::present::Present;
use super::{Chunk, Codec, Column, of_bytes};
use crate::coord::Bounds;

const WKB_BYTES: usize = 21;

/// A column of points as well-known binary, a null where a row has none; and the box around them.
pub(in super::super) fn points(descr: &ColumnDescPtr, positions: &[(&[f64], &[f64])], codec: &mut Codec) -> Result<(Chunk, Bounds)> {
    let rows: usize = positions.iter().map(|(lon, _)| lon.len()).sum();
    let mut column = Column::new(descr, codec);
    let (present, mut rest) = (present(rows, positions), Rest { pieces: positions, taken: 0 });
    for mut page in present.pages() {
        page.body.reserve(page.valid * (4 + WKB_BYTES));
        rest.take(page.rows, |lon, lat| {
            for (&x, &y) in lon.iter().zip(lat).filter(|(x, y)| is_position(**x, **y)) {
                page.body.extend_from_slice(&cell([x, y]));
            }
        });
        column.data(page.body, page.rows, Encoding::PLAIN)?;
    }
    let bounds = positions.iter().map(|(lon, lat)| bounds(lon, lat, present.nulls == 0)).fold(Bounds::EMPTY, Bounds::union);
    Ok((column.finish(present.rows, of_bytes(present.nulls, None))?, bounds))
}

/// What is not a number fails this.
fn is_position(lon: f64, lat: f64) -> bool {
    (lon.abs() <= 180.0) & (lat.abs() <= 90.0)
}

fn present(rows: usize, positions: &[(&[f64], &[f64])]) -> Present {
    if positions.iter().all(|(lon, lat)| lon.iter().zip(*lat).fold(true, |all, (&x, &y)| all & is_position(x, y))) {
        return Present::all(rows);
    }
    let mut each = positions.iter().flat_map(|(lon, lat)| lon.iter().zip(*lat)).map(|(&x, &y)| is_position(x, y));
    Present::by(rows, |_| each.next() == Some(true))
}

fn bounds(lon: &[f64], lat: &[f64], are_positions: bool) -> Bounds {
    if !are_positions {
        let (lon, lat): (Vec<f64>, Vec<f64>) = lon.iter().zip(lat).filter(|(x, y)| is_position(**x, **y)).unzip();
        return bounds(&lon, &lat, true);
    }
    let ((west, east), (south, north)) = (extremes(lon), extremes(lat));
    Bounds { west, south, east, north }
}

/// Hands out the rows of all pieces, so many at a time.
struct Rest<'p> {
    pieces: &'p [(&'p [f64], &'p [f64])],
    /// Rows of the first piece that were taken.
    taken: usize,
}

impl Rest<'_> {
    fn take(&mut self, mut rows: usize, mut each: impl FnMut(&[f64], &[f64])) {
        while rows > 0
            && let Some((lon, lat)) = self.pieces.first()
        {
            let end = lon.len().min(self.taken + rows);
            each(&lon[self.taken..end], &lat[self.taken..end]);
            rows -= end - self.taken;
            self.taken = end;
            if end == lon.len() {
                (self.pieces, self.taken) = (&self.pieces[1..], 0);
            }
        }
    }
}

/// A point in well-known binary, with its length in front: little-endian, type 1, x, y.
#[inline]
fn cell([x, y]: [f64; 2]) -> [u8; 4 + WKB_BYTES] {
    let mut cell = [0; 4 + WKB_BYTES];
    cell[..4].copy_from_slice(&(WKB_BYTES as u32).to_le_bytes());
    cell[4] = 1;
    cell[5..9].copy_from_slice(&1_u32.to_le_bytes());
    cell[9..17].copy_from_slice(&x.to_le_bytes());
    cell[17..].copy_from_slice(&y.to_le_bytes());
    cell
}
