//! A tint for each prefecture, such that two of the same tint lie as far apart as possible.
//!
//! As `tile-server/web/src/map/tints.ts` does it for the page: in code order, each takes the tint whose nearest holder is farthest away. One
//! table of cases, `tile-server/web/tests/tints.json`, holds both to the same colours.

use bailiwick_engine::model::{DivisionCode, Level};

use crate::served::Label;

/// The prefectures in code order, each with its tint; none where there are no tints.
pub(super) fn of_prefectures<'a>(labels: &[Label], tints: &[&'a str]) -> Vec<(DivisionCode, &'a str)> {
    let mut prefectures: Vec<&Label> = labels.iter().filter(|label| label.level == Level::Prefecture).collect();
    prefectures.sort_by_key(|label| label.code.to_string());
    let mut holders: Vec<(&str, Vec<&Label>)> = tints.iter().map(|tint| (*tint, Vec::new())).collect();
    let mut chosen = Vec::new();
    for prefecture in prefectures {
        let room = |(_, others): &(&str, Vec<&Label>)| others.iter().map(|other| squared_distance(prefecture, other)).fold(f64::INFINITY, f64::min);
        // Of tints that are equally far the first.
        let best = holders.iter_mut().map(|holder| (room(holder), holder)).reduce(|best, next| if next.0 > best.0 { next } else { best });
        let Some((_, (tint, others))) = best else { break };
        others.push(prefecture);
        chosen.push((prefecture.code, *tint));
    }
    chosen
}

/// Only for comparing: degrees, longitude shortened for the latitude.
fn squared_distance(a: &Label, b: &Label) -> f64 {
    let x = (a.lon - b.lon) * (f64::midpoint(a.lat, b.lat).to_radians()).cos();
    let y = a.lat - b.lat;
    x * x + y * y
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn prefectures_have_the_tints_that_the_page_gives_them() {
        let table: Value = serde_json::from_str(include_str!("../../web/tests/tints.json")).expect("a table");
        let number = |value: &Value| value.as_f64().expect("a number");
        let label = |row: &Value| Label {
            code: row["code"].as_str().expect("a code").parse().expect("a code"),
            name: String::new(),
            level: Level::Prefecture,
            lon: number(&row["lon"]),
            lat: number(&row["lat"]),
        };
        let rows = table["prefectures"].as_array().expect("rows");
        let labels: Vec<Label> = rows.iter().map(label).collect();
        let tints: Vec<&str> = table["tints"].as_array().expect("tints").iter().filter_map(Value::as_str).collect();
        let chosen = of_prefectures(&labels, &tints);
        assert_eq!(chosen.len(), rows.len());
        for row in rows {
            let (_, tint) = chosen.iter().find(|(code, _)| row["code"] == code.to_string()).expect("chosen");
            assert_eq!(row["tint"], *tint, "{row}");
        }
        assert!(of_prefectures(&labels, &[]).is_empty());
    }
}
