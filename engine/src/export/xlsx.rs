//! Excel: what the officer opens.
//!
//! 1. The header row holds the machine names, as scripts expect them; the decision's stand on another colour than the
//!    input's own, and each carries a note with its caption and meaning.
//! 2. Cells are typed: numbers, booleans, dates; text stays text, so that 220184 and 007 remain codes.
//! 3. Header frozen, filters on, widths by content (a Chinese character counts double), the status coloured.
//! 4. More rows than a sheet holds go on in further sheets, each with the header.
//!
//! What a cell cannot hold exactly is written as text: integers beyond 2⁵³, dates before 1900, times finer than a millisecond,
//! numbers that are not finite. Text beyond 32 767 characters is refused, naming row and column: cutting it would lose it.
//! Rows go to the disk as they are written, so a million of them fit into little memory.

use std::path::Path;

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet,
    XlsxError,
};

use super::column::{Cell, Column, Kind};
use super::{ExportError, Job, Step, caption};
use crate::lang::Lang;

/// Excel's limits (ECMA-376; "Excel specifications and limits").
pub(super) const ROWS_MAX: usize = 1_048_575;
const COLUMNS_MAX: usize = 16_384;
const TEXT_MAX: usize = 32_767;
const SHEET_NAME_MAX: usize = 31;

/// Largest integer up to which a float, all that Excel has, is exact.
const EXACT_MAX: u64 = 1 << 53;

const HEADER_OWN: Color = Color::RGB(0xDD_E3_EA);
const HEADER_DECISION: Color = Color::RGB(0x1F_4E_5F);
/// Background and text of each status: green, amber, grey, red.
const STATUS_COLOURS: [(&str, u32, u32); 4] =
    [("assigned", 0xE2_F0_D9, 0x2E_5E_1F), ("escalated", 0xFF_EC_B3, 0x7A_4B_00), ("outside", 0xE4_E4_E4, 0x4A_4A_4A), ("invalid", 0xF8_CF_CC, 0x8E_1B_14)];

/// Rows looked at for the width of a column.
const WIDTH_SAMPLE: usize = 1_000;

pub(super) fn write(job: &Job<'_>) -> Result<(), ExportError> {
    write_book(job, ROWS_MAX)
}

fn write_book(job: &Job<'_>, rows_a_sheet: usize) -> Result<(), ExportError> {
    write_sheets(job, std::slice::from_ref(job), rows_a_sheet)
}

/// Writes tables into one workbook, each on sheets of its own; `first` gives the file and its title.
pub(super) fn write_sheets(first: &Job<'_>, jobs: &[Job<'_>], rows_a_sheet: usize) -> Result<(), ExportError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(&first.sheet.title(first.lang), first.sheet.sample, first.lang).map_err(first.fail(Step::Create))?);
    if let Some(folder) = first.file.parent() {
        book.set_tempdir(folder).map_err(first.fail(Step::Create))?;
    }
    for job in jobs {
        add_pages(job, &mut book, rows_a_sheet)?;
    }
    book.save(first.file).map_err(first.fail(Step::Close))
}

fn add_pages(job: &Job<'_>, book: &mut Workbook, rows_a_sheet: usize) -> Result<(), ExportError> {
    job.check_column_count("Excel", COLUMNS_MAX)?;
    check_text(job)?;
    let sheet = job.sheet;
    for (part, start) in (0..sheet.rows().max(1)).step_by(rows_a_sheet).enumerate() {
        let rows = start..sheet.rows().min(start + rows_a_sheet);
        let page = book.add_worksheet_with_low_memory().map_err(job.fail(Step::Create))?;
        page.set_name(sheet_name(sheet.name, sheet.sample, part, job.lang)).map_err(job.fail(Step::Create))?;
        write_page(job, page, rows).map_err(job.fail(Step::Write))?;
    }
    Ok(())
}

fn check_text(job: &Job<'_>) -> Result<(), ExportError> {
    for (name, column) in job.names.iter().zip(&job.columns) {
        check_length(job.target, 0, name, name)?;
        if matches!(column, Column::Text(_) | Column::Other(_)) {
            for row in 0..job.sheet.rows() {
                if let Cell::Text(text) = column.cell(row) {
                    check_length(job.target, row + 1, name, &text)?;
                }
            }
        }
    }
    Ok(())
}

