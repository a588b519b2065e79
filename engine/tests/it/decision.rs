//! Fixture F where more than the counties' squares decides: time, overlays, zones, outfalls, rules, clocks.

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use bailiwick_engine::engine::{AsOf, ConflictKind, Engine};
use bailiwick_engine::lang::Lang;

use crate::support::{assign, clues, engine};

fn full() -> Engine {
    engine("tests/fixtures/f/full.toml")
}

/// The table of decisions of some rows of CSV.
fn decided(engine: &Engine, csv: &str) -> RecordBatch {
    let batch = clues(engine, csv);
    let territory = engine.territory_as_of(AsOf::Current).unwrap();
    engine.table(territory, &batch, &assign(engine, &batch), Lang::Zh)
}

/// A cell as text; empty where it is null.
fn cell(table: &RecordBatch, column: &str, row: usize) -> String {
    let column = table.column_by_name(column).unwrap_or_else(|| panic!("a column {column}"));
    let text = arrow_cast::cast(column, &arrow_schema::DataType::Utf8).unwrap();
    let text = text.as_string::<i32>();
    if text.is_valid(row) { text.value(row).to_owned() } else { String::new() }
}

fn cells<const N: usize>(table: &RecordBatch, row: usize, columns: [&str; N]) -> [String; N] {
    columns.map(|column| cell(table, column, row))
}

fn number(table: &RecordBatch, column: &str, row: usize) -> f64 {
    cell(table, column, row).parse().unwrap_or(f64::NAN)
}

#[test]
fn item_4_a_disc_over_a_border_is_shared_by_its_segments() {
    let engine = engine("tests/fixtures/f/bailiwick.toml");
    // 100 m west of the border at 125.10, by the length of a degree of longitude at this place.
    let table = decided(&engine, &format!("lon,lat,accuracy_m\n{},43.55,200\n", 125.1 - 100.0 / 80_810.0));
    assert_eq!(cells(&table, 0, ["status", "candidates", "common_superior", "handler_code"]), ["escalated", "220184;220323", "220000", "220000"]);
    assert!((number(&table, "probability", 0) - 0.804).abs() < 0.01);
    let shares = cell(&table, "shares", 0);
    assert!(shares.starts_with("220184=0.80") && shares.contains(";220323=0.19"), "{shares}");
    let reason = cell(&table, "reason", 0);
    assert!(reason.contains("80 %") && reason.contains("20 %") && reason.contains("示例省"), "{reason}");
    assert_eq!(cell(&table, "rules", 0), "uncertain_position");

    // 190 m away a share of 0.97 is enough.
    let table = decided(&engine, &format!("lon,lat,accuracy_m\n{},43.55,200\n", 125.1 - 190.0 / 80_810.0));
    assert_eq!(cells(&table, 0, ["status", "handler_code", "warnings"]), ["assigned", "220184", "accuracy_reaches_border"]);
    assert!(number(&table, "probability", 0) > 0.95);
}

#[test]
fn a_line_or_an_area_goes_to_whoever_has_enough_of_it() {
    let engine = engine("tests/fixtures/f/bailiwick.toml");
    let table = decided(
        &engine,
        "wkt\n\"LINESTRING(125.07 43.55,125.11 43.55)\"\n\"POLYGON((125.02 43.52,125.101 43.52,125.101 43.53,125.02 43.53,125.02 43.52))\"\n\
         \"LINESTRING(125.02 43.55,125.03 43.55)\"\n\"LINESTRING(125.19 43.55,125.23 43.55)\"\n",
    );
    assert_eq!(cells(&table, 0, ["status", "handler_code", "candidates", "common_superior"]), ["escalated", "220000", "220184;220323", "220000"]);
    assert_eq!(cells(&table, 0, ["rules", "warnings", "shares"]), ["spread_over_border", "extent_crosses_border", "220184=0.750;220323=0.250"]);
    let reason = cell(&table, "reason", 0);
    assert!(reason.contains("范围跨越") && reason.contains("各方所占") && reason.contains("75 %") && !reason.contains("误差"), "{reason}");
    // 80 of 81 parts of the second lie in the west.
    assert_eq!(cells(&table, 1, ["status", "handler_code", "warnings"]), ["assigned", "220184", "extent_crosses_border"]);
    assert!((number(&table, "probability", 1) - 80.0 / 81.0).abs() < 0.001);
    assert_eq!(cells(&table, 2, ["status", "handler_code", "warnings", "probability", "shares"]), ["assigned", "220184", "", "1.0", ""]);
    assert_eq!(cells(&table, 3, ["status", "handler_code", "warnings"]), ["escalated", "", "extent_crosses_border;reaches_outside;no_common_superior"]);
}

