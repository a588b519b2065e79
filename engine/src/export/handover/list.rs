//! One list: which rows, under which headings.

use std::borrow::Cow;
use std::path::Path;

use super::super::column::Cell;
use super::super::{ExportError, csv, status_caption};
use super::page::{self, Page};
use super::{HandoverColumns, HandoverList, HandoverOptions, UNASSIGNED_FILE};
use crate::lang::Lang;

/// A column of a list.
#[derive(Clone, Copy)]
pub(super) struct Heading {
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// Width on paper, in characters.
    pub(super) width: f64,
    /// What its cells are, which decides how they look.
    pub(super) kind: Kind,
}

/// What stands in a column of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Sentences, names of any length: on the left.
    Text,
    /// Words of a fixed set, codes, days: in the middle.
    Word,
    /// A count.
    Count,
    /// Degrees.
    Degrees,
    /// Left to the recipient to fill in.
    Blank,
}

impl Heading {
    pub(super) fn text(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

pub(super) const fn heading(kind: Kind, zh: &'static str, en: &'static str, width: f64) -> Heading {
    Heading { zh, en, width, kind }
}

/// The ledger's columns (DOMAIN §6, 16) in their order, and the reason.
pub(super) const LEDGER: [Heading; 19] = [
    heading(Kind::Count, "序号", "No.", 5.0),
    heading(Kind::Text, "线索编号", "Clue", 14.0),
    heading(Kind::Text, "问题类别", "Class", 13.0),
    heading(Kind::Word, "轻重缓急", "Urgency", 8.5),
    heading(Kind::Word, "发现时间", "Found", 11.0),
    heading(Kind::Degrees, "经度", "Longitude", 11.0),
    heading(Kind::Degrees, "纬度", "Latitude", 10.0),
    heading(Kind::Word, "坐标系", "System", 10.5),
    heading(Kind::Word, "属地(县)", "County", 15.0),
    heading(Kind::Word, "属地(市)", "Prefecture", 9.0),
    heading(Kind::Word, "承办部门", "Department", 11.5),
    heading(Kind::Word, "移交时间", "Handed over", 11.0),
    heading(Kind::Word, "反馈时限", "Feedback due", 11.0),
    heading(Kind::Blank, "整改措施", "Measures", 13.0),
    heading(Kind::Blank, "整改情况", "Progress", 13.0),
    heading(Kind::Blank, "销号状态", "Closed", 6.0),
    heading(Kind::Blank, "销号时间", "Closed on", 10.0),
    heading(Kind::Blank, "复核人", "Reviewer", 8.0),
    heading(Kind::Text, "移交理由", "Reason", 26.0),
];

/// What a superior is asked to decide, or has taken over.
const ESCALATED: [Heading; 16] = [
    heading(Kind::Count, "序号", "No.", 5.0),
    heading(Kind::Text, "线索编号", "Clue", 14.0),
    heading(Kind::Text, "问题类别", "Class", 13.0),
    heading(Kind::Word, "轻重缓急", "Urgency", 8.5),
    heading(Kind::Word, "发现时间", "Found", 11.0),
    heading(Kind::Degrees, "经度", "Longitude", 11.0),
    heading(Kind::Degrees, "纬度", "Latitude", 10.0),
    heading(Kind::Word, "坐标系", "System", 10.5),
    heading(Kind::Text, "涉及各方", "Candidates", 18.0),
    heading(Kind::Text, "误差范围份额", "Shares", 16.0),
    heading(Kind::Word, "承办部门", "Department", 11.5),
    heading(Kind::Word, "反馈时限", "Feedback due", 11.0),
    heading(Kind::Blank, "指定承办单位", "Handler decided", 14.0),
    heading(Kind::Blank, "指定日期", "Decided on", 10.0),
    heading(Kind::Blank, "签发人", "Decided by", 8.0),
    heading(Kind::Text, "提请理由", "Reason", 32.0),
];

/// What is left when there is nobody to hand a clue to.
const UNASSIGNED: [Heading; 12] = [
    heading(Kind::Count, "序号", "No.", 5.0),
    heading(Kind::Text, "线索编号", "Clue", 15.0),
    heading(Kind::Word, "状态", "Status", 11.0),
    heading(Kind::Text, "问题类别", "Class", 16.0),
    heading(Kind::Word, "轻重缓急", "Urgency", 8.5),
    heading(Kind::Word, "发现时间", "Found", 12.0),
    heading(Kind::Degrees, "经度", "Longitude", 11.5),
    heading(Kind::Degrees, "纬度", "Latitude", 11.5),
    heading(Kind::Word, "坐标系", "System", 10.5),
    heading(Kind::Word, "属地(县)", "County", 13.0),
    heading(Kind::Word, "属地(市)", "Prefecture", 10.0),
    heading(Kind::Text, "未移交原因", "Why not handed over", 48.0),
];

/// A list with its title and rows.
pub(super) struct Content<'a> {
    file: &'a str,
    title: String,
    subtitle: String,
    headings: &'static [Heading],
    rows: Vec<Vec<Cell<'a>>>,
}

impl<'a> Content<'a> {
    /// The rows for one recipient.
    pub(super) fn handed_over(columns: &HandoverColumns<'a>, list: &'a HandoverList, number: usize, rows: &[usize], options: &HandoverOptions<'_>) -> Self {
        let lang = options.lang;
        let cells = |(number, &row): (usize, &usize)| {
            let mut cells =
                vec![Cell::count(number + 1), text(columns.id[row]), text(columns.class[row]), text(columns.urgency[row]), text(columns.occurred[row])];
            cells.extend(position(columns, row));
            cells.extend([text(columns.county[row]), text(columns.prefecture[row]), Cell::Text(list.department.as_str().into())]);
            cells.extend([options.handed_over_on.map_or(Cell::Null, |day| Cell::Text(day.to_string().into())), text(columns.deadline[row])]);
            cells.extend([const { Cell::Null }; 5]);
            cells.push(text(columns.reason[row]));
            cells
        };
        Self {
            file: &list.file,
            title: lang.pick("生态环境问题线索移交清单", "Handover list of environmental clues").into(),
            subtitle: subtitle(columns, list, number, rows, options),
            headings: &LEDGER,
            rows: rows.iter().enumerate().map(cells).collect(),
        }
    }

