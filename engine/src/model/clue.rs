//! Clues (线索): detected violations, as columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::Schema;
use jiff::civil::Date;

use super::{Extent, Moments, Sample, TextColumn};
use crate::lang::Lang;

/// Why a row has no usable position.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RowFault {
    /// A coordinate cell (or the geometry) is empty.
    Missing {
        /// The column, or `geometry`.
        column: String,
    },
    /// A coordinate cell holds something that is no finite number.
    NotANumber {
        /// The column.
        column: String,
        /// Its text, shortened.
        text: String,
    },
    /// The numbers are no place of the declared system.
    OutOfRange {
        /// The two numbers as given, x first.
        given: [f64; 2],
        /// The system they were read in.
        crs: String,
    },
    /// The numbers would be right with x and y exchanged.
    SwappedAxes {
        /// The two numbers as given, x first.
        given: [f64; 2],
    },
    /// The row names a coordinate system that nobody knows.
    UnknownCrs {
        /// What it names.
        text: String,
    },
    /// The row does not say its system, and neither does anything else.
    UndeclaredCrs,
    /// The geometry is of a kind that is no place of a clue.
    UnsuitableGeometry {
        /// Its type.
        kind: String,
    },
    /// The row has another number of cells than the header.
    RaggedRow {
        /// Cells in the header.
        expected: usize,
        /// Cells in the row.
        found: usize,
    },
}

impl RowFault {
    /// A short code for the `warnings` column and for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing_coordinates",
            Self::NotANumber { .. } => "not_a_number",
            Self::OutOfRange { .. } => "out_of_range",
            Self::SwappedAxes { .. } => "swapped_axes",
            Self::UnknownCrs { .. } => "unknown_crs",
            Self::UndeclaredCrs => "crs_undeclared",
            Self::UnsuitableGeometry { .. } => "unsuitable_geometry",
            Self::RaggedRow { .. } => "ragged_row",
        }
    }

    /// What is wrong and what to do, as one sentence without the full stop.
    pub fn sentence(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Missing { column }, Lang::Zh) => format!("坐标缺失（{column}），请补充坐标"),
            (Self::Missing { column }, Lang::En) => format!("no coordinate in {column}: fill it in"),
            (Self::NotANumber { column, text }, Lang::Zh) => format!("{column} 的内容“{text}”不是数字，请改为十进制度或米"),
            (Self::NotANumber { column, text }, Lang::En) => format!("{column} holds {text:?}, which is no number: give decimal degrees or metres"),
            (Self::OutOfRange { given: [x, y], crs }, Lang::Zh) => format!("坐标（{x}, {y}）不在 {crs} 的范围内，请核对坐标与坐标系"),
            (Self::OutOfRange { given: [x, y], crs }, Lang::En) => format!("({x}, {y}) is no place of {crs}: check the numbers and the coordinate system"),
            (Self::SwappedAxes { given: [x, y] }, Lang::Zh) => format!("坐标（{x}, {y}）疑似经纬度颠倒，请交换两列后重试，或使用 --swap-axes"),
            (Self::SwappedAxes { given: [x, y] }, Lang::En) => format!("({x}, {y}) looks like latitude before longitude: exchange the two, or use --swap-axes"),
            (Self::UnknownCrs { text }, Lang::Zh) => format!("未知坐标系“{text}”，请填写 EPSG 编号、WGS84、CGCS2000、GCJ-02 或 BD-09"),
            (Self::UnknownCrs { text }, Lang::En) => format!("unknown coordinate system {text:?}: use an EPSG code, WGS84, CGCS2000, GCJ-02 or BD-09"),
            (Self::UndeclaredCrs, Lang::Zh) => "该行未注明坐标系，请在坐标系列填写，或使用 --crs".into(),
            (Self::UndeclaredCrs, Lang::En) => "the row does not say its coordinate system: fill the column, or use --crs".into(),
            (Self::UnsuitableGeometry { kind }, Lang::Zh) => format!("几何类型 {kind} 不能作为线索位置，请提供点、线或面"),
            (Self::UnsuitableGeometry { kind }, Lang::En) => format!("this {kind} is no place of a clue: give a point, or a sound line or area"),
            (Self::RaggedRow { expected, found }, Lang::Zh) => format!("该行有 {found} 个单元格，表头有 {expected} 个，请检查分隔符与引号"),
            (Self::RaggedRow { expected, found }, Lang::En) => format!("the row has {found} cells and the header {expected}: check separators and quotes"),
        }
    }
}

