//! A list on paper: title, recipient, table with borders, signatures; A4 landscape, one page wide, header repeated.

use std::path::Path;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::super::column::Cell;
use super::super::{ExportError, Step, xlsx};
use super::HandoverOptions;
use super::list::{Heading, Kind, heading};
use crate::lang::Lang;

/// Rows above the first clue: title, recipient, header.
const HEAD_ROWS: u32 = 3;
const A4: u8 = 9;
const GRID: Color = Color::RGB(0x8A_93_9C);
const HEADER: Color = Color::RGB(0xDD_E8_EC);
const HEADER_TO_FILL_IN: Color = Color::RGB(0xFF_F2_CC);
const SAMPLE: Color = Color::RGB(0xB0_2A_1E);

/// What stands on the page.
pub(super) struct Page<'a> {
    pub(super) title: &'a str,
    pub(super) subtitle: &'a str,
    pub(super) headings: &'a [Heading],
    pub(super) rows: &'a [Vec<Cell<'a>>],
    /// Whether there is a line for those who hand over and receive.
    pub(super) signatures: bool,
}

/// Writes the page to `file`; `target` names it in messages.
pub(super) fn write(file: &Path, target: &Path, page: &Page<'_>, options: &HandoverOptions<'_>) -> Result<(), ExportError> {
    for (number, cells) in (1..).zip(page.rows) {
        for (heading, cell) in page.headings.iter().zip(cells) {
            if let Cell::Text(text) = cell {
                xlsx::check_length(target, number, heading.text(options.lang), text)?;
            }
        }
    }
    let encode = |step| move |source: XlsxError| ExportError::Encode { path: target.into(), step, source: Box::new(source) };
    let mut book = Workbook::new();
    book.set_properties(&xlsx::properties(page.title, options.sample, options.lang).map_err(encode(Step::Create))?);
    let sheet = book.add_worksheet();
    draw(sheet, page, options).map_err(encode(Step::Write))?;
    book.save(file).map_err(encode(Step::Close))
}

fn draw(sheet: &mut Worksheet, page: &Page<'_>, options: &HandoverOptions<'_>) -> Result<(), XlsxError> {
    let lang = options.lang;
    let last_col = page.headings.len().saturating_sub(1) as u16;
    sheet.set_name(lang.pick("清单", "List"))?;
    head(sheet, page, last_col, options)?;
    let formats: Vec<Format> = page.headings.iter().map(body_format).collect();
    for (line, cells) in (HEAD_ROWS..).zip(page.rows) {
        for ((col, cell), format) in (0..).zip(cells).zip(&formats) {
            match cell {
                Cell::Null => {
                    sheet.write_blank(line, col, format)?;
                }
                cell => xlsx::write_cell(sheet, line, col, cell, format)?,
            }
        }
        sheet.set_row_height(line, row_height(page.headings, cells))?;
    }
    let end = HEAD_ROWS + page.rows.len() as u32;
    if page.signatures {
        let line = lang.pick(
            "移交人（签字）：　　　　　　　　　　接收人（签字）：　　　　　　　　　　接收日期：　　　　年　　月　　日",
            "Handed over by:                              Received by:                              Date:                    ",
        );
        sheet.set_row_height(end + 1, 26)?.merge_range(end + 1, 0, end + 1, last_col, line, &Format::new().set_align(FormatAlign::VerticalCenter))?;
    }
    sheet.autofilter(HEAD_ROWS - 1, 0, end.max(HEAD_ROWS) - 1, last_col)?.set_freeze_panes(HEAD_ROWS, 2)?;
    print_setup(sheet, page, options)
}

