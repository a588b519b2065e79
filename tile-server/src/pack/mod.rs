//! A pack: all that somebody without a network needs, as one folder.
//!
//! 1. `folder`: the pack is made in a folder beside the one that is to be, and renamed into its place.
//! 2. `letters`: of the letters, only the ranges that its names are written with.
//! 3. `geopackage`: the features with their styles, as the server offers them for download.
//! 4. `page`: the map as a page that opens from the disk.
//! 5. `readme`: what is in it, of when, and how each program opens it.
//!
//! The tiles are put into it like into any other archive ([`crate::publish`]). Equal data gives equal bytes.

mod error;
mod folder;
pub(crate) mod geopackage;
mod letters;
mod page;
mod readme;

pub use error::PackError;
pub use folder::{Folder, is_folder};

use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::Division;
use serde_json::{Value, json};

use crate::layers::{CLUES, Layer};
use crate::served::{Served, Sights};
use crate::sprites::{self, Density};
use crate::{embedded, style};

/// What goes into a pack.
pub struct Chosen<'a> {
    /// What it is taken from.
    pub served: &'a Served,
    /// The places of the layers.
    pub layers: &'a [u16],
    /// The ground, in degrees: `[west, south, east, north]`.
    pub bounds: [f64; 4],
    /// Whose pack it is; `None` where it is everybody's.
    pub jurisdiction: Option<&'a Division>,
    /// What is shown of clues; `None` for all.
    pub sights: Option<&'a Sights>,
    /// The language of titles, and of names where they have several.
    pub lang: Lang,
}

impl Chosen<'_> {
    fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.served.tiles.at(self.layers)
    }

    /// The rows that go out as features: of the clues those that are shown, of all else what meets the ground.
    fn rows(&self, layer: &Layer) -> Vec<u32> {
        let [west, south, east, north] = self.bounds;
        match (self.sights.and_then(|sights| sights.of(layer)), self.jurisdiction) {
            (Some(sight), _) => sight.rows.clone(),
            (None, Some(_)) => layer.content().in_box([[west, south], [east, north]]),
            (None, None) => (0..).take(layer.len()).collect(),
        }
    }

    /// How many clues it has; `None` where the clues are none of its layers.
    pub fn clues(&self) -> Option<usize> {
        self.layers().find(|layer| layer.name == CLUES).map(|layer| self.rows(layer).len())
    }

    /// What the data is called, and whose part of it this is.
    fn title(&self) -> String {
        let division = self.jurisdiction.map(|division| format!(" · {} {}", division.name, division.code)).unwrap_or_default();
        format!("{}{division}", self.served.engine.name)
    }

    /// The page's style, with addresses within the pack.
    fn style(&self) -> Value {
        let nowhere = |path: &str| path.to_owned();
        let engine = &self.served.engine;
        let layers: Vec<&str> = self.layers().map(|layer| layer.name.as_str()).collect();
        let backdrops: Vec<&str> = engine.backdrops().iter().map(|layer| layer.name.as_str()).collect();
        let (labels, name) = (self.served.labels(), self.title());
        let facts = style::Facts {
            name: &name,
            url: &nowhere,
            plain: &nowhere,
            layers: &layers,
            backdrops: &backdrops,
            labels: &labels,
            bounds: self.bounds,
            lang: self.lang,
        };
        let mut style = style::fill(&embedded::file("style.json").expect("build.rs looks for it"), &facts);
        // One archive has the tiles of all.
        for layer in style["layers"].as_array_mut().expect("a style has layers") {
            if let Some(source) = layer.get_mut("source") {
                *source = sprites::NAME.into();
            }
            // What is off until somebody switches it on has been named here, or it would not be among the layers.
            if let Some(Value::Object(layout)) = layer.get_mut("layout") {
                layout.remove("visibility");
            }
        }
        let url = format!("pmtiles://{}", folder::TILES);
        style["sources"] = json!({ sprites::NAME: { "type": "vector", "url": url, "attribution": self.served.engine.attribution } });
        style["glyphs"] = json!("fonts/{fontstack}/{range}.pbf");
        style["sprite"] = json!(format!("sprites/{}", sprites::NAME));
        style
    }
}

/// Writes everything but the tiles, and what is made of them.
///
/// # Errors
/// A disk that is full.
pub fn write(folder: &Folder, chosen: &Chosen<'_>) -> Result<(), PackError> {
    let style = chosen.style();
    folder.write("style.json", style.to_string().as_bytes())?;
    for (stack, letters) in letters::needed(&style, chosen) {
        for range in letters::ranges(&letters) {
            folder.write(&format!("fonts/{stack}/{range}.pbf"), &chosen.served.fonts.range(&stack, range))?;
        }
    }
    folder.write("fonts/OFL.txt", &embedded::file("fonts/OFL.txt").expect("build.rs looks for it"))?;
    for (density, at) in [(Density::Single, ""), (Density::Double, "@2x")] {
        let sheet = sprites::sheet(density);
        folder.write(&format!("sprites/{}{at}.json", sprites::NAME), &sheet.index)?;
        folder.write(&format!("sprites/{}{at}.png", sprites::NAME), &sheet.png)?;
    }
    let layers: Vec<(&Layer, Vec<u32>)> = chosen.layers().map(|layer| (layer, chosen.rows(layer))).collect();
    geopackage::write(&folder.path("bailiwick.gpkg"), chosen.served, &layers, chosen.lang)?;
    Ok(())
}

/// Once the tiles are there: writes the page and the README, and puts the pack in its place.
///
/// # Errors
/// A disk that is full.
pub fn finish(folder: Folder, chosen: &Chosen<'_>) -> Result<(), PackError> {
    let has_page = page::write(&folder, chosen)?;
    folder.write(folder::README, readme::text(chosen, has_page).as_bytes())?;
    folder.publish()
}
