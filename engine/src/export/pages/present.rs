//! Which rows of a column have a value.

use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder, NullBuffer};

use super::PAGE_ROWS;
use super::hybrid::{run, varint};

/// Which rows have a value.
pub(super) struct Present {
    pub(super) rows: usize,
    pub(super) nulls: usize,
    /// `None` where all rows are alike.
    valid: Option<BooleanBuffer>,
}

/// The rows of a data page.
pub(super) struct PageRows {
    pub(super) rows: usize,
    /// How many of them have a value.
    pub(super) valid: usize,
    /// Their definition levels with the length of these in front: how the body of a page begins.
    pub(super) body: Vec<u8>,
}

impl Present {
    /// By the bitmaps of the pieces of a column.
    pub(super) fn of<'a>(pieces: impl Iterator<Item = (usize, Option<&'a NullBuffer>)> + Clone) -> Self {
        let rows = pieces.clone().map(|(rows, _)| rows).sum();
        let nulls = pieces.clone().filter_map(|(_, nulls)| Some(nulls?.null_count())).sum();
        let valid = (nulls > 0 && nulls < rows).then(|| {
            let mut valid = BooleanBufferBuilder::new(rows);
            for (rows, nulls) in pieces {
                match nulls {
                    Some(nulls) => valid.append_buffer(nulls.inner()),
                    None => valid.append_n(rows, true),
                }
            }
            valid.finish()
        });
        Self { rows, nulls, valid }
    }

    /// All of them.
    pub(super) fn all(rows: usize) -> Self {
        Self { rows, nulls: 0, valid: None }
    }

    /// By a bit for each row.
    pub(super) fn by(rows: usize, is_valid: impl FnMut(usize) -> bool) -> Self {
        let valid = NullBuffer::new(BooleanBuffer::collect_bool(rows, is_valid));
        Self::of(std::iter::once((rows, Some(&valid))))
    }

    /// Page by page.
    pub(super) fn pages(&self) -> impl Iterator<Item = PageRows> + '_ {
        (0..self.rows).step_by(PAGE_ROWS).map(|start| {
            let rows = PAGE_ROWS.min(self.rows - start);
            let mut body = vec![0; 4];
            let valid = if let Some(valid) = &self.valid {
                // Levels of one bit, packed, are the bitmap itself: a page starts at a whole byte of it.
                let eights = rows.div_ceil(8);
                varint((eights as u64) << 1 | 1, &mut body);
                body.extend_from_slice(&valid.values()[start / 8..start / 8 + eights]);
                valid.slice(start, rows).count_set_bits()
            } else {
                run(u32::from(self.nulls == 0), rows, 1, &mut body);
                if self.nulls == 0 { rows } else { 0 }
            };
            let length = (body.len() - 4) as u32;
            body[..4].copy_from_slice(&length.to_le_bytes());
            PageRows { rows, valid, body }
        })
    }
}
