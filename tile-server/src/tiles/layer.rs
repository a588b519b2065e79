//! A layer: features with attributes, found by place.

use std::sync::Arc;

use bailiwick_engine::index::ArcRef;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::TileCoord;
use super::mesh::Mesh;
use super::quantise::{BUFFER, EXTENT, units_per_world};

/// The value of an attribute. Empty text is not written into tiles.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(Arc<str>),
    /// Yes or no.
    Flag(bool),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// Name and value, in the order of the layer's fields.
pub type Attributes = Vec<(&'static str, Value)>;

/// Where a feature lies.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An area by its rings, each with the interior on its left on the ground.
    Area(Arc<Mesh>, Vec<Vec<ArcRef>>),
    /// Lines.
    Lines(Arc<Mesh>, Vec<Vec<ArcRef>>),
    /// A place, in world coordinates.
    Point([f64; 2]),
}

/// A feature of a layer.
#[derive(Clone, Debug)]
pub struct Feature {
    /// Number that stays with the feature while the data does.
    pub id: u64,
    /// Where it lies.
    pub shape: Shape,
    /// What it carries.
    pub attributes: Attributes,
}

/// An attribute's name and its type as TileJSON 3.0.0 §3.3.2 suggests to name it: String, Number or Boolean.
pub type Field = (&'static str, &'static str);

/// A layer that can be asked for what lies in a tile.
pub struct Layer {
    /// Its name, in URLs and in tiles.
    pub name: String,
    /// What it shows, Chinese and English.
    pub description: [String; 2],
    /// What its features may carry.
    pub fields: Vec<Field>,
    features: Vec<Feature>,
    index: RTree<Entry>,
}

/// The box of a feature in world coordinates, and its position among the features.
type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

impl Layer {
    /// A layer of features with their boxes (`[low, high]` in world coordinates, before rounding).
    pub fn new(name: impl Into<String>, [zh, en]: [&str; 2], fields: &[Field], features: Vec<(Feature, [[f64; 2]; 2])>) -> Self {
        let entries = (0..).zip(&features).map(|(i, (_, [low, high]))| Entry::new(Rectangle::from_corners(*low, *high), i)).collect();
        Self {
            name: name.into(),
            description: [zh.to_owned(), en.to_owned()],
            fields: fields.to_vec(),
            features: features.into_iter().map(|(feature, _)| feature).collect(),
            index: RTree::bulk_load(entries),
        }
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether it has no feature.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// The features that may reach into a tile or its buffer, in the layer's own order.
    ///
    /// # Cost
    /// O(log n) and the features found; degrades where many boxes overlap.
    pub fn in_tile(&self, tile: TileCoord) -> impl Iterator<Item = &Feature> {
        let scale = units_per_world(tile.zoom());
        // Two units more than the buffer: rounding moves a vertex by less than one.
        let margin = f64::from(BUFFER + 2);
        let low = tile.column_row().map(|v| (f64::from(v) * f64::from(EXTENT) - margin) / scale);
        let high = tile.column_row().map(|v| (f64::from(v + 1) * f64::from(EXTENT) + margin) / scale);
        let mut found: Vec<u32> = self.index.locate_in_envelope_intersecting(&AABB::from_corners(low, high)).map(|e| e.data).collect();
        found.sort_unstable();
        found.into_iter().map(|i| &self.features[i as usize])
    }
}
