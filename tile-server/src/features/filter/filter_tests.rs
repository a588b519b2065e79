//! What filters mean, by examples: those of the standard, truth tables, and what is refused with which words.

use std::borrow::Cow;

use bailiwick_engine::lang::Lang;
use geo_types::{Geometry, Point, Rect};

use super::{Filter, FilterError, Kind, Queryable, Record, TEXT_BYTES_MAX, Value};

pub(super) struct Row<'a> {
    pub(super) values: Vec<Value<'a>>,
    pub(super) geometry: Geometry<f64>,
    pub(super) bounds: Rect<f64>,
}

impl Record for Row<'_> {
    fn value(&self, property: usize) -> Value<'_> {
        self.values[property]
    }

    fn geometry(&self) -> Cow<'_, Geometry<f64>> {
        Cow::Borrowed(&self.geometry)
    }

    fn bounds(&self) -> Rect<f64> {
        self.bounds
    }
}

/// Properties as the standard's examples have them, with values that are easy to follow.
const PROPERTIES: [(&str, Kind, Value<'static>); 32] = [
    ("landsat:scene_id", Kind::Text, Value::Text("LC82030282019133LGN00")),
    ("eo:instrument", Kind::Text, Value::Text("OLI_TIRS")),
    ("landsat:wrs_path", Kind::Text, Value::Text("153")),
    ("eo:cloud_cover", Kind::Number, Value::Number(0.1)),
    ("landsat:wrs_row", Kind::Number, Value::Number(28.0)),
    ("floors", Kind::Number, Value::Number(6.0)),
    ("taxes", Kind::Number, Value::Number(500.0)),
    ("owner", Kind::Text, Value::Text("Mike Jones")),
    ("swimming_pool", Kind::Flag, Value::Flag(true)),
    ("material", Kind::Text, Value::Text("red brick")),
    ("built", Kind::Time, Value::Text("2014-05-01")),
    ("starts_at", Kind::Time, Value::Text("2017-06-10T08:00:00Z")),
    ("ends_at", Kind::Time, Value::Text("2017-06-11T10:00:00Z")),
    ("updated_at", Kind::Time, Value::Text("2012-08-10T05:29:00Z")),
    ("road_class", Kind::Text, Value::Text("STRASSE")),
    ("etat_vol", Kind::Text, Value::Text("debarquer")),
    ("geophys:SURVEY_NAME", Kind::Text, Value::Text("Kolkata/CALCUTTA 1871")),
    ("id", Kind::Text, Value::Text("fa7e1920-9107-422d-a3db-c468cbc5d6df")),
    ("value", Kind::Number, Value::Number(15.0)),
    ("name", Kind::Text, Value::Text("foobar")),
    ("foo", Kind::Number, Value::Number(4.0)),
    ("city", Kind::Text, Value::Text("Toronto")),
    ("balance", Kind::Number, Value::Number(150.5)),
    ("vehicle_height", Kind::Number, Value::Number(3.5)),
    ("bridge_clearance", Kind::Number, Value::Number(4.2)),
    ("geometry", Kind::Geometry, Value::Null),
    ("nothing", Kind::Number, Value::Null),
    ("unsaid", Kind::Flag, Value::Null),
    ("never", Kind::Time, Value::Null),
    ("名称", Kind::Text, Value::Text("第二松花江'甲'")),
    ("an odd \"name\"", Kind::Number, Value::Number(1.0)),
    ("dry", Kind::Flag, Value::Flag(false)),
];

fn queryables() -> Vec<Queryable<'static>> {
    PROPERTIES.iter().map(|(name, kind, _)| Queryable { name, kind: *kind }).collect()
}

fn row() -> Row<'static> {
    let at = Point::new(125.3, 43.9);
    Row { values: PROPERTIES.iter().map(|(_, _, value)| *value).collect(), geometry: at.into(), bounds: Rect::new(at, at) }
}

