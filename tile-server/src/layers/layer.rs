//! A layer: rows with a place on the ground, found by where they lie.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use bailiwick_engine::index::ArcRef;
use bailiwick_engine::model::Area;
use geo_types::{Coord, Geometry, LineString, MultiLineString, Point, Rect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::column::{Column, Columns, Field, Value};
use super::edges::Edges;

/// A box in degrees: its south-western and its north-eastern corner.
pub type Corners = [[f64; 2]; 2];

/// Where a feature that is drawn from edges lies.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An area by its rings, each with the interior on its left, and as it was read.
    Area(Arc<Edges>, Vec<Vec<ArcRef>>, Area),
    /// Lines.
    Lines(Arc<Edges>, Vec<Vec<ArcRef>>),
    /// A place, in degrees.
    Point([f64; 2]),
}

/// Where the features of a layer lie.
pub enum Shapes {
    /// Drawn from edges that they may share.
    Drawn(Vec<Shape>, RTree<Boxed>),
    /// Places in degrees, of which those too near each other for a zoom are drawn as one with their number.
    Places(Vec<[f64; 2]>),
    /// Places in degrees, each with the first zoom at which it is drawn.
    Labels(Vec<[f64; 2]>, Vec<u8>),
}

/// The box of a row, in degrees.
pub(super) type Boxed = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// The rows of a layer.
pub struct Content {
    /// A number for each row that stays with it while the data does.
    pub ids: Vec<u64>,
    /// Columns in the order of the layer's fields.
    pub columns: Vec<Column>,
    /// Where the rows lie.
    pub shapes: Shapes,
}

/// Rows of one theme under a name.
///
/// They may come later than the layer; until then, whoever counts or draws them waits.
pub struct Layer {
    /// Its name, in URLs and in tiles.
    pub name: String,
    /// What it shows, Chinese and English.
    pub description: [String; 2],
    /// What its rows may carry.
    pub fields: Vec<Field>,
    /// Whether rows that lie too near each other for a zoom are drawn as one, with their number.
    pub is_clustered: bool,
    content: OnceLock<Content>,
    fingerprint: OnceLock<u64>,
}

impl Layer {
    /// A layer with its rows.
    pub fn new(name: impl Into<String>, description: [&str; 2], ids: Vec<u64>, columns: Columns, shapes: Shapes) -> Self {
        let (fields, columns) = columns.finish();
        let layer = Self::awaited(name, description, &fields, matches!(shapes, Shapes::Places(_)));
        layer.fill(Content { ids, columns, shapes });
        layer
    }

    /// A layer whose rows come later: its name and its fields are known, and who asks for more waits for [`Layer::fill`].
    pub fn awaited(name: impl Into<String>, [zh, en]: [&str; 2], fields: &[Field], is_clustered: bool) -> Self {
        Self {
            name: name.into(),
            description: [zh.to_owned(), en.to_owned()],
            fields: fields.to_vec(),
            is_clustered,
            content: OnceLock::new(),
            fingerprint: OnceLock::new(),
        }
    }

    /// Brings the rows.
    ///
    /// # Panics
    /// If they are there already, as what has been served does not change; if there are not as many values as rows.
    pub fn fill(&self, content: Content) {
        let places = match &content.shapes {
            Shapes::Drawn(shapes, _) => shapes.len(),
            Shapes::Places(places) | Shapes::Labels(places, _) => places.len(),
        };
        assert_eq!(places, content.ids.len(), "each row of {} has a place", self.name);
        assert!(self.content.set(content).is_ok(), "the layer {} is filled once", self.name);
    }

    /// Whether its rows are there, so that nobody has to wait.
    pub fn is_filled(&self) -> bool {
        self.content.get().is_some()
    }

    /// Its rows; waits for them.
    pub fn content(&self) -> &Content {
        self.content.wait()
    }

    /// Number of rows; waits for them.
    pub fn len(&self) -> usize {
        self.content().ids.len()
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The place of a field among the columns.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// A number of all that it says; `None` while its rows are not there.
    ///
    /// # Cost
    /// The first time all of it is read.
    pub fn fingerprint(&self) -> Option<u64> {
        let content = self.content.get()?;
        let fingerprint = self.fingerprint.get_or_init(|| {
            let mut hasher = DefaultHasher::new();
            (&self.name, &content.ids, &content.columns).hash(&mut hasher);
            content.shapes.hash(&mut hasher);
            hasher.finish()
        });
        Some(*fingerprint)
    }
}

impl Content {
    /// The value of a column in a row.
    pub fn value(&self, row: usize, column: usize) -> Value<'_> {
        self.columns[column].value(row)
    }

