//! All layers, and tiles of any of them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use super::TileCoord;
use super::cloud::Cloud;
use super::encode::add_layer;
use super::grid::Grid;
use super::mesh::{DETAIL_ZOOM, Mesh};
use super::repairs::Repairs;
use crate::layers::{Content, Edges, Layer, Shape, Shapes};

/// Everything that tiles are served from. New data is a new one: only the clues, the labels and what is found among clues come later, once.
pub struct Tileset {
    layers: Vec<Layer>,
    meshes: Meshes,
    /// For each layer those of what came later.
    late: Vec<OnceLock<Meshes>>,
    /// For each layer its places, all of them.
    clouds: Vec<PerGrid<Cloud>>,
    /// For each layer what is repaired of its areas.
    repairs: Vec<PerGrid<Repairs>>,
}

/// Edges, and what is drawn of them in each grid.
type Meshes = Vec<(Arc<Edges>, PerGrid<Mesh>)>;

/// Something for each grid, made when it is first asked for.
type PerGrid<T> = [OnceLock<T>; Grid::ALL.len()];

/// What somebody may see of a layer that not everybody sees all of. Places are clouds of their own: what a cloud counts must not tell of
/// others.
pub struct Sight {
    /// The rows, in order.
    pub rows: Vec<u32>,
    clouds: PerGrid<Cloud>,
}

impl Sight {
    /// Of some rows, in order.
    pub fn of(rows: Vec<u32>) -> Self {
        Self { rows, clouds: PerGrid::default() }
    }

    fn cloud(&self, places: &[[f64; 2]], grid: Grid) -> &Cloud {
        self.clouds[grid as usize].get_or_init(|| Cloud::new(self.rows.iter().map(|row| (*row, places[*row as usize])), grid))
    }
}

/// Who looks: what is shown of each layer; `None` where all of it is.
pub type Eyes<'a> = dyn Fn(&Layer) -> Option<&'a Sight> + Sync + 'a;

/// A layer asked for that is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no layer {0:?}")]
pub struct UnknownLayer(pub String);

impl Tileset {
    /// Tiles of some layers.
    ///
    /// # Cost
    /// What a zoom needs is made when its first tile is asked for, or by [`Tileset::prepare`].
    pub fn new(layers: Vec<Layer>) -> Self {
        let meshes = meshes(layers.iter().filter(|layer| layer.is_filled()));
        let late = layers.iter().map(|layer| if layer.is_filled() { OnceLock::from(Meshes::new()) } else { OnceLock::new() }).collect();
        let clouds = layers.iter().map(|_| PerGrid::default()).collect();
        let repairs = layers.iter().map(|_| PerGrid::default()).collect();
        Self { layers, meshes, late, clouds, repairs }
    }

    /// Does what all zooms of web maps begin with: finds which points of the lines each of them draws.
    pub fn simplify(&self) {
        for (edges, _) in self.meshes() {
            self.mesh(edges, Grid::WebMercator).first_zooms();
        }
        // Nor is anybody to wait until all is read for its version.
        for layer in &self.layers {
            layer.fingerprint();
        }
    }

    /// Makes everything ready for web maps that is there, zoom by zoom from the outermost, so that later tiles need not wait.
    ///
    /// # Cost
    /// Seconds for a country; two thirds of it rounding.
    pub fn prepare(&self) {
        for zoom in 0..=DETAIL_ZOOM {
            for (edges, _) in self.meshes() {
                self.mesh(edges, Grid::WebMercator).prepare(zoom);
            }
            for (place, layer) in self.layers.iter().enumerate().filter(|(_, layer)| layer.is_filled()) {
                match &layer.content().shapes {
                    Shapes::Places(places) => self.cloud(place, places, Grid::WebMercator).prepare(zoom),
                    Shapes::Drawn(shapes, _) => self.repair(layer, shapes, zoom),
                    Shapes::Labels(..) => {}
                }
            }
        }
    }

    /// Repairs the areas of a layer as a zoom of web maps draws them.
    fn repair(&self, layer: &Layer, shapes: &[Shape], zoom: u8) {
        let repairs = self.repairs(layer, Grid::WebMercator);
        for (row, shape) in (0..).zip(shapes) {
            if let Shape::Area(edges, rings, _) = shape {
                repairs.of(zoom, row, self.mesh(edges, Grid::WebMercator), rings);
            }
        }
    }

    /// Of all layers that are there.
    fn meshes(&self) -> impl Iterator<Item = &(Arc<Edges>, PerGrid<Mesh>)> {
        let filled = self.layers.iter().zip(&self.late).filter(|(layer, _)| layer.is_filled());
        self.meshes.iter().chain(filled.flat_map(|(layer, late)| late.get_or_init(|| meshes(std::iter::once(layer)))))
    }