fn read(text: &str) -> Result<Filter, FilterError> {
    Filter::parse(text, &queryables())
}

/// True, false, or unknown: neither the filter nor its contrary matches.
fn truth(text: &str) -> Option<bool> {
    let ask = |text: &str| read(text).unwrap_or_else(|error| panic!("{text}: {error}")).matches(&row());
    match (ask(text), ask(&format!("NOT ({text})"))) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
        (true, true) => panic!("{text} and its contrary"),
    }
}

fn is_true(texts: &[&str]) {
    for text in texts {
        assert_eq!(truth(text), Some(true), "{text}");
    }
}

fn is_false(texts: &[&str]) {
    for text in texts {
        assert_eq!(truth(text), Some(false), "{text}");
    }
}

fn is_unknown(texts: &[&str]) {
    for text in texts {
        assert_eq!(truth(text), None, "{text}");
    }
}

/// OGC 21-065r2, examples of the text encoding, with the values above.
#[test]
fn the_examples_of_the_standard_are_true_of_a_record_made_for_them() {
    is_true(&[
        "city='Toronto'",
        "balance-150.0 > 0",
        "updated_at >= date('1970-01-01')",
        "geometry IS NOT NULL",
        "name LIKE 'foo%'",
        "value BETWEEN 10.0 and 15.0",
        "city IN ('Toronto','Frankfurt','Tokyo','New York')",
        "value NOT IN (1,2,3,4)",
        "CASEI(road_class) IN (CASEI('Οδος'),CASEI('Straße'))",
        "ACCENTI(etat_vol) = ACCENTI('débárquér')",
        "vehicle_height > (bridge_clearance-1)",
        "landsat:scene_id = 'LC82030282019133LGN00'",
        "eo:instrument LIKE 'OLI%'",
        "landsat:wrs_path IN ('153','154','15X')",
        "eo:cloud_cover <= 0.1 AND landsat:wrs_row=28",
        "eo:cloud_cover=0.1 OR eo:cloud_cover=0.2",
        "eo:cloud_cover BETWEEN 0.1 AND 0.2\nAND landsat:wrs_row=28\nAND landsat:wrs_path='153'",
        "floors>5",
        "taxes <= 500",
        "owner LIKE '%Jones%'",
        "owner NOT LIKE '%Mikey%'",
        "swimming_pool = true",
        "swimming_pool=true AND (floors>5 OR material LIKE 'brick%' OR material LIKE '%brick')",
        "NOT (floors<5) OR swimming_pool=true",
        "(owner LIKE 'mike%' OR owner LIKE 'Mike%') AND floors<7",
        "T_BEFORE(built, DATE('2015-01-01'))",
        "T_AFTER(built,DATE('2012-06-05'))",
        "T_DURING(INTERVAL(starts_at, ends_at), INTERVAL('2017-06-10T07:30:00Z', '2017-06-11T10:30:00Z'))",
        "S_WITHIN(geometry,BBOX(125,43,126,44))",
        "S_INTERSECTS(geometry,POLYGON((125 43,126 43,126 44,125 44,125 43)))",
        "CASEI(geophys:SURVEY_NAME) LIKE CASEI('%calcutta%')",
        "\"id\" = 'fa7e1920-9107-422d-a3db-c468cbc5d6df'",
        "NOT \"name\" LIKE 'fou%'",
        "NOT \"value\" BETWEEN 16 AND 20",
        "\"value\" NOT BETWEEN 16 AND 20",
        "(NOT \"name\" LIKE 'foo' AND \"value\" > 10)",
        "(\"value\" IS NULL OR \"value\" BETWEEN 10 AND 20)",
        "S_INTERSECTS(\"geometry\", BBOX(-128.098193, -1.1, -99999.0, 180.0, 90.0, 100000.0))",
        "S_DISJOINT(\"geometry\", MULTIPOLYGON (((10 10, 20 10, 20 20, 10 10))))",
        "S_CONTAINS(\"geometry\", POINT (125.3 43.9))",
        "T_AFTER(\"updated_at\", DATE('2010-02-10'))",
        "T_BEFORE(updated_at, TIMESTAMP('2012-08-10T05:30:00.000000Z'))",
        "T_CONTAINS(INTERVAL('2000-01-01T00:00:00Z', '2025-01-10T01:01:01.393216Z'), INTERVAL(starts_at, ends_at))",
        "T_DISJOINT(INTERVAL('..', '2005-01-10T01:01:01.393216Z'), INTERVAL(starts_at, ends_at))",
        "T_DURING(INTERVAL(starts_at, ends_at), INTERVAL('2005-01-10', '2018-02-10'))",
        "T_EQUALS(\"built\", DATE('2014-05-01'))",
        "T_FINISHEDBY(INTERVAL('1991-10-07', ends_at), INTERVAL(starts_at, '2017-06-11T10:00:00Z'))",
        "T_FINISHES(INTERVAL(starts_at, ends_at), INTERVAL('1991-10-07', '2017-06-11T10:00:00Z'))",
        "T_INTERSECTS(INTERVAL(starts_at, ends_at), INTERVAL('1991-10-07T08:21:06.393262Z', '2020-02-10T05:29:20.073225Z'))",
        "T_MEETS(INTERVAL('2005-01-10', '2017-06-10T08:00:00Z'), INTERVAL(starts_at, ends_at))",
        "T_METBY(INTERVAL('2017-06-11T10:00:00Z', '2020-10-07'), INTERVAL(starts_at, ends_at))",
        "T_OVERLAPPEDBY(INTERVAL('2017-06-11T08:00:00Z', '2020-02-10T05:29:20.073225Z'), INTERVAL(starts_at, ends_at))",
        "T_OVERLAPS(INTERVAL(starts_at, ends_at), INTERVAL('2017-06-11T08:00:00Z', '2020-10-09T08:08:08.393473Z'))",
        "T_STARTEDBY(INTERVAL('2017-06-10T08:00:00Z', '2020-02-10T05:29:20.073225Z'), INTERVAL(starts_at, ends_at))",
        "T_STARTS(INTERVAL(starts_at, ends_at), INTERVAL('2017-06-10T08:00:00Z', '..'))",
        "\"value\" > (\"foo\" + 10)",
        "T_INTERSECTS(updated_at, INTERVAL('2012-08-10', '2012-08-10'))",
    ]);
}

