//! What is served: themes as columns, with where their rows lie. Pure: no HTTP, no files, no zooms.
//!
//! 1. `source` makes layers of the engine's plain data; [`divisions`](self) draws all levels from the counties' shared edges, `labels` finds
//!    where their names stand; `hotspots` takes what the engine found among clues. 2. `tiles` draws layers; features and downloads read their columns.

mod chain;
mod column;
mod dissolve;
mod divisions;
mod edges;
mod hotspots;
mod labels;
mod layer;
mod source;

pub use column::{Column, Columns, Field, Kind, Value, field};
pub use edges::Edges;
pub use hotspots::{BORDER_FIELDS, BORDERS_RISK, HOTSPOT_FIELDS, HOTSPOTS, PIECE, borders_risk, hexagons, hotspots};
pub use labels::{LABELS, labels};
pub use layer::{Content, Corners, Layer, Shape, Shapes};
pub use source::{Backdrop, CLUE_FIELDS, CLUES, Sources, layers};

/// The layers that tell of clues: not everybody sees them, and who does may see only some of their rows.
pub const SCOPED: [&str; 3] = [CLUES, HOTSPOTS, BORDERS_RISK];
