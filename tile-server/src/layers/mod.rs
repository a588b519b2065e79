//! What is served: themes as columns, with where their rows lie. Pure: no HTTP, no files, no zooms.
//!
//! 1. `source` makes layers of the engine's plain data; [`divisions`](self) draws all levels from the counties' shared edges, `labels` finds
//!    where their names stand. 2. `tiles` draws layers; features and downloads read their columns.

mod chain;
mod column;
mod dissolve;
mod divisions;
mod edges;
mod labels;
mod layer;
mod source;

pub use column::{Column, Columns, Field, Kind, Value, field};
pub use edges::Edges;
pub use labels::{LABELS, labels};
pub use layer::{Content, Corners, Layer, Shape, Shapes};
pub use source::{Backdrop, CLUE_FIELDS, CLUES, Sources, layers};
