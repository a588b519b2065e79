//! Arguments as Python gives them.

use std::collections::BTreeMap;

use bailiwick_engine::coord::Crs;
use bailiwick_engine::ingest::{ClueOptions, IngestError};
use bailiwick_engine::lang::Lang;
use jiff::civil::Date;
use pyo3::prelude::*;

use crate::error::value;

/// The radius of the Earth is six times this: a larger circle says nothing. The command has the same limit.
const ACCURACY_M_MAX: f64 = 1e6;

/// A language by its name.
pub(crate) fn lang(text: &str) -> PyResult<Lang> {
    text.parse().map_err(|error: String| value(error))
}

/// A day: `datetime.date`, `datetime.datetime`, or a text such as `2024-05-01`. All of them say it the same way.
pub(crate) fn day(given: Option<&Bound<'_, PyAny>>, lang: Lang) -> PyResult<Option<Date>> {
    let Some(given) = given else { return Ok(None) };
    let text = given.str()?.to_string();
    text.trim().parse().map(Some).map_err(|_| {
        value(lang.pick(
            format!("“{text}”不是日期：请用 datetime.date 或 2024-05-01 这样的文字"),
            format!("{text:?} is no day: give a datetime.date or a text such as 2024-05-01"),
        ))
    })
}

/// A coordinate system by its name, or as pyproj has it.
pub(crate) fn crs(given: Option<&Bound<'_, PyAny>>, lang: Lang) -> PyResult<Option<Crs>> {
    let Some(given) = given else { return Ok(None) };
    // A CRS of pyproj as text is whatever it was made from; its WKT says all.
    if let Ok(wkt) = given.call_method0("to_wkt") {
        let code = given.call_method0("to_epsg").and_then(|code| code.extract::<Option<u32>>()).unwrap_or_default();
        return Ok(Some(code.map_or(Crs::Definition(wkt.extract()?), Crs::Epsg)));
    }
    let text = given.str()?.to_string();
    text.parse().map(Some).map_err(|_| value(IngestError::CrsUnknown { path: "crs".into(), crs: text }.sentence(lang)))
}

/// Metres of uncertainty.
pub(crate) fn accuracy(metres: Option<f64>, lang: Lang) -> PyResult<Option<f64>> {
    if metres.is_none_or(|metres| (0.0..=ACCURACY_M_MAX).contains(&metres)) {
        return Ok(metres);
    }
    Err(value(lang.pick("accuracy 应为 0 至 1000000 米", "accuracy must be from 0 to 1000000 metres")))
}

/// What a caller says of a table.
#[derive(Default)]
pub(crate) struct TableOptions<'a, 'py> {
    pub(crate) crs: Option<&'a Bound<'py, PyAny>>,
    pub(crate) accuracy: Option<f64>,
    pub(crate) columns: Option<BTreeMap<String, String>>,
    pub(crate) filed: Option<&'a Bound<'py, PyAny>>,
    pub(crate) handed_over: Option<&'a Bound<'py, PyAny>>,
    pub(crate) swap_axes: bool,
}

impl TableOptions<'_, '_> {
    /// Adds it to what the engine knows.
    pub(crate) fn over(self, options: ClueOptions, lang: Lang) -> PyResult<ClueOptions> {
        Ok(ClueOptions {
            crs: crs(self.crs, lang)?,
            accuracy_m: accuracy(self.accuracy, lang)?,
            columns: self.columns.unwrap_or_default(),
            filed: day(self.filed, lang)?,
            handed_over: day(self.handed_over, lang)?,
            swap_axes: self.swap_axes,
            ..options
        })
    }
}
