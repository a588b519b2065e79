//! All layers, and tiles of any of them.

use std::hash::{DefaultHasher, Hash, Hasher};

use fast_mvt::{MvtError, MvtTileBuilder};

use super::TileCoord;
use super::encode::add_layer;
use super::layer::Layer;
use super::mesh::{DETAIL_ZOOM, Mesh};
use super::source::{CLUES, CluePoint, Sources, clues, layers};

/// Everything that tiles are served from. New data is a new one: only the clues come later, once, as reading them takes long.
pub struct Tileset {
    layers: Vec<Layer>,
    sample: bool,
}

/// A layer asked for that is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no layer {0:?}")]
pub struct UnknownLayer(pub String);

impl Tileset {
    /// All layers, that of the clues still without its features.
    ///
    /// # Cost
    /// What a zoom needs is made when its first tile is asked for, or by [`Tileset::prepare`].
    pub fn new(sources: &Sources<'_>) -> Self {
        Self { layers: layers(sources), sample: sources.sample }
    }

    /// Brings the clues: those that have a position, with their decision.
    ///
    /// # Panics
    /// If they are there already.
    pub fn show_clues(&self, points: &[CluePoint]) {
        let layer = self.layers.iter().find(|layer| layer.name == CLUES).expect("every tileset has the layers of the contract");
        layer.fill(clues(points, self.sample));
        layer.fingerprint();
    }

    /// Does what all zooms begin with: finds which points of the lines each of them draws.
    pub fn simplify(&self) {
        self.meshes().for_each(|mesh| {
            mesh.first_zooms();
        });
        // Nor is anybody to wait until all is read for its version.
        for layer in &self.layers {
            layer.fingerprint();
        }
    }

    /// Makes everything ready that is there, zoom by zoom from the outermost, so that later tiles need not wait.
    ///
    /// # Cost
    /// Seconds for a country; two thirds of it rounding.
    pub fn prepare(&self) {
        (0..=DETAIL_ZOOM).for_each(|zoom| self.meshes().for_each(|mesh| mesh.prepare(zoom)));
    }

    fn meshes(&self) -> impl Iterator<Item = &Mesh> {
        self.layers.iter().filter(|layer| layer.is_filled()).flat_map(Layer::meshes)
    }

    /// All layers, in the order in which they stand in tiles.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The places of the layers of a list of names, in order; names that no layer has count for nothing.
    pub fn places(&self, names: &str) -> Box<[u16]> {
        let names: Vec<&str> = names.split(',').collect();
        (0..).zip(&self.layers).filter(|(_, layer)| names.contains(&layer.name.as_str())).map(|(place, _)| place).collect()
    }

    /// The layers of a list of names joined by commas, each once and in the tileset's order, whatever the order asked for.
    ///
    /// # Errors
    /// A name that no layer has.
    pub fn select(&self, names: &str) -> Result<Vec<&Layer>, UnknownLayer> {
        let names: Vec<&str> = names.split(',').collect();
        match names.iter().find(|name| self.layers.iter().all(|l| l.name != **name)) {
            Some(unknown) => Err(UnknownLayer(unknown.chars().take(80).collect())),
            None => Ok(self.layers.iter().filter(|l| names.contains(&l.name.as_str())).collect()),
        }
    }
}

/// The version of some layers: other data, or another program, has another one. `None` while a layer is awaited.
pub fn version(layers: &[&Layer]) -> Option<String> {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    for layer in layers {
        layer.fingerprint()?.hash(&mut hasher);
    }
    Some(format!("{:016x}", hasher.finish()))
}

/// A tile of some layers; without bytes where nothing lies in it. Equal input gives equal bytes.
///
/// # Errors
/// Only where a tile outgrows the format's 32-bit counts.
pub fn tile(layers: &[&Layer], coord: TileCoord) -> Result<Vec<u8>, MvtError> {
    let mut tile = MvtTileBuilder::new();
    for layer in layers {
        tile = add_layer(tile, layer, coord)?;
    }
    Ok(tile.encode())
}
