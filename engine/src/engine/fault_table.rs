//! The faults of a check as a table with outlines, for a file that a GIS opens.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray};
use geo_types::MultiPolygon;

use super::check::{CheckReport, GenerationCheck, JudgedFault};
use crate::export::{self, ExportError, Format, Sheet};
use crate::lang::Lang;

impl CheckReport {
    /// Writes all faults of the boundaries, waived ones too: a point each, and in GeoPackage and GeoJSON the ground itself.
    ///
    /// # Errors
    /// As [`export::write()`].
    pub fn write_faults(&self, path: &std::path::Path, sample: bool, lang: Lang) -> Result<(), ExportError> {
        let format = Format::from_path(path)?;
        let faults: Vec<(&GenerationCheck, &JudgedFault)> =
            self.generations.iter().flat_map(|generation| generation.faults.iter().map(move |fault| (generation, fault))).collect();
        let table = table(&faults, lang);
        let (lon_deg, lat_deg): (Vec<f64>, Vec<f64>) = faults.iter().map(|(_, judged)| judged.fault.at.map_or((f64::NAN, f64::NAN), |[x, y]| (x, y))).unzip();
        let outlines: Vec<Option<&MultiPolygon<f64>>> = faults.iter().map(|(_, judged)| judged.fault.outline.as_ref()).collect();
        let sheet = Sheet { table: &table, lon_deg: &lon_deg, lat_deg: &lat_deg, name: "boundary_faults", sample, own_columns: table.num_columns() };
        export::write_outlined(path, &sheet, &outlines, format, lang)
    }
}

fn table(faults: &[(&GenerationCheck, &JudgedFault)], lang: Lang) -> RecordBatch {
    let text = |of: &dyn Fn(&GenerationCheck, &JudgedFault) -> Option<String>| -> ArrayRef {
        Arc::new(faults.iter().map(|(generation, judged)| of(generation, judged)).collect::<StringArray>())
    };
    let number = |of: &dyn Fn(&JudgedFault) -> Option<f64>| -> ArrayRef { Arc::new(faults.iter().map(|(_, judged)| of(judged)).collect::<Float64Array>()) };
    let errors: BooleanArray = faults.iter().map(|(_, judged)| Some(judged.is_open_error())).collect();
    let row = |judged: &JudgedFault| judged.fault.row.map(|row| row as f64);
    let columns: [(&str, ArrayRef); 14] = [
        ("kind", text(&|_, judged| Some(judged.fault.kind.to_string()))),
        ("detail", text(&|_, judged| Some(judged.fault.detail.as_str().into()))),
        ("error", Arc::new(errors)),
        ("waived", text(&|_, judged| judged.waived.clone())),
        ("codes", text(&|_, judged| Some(judged.fault.codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")))),
        ("names", text(&|_, judged| Some(judged.fault.names.join(";")))),
        ("area_m2", number(&|judged| Some(judged.fault.area.0))),
        ("width_m", number(&|judged| judged.fault.width.map(|width| width.0))),
        ("share", number(&|judged| judged.fault.share)),
        ("valid_from", text(&|generation, _| generation.valid_from.map(|day| day.to_string()))),
        ("valid_to", text(&|generation, _| generation.valid_to.map(|day| day.to_string()))),
        ("file", text(&|_, judged| judged.fault.file.as_ref().map(|file| file.display().to_string()))),
        ("row", number(&row)),
        ("sentence", text(&|_, judged| Some(judged.fault.sentence(lang)))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).expect("every column has a row for each fault")
}
