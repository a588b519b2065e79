use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use super::*;
use crate::export::{Format as FileFormat, Sheet, fixture, to_bytes};

fn read(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook")
}

fn rows(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: usize) -> Vec<Vec<Data>> {
    book.worksheet_range_at(sheet).expect("a sheet").expect("its cells").rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn another_reader_finds_typed_cells() {
    let table = fixture::table();
    let mut book = read(to_bytes(&fixture::sheet(&table), FileFormat::Xlsx, Lang::Zh).expect("written"));
    assert_eq!(book.sheet_names(), ["clues（示例数据）"]);
    let rows = rows(&mut book, 0);
    assert_eq!(rows.len(), 1 + fixture::ROWS);
    assert_eq!(rows[0], fixture::NAMES.map(|n| Data::String(n.into())));
    assert_eq!(rows[1][0], Data::String("220184".into()), "a code stays a code");
    assert_eq!(rows[2][0], Data::String("007".into()));
    assert_eq!(rows[2][1], Data::String(fixture::NASTY.into()), "control characters, line ends and what looks like an escape");
    assert_eq!((&rows[1][2], &rows[2][2]), (&Data::Float(0.1), &Data::Float(-1e300)));
    assert_eq!((&rows[1][3], &rows[2][3]), (&Data::String("9007199254740993".into()), &Data::Float(-1.0)));
    assert_eq!((&rows[1][4], &rows[2][4]), (&Data::Bool(true), &Data::Bool(false)));
    let Data::DateTime(day) = &rows[1][5] else { panic!("{:?}", rows[1][5]) };
    assert_eq!(day.to_ymd_hms_milli(), (2026, 6, 5, 0, 0, 0, 0));
    let Data::DateTime(time) = &rows[2][6] else { panic!("{:?}", rows[2][6]) };
    assert_eq!(time.to_ymd_hms_milli(), (2026, 6, 5, 8, 30, 0, 123));
    assert_eq!(rows[3][1..7], [const { Data::Empty }; 6]);
    assert_eq!((&rows[4][2], &rows[4][5]), (&Data::String("NaN".into()), &Data::String("1422-06-03".into())), "what Excel cannot hold is text");
}

#[test]
fn rows_beyond_a_sheet_go_on_in_the_next_one() {
    let table = fixture::table();
    let sheet = fixture::sheet(&table);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("parts.xlsx");
    let columns = table.columns().iter().map(Column::new).collect();
    let names = fixture::NAMES.map(str::to_owned).to_vec();
    write_book(&Job { sheet: &sheet, columns, names, file: &file, target: &file, lang: Lang::En, shapes: None, style: None }, 3).expect("written");
    let mut book = read(std::fs::read(&file).expect("readable"));
    assert_eq!(book.sheet_names(), ["clues (sample)", "clues (sample) 2"]);
    let parts = [rows(&mut book, 0), rows(&mut book, 1)];
    assert_eq!([parts[0].len(), parts[1].len()], [4, 2]);
    assert_eq!(parts[0][0], parts[1][0], "each part has the header");
    assert_eq!(parts[1][1][0], Data::String("1e5".into()));
}

#[test]
fn tab_names_are_what_excel_accepts() {
    for (name, tab) in [
        ("线索", "线索（示例数据）"),
        ("a/b[c]:*?\\", "a_b_c_____（示例数据）"),
        ("''", "线索（示例数据）"),
        ("History", "History_（示例数据）"),
        (&"长".repeat(40), &format!("{}（示例数据）", "长".repeat(25))),
    ] {
        assert_eq!(sheet_name(name, true, 0, Lang::Zh), *tab);
    }
    assert!(sheet_name(&"🐟".repeat(40), false, 9, Lang::Zh).encode_utf16().count() <= SHEET_NAME_MAX);
    assert_eq!(sheet_name("it's'", false, 0, Lang::En), "it's");
}

#[test]
fn too_many_columns_are_refused_with_the_way_out() {
    let names: Vec<String> = (0..=COLUMNS_MAX).map(|i| format!("c{i}")).collect();
    let table = fixture::named(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let sheet = Sheet { table: &table, lon_deg: &[f64::NAN], lat_deg: &[f64::NAN], name: "wide", sample: false, own_columns: 0 };
    let error = to_bytes(&sheet, FileFormat::Xlsx, Lang::En).expect_err("too wide");
    assert!(error.code() == "too_many_columns" && error.to_string().contains(".csv"), "{error}");
}
