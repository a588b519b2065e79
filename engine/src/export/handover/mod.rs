//! Handover lists (移交清单): one for each handler and department, as XLSX and CSV, with an index.
//!
//! 1. Group the rows by handler × department, the most urgent first; a clue with two departments stands in both lists. What a superior is
//!    to decide stands in a list of its own. A row without a handler (outside, invalid, or escalated where no common superior is in the
//!    data) goes to the list of the unassigned.
//! 2. Count: rows handed over (each once) + rows unassigned = rows in, or nothing is written.
//! 3. Look at the folder: it must be empty or hold only what an earlier run wrote, unedited. Nothing else is ever touched.
//! 4. Write every file into a folder beside, then rename them into place, the index last.
//!
//! The columns are those of the ledger (整改台账), so that a list that comes back filled in can be taken over as it is.

mod file_name;
mod folder;
mod list;
mod page;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;

use super::ExportError;
use crate::lang::Lang;

/// A column of text, one cell a row.
pub type TextColumn<'a> = &'a [Option<&'a str>];

/// What the lists are made of: columns of one length, one cell a row, in the order of the batch.
#[derive(Clone, Copy, Debug)]
pub struct HandoverColumns<'a> {
    /// Id of the clue (线索编号).
    pub id: TextColumn<'a>,
    /// Class of the violation (问题类别).
    pub class: TextColumn<'a>,
    /// Urgency (轻重缓急).
    pub urgency: TextColumn<'a>,
    /// Its rank, 0 being the most urgent.
    pub urgency_rank: &'a [u8],
    /// When it was found (发现时间), as it is to be shown.
    pub occurred: TextColumn<'a>,
    /// Longitude in CGCS2000 degrees (经度); NaN where unknown.
    pub lon_deg: &'a [f64],
    /// Latitude in CGCS2000 degrees (纬度); NaN where unknown.
    pub lat_deg: &'a [f64],
    /// County, code and name: `220184 公主岭市` (属地(县)).
    pub county: TextColumn<'a>,
    /// Prefecture by name (属地(市)).
    pub prefecture: TextColumn<'a>,
    /// Code of the handler; a row without one is unassigned.
    pub handler_code: TextColumn<'a>,
    /// Name of the handler.
    pub handler_name: TextColumn<'a>,
    /// Departments, joined by `;` (承办部门).
    pub departments: TextColumn<'a>,
    /// Day by which feedback is due (反馈时限).
    pub deadline: TextColumn<'a>,
    /// Everybody who could handle it, by name (涉及各方).
    pub candidates: TextColumn<'a>,
    /// Their shares of an uncertain position, by code.
    pub shares: TextColumn<'a>,
    /// Status of the decision, as its machine word.
    pub status: TextColumn<'a>,
    /// Why it was decided so.
    pub reason: TextColumn<'a>,
}

/// How the lists are written.
#[derive(Clone, Copy, Debug)]
pub struct HandoverOptions<'a> {
    /// Name of the batch, shown on every list.
    pub batch: &'a str,
    /// Whether it is sample data; then every list says so.
    pub sample: bool,
    /// Day of the handover (移交时间); left to be filled in by hand where `None`, for nothing here reads the clock.
    pub handed_over_on: Option<Date>,
    /// Language of headings.
    pub lang: Lang,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct HandoverSummary {
    /// Rows in.
    pub rows: usize,
    /// Rows that are in at least one list.
    pub handed_over: usize,
    /// Rows in the list of the unassigned.
    pub unassigned: usize,
    /// The lists in the order of the index, without that of the unassigned.
    pub lists: Vec<HandoverList>,
}

/// One list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct HandoverList {
    /// Name of its two files, without `.xlsx` and `.csv`.
    pub file: String,
    /// Code of the handler.
    pub handler_code: String,
    /// Name of the handler.
    pub handler_name: String,
    /// Department.
    pub department: String,
    /// Whether the handler is to decide who handles these, or has taken them over.
    pub escalated: bool,
    /// Rows in it.
    pub rows: usize,
}

/// Part of the name of a list of what was escalated, the same in both languages.
pub const ESCALATED_PART: &str = "提请上级-escalated";
/// Name of the list of rows that nobody can be handed, the same in both languages.
pub const UNASSIGNED_FILE: &str = "未移交-unassigned";