/// Areas of the standard's examples that cross themselves, functions that are examples, and arrays.
#[test]
fn examples_of_the_standard_that_are_left_out_are_refused() {
    let crossing = "S_EQUALS(POLYGON ((-0.333333 89.0, -102.723546 -0.5, -179.0 -89.0, -1.9 89.0, -0.0 89.0, 2.00001 -1.9, -0.333333 89.0)), \"geometry\")";
    assert!(matches!(read(crossing), Err(FilterError::Geometry { at: 10, .. })));
    for text in ["avg(windSpeed) < 4", "Foo(\"geometry\") = TRUE", "S_WITHIN(geometry,Buffer(geometry,10,'m'))"] {
        assert!(matches!(read(text), Err(FilterError::Function { .. })), "{text}");
    }
    assert!(read("A_CONTAINS(name, ('layers-ca','layers-us'))").is_err());
}

#[test]
fn three_truths_combine_as_in_sql() {
    let (yes, no, unknown) = ("swimming_pool", "dry", "nothing > 1");
    let and =
        [(yes, yes, Some(true)), (yes, no, Some(false)), (yes, unknown, None), (no, no, Some(false)), (no, unknown, Some(false)), (unknown, unknown, None)];
    for (a, b, expected) in and {
        assert_eq!((truth(&format!("{a} AND {b}")), truth(&format!("{b} AND {a}"))), (expected, expected), "{a} AND {b}");
    }
    let or = [(yes, yes, Some(true)), (yes, no, Some(true)), (yes, unknown, Some(true)), (no, no, Some(false)), (no, unknown, None), (unknown, unknown, None)];
    for (a, b, expected) in or {
        assert_eq!((truth(&format!("{a} OR {b}")), truth(&format!("{b} OR {a}"))), (expected, expected), "{a} OR {b}");
    }
    assert_eq!([yes, no, unknown].map(|a| truth(&format!("NOT {a}"))), [Some(false), Some(true), None]);
}

