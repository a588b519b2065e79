//! How a file of clues is read: settled once by its first rows, then the same for all.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use jiff::civil::Date;

use super::columns::Columns;
use super::fold::shortened;
use super::position::{Rules, Told, Way};
use super::table::{Cells, Number, RawTable};
use super::{ClueOptions, Field, IngestError, Note, Problem, RecordProblem, Severity, date};
use crate::model::{Clues, Moments, TextColumn, seconds_of, trimmed};

/// What was settled.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    path: PathBuf,
    names: Vec<String>,
    accuracy_m: Option<f64>,
    default_filed: Option<Date>,
    handed_over: Option<Date>,
    way: Way,
    id: Option<usize>,
    occurred: Option<usize>,
    filed: Option<usize>,
    accuracy: Option<usize>,
    class: Option<usize>,
    sensor: Option<usize>,
    severity: Option<usize>,
    suspected_crime: Option<usize>,
    damage: Option<usize>,
    county: Option<usize>,
}

/// What was found in some rows besides the clues.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    pub told: Told,
    pub rejected: u64,
    /// Problems of cells, in row order.
    pub cells: Vec<RecordProblem>,
    /// Problems of positions, in row order.
    pub positions: Vec<RecordProblem>,
    pub notes: Vec<Note>,
}

impl Settled {
    /// Settles it by the first rows.
    ///
    /// # Errors
    /// Columns that are missing or ambiguous, and coordinates of which nobody says the system.
    pub(super) fn new(path: &Path, first: &RawTable, options: &ClueOptions) -> Result<Self, IngestError> {
        let columns = Columns::new(path, first.column_names(), &options.columns)?;
        let rules = Rules { caller: options.crs.as_ref(), default: options.default_crs.as_ref(), swap_axes: options.swap_axes, expected: options.expected };
        let way = Way::settle(path, first, &columns, &rules)?;
        Ok(Self {
            path: path.into(),
            names: columns.names().to_vec(),
            accuracy_m: options.accuracy_m,
            default_filed: options.filed,
            handed_over: options.handed_over,
            way,
            id: columns.find(Field::Id)?,
            occurred: columns.find(Field::Occurred)?,
            filed: columns.find(Field::Filed)?,
            accuracy: columns.find(Field::Accuracy)?,
            class: columns.find(Field::Class)?,
            sensor: columns.find(Field::Sensor)?,
            severity: columns.find(Field::Severity)?,
            suspected_crime: columns.find(Field::SuspectedCrime)?,
            damage: columns.find(Field::Damage)?,
            county: columns.find(Field::County)?,
        })
    }

    /// The clues of some rows, and what else was found in them.
    ///
    /// # Errors
    /// A coordinate system that PROJ does not know.
    pub(super) fn clues(&self, table: RawTable) -> Result<(Clues, Findings), IngestError> {
        let located = self.way.locate(&table)?;
        let mut found = Findings { told: located.told, ..Findings::default() };
        let rows = table.rows();
        let cells = |column: Option<usize>| column.map(|index| (index, table.cells(index)));
        let texts = |column: Option<usize>| column.map_or(TextColumn::Absent(rows), |index| table.cells(index).into_texts());
        let (id, reported_county) = (texts(self.id), texts(self.county));
        let [class, sensor, severity, suspected_crime, damage] = [self.class, self.sensor, self.severity, self.suspected_crime, self.damage].map(texts);
        let occurred = self.dates(cells(self.occurred), &table, &id, &mut found.cells);
        let mut filed = self.dates(cells(self.filed), &table, &id, &mut found.cells);
        if let Some(day) = self.default_filed {
            filed.fill_empty(day);
        }
        let accuracy_m = self.accuracies(cells(self.accuracy), &table, &id, &mut found.cells);
        found.cells.sort_by_key(|p| p.row);

        let mut problem = |row: usize, severity, problem| {
            found.positions.push(RecordProblem {
                row: table.row_number[row],
                id: id.get(row).map(Cow::into_owned),
                column: None,
                severity,
                problem,
                unused: None,
            });
        };
        found.rejected = located.fault.len() as u64;
        for (&row, fault) in &located.fault {
            problem(row, Severity::Error, Problem::Fault(fault.clone()));
        }
        found.positions.sort_by_key(|p| p.row);
        found.notes = table.notes;
        let clues = Clues {
            source: self.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
            table: table.batch,
            row_number: table.row_number,
            lon_deg: located.lon_deg,
            lat_deg: located.lat_deg,
            accuracy_m,
            id,
            occurred,
            filed,
            handed_over: self.handed_over,
            class,
            sensor,
            severity,
            suspected_crime,
            damage,
            reported_county,
            extents: located.drawn.into_iter().map(|(row, drawn)| (row, drawn.extent)).collect(),
            fault: located.fault,
        };
        Ok((clues, found))
    }