/// Writes the lists into a folder, which is made if it does not exist.
///
/// # Errors
/// The folder holds files that are not ours or lists that were edited, a column has another length, the disk refuses, or
/// the rows do not add up.
pub fn write(dir: &Path, columns: &HandoverColumns<'_>, options: &HandoverOptions<'_>) -> Result<HandoverSummary, ExportError> {
    columns.check(dir)?;
    let (groups, unassigned) = group(columns, options.lang);
    let summary = summarise(columns.rows(), &groups, &unassigned, dir)?;
    let folder = folder::Folder::open(dir)?;
    let workshop = folder.workshop()?;
    for (number, (list, rows)) in (1..).zip(summary.lists.iter().zip(groups.values())) {
        let content = if list.escalated {
            list::Content::escalated(columns, list, number, rows, options)
        } else {
            list::Content::handed_over(columns, list, number, rows, options)
        };
        list::write(workshop.path(), dir, &content, options)?;
    }
    list::write(workshop.path(), dir, &list::Content::unassigned(columns, &unassigned, options), options)?;
    folder.publish(&workshop, &summary, options)?;
    Ok(summary)
}

/// Who a list goes to: code, name, department; and whether it is of what was escalated.
type Recipient<'a> = (&'a str, &'a str, &'a str, bool);

/// Row numbers by recipient, and those without one.
fn group<'a>(columns: &HandoverColumns<'a>, lang: Lang) -> (BTreeMap<Recipient<'a>, Vec<usize>>, Vec<usize>) {
    let mut groups: BTreeMap<Recipient<'a>, Vec<usize>> = BTreeMap::new();
    let mut unassigned = Vec::new();
    for row in 0..columns.rows() {
        let code = columns.handler_code[row].map_or("", str::trim);
        if code.is_empty() {
            unassigned.push(row);
            continue;
        }
        let name = columns.handler_name[row].map_or("", str::trim);
        let mut departments: Vec<&str> = columns.departments[row].unwrap_or("").split([';', '；']).map(str::trim).filter(|d| !d.is_empty()).collect();
        departments.sort_unstable();
        departments.dedup();
        if departments.is_empty() {
            departments.push(lang.pick("未指定部门", "no department"));
        }
        for department in departments {
            let is_escalated = columns.status[row] == Some("escalated");
            groups.entry((code, name, department, is_escalated)).or_default().push(row);
        }
    }
    for rows in groups.values_mut() {
        // The sort is stable: what is equally urgent and due stays in the order of the batch. Without a deadline comes last.
        rows.sort_by_key(|&row| (columns.urgency_rank[row], columns.deadline[row].is_none(), columns.deadline[row]));
    }
    (groups, unassigned)
}

/// Counts what stands in the lists, and refuses if a row is in none or in both kinds.
fn summarise(rows: usize, groups: &BTreeMap<Recipient<'_>, Vec<usize>>, unassigned: &[usize], dir: &Path) -> Result<HandoverSummary, ExportError> {
    let mut seen = vec![false; rows];
    groups.values().flatten().for_each(|&row| seen[row] = true);
    let handed_over = seen.iter().filter(|&&s| s).count();
    let in_both = unassigned.iter().any(|&row| seen[row]);
    if handed_over + unassigned.len() != rows || in_both {
        return Err(ExportError::NotConserved { path: dir.into(), rows, handed_over, unassigned: unassigned.len() });
    }
    let files =
        file_name::distinct(groups.keys().map(|&(code, name, department, escalated)| [code, name, department, if escalated { ESCALATED_PART } else { "" }]));
    let lists = groups.iter().zip(files).map(|((&(code, name, department, escalated), rows), file)| HandoverList {
        file,
        handler_code: code.into(),
        handler_name: name.into(),
        department: department.into(),
        escalated,
        rows: rows.len(),
    });
    Ok(HandoverSummary { rows, handed_over, unassigned: unassigned.len(), lists: lists.collect() })
}

impl HandoverColumns<'_> {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.id.len()
    }

    fn check(&self, dir: &Path) -> Result<(), ExportError> {
        let texts = [
            self.class,
            self.urgency,
            self.occurred,
            self.county,
            self.prefecture,
            self.handler_code,
            self.handler_name,
            self.departments,
            self.deadline,
            self.candidates,
            self.shares,
            self.status,
            self.reason,
        ];
        let lengths = texts.iter().map(|c| c.len()).chain([self.lon_deg.len(), self.lat_deg.len(), self.urgency_rank.len()]);
        match lengths.into_iter().find(|&len| len != self.rows()) {
            Some(other) => Err(ExportError::Lengths { path: dir.into(), rows: self.rows(), positions: other }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "handover_tests.rs"]
mod tests;