    /// Where a row lies, in degrees, as it was read.
    pub fn geometry(&self, row: usize) -> Cow<'_, Geometry<f64>> {
        match &self.shapes {
            Shapes::Places(places) | Shapes::Labels(places, _) => Cow::Owned(Geometry::Point(Point::from(places[row]))),
            Shapes::Drawn(shapes, _) => match &shapes[row] {
                Shape::Point(place) => Cow::Owned(Geometry::Point(Point::from(*place))),
                Shape::Area(_, _, area) if area.0.len() == 1 => Cow::Owned(Geometry::Polygon(area.0[0].clone())),
                Shape::Area(_, _, area) => Cow::Owned(Geometry::MultiPolygon((**area).clone())),
                Shape::Lines(edges, lines) => Cow::Owned(whole(lines.iter().map(|line| edges.line(line)).collect())),
            },
        }
    }

    /// The box of a row, in degrees.
    pub fn bounds(&self, row: usize) -> Rect<f64> {
        let [low, high] = match &self.shapes {
            Shapes::Places(places) | Shapes::Labels(places, _) => [places[row]; 2],
            Shapes::Drawn(shapes, _) => shapes[row].corners(),
        };
        Rect::new(low, high)
    }

    /// The rows whose boxes meet a box in degrees, in order.
    ///
    /// # Cost
    /// O(log n) and the rows found; for places O(n), a nanosecond each.
    pub fn in_box(&self, [low, high]: Corners) -> Vec<u32> {
        match &self.shapes {
            Shapes::Places(places) | Shapes::Labels(places, _) => {
                let is_in = |place: &[f64; 2]| (0..2).all(|axis| low[axis] <= place[axis] && place[axis] <= high[axis]);
                (0..).zip(places).filter(|(_, place)| is_in(place)).map(|(row, _)| row).collect()
            }
            Shapes::Drawn(_, index) => {
                let mut found: Vec<u32> = index.locate_in_envelope_intersecting(&AABB::from_corners(low, high)).map(|boxed| boxed.data).collect();
                found.sort_unstable();
                found
            }
        }
    }
}

/// One line as a line, several as several.
fn whole(mut lines: Vec<LineString<f64>>) -> Geometry<f64> {
    if lines.len() == 1 { Geometry::LineString(lines.remove(0)) } else { Geometry::MultiLineString(MultiLineString(lines)) }
}

impl Shape {
    /// Its box, in degrees.
    pub fn corners(&self) -> Corners {
        match self {
            Self::Point(place) => [*place; 2],
            Self::Area(edges, refs, _) | Self::Lines(edges, refs) => refs.iter().flatten().fold(NOWHERE, |[low, high], r| {
                let [l, h] = edges.corners(r.arc);
                [[low[0].min(l[0]), low[1].min(l[1])], [high[0].max(h[0]), high[1].max(h[1])]]
            }),
        }
    }
}

/// The box of nothing.
pub(super) const NOWHERE: Corners = [[f64::INFINITY; 2], [f64::NEG_INFINITY; 2]];

impl Shapes {
    /// Shapes with the index of their boxes.
    pub fn drawn(shapes: Vec<Shape>) -> Self {
        let boxes = (0..).zip(&shapes).map(|(row, shape)| {
            let [low, high] = shape.corners();
            Boxed::new(Rectangle::from_corners(low, high), row)
        });
        let index = RTree::bulk_load(boxes.collect());
        Self::Drawn(shapes, index)
    }
}

impl Hash for Shapes {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let place = |place: &[f64; 2], state: &mut H| place.map(f64::to_bits).hash(state);
        match self {
            Self::Drawn(shapes, _) => {
                for shape in shapes {
                    match shape {
                        Shape::Area(edges, refs, _) => (edges.fingerprint(), refs, "area").hash(state),
                        Shape::Lines(edges, refs) => (edges.fingerprint(), refs, "lines").hash(state),
                        Shape::Point(at) => place(at, state),
                    }
                }
            }
            Self::Places(places) | Self::Labels(places, _) => {
                for at in places {
                    place(at, state);
                }
                if let Self::Labels(_, zooms) = self {
                    zooms.hash(state);
                }
            }
        }
    }
}

/// A place as geo-types has it.
pub(super) fn coord([x, y]: [f64; 2]) -> Coord<f64> {
    Coord { x, y }
}
