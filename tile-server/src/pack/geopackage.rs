//! The layers as one GeoPackage, each with the style that QGIS opens it with.

use std::path::Path;

use bailiwick_engine::export::{self, ExportError, LayerStyle, Sheet};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::Level;

use crate::desktop::{self, Place, Style, Tints};
use crate::features::Table;
use crate::layers::{LABELS, Layer};
use crate::served::Served;

/// Writes some rows of some layers, replacing a file that is there.
///
/// # Errors
/// A disk that is full.
pub(crate) fn write(path: &Path, served: &Served, layers: &[(&Layer, Vec<u32>)], lang: Lang) -> Result<(), ExportError> {
    let tints = tints(served);
    let style = Style { lang, tints: &tints };
    // The divisions' own styles write their names; as points each would stand there twice.
    let made = layers.iter().filter(|(layer, _)| layer.name != LABELS).map(|(layer, rows)| {
        let table = Table::of(layer, rows, &(0..layer.fields.len()).collect::<Vec<_>>());
        let looks = [desktop::qml(&layer.name, table.kind, &style), desktop::sld(&layer.name, table.kind, &style)];
        (&layer.name, table, looks)
    });
    let made: Vec<_> = made.collect();
    let layers: Vec<export::Layer<'_>> =
        made.iter().map(|(name, table, [qml, sld])| of_table(table, name, served.engine.sample, Some(LayerStyle { qml, sld }))).collect();
    export::write_layers(path, &layers, lang)
}

/// A table as the writers of files take it.
pub(crate) fn of_table<'a>(table: &'a Table, name: &'a str, sample: bool, style: Option<LayerStyle<'a>>) -> export::Layer<'a> {
    let [lon_deg, lat_deg] = &table.places;
    export::Layer { sheet: Sheet { table: &table.columns, lon_deg, lat_deg, name, sample, own_columns: 0 }, kind: table.kind, shapes: &table.shapes, style }
}

/// The colours of the prefectures.
pub(crate) fn tints(served: &Served) -> Tints {
    let prefectures = served.labels().into_iter().filter(|label| label.level == Level::Prefecture);
    Tints::new(prefectures.map(|label| Place { code: label.code.to_string(), name: label.name, at: [label.lon, label.lat] }))
}