    /// What the user should know of the positions, given what was told of all rows.
    pub(super) fn notes(&self, told: &Told) -> Vec<Note> {
        self.way.notes(told)
    }

    /// Which columns were understood as which field.
    pub(super) fn understood(&self) -> Vec<(Field, String)> {
        let own = [
            (Field::Id, self.id),
            (Field::Occurred, self.occurred),
            (Field::Filed, self.filed),
            (Field::Accuracy, self.accuracy),
            (Field::Class, self.class),
            (Field::Sensor, self.sensor),
            (Field::Severity, self.severity),
            (Field::SuspectedCrime, self.suspected_crime),
            (Field::Damage, self.damage),
            (Field::County, self.county),
        ];
        let own = own.into_iter().filter_map(|(field, index)| Some((field, index?)));
        self.way.used().into_iter().chain(own).map(|(field, index)| (field, self.names[index].clone())).collect()
    }

    fn dates(&self, column: Option<(usize, Cells)>, table: &RawTable, id: &TextColumn, problems: &mut Vec<RecordProblem>) -> Moments {
        let Some((index, cells)) = column else { return Moments::absent(table.rows()) };
        if let Some(moments) = cells.moments() {
            return moments;
        }
        if let Some(coded) = cells.coded() {
            // Each text is understood once.
            let read =
                |text: &str| if text.is_empty() { Ok(None) } else { date::date_time(text).map(|at| Some(seconds_of(at))).ok_or_else(|| shortened(text)) };
            let known: Vec<_> = coded.values().as_string::<i32>().iter().map(|text| text.map_or(Ok(None), |text| read(trimmed(text)))).collect();
            let cells = coded.keys().iter().enumerate().map(|(row, key)| match key.map(|key| &known[key as usize]) {
                Some(Ok(seconds)) => *seconds,
                Some(Err(text)) => {
                    problems.push(self.cell_problem(table, row, index, id, Problem::UnreadableDate(text.clone())));
                    None
                }
                None => None,
            });
            return Moments::from_seconds(cells);
        }
        (0..table.rows())
            .map(|row| {
                cells.date_time(row).unwrap_or_else(|text| {
                    problems.push(self.cell_problem(table, row, index, id, Problem::UnreadableDate(shortened(&text))));
                    None
                })
            })
            .collect()
    }

    fn accuracies(&self, column: Option<(usize, Cells)>, table: &RawTable, id: &TextColumn, problems: &mut Vec<RecordProblem>) -> Vec<f64> {
        let default_m = self.accuracy_m.unwrap_or(f64::NAN);
        let Some((index, cells)) = column else { return vec![default_m; table.rows()] };
        let mut unreadable = |row: usize, text: &str| {
            problems.push(self.cell_problem(table, row, index, id, Problem::UnreadableAccuracy(shortened(text))));
            default_m
        };
        if let Some(metres) = cells.finite().filter(|metres| metres.iter().all(|metres| *metres >= 0.0)) {
            return metres.to_vec();
        }
        (0..table.rows())
            .map(|row| match cells.accuracy(row) {
                Number::Value(metres) if metres >= 0.0 => metres,
                Number::Value(metres) => unreadable(row, &metres.to_string()),
                Number::Empty => default_m,
                Number::Text(text) => unreadable(row, &text),
            })
            .collect()
    }

    fn cell_problem(&self, table: &RawTable, row: usize, column: usize, id: &TextColumn, problem: Problem) -> RecordProblem {
        let id = id.get(row).map(Cow::into_owned);
        RecordProblem { row: table.row_number[row], id, column: Some(self.names[column].clone()), severity: Severity::Warning, problem, unused: None }
    }
}
