//! Tables on the sheets of a workbook: wrapped, with borders, the header repeated on each page.

use std::path::Path;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError};

use super::{PaperCell, PaperTable};
use crate::export::{ExportError, Format as Kind, Step, publish, title, workshop, xlsx};
use crate::lang::Lang;

const A4: u8 = 9;
const GRID: Color = Color::RGB(0x8A_93_9C);
const HEADER: Color = Color::RGB(0xDD_E8_EC);

/// Writes tables as the sheets of one workbook, replacing a file that is there.
///
/// # Errors
/// As [`crate::export::write()`].
pub fn write_tables(path: &Path, name: &str, sample: bool, tables: &[PaperTable], lang: Lang) -> Result<(), ExportError> {
    let (_workshop, file) = workshop(path, Kind::Xlsx)?;
    let encode = |step| move |source: XlsxError| ExportError::Encode { path: path.into(), step, source: Box::new(source) };
    let mut book = Workbook::new();
    book.set_properties(&xlsx::properties(&title(name, sample, lang), sample, lang).map_err(encode(Step::Create))?);
    for table in tables {
        for (number, row) in (1..).zip(&table.rows) {
            for (column, cell) in table.columns.iter().zip(row) {
                if let PaperCell::Text(text) = cell {
                    xlsx::check_length(path, number, &column.caption, text)?;
                }
            }
        }
        let sheet = book.add_worksheet();
        sheet.set_name(xlsx::sheet_name(&table.name, sample, 0, lang)).map_err(encode(Step::Create))?;
        draw(sheet, table, &title(name, sample, lang), lang).map_err(encode(Step::Write))?;
    }
    book.save(&file).map_err(encode(Step::Close))?;
    publish(&file, path)
}

fn draw(sheet: &mut Worksheet, table: &PaperTable, header: &str, lang: Lang) -> Result<(), XlsxError> {
    let last_col = table.columns.len().saturating_sub(1) as u16;
    let wide: f64 = table.columns.iter().map(|column| column.width).sum();
    let note = Format::new().set_text_wrap().set_align(FormatAlign::VerticalCenter);
    for (line, text) in (0..).zip(&table.notes) {
        if last_col > 0 {
            sheet.merge_range(line, 0, line, last_col, text, &note)?;
        } else {
            sheet.write_string_with_format(line, 0, text, &note)?;
        }
        sheet.set_row_height(line, height(std::iter::once((text.clone(), wide))))?;
    }
    let head = table.notes.len() as u32;
    let caption = boxed().set_bold().set_align(FormatAlign::Center).set_background_color(HEADER);
    for (col, column) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(head, col, &column.caption, &caption)?.set_column_width(col, column.width)?;
    }
    sheet.set_row_height(head, 24)?;
    for (line, row) in (head + 1..).zip(&table.rows) {
        for (col, cell) in (0..).zip(row) {
            match cell {
                PaperCell::Text(text) => sheet.write_string_with_format(line, col, text, &boxed().set_num_format("@"))?,
                PaperCell::Count(count) => sheet.write_number_with_format(line, col, *count as f64, &boxed().set_num_format("0"))?,
                PaperCell::Number(number, decimals) => {
                    let pattern = if *decimals == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(*decimals)) };
                    sheet.write_number_with_format(line, col, *number, &boxed().set_num_format(pattern))?
                }
            };
        }
        sheet.set_row_height(line, height(row.iter().zip(&table.columns).map(|(cell, column)| (cell.text(), column.width))))?;
    }
    let end = head + table.rows.len() as u32;
    if end > head {
        sheet.autofilter(head, 0, end, last_col)?.ignore_error_range(head + 1, 0, end, last_col, IgnoreError::NumberStoredAsText)?;
    }
    sheet.set_freeze_panes(head + 1, 0)?.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(head, head)?;
    sheet.set_header(format!("&L{}", header.replace('&', "&&")));
    sheet.set_footer(lang.pick("&C第 &P 页，共 &N 页", "&CPage &P of &N"));
    Ok(())
}

fn boxed() -> Format {
    Format::new().set_border(FormatBorder::Thin).set_border_color(GRID).set_align(FormatAlign::VerticalCenter).set_text_wrap()
}

/// Tall enough for the cell that wraps most.
fn height(cells: impl Iterator<Item = (String, f64)>) -> f64 {
    let lines = cells.map(|(text, width)| text.lines().map(|line| (xlsx::width(line) as f64 / (width - 1.0).max(1.0)).ceil().max(1.0)).sum::<f64>());
    // Excel's own limit is 409 points.
    (lines.fold(1.0, f64::max) * 15.0 + 4.0).clamp(20.0, 400.0)
}
