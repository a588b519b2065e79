//! An array of plain values that is either our own or lies in a snapshot file.
//!
//! Every index is made of such arrays and nothing else, so that it can be written to a file as it is and used from there
//! without being read first.

use std::ops::Deref;
use std::sync::Arc;

use bytemuck::Pod;

/// Bytes that outlive whoever looks at them: a mapped file, or memory.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// An immutable array.
#[derive(Clone)]
pub struct Flat<T>(Place<T>);

#[derive(Clone)]
enum Place<T> {
    Owned(Arc<Vec<T>>),
    Mapped { bytes: Bytes, start: usize, end: usize },
}

/// Why bytes are no array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bytes {start} to {end} of {len} are no array of {size}-byte values")]
pub struct NotAnArray {
    start: usize,
    end: usize,
    len: usize,
    size: usize,
}

impl<T: Pod> Flat<T> {
    /// The values in a part of the bytes, in place.
    ///
    /// # Errors
    /// The range is not in the bytes, not aligned for `T`, or no multiple of its size.
    pub fn mapped(bytes: Bytes, start: usize, end: usize) -> Result<Self, NotAnArray> {
        let whole = (*bytes).as_ref();
        let fits = whole.get(start..end).is_some_and(|part| bytemuck::try_cast_slice::<u8, T>(part).is_ok());
        if fits { Ok(Self(Place::Mapped { bytes, start, end })) } else { Err(NotAnArray { start, end, len: whole.len(), size: size_of::<T>() }) }
    }

    /// The bytes of the values, little-endian on every machine we build for.
    pub fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(self)
    }
}

impl<T: Pod> Deref for Flat<T> {
    type Target = [T];

    /// Checks range and alignment again, a few instructions: take the slice once before a loop.
    fn deref(&self) -> &[T] {
        match &self.0 {
            Place::Owned(values) => values,
            Place::Mapped { bytes, start, end } => bytemuck::cast_slice(&(**bytes).as_ref()[*start..*end]),
        }
    }
}

impl<T> From<Vec<T>> for Flat<T> {
    fn from(values: Vec<T>) -> Self {
        Self(Place::Owned(Arc::new(values)))
    }
}

impl<T> Default for Flat<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T: Pod> std::fmt::Debug for Flat<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} values", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_where_they_lie() {
        let owned: Flat<f64> = vec![1.5, -2.0, 3.25].into();
        let mut file = vec![0u64; 4]; // aligned for f64
        bytemuck::cast_slice_mut::<u64, u8>(&mut file)[8..].copy_from_slice(owned.bytes());
        let bytes: Bytes = Arc::new(bytemuck::cast_slice::<u64, u8>(&file).to_vec());
        let start = 8;
        // A Vec<u8> need not be aligned; then the array is refused rather than read wrongly.
        if let Ok(mapped) = Flat::<f64>::mapped(bytes.clone(), start, 32) {
            assert_eq!(&*mapped, &*owned);
        }
        for (start, end) in [(8, 33), (8, 31), (9, 33), (24, 8), (0, 64)] {
            assert!(Flat::<f64>::mapped(bytes.clone(), start, end).is_err(), "{start} {end}");
        }
    }
}