    /// Edges in the square of a grid.
    pub(super) fn mesh(&self, edges: &Arc<Edges>, grid: Grid) -> &Mesh {
        let (_, meshes) = self.meshes().find(|(known, _)| Arc::ptr_eq(known, edges)).expect("a tileset has a mesh for all edges of its layers");
        meshes[grid as usize].get_or_init(|| Mesh::new(edges.arcs().iter().map(|arc| arc.iter().map(|p| grid.to_square(*p)).collect()).collect()))
    }

    /// What is repaired of the areas of one of its layers.
    pub(super) fn repairs(&self, layer: &Layer, grid: Grid) -> &Repairs {
        let place = self.layers.iter().position(|one| std::ptr::eq(one, layer)).expect("a layer of this tileset");
        self.repairs[place][grid as usize].get_or_init(|| Repairs::new(layer.content().ids.len()))
    }

    fn cloud(&self, layer: usize, places: &[[f64; 2]], grid: Grid) -> &Cloud {
        self.clouds[layer][grid as usize].get_or_init(|| Cloud::new((0..).zip(places.iter().copied()), grid))
    }

    /// All layers, in the order in which they stand in tiles.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// A layer by its name.
    pub fn layer(&self, name: &str) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.name == name)
    }

    /// The places of the layers of a list of names joined by commas, each once and in the tileset's order, whatever the order asked for.
    ///
    /// # Errors
    /// A name that no layer has.
    pub fn select(&self, names: &str) -> Result<Box<[u16]>, UnknownLayer> {
        let is_asked = |name: &str| names.split(',').any(|asked| asked == name);
        match names.split(',').find(|name| self.layer(name).is_none()) {
            Some(unknown) => Err(UnknownLayer(unknown.chars().take(80).collect())),
            None => Ok((0..).zip(&self.layers).filter(|(_, layer)| is_asked(&layer.name)).map(|(place, _)| place).collect()),
        }
    }

    /// The layers at some places.
    pub fn at<'a>(&'a self, places: &'a [u16]) -> impl Iterator<Item = &'a Layer> {
        places.iter().map(|place| &self.layers[usize::from(*place)])
    }

    /// The version of some layers: other data, or another program, has another one. `None` while a layer is awaited.
    pub fn version(&self, places: &[u16]) -> Option<String> {
        let mut hasher = DefaultHasher::new();
        env!("CARGO_PKG_VERSION").hash(&mut hasher);
        for layer in self.at(places) {
            layer.fingerprint()?.hash(&mut hasher);
        }
        Some(format!("{:016x}", hasher.finish()))
    }

    /// A tile of the layers at some places; without bytes where nothing lies in it. Equal input gives equal bytes.
    ///
    /// `eyes` say what is drawn of each layer.
    pub fn tile(&self, places: &[u16], grid: Grid, coord: TileCoord, eyes: &Eyes<'_>) -> Vec<u8> {
        let mut tile = Vec::new();
        for &place in places {
            let layer = &self.layers[usize::from(place)];
            let sight = eyes(layer);
            let cloud = match (&layer.content().shapes, sight) {
                (Shapes::Places(places), Some(sight)) => Some(sight.cloud(places, grid)),
                (Shapes::Places(places), None) => Some(self.cloud(usize::from(place), places, grid)),
                _ => None,
            };
            let within = sight.map(|sight| &sight.rows[..]);
            add_layer(&mut tile, self, layer, cloud, within, (grid, coord));
        }
        tile
    }
}

/// All edges that the rows of some layers are drawn from, each once.
fn meshes<'a>(layers: impl Iterator<Item = &'a Layer>) -> Meshes {
    let mut meshes = Meshes::new();
    for edges in layers.flat_map(|layer| edges(layer.content())) {
        if !meshes.iter().any(|(known, _)| Arc::ptr_eq(known, edges)) {
            meshes.push((edges.clone(), PerGrid::default()));
        }
    }
    meshes
}

/// What the rows of a layer are drawn from, as often as there are rows.
fn edges(content: &Content) -> impl Iterator<Item = &Arc<Edges>> {
    let shapes = match &content.shapes {
        Shapes::Drawn(shapes, _) => &shapes[..],
        Shapes::Places(_) | Shapes::Labels(..) => &[],
    };
    shapes.iter().filter_map(|shape| match shape {
        Shape::Area(edges, ..) | Shape::Lines(edges, _) => Some(edges),
        Shape::Point(_) => None,
    })
}