fn head(sheet: &mut Worksheet, page: &Page<'_>, last_col: u16, options: &HandoverOptions<'_>) -> Result<(), XlsxError> {
    let middle = Format::new().set_align(FormatAlign::VerticalCenter);
    let title = middle.clone().set_bold().set_font_size(16);
    let (text, title) = if options.sample {
        (format!("{}{}", page.title, options.lang.pick("（示例数据）", " (sample data)")), title.set_font_color(SAMPLE))
    } else {
        (page.title.to_owned(), title)
    };
    // On a screen that shows a part of the width, a centred title would be out of sight: it stands on the left.
    sheet.merge_range(0, 0, 0, last_col, &text, &title)?.set_row_height(0, 30)?;
    sheet.merge_range(1, 0, 1, last_col, page.subtitle, &middle)?.set_row_height(1, 22)?;
    sheet.set_row_height(HEAD_ROWS - 1, 34)?;
    for (col, heading) in (0..).zip(page.headings) {
        let fill = if heading.kind == Kind::Blank { HEADER_TO_FILL_IN } else { HEADER };
        let format = boxed().set_bold().set_align(FormatAlign::Center).set_background_color(fill);
        sheet.write_string_with_format(HEAD_ROWS - 1, col, heading.text(options.lang), &format)?.set_column_width(col, heading.width)?;
    }
    Ok(())
}

fn print_setup(sheet: &mut Worksheet, page: &Page<'_>, options: &HandoverOptions<'_>) -> Result<(), XlsxError> {
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_margins(0.25, 0.25, 0.4, 0.5, 0.2, 0.2).set_print_center_horizontally(true);
    sheet.set_repeat_rows(0, HEAD_ROWS - 1)?;
    let sample = if options.sample { options.lang.pick("示例数据", "Sample data") } else { "" };
    let number = options.lang.pick("第 &P 页，共 &N 页", "Page &P of &N");
    sheet.set_footer(format!("&L{sample}&C{number}&R{}", page.title));
    Ok(())
}

fn boxed() -> Format {
    Format::new().set_border(FormatBorder::Thin).set_border_color(GRID).set_align(FormatAlign::VerticalCenter).set_text_wrap()
}

fn body_format(heading: &Heading) -> Format {
    let middle = boxed().set_align(FormatAlign::Center);
    match heading.kind {
        Kind::Count => middle.set_num_format("0"),
        Kind::Degrees => middle.set_num_format("0.000000"),
        Kind::Word => middle.set_num_format("@"),
        Kind::Text | Kind::Blank => boxed().set_num_format("@"),
    }
}

/// Tall enough for the cell that wraps most; LibreOffice and Excel differ in whether they find that out themselves.
fn row_height(headings: &[Heading], cells: &[Cell<'_>]) -> f64 {
    let lines = headings.iter().zip(cells).map(|(heading, cell)| match cell {
        // A line is seldom filled to its end: words and closing brackets move on to the next.
        Cell::Text(text) => text.lines().map(|line| (xlsx::width(line) as f64 / (heading.width - 2.0)).ceil().max(1.0)).sum::<f64>(),
        _ => 1.0,
    });
    // Excel's own limit is 409 points.
    (lines.fold(1.0, f64::max) * 15.0 + 4.0).clamp(22.0, 400.0)
}

/// The heading of the index, in the language of the lists.
pub(super) const INDEX: [Heading; 6] = [
    heading(Kind::Count, "序号", "No.", 6.0),
    heading(Kind::Text, "清单", "List", 44.0),
    heading(Kind::Word, "承办单位代码", "Handler code", 14.0),
    heading(Kind::Text, "承办单位", "Handler", 24.0),
    heading(Kind::Text, "承办部门", "Department", 20.0),
    heading(Kind::Count, "件数", "Clues", 9.0),
];

/// The title and the sums above the index.
pub(super) fn index_titles(summary: &super::HandoverSummary, options: &HandoverOptions<'_>) -> (&'static str, String) {
    let super::HandoverSummary { rows, handed_over, unassigned, lists } = summary;
    let title = options.lang.pick("移交清单目录", "Index of handover lists");
    let listed: usize = lists.iter().map(|l| l.rows).sum();
    let subtitle = match options.lang {
        Lang::Zh => format!(
            "线索共 {rows} 件：已列入移交 {handed_over} 件（清单 {} 份，{listed} 件次），未移交 {unassigned} 件　　批次：{}",
            lists.len(),
            options.batch
        ),
        Lang::En => format!("{rows} clues: {handed_over} handed over ({} lists, {listed} entries), {unassigned} not    Batch: {}", lists.len(), options.batch),
    };
    (title, subtitle)
}