#[test]
fn item_5_both_clocks_are_told_and_today_s_jurisdiction_handles() {
    let engine = full();
    let table = decided(
        &engine,
        "lon,lat,occurred,filed\n125.05,43.55,2019-05-01,2019-05-02\n125.05,43.55,2021-05-01,2021-05-02\n125.05,43.55,2019-05-01,2021-05-02\n",
    );
    let columns = ["county_at_occurrence", "county_at_filing", "handler_code", "warnings"];
    assert_eq!(cells(&table, 0, columns), ["220381", "220381", "220184", "changed_since_occurrence"]);
    assert_eq!(cells(&table, 1, columns), ["", "", "220184", ""]);
    assert_eq!(cells(&table, 2, columns), ["220381", "", "220184", "changed_since_occurrence"]);
    // The old code comes with its old superior.
    assert!(cell(&table, "reason", 2).contains("乙市甲县（220381）"), "{}", cell(&table, "reason", 2));

    // As of a day before the change the old county and its old superior are the answer.
    let batch = clues(&engine, "lon,lat\n125.05,43.55\n");
    let then = engine.territory_as_of(AsOf::Day("2019-05-01".parse().unwrap())).unwrap();
    let table = engine.table(then, &batch, &engine.assign(&batch, then, &|_| {}), Lang::Zh);
    assert_eq!(cells(&table, 0, ["county_code", "prefecture_code", "handler_code"]), ["220381", "220300", "220381"]);
}

#[test]
fn item_6_old_and_statistical_codes_are_mapped_with_a_warning() {
    let engine = full();
    let outfalls = &engine.outfalls().outfalls;
    assert_eq!((outfalls[0].registered_county.as_deref(), outfalls[0].county.map(|code| code.to_string()).as_deref()), (Some("220381"), Some("220184")));
    assert_eq!((outfalls[1].registered_county.as_deref(), outfalls[1].county), (Some("220171"), None));
    let table = decided(&engine, "lon,lat,county,class,accuracy_m\n125.05,43.55,220381,其他,5\n125.05,43.55,220171,其他,5\n125.02,43.52,,排污口,5\n");
    assert_eq!(cells(&table, 0, ["handler_code", "warnings", "county"]), ["220184", "superseded_code", "220381"]);
    assert_eq!(cells(&table, 1, ["handler_code", "warnings", "county"]), ["220184", "statistical_zone", "220171"]);
    assert_eq!(cells(&table, 2, ["handler_code", "warnings", "outfall_id"]), ["220184", "superseded_code", "W1"]);
}

#[test]
fn item_8_an_overlay_s_body_handles_and_the_county_is_still_named() {
    let engine = full();
    let table = decided(&engine, "lon,lat,accuracy_m\n125.16,43.655,5\n125.05,43.65,5\n125.05,43.66,5\n125.16,43.66,0\n125.15,43.655,300\n");
    let columns = ["status", "county_code", "handler_code", "handler_name", "rules"];
    // The committee prevails over the road, which runs through it.
    assert_eq!(cells(&table, 0, columns), ["assigned", "220322", "922001", "管委会", "overlay"]);
    assert_eq!(cells(&table, 1, columns), ["assigned", "220182", "922002", "公路管理处", "overlay"]);
    assert_eq!(cells(&table, 2, columns), ["assigned", "220182", "220182", "丁县", "territorial"]);
    // On the committee's edge it is the committee's or the county's.
    assert_eq!(cells(&table, 3, ["status", "candidates", "common_superior", "on_boundary"]), ["escalated", "220322;922001", "220000", "true"]);
    // A disc over its western edge: half the committee's, half the road's.
    assert_eq!(cells(&table, 4, ["status", "candidates", "common_superior"]), ["escalated", "922001;922002", "220000"]);
    assert!((number(&table, "probability", 4) - 0.5).abs() < 0.01, "{}", cell(&table, "shares", 4));
}

#[test]
fn item_9_a_zone_over_a_border_is_most_urgent_and_the_other_county_is_told() {
    let table = decided(&full(), "lon,lat,accuracy_m,filed\n125.095,43.55,5,2026-06-05\n");
    let columns = ["status", "handler_code", "notify", "urgency", "zone_level", "deadline", "rules"];
    assert_eq!(cells(&table, 0, columns), ["assigned", "220184", "220323", "特急", "一级", "2026-06-08", "territorial;zone_first;zone_notify"]);
}

