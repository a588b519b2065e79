//! Plain data: what the engine knows and what it is asked.
//!
//! Invariants sit in the constructors; nothing here reads files or decides anything.

mod area;
mod clue;
mod extent;
mod fault;
mod fault_words;
mod id;
mod jurisdiction;
mod moment;
mod outfall;
mod overlay;
mod text;
mod zone;

pub use area::Area;
pub use clue::{Clues, RowFault};
pub use extent::Extent;
pub use fault::{BoundaryFault, FaultDetail, FaultKind};
pub use id::{DivisionCode, InvalidCode, Level};
pub use jurisdiction::{Division, Generation, HierarchyFault, Jurisdiction, Validity};
pub use moment::{Moments, moment_at, seconds_of};
pub use outfall::Outfall;
pub use overlay::Overlay;
pub use text::{TextColumn, is_coded, trimmed};
pub use zone::{SourceZone, UnknownZoneLevel, ZoneLevel};
