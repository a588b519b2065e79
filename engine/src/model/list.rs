//! A column whose cells are lists, stored as one run of values and the offsets into it.

/// A column of lists. Row `i` is `values[offsets[i]..offsets[i + 1]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListColumn<T> {
    offsets: Vec<usize>,
    values: Vec<T>,
}

impl<T> Default for ListColumn<T> {
    fn default() -> Self {
        Self { offsets: vec![0], values: Vec::new() }
    }
}

impl<T> ListColumn<T> {
    /// Appends one row.
    pub fn push(&mut self, row: impl IntoIterator<Item = T>) {
        self.values.extend(row);
        self.offsets.push(self.values.len());
    }

    /// Room for so many rows of one value each.
    pub fn with_capacity(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self { offsets, values: Vec::with_capacity(rows) }
    }

    /// Appends one row that is a slice.
    pub fn push_slice(&mut self, row: &[T])
    where
        T: Copy,
    {
        self.values.extend_from_slice(row);
        self.offsets.push(self.values.len());
    }

    /// The values of one row.
    ///
    /// # Panics
    /// Past the last row.
    pub fn row(&self, index: usize) -> &[T] {
        &self.values[self.offsets[index]..self.offsets[index + 1]]
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every row in turn.
    pub fn iter(&self) -> impl Iterator<Item = &[T]> {
        self.offsets.windows(2).map(|w| &self.values[w[0]..w[1]])
    }

    /// Appends all rows of another column.
    pub fn append(&mut self, other: Self) {
        let base = self.values.len();
        self.offsets.extend(other.offsets[1..].iter().map(|o| o + base));
        self.values.extend(other.values);
    }
}

#[cfg(test)]
mod tests {
    use super::ListColumn;

    #[test]
    fn rows_come_back_as_they_went_in() {
        let mut column = ListColumn::default();
        column.push([1, 2]);
        column.push([]);
        let mut tail = ListColumn::default();
        tail.push([3]);
        column.append(tail);
        assert_eq!(column.iter().map(<[_]>::to_vec).collect::<Vec<_>>(), vec![vec![1, 2], vec![], vec![3]]);
        assert_eq!((column.len(), column.row(2)), (3, &[3][..]));
    }
}
