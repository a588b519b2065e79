//! Columns of points.

use ::parquet::basic::Encoding;
use ::parquet::errors::Result;
use ::parquet::schema::types::ColumnDescPtr;

use super::present::Present;
use super::{Chunk, Codec, Column, of_bytes};
use crate::coord::{Bounds, LonLat};

const WKB_BYTES: usize = 21;

/// A column of points as well-known binary, a null where a row has none; and the box around them.
pub(in super::super) fn points(descr: &ColumnDescPtr, positions: &[(&[f64], &[f64])], codec: &mut Codec) -> Result<(Chunk, Bounds)> {
    let rows: usize = positions.iter().map(|(lon, _)| lon.len()).sum();
    let all = || positions.iter().flat_map(|(lon, lat)| lon.iter().zip(*lat)).map(|(&lon, &lat)| LonLat::new([lon, lat]).ok());
    let mut each = all();
    let present = Present::by(rows, |_| each.next().flatten().is_some());
    let mut bounds = Bounds::EMPTY;
    let mut column = Column::new(descr, codec, rows * (4 + WKB_BYTES));
    let mut rest = all().flatten();
    for mut page in present.pages() {
        page.body.reserve(page.valid * (4 + WKB_BYTES));
        for position in rest.by_ref().take(page.valid) {
            let [x, y] = position.to_array();
            bounds = Bounds { west: bounds.west.min(x), south: bounds.south.min(y), east: bounds.east.max(x), north: bounds.north.max(y) };
            page.body.extend_from_slice(&cell([x, y]));
        }
        column.data(page.body, page.rows, Encoding::PLAIN)?;
    }
    Ok((column.finish(present.rows, of_bytes(present.nulls, None))?, bounds))
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