/// A batch of clues as columns, all of the same length and in input order.
#[derive(Clone, Debug)]
pub struct Clues {
    /// The file's name, without folders.
    pub source: String,
    /// The input's own columns, as read.
    pub table: RecordBatch,
    /// Number of the row in the file as its user counts it (spreadsheet row, line, feature id), for messages.
    pub row_number: Vec<u64>,
    /// Longitude, CGCS2000 degrees; NaN where `fault` says why.
    pub lon_deg: Vec<f64>,
    /// Latitude, CGCS2000 degrees; NaN where `fault` says why.
    pub lat_deg: Vec<f64>,
    /// Radius of the position's uncertainty in metres; NaN where not given.
    pub accuracy_m: Vec<f64>,
    /// The clue's own id.
    pub id: TextColumn,
    /// When it happened or was seen, civil time in China.
    pub occurred: Moments,
    /// When it was filed.
    pub filed: Moments,
    /// When all of them are handed over, where that is known already.
    pub handed_over: Option<Date>,
    /// What was violated, as written; the ruleset's words tell the class.
    pub class: TextColumn,
    /// What saw it, as written.
    pub sensor: TextColumn,
    /// How severe it is, as written.
    pub severity: TextColumn,
    /// Whether a crime is suspected, as written.
    pub suspected_crime: TextColumn,
    /// Whether the environment is damaged, as written.
    pub damage: TextColumn,
    /// The county that the reporter wrote down, as written.
    pub reported_county: TextColumn,
    /// The ground of the rows that are more than a point; the position is a point of it.
    pub extents: BTreeMap<usize, Extent>,
    /// Why there is no position, for the rows without one.
    pub fault: BTreeMap<usize, RowFault>,
    /// Some rows as they were given; of a batch that comes in pieces, rows of the first.
    pub sample: Sample,
}

impl Clues {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.lon_deg.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Several batches as one, row after row. The columns that only their own files have are left out, as they differ.
    pub fn together(batches: &[&Self]) -> Self {
        let numbers = |of: fn(&Self) -> &[f64]| batches.iter().flat_map(|batch| of(batch).iter().copied()).collect::<Vec<f64>>();
        let texts = |of: fn(&Self) -> &TextColumn| TextColumn::Text(batches.iter().flat_map(|batch| of(batch).iter()).collect());
        let moments = |of: fn(&Self) -> &Moments| batches.iter().flat_map(|batch| of(batch).iter()).collect::<Moments>();
        let starts = batches.iter().scan(0, |start, batch| Some(std::mem::replace(start, *start + batch.len())));
        let starts: Vec<usize> = starts.collect();
        let moved = || starts.iter().zip(batches);
        let rows = batches.iter().map(|batch| batch.len()).sum();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Self {
            source: batches.iter().map(|batch| batch.source.as_str()).collect::<Vec<_>>().join("、"),
            table: RecordBatch::try_new_with_options(Arc::new(Schema::empty()), vec![], &options).expect("no column has another length"),
            row_number: batches.iter().flat_map(|batch| batch.row_number.iter().copied()).collect(),
            lon_deg: numbers(|batch| &batch.lon_deg),
            lat_deg: numbers(|batch| &batch.lat_deg),
            accuracy_m: numbers(|batch| &batch.accuracy_m),
            id: texts(|batch| &batch.id),
            occurred: moments(|batch| &batch.occurred),
            filed: moments(|batch| &batch.filed),
            handed_over: batches.first().and_then(|batch| batch.handed_over),
            class: texts(|batch| &batch.class),
            sensor: texts(|batch| &batch.sensor),
            severity: texts(|batch| &batch.severity),
            suspected_crime: texts(|batch| &batch.suspected_crime),
            damage: texts(|batch| &batch.damage),
            reported_county: texts(|batch| &batch.reported_county),
            extents: moved().flat_map(|(start, batch)| batch.extents.iter().map(move |(row, extent)| (start + row, extent.clone()))).collect(),
            fault: moved().flat_map(|(start, batch)| batch.fault.iter().map(move |(row, fault)| (start + row, fault.clone()))).collect(),
            sample: batches.first().map(|batch| batch.sample.clone()).unwrap_or_default(),
        }
    }
}
