//! Features as the OGC API gives them: records with properties and a geometry.

pub mod filter;