    /// The rows that a superior is to decide.
    pub(super) fn escalated(columns: &HandoverColumns<'a>, list: &'a HandoverList, number: usize, rows: &[usize], options: &HandoverOptions<'_>) -> Self {
        let cells = |(number, &row): (usize, &usize)| {
            let mut cells =
                vec![Cell::count(number + 1), text(columns.id[row]), text(columns.class[row]), text(columns.urgency[row]), text(columns.occurred[row])];
            cells.extend(position(columns, row));
            // A blank lets the cell wrap between two shares and not within a code.
            let shares = columns.shares[row].map_or(Cell::Null, |shares| Cell::Text(shares.replace(';', "; ").into()));
            cells.extend([text(columns.candidates[row]), shares, Cell::Text(list.department.as_str().into()), text(columns.deadline[row])]);
            cells.extend([const { Cell::Null }; 3]);
            cells.push(text(columns.reason[row]));
            cells
        };
        Self {
            file: &list.file,
            title: options.lang.pick("提请上级确定或办理的线索清单", "Clues for the superior to decide or take over").into(),
            subtitle: subtitle(columns, list, number, rows, options),
            headings: &ESCALATED,
            rows: rows.iter().enumerate().map(cells).collect(),
        }
    }

    /// The rows for nobody.
    pub(super) fn unassigned(columns: &HandoverColumns<'a>, rows: &[usize], options: &HandoverOptions<'_>) -> Self {
        let lang = options.lang;
        let cells = |(number, &row): (usize, &usize)| {
            let status = columns.status[row].map(|s| status_caption(s, lang));
            let mut cells = vec![
                Cell::count(number + 1),
                text(columns.id[row]),
                text(status),
                text(columns.class[row]),
                text(columns.urgency[row]),
                text(columns.occurred[row]),
            ];
            cells.extend(position(columns, row));
            cells.extend([text(columns.county[row]), text(columns.prefecture[row]), text(columns.reason[row])]);
            cells
        };
        Self {
            file: UNASSIGNED_FILE,
            title: lang.pick("未移交线索清单", "Clues not handed over").into(),
            subtitle: lang.pick(
                format!("以下线索没有可移交的承办单位，请逐条核查后处理　　件数：{}　　批次：{}", rows.len(), options.batch),
                format!("Nobody can be handed these clues; look at each of them    Clues: {}    Batch: {}", rows.len(), options.batch),
            ),
            headings: &UNASSIGNED,
            rows: rows.iter().enumerate().map(cells).collect(),
        }
    }
}

/// Who it goes to, its number in the index, and the first day on which feedback is due.
fn subtitle(columns: &HandoverColumns<'_>, list: &HandoverList, number: usize, rows: &[usize], options: &HandoverOptions<'_>) -> String {
    let HandoverList { handler_code, handler_name, department, .. } = list;
    let (lang, count, batch) = (options.lang, rows.len(), options.batch);
    let first_due = rows.iter().filter_map(|&row| columns.deadline[row]).min();
    let due = first_due.map(|day| lang.pick(format!("　　最早反馈时限：{day}"), format!("    First feedback due: {day}"))).unwrap_or_default();
    lang.pick(
        format!("编号：{number:03}　　承办单位：{handler_name}（{handler_code}）　　承办部门：{department}　　件数：{count}{due}　　批次：{batch}"),
        format!("No. {number:03}    Handler: {handler_name} ({handler_code})    Department: {department}    Clues: {count}{due}    Batch: {batch}"),
    )
}

/// Writes both files of a list into `workshop`; they will be in `dir`.
pub(super) fn write(workshop: &Path, dir: &Path, content: &Content<'_>, options: &HandoverOptions<'_>) -> Result<(), ExportError> {
    let name = |ending: &str| format!("{}.{ending}", content.file);
    let header: Vec<&str> = content.headings.iter().map(|h| h.text(options.lang)).collect();
    let rows = content.rows.iter().map(|cells| cells.iter().cloned());
    csv::write_rows(&workshop.join(name("csv")), &dir.join(name("csv")), &header, rows)?;
    let page = Page {
        title: &content.title,
        subtitle: &content.subtitle,
        headings: content.headings,
        rows: &content.rows,
        signatures: content.file != UNASSIGNED_FILE,
    };
    page::write(&workshop.join(name("xlsx")), &dir.join(name("xlsx")), &page, options)
}

fn text(cell: Option<&str>) -> Cell<'_> {
    cell.map_or(Cell::Null, |text| Cell::Text(Cow::Borrowed(text)))
}

/// Longitude, latitude and the name of their system, or three empty cells.
fn position<'a>(columns: &HandoverColumns<'_>, row: usize) -> [Cell<'a>; 3] {
    match (columns.lon_deg[row], columns.lat_deg[row]) {
        (lon, lat) if lon.is_finite() && lat.is_finite() => [Cell::Float(lon), Cell::Float(lat), Cell::Text("CGCS2000".into())],
        _ => [const { Cell::Null }; 3],
    }
}
