//! A document as offices write them: A4 upright, title, sections, tables, page numbers.
//!
//! Fonts and sizes are those of official documents (GB/T 9704-2012): the title in 22 points, text in 16 points of 仿宋, headings in 黑体.
//! A program that lacks a font takes another.

use std::path::Path;

use docx_rs::{
    AlignmentType, Docx, Footer, LineSpacing, LineSpacingType, NumPages, PageMargin, PageNum, Paragraph, Run, RunFonts, Shading, SpecialIndentType, Table,
    TableCell, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::{Block, PaperCell, PaperTable};
use crate::export::{ExportError, Format, Step, publish, workshop};
use crate::lang::Lang;

/// A4 and its margins, in twentieths of a point: 37 mm above, 35 below, 28 left and 26 right.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGINS: [i32; 4] = [2_098, 1_984, 1_588, 1_474];
/// What is left for text between the margins.
const TEXT_WIDTH: usize = 8_844;
/// Sizes in half points.
const TITLE: usize = 44;
const TEXT: usize = 32;
const SMALL: usize = 28;
const CELL: usize = 20;
const FINE: usize = 16;
/// Tables with more columns are set in the finest size.
const COLUMNS_FINE: usize = 6;
/// Lines are 28 points apart.
const LINE: i32 = 560;
/// Two characters of text.
const INDENT: i32 = 640;

const HEAVY: &str = "黑体";
const BODY: &str = "仿宋";
const PLAIN: &str = "宋体";

/// Writes a document, replacing a file that is there. `mark` stands at the foot of every page: what it is not, such as final.
///
/// # Errors
/// As [`crate::export::write()`].
pub fn write_document(path: &Path, blocks: &[Block], mark: &str, lang: Lang) -> Result<(), ExportError> {
    let (_workshop, file) = workshop(path, Format::Xlsx)?;
    let failed = |step| move |source: std::io::Error| ExportError::Io { path: path.into(), step, source };
    let output = std::fs::File::create_new(&file).map_err(failed(Step::Create))?;
    document(blocks, mark, lang).pack(output).map_err(|source| ExportError::Encode { path: path.into(), step: Step::Write, source: Box::new(source) })?;
    publish(&file, path)
}

fn document(blocks: &[Block], mark: &str, lang: Lang) -> Docx {
    let [top, bottom, left, right] = MARGINS;
    // A fixed day: equal content gives equal bytes.
    let mut document = Docx::new()
        .created_at("2000-01-01T00:00:00Z")
        .updated_at("2000-01-01T00:00:00Z")
        .page_size(PAGE.0, PAGE.1)
        .page_margin(PageMargin::new().top(top).bottom(bottom).left(left).right(right).header(851).footer(992))
        .default_fonts(fonts(BODY))
        .default_size(TEXT)
        .footer(footer(mark, lang));
    let mut begins_page = false;
    for block in blocks {
        let new_page = std::mem::take(&mut begins_page);
        let paragraph = |paragraph: Paragraph| if new_page { paragraph.page_break_before(true) } else { paragraph };
        document = match block {
            Block::NewPage => {
                begins_page = true;
                document
            }
            Block::Title(text) => {
                let title = Paragraph::new().add_run(run(text, PLAIN, TITLE).bold()).align(AlignmentType::Center);
                document.add_paragraph(paragraph(title.line_spacing(exactly(720).after(240))))
            }
            Block::Subtitle(text) => document.add_paragraph(paragraph(
                Paragraph::new().add_run(run(text, "楷体", SMALL)).align(AlignmentType::Center).line_spacing(exactly(LINE).after(240)),
            )),
            Block::Heading(text) => {
                document.add_paragraph(paragraph(indented(Paragraph::new().add_run(run(text, HEAVY, TEXT))).keep_next(true).outline_lvl(0)))
            }
            Block::Paragraph(text) => document.add_paragraph(paragraph(indented(Paragraph::new().add_run(run(text, BODY, TEXT))).align(AlignmentType::Both))),
            Block::Command(text) => {
                document.add_paragraph(paragraph(Paragraph::new().add_run(run(text, PLAIN, CELL)).line_spacing(exactly(320).before(60).after(60))))
            }
            Block::Signature(text) => {
                document.add_paragraph(paragraph(Paragraph::new().add_run(run(text, BODY, TEXT)).align(AlignmentType::Right).line_spacing(exactly(LINE))))
            }
            Block::Table(content) => {
                let name = Paragraph::new().add_run(run(&content.name, HEAVY, SMALL)).align(AlignmentType::Center).keep_next(true);
                let mut with_name = document.add_paragraph(paragraph(name.line_spacing(exactly(480).before(120))));
                for note in &content.notes {
                    with_name = with_name.add_paragraph(Paragraph::new().add_run(run(note, BODY, CELL)).line_spacing(exactly(320)));
                }
                // A table needs text behind it, or the next one grows together with it.
                with_name.add_table(table(content)).add_paragraph(Paragraph::new().line_spacing(exactly(240)))
            }
        };
    }
    document
}

fn fonts(name: &str) -> RunFonts {
    RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia(name)
}

fn run(text: &str, font: &str, size: usize) -> Run {
    Run::new().add_text(text).fonts(fonts(font)).size(size)
}

fn exactly(twentieths: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(twentieths)
}

/// The first line two characters in.
fn indented(paragraph: Paragraph) -> Paragraph {
    paragraph.indent(None, Some(SpecialIndentType::FirstLine(INDENT)), None, None).line_spacing(exactly(LINE))
}

fn footer(mark: &str, lang: Lang) -> Footer {
    let text = |text: &str| run(text, PLAIN, CELL);
    let (page, of, end) = lang.pick(("　　第 ", " 页，共 ", " 页"), ("    Page ", " of ", ""));
    let line = Paragraph::new().align(AlignmentType::Center).add_run(text(mark)).add_run(text(page));
    Footer::new().add_paragraph(line.add_page_num(PageNum::new()).add_run(text(of)).add_num_pages(NumPages::new()).add_run(text(end)))
}

fn table(content: &PaperTable) -> Table {
    let all: f64 = content.columns.iter().map(|column| column.width).sum();
    let widths: Vec<usize> = content.columns.iter().map(|column| (column.width / all * TEXT_WIDTH as f64) as usize).collect();
    let size = if content.columns.len() > COLUMNS_FINE { FINE } else { CELL };
    let cell = |text: &str, width: usize, heads: bool| {
        let paragraphs = text.lines().chain(text.is_empty().then_some("")).map(|line| {
            let run = run(line, if heads { HEAVY } else { PLAIN }, size);
            let paragraph = Paragraph::new().add_run(run).line_spacing(LineSpacing::new().line(260));
            if heads { paragraph.align(AlignmentType::Center) } else { paragraph }
        });
        let cell = paragraphs.fold(TableCell::new(), TableCell::add_paragraph).width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
        if heads { cell.shading(Shading::new().fill("DDE8EC")) } else { cell }
    };
    let head = TableRow::new(content.columns.iter().zip(&widths).map(|(column, width)| cell(&column.caption, *width, true)).collect());
    let row = |row: &Vec<PaperCell>| TableRow::new(row.iter().zip(&widths).map(|(content, width)| cell(&content.text(), *width, false)).collect()).cant_split();
    let rows = std::iter::once(head.cant_split()).chain(content.rows.iter().map(row)).collect();
    Table::new(rows).set_grid(widths).layout(TableLayoutType::Fixed).width(TEXT_WIDTH, WidthType::Dxa)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::paper::paper_column;

    fn blocks() -> Vec<Block> {
        let table = PaperTable {
            name: "参加单位".into(),
            notes: vec!["说明".into()],
            columns: vec![paper_column("代码", 10.0), paper_column("名称", 30.0)],
            rows: vec![vec!["220184".into(), "公主岭市 <&>".into()], vec![PaperCell::Count(3), PaperCell::Number(1.25, 1)]],
        };
        vec![Block::Title("工作方案".into()), Block::Heading("一、依据".into()), Block::NewPage, Block::Table(table), Block::Signature("年　月　日".into())]
    }

    #[test]
    fn equal_content_gives_equal_bytes_that_name_no_day() {
        let folder = tempfile::tempdir().expect("a folder");
        let written = |name: &str| {
            let path = folder.path().join(name);
            write_document(&path, &blocks(), "草案", Lang::Zh).expect("written");
            std::fs::read(path).expect("there")
        };
        let bytes = written("a.docx");
        assert!(bytes == written("b.docx"));
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
        for place in 0..archive.len() {
            let file = archive.by_index(place).expect("a file");
            assert!(file.last_modified().is_none_or(|day| day.year() == 1980), "{:?} has a day", file.name());
        }
        let text = std::io::read_to_string(archive.by_name("word/document.xml").expect("the text")).expect("UTF-8");
        assert!(text.contains("公主岭市 &lt;&amp;&gt;") && text.contains("<w:tbl>") && text.contains("1.2"), "{text}");
    }
}
