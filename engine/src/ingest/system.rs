//! The coordinate system of each row: the caller's word, else the row's, else the file's, else the configuration's.
//!
//! Who is to be heard is settled once, by the first rows of a file; what each row says is then heard row by row.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::crs::Transform;
use super::fold::shortened;
use super::position::{Given, Rules};
use super::table::{Cells, RawTable};
use super::{CrsOrigin, IngestError, Note};
use crate::coord::Crs;
use crate::model::RowFault;

/// The rows of one system.
pub(super) enum Rows {
    All(usize),
    Some(Vec<usize>),
}

impl Rows {
    pub(super) fn iter(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        match self {
            Self::All(rows) => Box::new(0..*rows),
            Self::Some(rows) => Box::new(rows.iter().copied()),
        }
    }
}

/// The systems that occur in some rows, each with its rows.
pub(super) struct Systems {
    pub groups: Vec<(Crs, Transform, Rows)>,
    pub name: Option<String>,
    pub origin: Option<CrsOrigin>,
    /// Rows that name another system than the one their geometry is in.
    pub ignored: u64,
}

/// Who says the system of a row.
#[derive(Clone, Debug)]
pub(super) struct SystemRule {
    path: PathBuf,
    says: Says,
}

#[derive(Clone, Debug)]
enum Says {
    /// The caller, for every row.
    Caller(Crs),
    /// The file, whose geometry it is.
    Geometry(Crs),
    /// The row itself; the rest is in this one, if there is any.
    Row { rest: Option<(Crs, CrsOrigin)> },
}

impl SystemRule {
    /// Settles it by the first rows.
    ///
    /// # Errors
    /// A system that PROJ does not know, and rows of which nobody says the system.
    pub(super) fn settle(
        path: &Path,
        table: &RawTable,
        cells: Option<&Cells>,
        rules: &Rules<'_>,
        from_geometry: bool,
        notes: &mut Vec<Note>,
    ) -> Result<Self, IngestError> {
        let rule = |says| Self { path: path.into(), says };
        let said_by_row = |row: usize| cells.and_then(|c| c.text(row));
        if let Some(caller) = rules.caller {
            let declared = match &table.crs {
                Some(file) if !table.crs_by_standard => Some(file.clone()),
                _ => (0..table.rows()).find_map(said_by_row).and_then(|text| text.parse().ok()),
            };
            if let Some(declared) = declared.filter(|declared| declared != caller) {
                notes.push(Note::CrsOverridden { declared: declared.to_string(), caller: caller.to_string() });
            }
            return Ok(rule(Says::Caller(caller.clone())));
        }
        // The numbers of a geometry are the file's; a column beside it tells where they came from once. Only where the file's
        // system is a mere standard of the format does the row know better.
        if from_geometry
            && !table.crs_by_standard
            && let Some(file) = &table.crs
        {
            return Ok(rule(Says::Geometry(file.clone())));
        }
        let rest = match (&table.crs, rules.default) {
            (Some(file), _) => Some((file.clone(), CrsOrigin::File)),
            (None, Some(default)) => Some((default.clone(), CrsOrigin::Config)),
            (None, None) => None,
        };
        let rows_say = (0..table.rows()).any(|row| said_by_row(row).is_some());
        match &rest {
            Some((crs, _)) if !rows_say && table.crs_by_standard => {
                notes.push(Note::CrsByStandard { format: table.format.into(), crs: crs.to_string() });
            }
            // Without rows nothing is undeclared.
            None if !rows_say && table.rows() > 0 => return Err(IngestError::CrsUndeclared { path: path.into() }),
            _ => {}
        }
        Ok(rule(Says::Row { rest }))
    }

