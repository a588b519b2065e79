//! placeholder
use super::{ExportError, Job};
pub(super) fn write(_job: &Job<'_>) -> Result<(), ExportError> { Ok(()) }