/// Whether a text fits into a cell. `row` counts from 1; 0 is the header.
pub(super) fn check_length(target: &Path, row: usize, column: &str, text: &str) -> Result<(), ExportError> {
    // Bytes are never fewer than UTF-16 units, so most texts need no second look.
    if text.len() <= TEXT_MAX {
        return Ok(());
    }
    let found = text.encode_utf16().count();
    let column = || column.chars().take(80).collect();
    if found > TEXT_MAX { Err(ExportError::TextTooLong { path: target.into(), row, column: column(), found, max: TEXT_MAX }) } else { Ok(()) }
}

fn write_page(job: &Job<'_>, page: &mut Worksheet, rows: std::ops::Range<usize>) -> Result<(), XlsxError> {
    let sheet = job.sheet;
    let last_row = rows.len() as u32;
    page.set_freeze_panes(1, 0)?.set_row_height(0, 22)?;
    for (col, name) in (0_u16..).zip(&job.names) {
        let own = usize::from(col) < sheet.own_columns;
        page.write_string_with_format(0, col, name, &header_format(own))?;
        if let Some(caption) = caption(name).filter(|_| !own) {
            let note = Note::new(format!("{}\n{}", caption.title(job.lang), caption.about(job.lang))).add_author_prefix(false).set_author("Bailiwick");
            page.insert_note(0, col, &note.set_width(220).set_height(76))?;
        }
    }
    let formats: Vec<Format> = job.names.iter().enumerate().map(|(place, name)| cell_format(&job.columns[place], name, place >= sheet.own_columns)).collect();
    for (line, row) in (1_u32..).zip(rows.clone()) {
        for ((col, column), format) in (0_u16..).zip(&job.columns).zip(&formats) {
            write_cell(page, line, col, &column.cell(row), format)?;
        }
    }
    for ((col, column), name) in (0_u16..).zip(&job.columns).zip(&job.names) {
        let sample = rows.clone().take(WIDTH_SAMPLE).map(|row| shown_width(&column.cell(row))).max().unwrap_or(0);
        page.set_column_width(col, (sample.max(width(name) + 3) + 2).clamp(8, 48) as f64)?;
    }
    if let Some(last_col) = job.names.len().checked_sub(1) {
        let last_col = last_col as u16;
        page.autofilter(0, 0, last_row, last_col)?;
        if last_row > 0 {
            page.ignore_error_range(1, 0, last_row, last_col, rust_xlsxwriter::IgnoreError::NumberStoredAsText)?;
        }
    }
    colour_status(job, page, last_row)?;
    page.set_landscape()
        .set_paper_size(9)
        .set_repeat_rows(0, 0)?
        .set_repeat_columns(0, 0)?
        .set_header(format!("&L{}", sheet.title(job.lang).replace('&', "&&")))
        .set_footer("&C&P / &N");
    Ok(())
}

fn colour_status(job: &Job<'_>, page: &mut Worksheet, last_row: u32) -> Result<(), XlsxError> {
    let Some(place) = (job.sheet.own_columns..job.names.len()).find(|&place| job.names[place] == "status").filter(|_| last_row > 0) else {
        return Ok(());
    };
    for (status, fill, text) in STATUS_COLOURS {
        let format = Format::new().set_background_color(Color::RGB(fill)).set_font_color(Color::RGB(text));
        let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo(status)).set_format(format);
        page.add_conditional_format(1, place as u16, last_row, place as u16, &rule)?;
    }
    Ok(())
}

fn header_format(own: bool) -> Format {
    let format = Format::new().set_bold().set_align(FormatAlign::VerticalCenter).set_border_bottom(FormatBorder::Thin);
    if own { format.set_background_color(HEADER_OWN) } else { format.set_background_color(HEADER_DECISION).set_font_color(Color::White) }
}

fn cell_format(column: &Column, name: &str, decision: bool) -> Format {
    let pattern = match column.kind() {
        Kind::Text => "@",
        Kind::Float if decision && name.ends_with("_m") => "0.0",
        Kind::Float if decision && name == "probability" => "0.000",
        Kind::Float if decision && (name.ends_with("_km") || name.ends_with("_km2")) => "0.000",
        Kind::Float => "General",
        // Excel ignores it; LibreOffice would show 1 and 0 without it.
        Kind::Bool => "\"TRUE\";\"TRUE\";\"FALSE\"",
        Kind::Int => "0",
        Kind::Date => "yyyy-mm-dd",
        Kind::Time => "yyyy-mm-dd hh:mm:ss",
    };
    let format = Format::new().set_num_format(pattern).set_align(FormatAlign::VerticalCenter);
    if column.kind() == Kind::Bool { format.set_align(FormatAlign::Center) } else { format }
}

