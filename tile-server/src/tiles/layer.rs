//! A layer: features with attributes, found by place.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use bailiwick_engine::index::ArcRef;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::TileCoord;
use super::mesh::Mesh;
use super::quantise::{BUFFER, EXTENT, units_per_world};

/// The value of an attribute. Empty text is not written into tiles.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Text.
    Text(Arc<str>),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
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
///
/// Its features may come later than the layer; until then, whoever counts or draws them waits.
pub struct Layer {
    /// Its name, in URLs and in tiles.
    pub name: String,
    /// What it shows, Chinese and English.
    pub description: [String; 2],
    /// What its features may carry.
    pub fields: Vec<Field>,
    content: OnceLock<Content>,
}

/// The features, with their boxes.
struct Content {
    features: Vec<Feature>,
    index: RTree<Entry>,
    fingerprint: OnceLock<u64>,
}

/// The box of a feature in world coordinates, and its position among the features.
type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

impl Layer {
    /// A layer of features with their boxes (`[low, high]` in world coordinates, before rounding).
    pub fn new(name: impl Into<String>, description: [&str; 2], fields: &[Field], features: Vec<(Feature, [[f64; 2]; 2])>) -> Self {
        let layer = Self::awaited(name, description, fields);
        layer.fill(features);
        layer
    }

    /// A layer whose features come later: its name and its fields are known, and who asks for more waits for [`Layer::fill`].
    pub fn awaited(name: impl Into<String>, [zh, en]: [&str; 2], fields: &[Field]) -> Self {
        Self { name: name.into(), description: [zh.to_owned(), en.to_owned()], fields: fields.to_vec(), content: OnceLock::new() }
    }

    /// Brings the features, with their boxes as for [`Layer::new`].
    ///
    /// # Panics
    /// If they are there already: what has been served does not change.
    pub fn fill(&self, features: Vec<(Feature, [[f64; 2]; 2])>) {
        let entries = (0..).zip(&features).map(|(i, (_, [low, high]))| Entry::new(Rectangle::from_corners(*low, *high), i)).collect();
        let content =
            Content { features: features.into_iter().map(|(feature, _)| feature).collect(), index: RTree::bulk_load(entries), fingerprint: OnceLock::new() };
        assert!(self.content.set(content).is_ok(), "the layer {} is filled once", self.name);
    }

    /// Whether its features are there, so that nobody has to wait.
    pub fn is_filled(&self) -> bool {
        self.content.get().is_some()
    }

    /// The meshes that its features are drawn from; each comes as often as there are features.
    pub fn meshes(&self) -> impl Iterator<Item = &Mesh> {
        self.content.wait().features.iter().filter_map(|feature| match &feature.shape {
            Shape::Area(mesh, _) | Shape::Lines(mesh, _) => Some(&**mesh),
            Shape::Point(_) => None,
        })
    }

    /// A number of all that its tiles are made of; `None` while its features are not there.
    ///
    /// # Cost
    /// The first time all of it is read.
    pub fn fingerprint(&self) -> Option<u64> {
        let content = self.content.get()?;
        let fingerprint = content.fingerprint.get_or_init(|| {
            let mut hasher = DefaultHasher::new();
            self.name.hash(&mut hasher);
            for feature in &content.features {
                feature.id.hash(&mut hasher);
                feature.attributes.hash(&mut hasher);
                match &feature.shape {
                    Shape::Area(mesh, rings) => (mesh.fingerprint(), rings).hash(&mut hasher),
                    Shape::Lines(mesh, lines) => (mesh.fingerprint(), lines, "lines").hash(&mut hasher),
                    Shape::Point(place) => place.map(f64::to_bits).hash(&mut hasher),
                }
            }
            hasher.finish()
        });
        Some(*fingerprint)
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.content.wait().features.len()
    }

    /// Whether it has no feature.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
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
        let Content { features, index, .. } = self.content.wait();
        let mut found: Vec<u32> = index.locate_in_envelope_intersecting(&AABB::from_corners(low, high)).map(|e| e.data).collect();
        found.sort_unstable();
        found.into_iter().map(|i| &features[i as usize])
    }
}
