//! What clues are held against: ground, outfalls, or places with numbers.

use std::path::{Path, PathBuf};

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_schema::DataType;

use super::{HotspotError, Work};
use crate::coord::{Crs, LonLat};
use crate::engine::Engine;
use crate::hotspot::{OF_DISC, disc};
use crate::ingest::{ClueOptions, IngestError, read_clues};
use crate::lang::Lang;
use crate::model::Clues;
use crate::units::Metres;

/// What the scan holds clues against, and clusters by chance too.
#[derive(Clone, Debug, PartialEq)]
pub enum Baseline {
    /// Ground: as many clues everywhere.
    Ground,
    /// Outfalls of the registry: as many clues at each.
    Outfalls,
    /// Places with a number each, people for instance.
    Given {
        /// Where it comes from.
        path: PathBuf,
        /// Places and numbers.
        places: Vec<(LonLat, f64)>,
    },
}

/// Why a file is no baseline.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// It cannot be read.
    #[error("the baseline cannot be read")]
    Read(#[from] IngestError),
    /// It has no column of numbers by that name.
    #[error("{path} has no column {names}")]
    Column {
        /// The file.
        path: PathBuf,
        /// Names that were looked for.
        names: String,
    },
    /// A number is none, or negative.
    #[error("row {row} of {path} has the number {text}")]
    Number {
        /// The file.
        path: PathBuf,
        /// The row as its user counts it.
        row: u64,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
}

impl BaselineError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::Read(error) => error.sentence(lang),
            Self::Column { path, names } => {
                let path = path.display();
                lang.pick(
                    format!("{path} 中没有列 {names}：请用 --baseline-column 指明数值所在的列"),
                    format!("{path} has no column {names}: name the one with the numbers by --baseline-column"),
                )
            }
            Self::Number { path, row, column, text } => {
                let path = path.display();
                lang.pick(
                    format!("{path} 第 {row} 行 {column} 列的“{text}”不是不小于 0 的数：请更正"),
                    format!("{path}, row {row}, column {column}: {text:?} is no number from 0 up: correct it"),
                )
            }
        }
    }
}

/// Names of the column with the numbers, where none is said.
const COLUMNS: [&str; 6] = ["人口", "population", "权重", "weight", "数量", "count"];

impl Baseline {
    /// `ground`, `outfalls`, or the path of a file that is read like clues: its positions, and the numbers of a column. Rows without a position
    /// count nowhere. `crs` is the file's system where it does not say one.
    ///
    /// # Errors
    /// The file cannot be read, has no such column, or something in it is no number from 0 up.
    pub fn read(engine: &Engine, what: &str, crs: Crs, column: Option<&str>) -> Result<Self, BaselineError> {
        match what {
            "ground" => Ok(Self::Ground),
            "outfalls" => Ok(Self::Outfalls),
            path => {
                let path = Path::new(path);
                let (rows, _) = read_clues(path, &ClueOptions { default_crs: Some(crs), ..engine.clue_options() })?;
                Self::of_rows(path, &rows, column)
            }
        }
    }

    fn of_rows(path: &Path, rows: &Clues, column: Option<&str>) -> Result<Self, BaselineError> {
        let schema = rows.table.schema();
        let wanted: Vec<&str> = column.map_or_else(|| COLUMNS.to_vec(), |column| vec![column]);
        let is_wanted = |name: &str| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(name.trim()));
        let Some((place, name)) = schema.fields().iter().map(|field| field.name()).enumerate().find(|(_, name)| is_wanted(name)) else {
            return Err(BaselineError::Column { path: path.into(), names: wanted.join(", ") });
        };
        let texts = arrow_cast::cast(rows.table.column(place), &DataType::Utf8).ok();
        let texts = texts.as_ref().map(AsArray::as_string::<i32>);
        let mut places = Vec::new();
        for row in 0..rows.len() {
            let text = texts.filter(|texts| texts.is_valid(row)).map_or("", |texts| texts.value(row)).trim();
            let number = text.parse::<f64>().ok().filter(|number| (0.0..f64::INFINITY).contains(number));
            let Some(number) = number else {
                let text = text.chars().take(40).collect();
                return Err(BaselineError::Number { path: path.into(), row: rows.row_number[row], column: name.clone(), text });
            };
            if let Ok(position) = LonLat::new([rows.lon_deg[row], rows.lat_deg[row]]) {
                places.push((position, number));
            }
        }
        Ok(Self::Given { path: path.into(), places })
    }
}

/// The baseline, by hexagon and by place.
pub(super) struct Weights {
    /// Of every hexagon. In the ring only ground is known.
    pub(super) by_cell: Vec<f64>,
    /// Places with numbers, and how far around them clues are spread.
    pub(super) places: Option<(Vec<LonLat>, Vec<f64>, Metres)>,
}

/// What each hexagon has of the baseline. A place gives to all hexagons around it, so that the size of these decides nothing.
pub(super) fn weights(work: &Work<'_>, is_inside: impl Fn(&[LonLat]) -> Vec<bool>) -> Result<Weights, HotspotError> {
    let Work { engine, settings, cells, .. } = *work;
    let places: Vec<(LonLat, f64)> = match &settings.baseline {
        Baseline::Ground => return Ok(Weights { by_cell: cells.ground(is_inside), places: None }),
        Baseline::Outfalls => engine.outfalls().outfalls.iter().map(|outfall| (outfall.position, 1.0)).collect(),
        Baseline::Given { places, .. } => places.clone(),
    };
    let mut by_cell = vec![0.0; cells.len()];
    let mut known = Vec::new();
    for (place, weight) in places {
        let is_inside = cells.number_at(place).is_some_and(|cell| (cell as usize) < cells.inside());
        if !is_inside || weight <= 0.0 || !weight.is_finite() {
            continue;
        }
        known.push((place, weight));
        for near in disc(place, settings.baseline_spread) {
            if let Some(own) = cells.number_at(near).filter(|cell| (*cell as usize) < cells.inside()) {
                by_cell[own as usize] += weight / f64::from(OF_DISC);
            }
        }
    }
    if by_cell.iter().filter(|weight| **weight > 0.0).count() < 2 {
        return Err(HotspotError::NoBaseline);
    }
    let (places, weights) = known.into_iter().unzip();
    Ok(Weights { by_cell, places: Some((places, weights, settings.baseline_spread)) })
}