/// Writes one typed cell; the handover lists use it too.
pub(super) fn write_cell(page: &mut Worksheet, row: u32, col: u16, cell: &Cell<'_>, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Null => return Ok(()),
        Cell::Text(text) => page.write_string_with_format(row, col, text.as_ref(), format)?,
        Cell::Float(x) if x.is_finite() => page.write_number_with_format(row, col, *x, format)?,
        Cell::Int(x) if x.unsigned_abs() <= EXACT_MAX => page.write_number_with_format(row, col, *x as f64, format)?,
        Cell::Bool(x) => page.write_boolean_with_format(row, col, *x, format)?,
        Cell::Date(_) | Cell::Time(_) => match excel_time(cell) {
            Some(time) => page.write_datetime_with_format(row, col, &time, format)?,
            None => page.write_string_with_format(row, col, cell.to_string(), format)?,
        },
        Cell::Float(_) | Cell::Int(_) => page.write_string_with_format(row, col, cell.to_string(), format)?,
    };
    Ok(())
}

/// A date as Excel has it: from 1900-03-01, before which its calendar is wrong, and to the millisecond.
fn excel_time(cell: &Cell<'_>) -> Option<ExcelDateTime> {
    let (date, time) = match cell {
        Cell::Date(date) => (*date, None),
        Cell::Time(time) => (time.date(), Some(time.time())),
        _ => return None,
    };
    if date < jiff::civil::date(1900, 3, 1) {
        return None;
    }
    let part = |x: i8| u8::try_from(x).ok();
    let day = ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, part(date.month())?, part(date.day())?).ok()?;
    match time {
        None => Some(day),
        Some(time) if time.subsec_nanosecond() % 1_000_000 != 0 => None,
        Some(time) => {
            day.and_hms_milli(u16::from(part(time.hour())?), part(time.minute())?, part(time.second())?, u16::try_from(time.millisecond()).ok()?).ok()
        }
    }
}

/// Title, author and a creation date that is always the same, so that the same rows give the same bytes.
pub(super) fn properties(title: &str, sample: bool, lang: Lang) -> Result<DocProperties, XlsxError> {
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let comment = if sample { lang.pick("示例数据，不得作为执法依据", "Sample data: not for enforcement") } else { "" };
    Ok(DocProperties::new().set_title(title).set_author("Bailiwick").set_comment(comment).set_creation_datetime(&created))
}

/// A tab name that Excel accepts; sample data says so, and a further part its number.
pub(super) fn sheet_name(name: &str, sample: bool, part: usize, lang: Lang) -> String {
    let mut suffix = if sample { lang.pick("（示例数据）", " (sample)").to_owned() } else { String::new() };
    if part > 0 {
        suffix = format!("{suffix} {}", part + 1);
    }
    let clean: String = name.chars().map(|c| if c.is_control() || "[]:*?/\\".contains(c) { '_' } else { c }).collect();
    let clean = match clean.trim().trim_matches('\'') {
        // Excel keeps "History" for itself.
        "" => lang.pick("线索", "clues"),
        history if history.eq_ignore_ascii_case("history") => "History_",
        kept => kept,
    };
    let mut kept = String::new();
    let mut units = suffix.encode_utf16().count();
    for c in clean.chars() {
        units += c.len_utf16();
        if units > SHEET_NAME_MAX {
            break;
        }
        kept.push(c);
    }
    format!("{}{suffix}", kept.trim_end_matches('\''))
}

/// Columns that text takes on screen: a Chinese character is twice as wide as a Latin one.
pub(super) fn width(text: &str) -> usize {
    text.lines().map(|line| line.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum()).max().unwrap_or(0)
}

fn shown_width(cell: &Cell<'_>) -> usize {
    match cell {
        Cell::Text(text) => width(text),
        // General shows at most eleven digits.
        Cell::Float(_) => cell.to_string().len().min(11),
        _ => cell.to_string().len(),
    }
}

#[cfg(test)]
#[path = "xlsx_tests.rs"]
mod tests;