#[test]
fn what_touches_nothing_is_unknown_unless_the_rest_decides() {
    is_unknown(&[
        "nothing = 1",
        "nothing <> 1",
        "nothing + 1 > 0",
        "unsaid",
        "unsaid = TRUE",
        "nothing IN (1, 2)",
        "value IN (1, nothing)",
        "nothing BETWEEN 1 AND 2",
        "value BETWEEN 1 AND nothing",
        "never > DATE('2000-01-01')",
        "T_AFTER(never, DATE('2000-01-01'))",
        "T_INTERSECTS(INTERVAL(never, '..'), INTERVAL('2000-01-01', '..'))",
        // It ends before it begins.
        "T_INTERSECTS(INTERVAL(ends_at, starts_at), INTERVAL('2000-01-01', '..'))",
        "value / 0 > 1",
        "value % 0 = 1",
        "(0 - value) ^ 0.5 > 0",
    ]);
    is_true(&["nothing IS NULL", "value IN (nothing, 15)", "value IS NOT NULL", "INTERVAL(never, '..') IS NULL", "value / 0 IS NULL", "(unsaid) IS NULL"]);
    is_false(&["value BETWEEN 20 AND nothing", "value BETWEEN nothing AND 10", "geometry IS NULL", "value IS NULL"]);
}

#[test]
fn operators_bind_as_in_sql() {
    is_true(&[
        "value = 1 OR value = 15 AND floors = 6",
        "NOT value = 1 AND floors = 6",
        "NOT NOT value = 15",
        "1 + 2 * 3 = 7",
        "10 - 4 - 3 = 3",
        "2 ^ 3 ^ 2 = 512",
        "-2 ^ 2 = 4",
        "7 div 2 = 3 AND -7 DIV 2 = -3 AND 7 % 4 = 3",
        "8 / 4 / 2 = 1",
        "value - -1 = 16 AND value = +15",
        ".5 + 1. = 15e-1",
        "value BETWEEN 1 AND 20 AND floors = 6",
        "((value)) = (15)",
        "(value = 1) = FALSE",
        "swimming_pool <> dry",
        "swimming_pool IN (TRUE, dry)",
        "value != 3",
        "0 IN (-0, 1) AND -0 IN (0)",
    ]);
}

#[test]
fn texts_and_names_are_any_unicode() {
    is_true(&[
        "名称 = '第二松花江''甲'''",
        r"名称 = '第二松花江\'甲\''",
        "名称 LIKE '%松_江%'",
        "\"an odd \"\"name\"\"\" = 1",
        "名称 > '第一'",
        r"'100%' LIKE '100\%' AND NOT '1000' LIKE '100\%'",
        r"'a\b' = 'a\b'",
        "'' = ''",
        "city BETWEEN 'T' AND 'U'",
    ]);
    // The standard folds both sides or none.
    is_false(&["CASEI(city) = 'TORONTO'", "city = CASEI('Toronto')", "名称 = '松花江'"]);
    is_true(&["CASEI(ACCENTI('ÉTÉ')) = ACCENTI(CASEI('ete'))", "CASEI(city) LIKE CASEI('TOR%')"]);
}

