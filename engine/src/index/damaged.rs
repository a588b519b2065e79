//! Why arrays that came from a file are no index.

/// The first array that does not fit the others. Nothing of the file is used then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the array of {array} does not fit: {reason}")]
pub struct Damaged {
    pub(super) array: &'static str,
    pub(super) reason: &'static str,
}

impl Damaged {
    /// `Ok` when the condition that the readers rely on holds.
    pub(super) fn unless(holds: bool, array: &'static str, reason: &'static str) -> Result<(), Self> {
        if holds { Ok(()) } else { Err(Self { array, reason }) }
    }
}
