use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};

use super::*;

/// Owned columns; [`Batch::columns`] lends them out.
#[derive(Default)]
struct Batch {
    id: Vec<Option<String>>,
    handler: Vec<Option<(String, String)>>,
    departments: Vec<Option<String>>,
}

impl Batch {
    fn row(mut self, handler: Option<(&str, &str)>, departments: &str) -> Self {
        self.id.push(Some(format!("XS-{:04}", self.id.len() + 1)));
        self.handler.push(handler.map(|(code, name)| (code.into(), name.into())));
        self.departments.push(Some(departments.into()));
        self
    }

    fn sample() -> Self {
        Self::default()
            .row(Some(("220184", "公主岭市")), "生态环境")
            .row(None, "生态环境")
            .row(Some(("220184", "公主岭市")), "公安;生态环境")
            .row(Some(("220000", "吉林省")), "生态环境")
            .row(Some(("220323", "伊通满族自治县")), "")
            .row(None, "")
            .row(Some(("220184", "公主岭市")), "生态环境；生态环境; ")
    }

    fn write(&self, dir: &Path) -> Result<HandoverSummary, ExportError> {
        self.write_with_reason(dir, "位于公主岭市辖区内，距界线 4.0 千米")
    }

    fn write_with_reason(&self, dir: &Path, reason: &str) -> Result<HandoverSummary, ExportError> {
        let text = |column| vec![Some(column); self.id.len()];
        let [class, urgency, occurred, county, prefecture, deadline, status, reason] =
            ["饮用水水源地污染", "紧急", "2026-06-05 08:30", "220184 公主岭市", "长春市", "2026-06-20", "outside", reason].map(text);
        let numbers = vec![125.123_456_789; self.id.len()];
        let lat_deg: Vec<f64> = (0..self.id.len()).map(|row| if row == 1 { f64::NAN } else { 43.5 }).collect();
        let columns = HandoverColumns {
            id: &self.id.iter().map(Option::as_deref).collect::<Vec<_>>(),
            class: &class,
            urgency: &urgency,
            occurred: &occurred,
            lon_deg: &numbers,
            lat_deg: &lat_deg,
            county: &county,
            prefecture: &prefecture,
            handler_code: &self.handler.iter().map(|h| h.as_ref().map(|h| h.0.as_str())).collect::<Vec<_>>(),
            handler_name: &self.handler.iter().map(|h| h.as_ref().map(|h| h.1.as_str())).collect::<Vec<_>>(),
            departments: &self.departments.iter().map(Option::as_deref).collect::<Vec<_>>(),
            deadline: &deadline,
            urgency_rank: &vec![1; self.id.len()],
            candidates: &vec![None; self.id.len()],
            shares: &vec![None; self.id.len()],
            status: &status,
            reason: &reason,
        };
        write(dir, &columns, &HandoverOptions { batch: "六月第一批", sample: true, handed_over_on: None, lang: Lang::Zh })
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entry = |e: std::io::Result<fs::DirEntry>| e.expect("an entry");
    fs::read_dir(dir).expect("readable").map(entry).map(|e| (e.file_name().to_string_lossy().into_owned(), fs::read(e.path()).expect("a file"))).collect()
}

/// Ids in the CSV of a list.
fn ids(dir: &Path, file: &str) -> Vec<String> {
    let mut reader = ::csv::Reader::from_path(dir.join(format!("{file}.csv"))).expect("a list");
    reader.records().map(|r| r.expect("a row")[1].to_owned()).collect()
}

#[test]
fn every_row_is_handed_over_or_left_and_counted_once() {
    let dir = folder();
    let summary = Batch::sample().write(dir.path()).expect("written");
    assert_eq!((summary.rows, summary.handed_over, summary.unassigned), (7, 5, 2));
    let lists: Vec<_> = summary.lists.iter().map(|l| (l.file.as_str(), l.rows)).collect();
    assert_eq!(lists, [("220000-吉林省-生态环境", 1), ("220184-公主岭市-公安", 1), ("220184-公主岭市-生态环境", 3), ("220323-伊通满族自治县-未指定部门", 1)]);
    let mut found: HashSet<String> = summary.lists.iter().flat_map(|l| ids(dir.path(), &l.file)).collect();
    assert_eq!(found.len(), summary.handed_over);
    found.extend(ids(dir.path(), UNASSIGNED_FILE));
    assert_eq!(found.len(), summary.rows);
    assert_eq!(ids(dir.path(), "220184-公主岭市-生态环境"), ["XS-0001", "XS-0003", "XS-0007"], "in the order of the batch");
    assert_eq!(files(dir.path()).len(), 2 * (4 + 1) + 2, "two files a list, and the index");
}

#[test]
fn a_list_has_the_columns_of_the_ledger_in_both_files() {
    let dir = folder();
    Batch::sample().write(dir.path()).expect("written");
    let ledger = "序号、线索编号、问题类别、轻重缓急、发现时间、经度、纬度、坐标系、属地(县)、属地(市)、承办部门、移交时间、反馈时限、整改措施、整改情况、销号状态、销号时间、复核人";
    let bytes = &files(dir.path())["220184-公主岭市-生态环境.csv"];
    let csv = String::from_utf8(bytes.clone()).expect("UTF-8");
    let header = csv.strip_prefix('\u{FEFF}').and_then(|c| c.lines().next()).expect("a header");
    assert_eq!(header, format!("{},移交理由", ledger.replace('、', ",")));
    let mut book: Xlsx<_> = open_workbook(dir.path().join("220184-公主岭市-生态环境.xlsx")).expect("a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("cells");
    let rows: Vec<_> = range.rows().collect();
    assert!(rows[0][0].to_string().contains("示例数据") && rows[1][0].to_string().contains("公主岭市（220184）") && rows[1][0].to_string().contains("件数：3"));
    assert_eq!(rows[2].iter().map(ToString::to_string).collect::<Vec<_>>().join(","), header);
    assert_eq!(rows[3][0], Data::Float(1.0));
    assert_eq!(rows[3][5], Data::Float(125.123_456_789), "every digit, whatever is shown");
    assert_eq!((&rows[5][1], &rows[6][1]), (&Data::String("XS-0007".into()), &Data::Empty));
}

#[test]
fn two_runs_give_the_same_bytes() {
    let (one, two) = (folder(), folder());
    Batch::sample().write(one.path()).expect("written");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    Batch::sample().write(two.path()).expect("written");
    assert!(files(one.path()) == files(two.path()));
    Batch::sample().write(two.path()).expect("written over itself");
    assert!(files(one.path()) == files(two.path()));
}

#[test]
fn a_later_run_replaces_the_lists_of_an_earlier_one() {
    let dir = folder();
    Batch::sample().write(dir.path()).expect("written");
    fs::write(dir.path().join("~$220184-公主岭市-公安.xlsx"), "Excel has it open").expect("writable");
    let summary = Batch::default().row(Some(("220381", "公主岭市")), "生态环境").write(dir.path()).expect("written over");
    assert_eq!((summary.rows, summary.lists.len()), (1, 1));
    let names: Vec<_> = files(dir.path()).into_keys().collect();
    assert_eq!(
        names,
        [
            "220381-公主岭市-生态环境.csv",
            "220381-公主岭市-生态环境.xlsx",
            "index.csv",
            "index.xlsx",
            "~$220184-公主岭市-公安.xlsx",
            "未移交-unassigned.csv",
            "未移交-unassigned.xlsx"
        ]
    );
}

#[test]
fn foreign_and_edited_files_stop_it_before_anything_is_changed() {
    let dir = folder();
    fs::write(dir.path().join("家庭照片.jpg"), "mine").expect("writable");
    let error = Batch::sample().write(dir.path()).expect_err("not ours");
    assert!(error.code() == "foreign_file" && error.sentence(Lang::Zh).contains("家庭照片.jpg"), "{error}");
    assert_eq!(files(dir.path()).len(), 1);

    let dir = folder();
    fs::write(dir.path().join("index.csv"), "an,index,of,my,own\n1,2,3,4,5\n").expect("writable");
    assert_eq!(Batch::sample().write(dir.path()).expect_err("not ours").code(), "foreign_file");

    let dir = folder();
    Batch::sample().write(dir.path()).expect("written");
    fs::write(dir.path().join("220184-公主岭市-公安.csv"), "filled in by the office").expect("writable");
    let before = files(dir.path());
    let error = Batch::sample().write(dir.path()).expect_err("edited");
    assert!(error.code() == "edited_list" && error.to_string().contains("220184-公主岭市-公安.csv"), "{error}");
    assert!(before == files(dir.path()));
}

#[test]
fn a_text_that_no_cell_holds_stops_it_before_anything_is_changed() {
    let dir = folder();
    Batch::sample().write(dir.path()).expect("written");
    let before = files(dir.path());
    let error = Batch::sample().write_with_reason(dir.path(), &"长".repeat(32_768)).expect_err("too long");
    assert!(error.code() == "text_too_long" && error.sentence(Lang::Zh).contains("第 1 行“移交理由”列"), "{error}");
    assert!(before == files(dir.path()));
}

#[test]
fn hostile_recipients_stay_in_the_folder() {
    let parent = folder();
    let dir = parent.path().join("lists");
    let batch = Batch::default()
        .row(Some(("../../escape", "=cmd|'/C calc'!A0")), "a/b;..\\c")
        .row(Some(("CON", "\u{202E}xslx.exe")), "NUL;\0")
        .row(Some(("index", "")), "x")
        .row(Some((&"长".repeat(500), &"名".repeat(500))), "生态环境");
    let summary = batch.write(&dir).expect("written");
    assert_eq!(summary.handed_over, 4);
    assert_eq!(fs::read_dir(parent.path()).expect("readable").count(), 1);
    assert_eq!(files(&dir).len(), 2 * (summary.lists.len() + 1) + 2);
    batch.write(&dir).expect("and known again as ours");
}

#[test]
fn an_empty_batch_gives_an_index_that_says_so() {
    let dir = folder();
    let summary = Batch::default().write(dir.path()).expect("written");
    assert_eq!((summary.rows, summary.handed_over, summary.unassigned, summary.lists.len()), (0, 0, 0, 0));
    assert_eq!(files(dir.path()).len(), 4);
}

#[test]
fn rows_that_do_not_add_up_are_an_error() {
    let groups = BTreeMap::from([(("220184", "公主岭市", "生态环境", false), vec![0, 1])]);
    for unassigned in [&[][..], &[1], &[1, 2]] {
        let error = summarise(3, &groups, unassigned, Path::new("out"));
        assert_eq!(error.expect_err("a row is lost or doubled").code(), "not_conserved", "{unassigned:?}");
    }
    assert!(summarise(3, &groups, &[2], Path::new("out")).is_ok());
}

#[test]
fn the_most_urgent_comes_first_and_what_was_escalated_has_a_list_of_its_own() {
    let dir = folder();
    let some = |texts: [&'static str; 4]| texts.map(Some);
    let none = [None; 4];
    let columns = HandoverColumns {
        id: &some(["A", "B", "C", "D"]),
        class: &none,
        urgency: &some(["一般", "特急", "特急", "特急"]),
        urgency_rank: &[3, 0, 0, 0],
        occurred: &none,
        lon_deg: &[125.0; 4],
        lat_deg: &[43.0; 4],
        county: &none,
        prefecture: &none,
        handler_code: &some(["220100"; 4]),
        handler_name: &some(["长春市"; 4]),
        departments: &some(["生态环境"; 4]),
        deadline: &[Some("2026-06-01"), None, Some("2026-06-08"), Some("2026-06-10")],
        candidates: &[None, None, None, Some("甲县（220184）、乙县（220323）")],
        shares: &[None, None, None, Some("220184=0.600;220323=0.400")],
        status: &some(["assigned", "assigned", "assigned", "escalated"]),
        reason: &none,
    };
    let summary = write(dir.path(), &columns, &HandoverOptions { batch: "一", sample: false, handed_over_on: None, lang: Lang::Zh }).expect("written");
    let lists: Vec<_> = summary.lists.iter().map(|list| (list.file.as_str(), list.escalated)).collect();
    assert_eq!(lists, [("220100-长春市-生态环境", false), ("220100-长春市-生态环境-提请上级-escalated", true)]);
    assert_eq!(ids(dir.path(), lists[0].0), ["C", "B", "A"]);
    assert_eq!(ids(dir.path(), lists[1].0), ["D"]);
    let mut book: Xlsx<_> = open_workbook(dir.path().join(format!("{}.xlsx", lists[1].0))).expect("a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("cells");
    let head: Vec<String> = range.rows().take(2).map(|row| row[0].to_string()).collect();
    assert!(head[0].contains("提请上级") && head[1].contains("编号：002") && head[1].contains("最早反馈时限：2026-06-10"), "{head:?}");
}