#[test]
fn times_and_dates_compare_by_what_they_have_in_common() {
    is_true(&[
        "built = DATE('2014-05-01')",
        "built = '2014-05-01'",
        "built < TIMESTAMP('2014-05-02T00:00:00+08:00')",
        "updated_at = DATE('2012-08-10')",
        "updated_at >= DATE('2012-08-10') AND updated_at <= DATE('2012-08-10')",
        "updated_at IN ('2012-08-10', '2013-01-01')",
        "updated_at BETWEEN '2012-01-01' AND DATE('2012-12-31')",
        "T_DURING(updated_at, INTERVAL('2012-08-10', '2012-08-10'))",
        "T_AFTER(updated_at, '2012-08-09')",
        "INTERVAL(starts_at, DATE('2018-01-01')) IS NOT NULL",
    ]);
    is_false(&["updated_at > DATE('2012-08-10')", "updated_at <> DATE('2012-08-10')"]);
}

/// Each with the character it is wrong at, and a word of what is said.
#[test]
fn what_is_wrong_is_said_with_its_place_and_the_remedy() {
    let refused = [
        ("", 1, "ends here"),
        ("value >", 8, "ends here"),
        ("value > 1 floors", 11, "floors stands"),
        ("value = 1 = 2", 11, "AND, OR or the end"),
        ("(value = 1", 11, "')'"),
        ("名称 = '松花江", 6, "not closed"),
        ("value # 1", 7, "means nothing"),
        ("名称 ＝ 1", 4, "full-width"),
        ("名称 = ‘松花江’", 6, "full-width"),
        ("values = 1", 1, "did you mean value?"),
        ("名 = 1", 1, "there are: landsat:scene_id"),
        ("city = Toronto", 8, "single quotes"),
        ("value = '15'", 9, "cannot be compared"),
        ("city = 15", 8, "a text cannot be compared with a number"),
        ("city IN ('a', 1)", 15, "cannot be compared"),
        ("floors AND value = 1", 1, "a condition"),
        ("value", 1, "a condition"),
        ("value LIKE '1%'", 1, "a text is needed"),
        ("city LIKE name", 11, "pattern in single quotes"),
        ("value = NULL", 9, "IS NULL"),
        ("value IS 3", 10, "NULL"),
        ("value NOT 3", 11, "LIKE, BETWEEN or IN"),
        ("value IN ()", 11, "a property"),
        ("value = 1e999", 9, "too large"),
        ("built > '5 June'", 9, "neither a date nor a time"),
        ("built > DATE('2026-02-30')", 14, "neither a date nor a time"),
        ("T_AFTER(built, INTERVAL('2026-01-02', '2026-01-01'))", 16, "ends before it begins"),
        ("T_STARTS(built, INTERVAL('2026-01-01', '..'))", 10, "an interval"),
        ("T_AFTER(built)", 1, "takes two times"),
        ("T_AFTER(city, built)", 9, "a time or an interval"),
        ("T_AFTR(built, built)", 1, "did you mean T_AFTER?"),
        ("INTERSECTS(geometry, POINT(1 2))", 1, "did you mean S_INTERSECTS?"),
        ("S_INTERSECTS(city, POINT(1 2))", 14, "a geometry"),
        ("S_INTERSECTS(geometry, 'POINT(1 2)')", 24, "WKT"),
        ("S_INTERSECTS(geometry, POINT(43.9 125.3))", 30, "longitude first"),
        ("S_INTERSECTS(geometry, POINT EMPTY)", 24, "nowhere"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1)))", 32, "not closed"),
        ("S_INTERSECTS(geometry, LINESTRING(1 1, 1 1))", 34, "two different points"),
        ("S_INTERSECTS(geometry, BBOX(1, 2, 3))", 24, "4 or 6"),
        ("S_INTERSECTS(geometry, BBOX(1, 3, 2, 2))", 24, "the order is west"),
        ("geometry = geometry", 1, "S_INTERSECTS"),
        ("DWITHIN(geometry, POINT(1 2), -1)", 31, "at most 1000 km"),
        ("DWITHIN(geometry, POINT(1 2), 1, 'li')", 34, "'nmi'"),
        ("CASEI(value) = '1'", 7, "a text is needed"),
        ("value + city > 1", 9, "a number is needed"),
    ];
    for (text, at, word) in refused {
        let error = read(text).expect_err(text);
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| error.sentence(lang));
        assert_eq!(error.at(), Some(at), "{text}: {en}");
        assert!(en.contains(word), "{text}: {en}");
        assert!(zh.starts_with(&format!("过滤条件第 {at} 个字符处：")), "{zh}");
    }
}