    /// The systems of some rows. Rows whose own word cannot be understood get a fault in `given`.
    pub(super) fn systems(&self, cells: Option<&Cells>, given: &mut Given) -> Result<Systems, IngestError> {
        let rows = given.rows();
        let said_by_row = |row: usize| cells.and_then(|c| c.text(row));
        match &self.says {
            Says::Caller(crs) => self.all(crs, CrsOrigin::Caller, rows, 0),
            Says::Geometry(crs) => {
                let other = |text: &str| text.parse().ok().as_ref() != Some(crs);
                let ignored = (0..rows).filter(|&row| said_by_row(row).is_some_and(|text| other(&text))).count() as u64;
                self.all(crs, CrsOrigin::File, rows, ignored)
            }
            Says::Row { rest: Some((crs, origin)) } if !(0..rows).any(|row| said_by_row(row).is_some()) => self.all(crs, *origin, rows, 0),
            Says::Row { rest: None } if rows == 0 => Ok(Systems { groups: Vec::new(), name: None, origin: None, ignored: 0 }),
            Says::Row { rest } => {
                let rest = rest.as_ref().map(|(crs, _)| Ok((crs.clone(), self.known(crs)?))).transpose()?;
                Ok(by_row(&said_by_row, rest, given))
            }
        }
    }

    fn all(&self, crs: &Crs, origin: CrsOrigin, rows: usize, ignored: u64) -> Result<Systems, IngestError> {
        Ok(Systems { groups: vec![(crs.clone(), self.known(crs)?, Rows::All(rows))], name: Some(crs.to_string()), origin: Some(origin), ignored })
    }

    fn known(&self, crs: &Crs) -> Result<Transform, IngestError> {
        Transform::new(crs).map_err(|_| IngestError::CrsUnknown { path: self.path.clone(), crs: crs.to_string() })
    }
}

/// The name for systems of which this one was used in some rows and that one in others.
pub(super) fn name_of_both(one: Option<String>, other: Option<String>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Some("per row".into()),
        (one, other) => one.or(other),
    }
}

fn by_row<'t>(said: &dyn Fn(usize) -> Option<Cow<'t, str>>, rest: Option<(Crs, Transform)>, given: &mut Given) -> Systems {
    let mut groups: Vec<(Crs, Transform, Vec<usize>)> = Vec::new();
    let mut by_text: HashMap<String, Option<usize>> = HashMap::new();
    let rest = rest.map(|(crs, transform)| {
        groups.push((crs, transform, Vec::new()));
        0
    });
    for row in 0..given.rows() {
        let group = match said(row) {
            None => match rest {
                Some(group) => Ok(group),
                None => Err(RowFault::UndeclaredCrs),
            },
            Some(text) => {
                let known = by_text.get(text.as_ref()).copied();
                let group = known.unwrap_or_else(|| {
                    let group = group_of(&text, &mut groups);
                    by_text.insert(text.to_string(), group);
                    group
                });
                group.ok_or_else(|| RowFault::UnknownCrs { text: shortened(&text) })
            }
        };
        match group {
            Ok(group) => groups[group].2.push(row),
            // What is wrong with the numbers themselves comes first.
            Err(fault) => given.blame(row, fault),
        }
    }
    groups.retain(|(_, _, rows)| !rows.is_empty());
    let name = match groups.as_slice() {
        [] => None,
        [(crs, ..)] => Some(crs.to_string()),
        _ => Some("per row".into()),
    };
    let groups = groups.into_iter().map(|(crs, transform, rows)| (crs, transform, Rows::Some(rows))).collect();
    Systems { groups, name, origin: Some(CrsOrigin::Row), ignored: 0 }
}

fn group_of(text: &str, groups: &mut Vec<(Crs, Transform, Vec<usize>)>) -> Option<usize> {
    let crs: Crs = text.parse().ok()?;
    if let Some(same) = groups.iter().position(|(other, ..)| *other == crs) {
        return Some(same);
    }
    let transform = Transform::new(&crs).ok()?;
    groups.push((crs, transform, Vec::new()));
    Some(groups.len() - 1)
}