#[test]
fn item_10_crimes_go_to_public_security_as_well_and_livestock_to_agriculture() {
    let table = decided(&full(), "lon,lat,class,suspected_crime\n125.05,43.55,危废倾倒,是\n125.05,43.55,畜禽养殖,否\n125.05,43.55,危废倾倒,待查\n");
    assert_eq!(cells(&table, 0, ["handler_code", "departments", "urgency"]), ["220184", "生态环境;公安", "紧急"]);
    assert_eq!(cells(&table, 1, ["handler_code", "departments", "urgency"]), ["220184", "农业农村", "一般"]);
    assert_eq!(cells(&table, 2, ["departments", "warnings"]), ["生态环境", "unclear_flag"]);
    assert_eq!(cells(&table, 0, ["handler_body", "in_name_of"]), ["甲市生态环境局甲县分局", "甲市生态环境局"]);
}

#[test]
fn item_11_three_days_from_a_friday_by_calendar_and_by_working_days() {
    let friday = "lon,lat,damage,occurred\n125.05,43.55,是,2026-06-05 10:00\n";
    assert_eq!(cell(&decided(&full(), friday), "damage_notice_due", 0), "2026-06-08");
    let working = engine("tests/fixtures/f/working-days.toml");
    assert_eq!(cell(&decided(&working, friday), "damage_notice_due", 0), "2026-06-10");
    let later = decided(&working, &friday.replace("2026", "2040"));
    assert_eq!(cells(&later, 0, ["damage_notice_due", "warnings"]), ["", "holidays_unknown"]);
}

#[test]
fn the_owner_that_the_registry_names_prevails_where_a_rule_says_so() {
    let table =
        decided(&full(), "lon,lat,class,accuracy_m\n125.18,43.52,入河排污口,5\n125.18,43.52,其他,5\n125.16,43.52,入河排污口,60\n125.17,43.52,入河排污口,10\n");
    let columns = ["county_code", "handler_code", "notify", "outfall_id", "warnings"];
    assert_eq!(cells(&table, 0, columns), ["220323", "220322", "220323", "W3", "registry_conflict"]);
    assert_eq!(cells(&table, 1, columns), ["220323", "220323", "", "W3", "registry_conflict"]);
    // The nearest is out of use, and the one in use beside it counts.
    assert_eq!(cells(&table, 2, columns), ["220323", "220323", "", "W5", ""]);
    assert_eq!(cells(&table, 3, columns), ["220323", "220323", "", "", ""]);
    assert!(cell(&table, "reason", 0).contains("以登记的属地为准"), "{}", cell(&table, "reason", 0));
}

#[test]
fn what_is_grave_is_raised_to_the_prefecture() {
    let table = decided(&full(), "lon,lat,severity\n125.05,43.55,重大\n125.1,43.55,重大\n125.15,43.6,重大\n");
    let columns = ["status", "county_code", "handler_code", "notify", "urgency", "common_superior"];
    assert_eq!(cells(&table, 0, columns), ["escalated", "220184", "220100", "220184", "特急", ""]);
    // Their common superior is no lower. (A source zone lies over this place.)
    assert_eq!(cells(&table, 1, columns), ["escalated", "", "220000", "220184;220323", "特急", "220000"]);
    assert_eq!(cells(&table, 2, columns), ["escalated", "", "220300", "", "特急", "220300"]);
}

#[test]
fn an_uncertain_position_at_the_edge_of_the_data_has_no_superior_that_is_known() {
    let table = decided(&full(), "lon,lat,accuracy_m\n125.001,43.55,200\n124.99,43.55,200\n124.9999,43.55,500\n");
    assert_eq!(cells(&table, 0, ["status", "handler_code", "candidates"]), ["escalated", "", "220184"]);
    assert_eq!(cell(&table, "warnings", 0), "accuracy_reaches_border;reaches_outside;no_common_superior");
    assert_eq!(cells(&table, 1, ["status", "handler_code"]), ["outside", ""]);
    assert_eq!(cells(&table, 2, ["status", "candidates"]), ["escalated", "220184"]);
}

#[test]
fn every_conflict_of_registry_boundaries_and_codes_is_listed() {
    let found: Vec<(String, ConflictKind)> = full().registry_conflicts().into_iter().map(|conflict| (conflict.outfall, conflict.kind)).collect();
    let expected =
        [("W1", ConflictKind::SupersededCode), ("W2", ConflictKind::StatisticalZone), ("W3", ConflictKind::CountyDiffers), ("W4", ConflictKind::CountyDiffers)];
    assert_eq!(found, expected.map(|(outfall, kind)| (outfall.to_owned(), kind)));
}