#[test]
fn sentences_read_well_in_both_languages() {
    let said = |text: &str, lang| Filter::parse(text, &queryables()[5..8]).expect_err(text).sentence(lang);
    assert_eq!(
        said("floor > 5", Lang::En),
        "filter, character 1: no property \"floor\", did you mean floors? there are: floors, taxes, owner. Texts stand in single quotes"
    );
    assert_eq!(said("floor > 5", Lang::Zh), "过滤条件第 1 个字符处：没有属性“floor”，是否为 floors？可用：floors、taxes、owner。文字请用单引号");
    assert_eq!(said("x = 5", Lang::Zh), "过滤条件第 1 个字符处：没有属性“x”，可用：floors、taxes、owner。文字请用单引号");
    assert_eq!(said("owner = 5", Lang::Zh), "过滤条件第 9 个字符处：文字不能与数字比较，请使两边类型一致");
    assert_eq!(said("floors >", Lang::Zh), "过滤条件第 9 个字符处：条件在此中断，应有 属性名、数字、文字或函数");
    assert_eq!(said(&"x".repeat(TEXT_BYTES_MAX + 1), Lang::En), "filter: it has 8193 bytes of at most 8192; make it shorter, or ask in parts");
}

#[test]
fn what_is_deep_is_refused_and_what_is_long_is_read() {
    let open = "(".repeat(10_000);
    assert!(matches!(read(&open), Err(FilterError::TooLong { .. })));
    assert!(matches!(read(&open[..8000]), Err(FilterError::TooDeep { at: 66 })));
    for repeated in ["NOT ", "-", "+", "2^", "CASEI(", "S_INTERSECTS(", "GEOMETRYCOLLECTION(", "value IN (", "(1,", "value BETWEEN ("] {
        assert!(read(&repeated.repeat(8000 / repeated.len())).is_err(), "{repeated}");
    }
    let nested = format!("{}value = 15{}", "(".repeat(64), ")".repeat(64));
    assert!(read(&nested).expect("at the limit").matches(&row()));
    for (first, other) in [("value = 15", " AND value = 15"), ("value = 15", " OR value = 1"), ("0 < value", " + value"), ("0 < value", " * 1")] {
        let long = format!("{first}{}", other.repeat((TEXT_BYTES_MAX - first.len()) / other.len()));
        assert!(read(&long).expect("it is long, not deep").matches(&row()), "{other}");
    }
}

#[test]
fn keywords_are_names_in_double_quotes_and_functions_only_before_a_parenthesis() {
    let queryables =
        [("and", Kind::Number), ("date", Kind::Number), ("point", Kind::Number), ("casei", Kind::Text)].map(|(name, kind)| Queryable { name, kind });
    let at = Point::new(0.0, 0.0);
    let row =
        Row { values: vec![Value::Number(1.0), Value::Number(2.0), Value::Number(3.0), Value::Text("x")], geometry: at.into(), bounds: Rect::new(at, at) };
    for text in ["\"and\" = 1", "date = 2 AND point = 3", "casei(casei) = 'x'", "point>2 or date<0"] {
        assert!(Filter::parse(text, &queryables).unwrap_or_else(|error| panic!("{text}: {error}")).matches(&row), "{text}");
    }
    assert!(Filter::parse("date = 2 ordate = 3", &queryables).is_err());
}
