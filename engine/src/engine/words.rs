//! An explanation as a page of text.

use std::fmt::Write;

use super::Explanation;
use crate::lang::Lang;
use crate::units::Metres;

impl Explanation {
    /// The explanation for a terminal, line by line.
    pub fn in_words(&self, lang: Lang) -> String {
        let mut page = String::new();
        let mut line = |text: String| {
            // Writing to a String cannot fail.
            let _ = writeln!(page, "{text}");
        };
        if self.sample {
            line(lang.pick("示例数据", "sample data").into());
        }
        let input = &self.input;
        line(lang.pick(
            format!("地点：{:.6}, {:.6}（{}）", input.lon, input.lat, self.crs_path.join(" → ")),
            format!("place: {:.6}, {:.6} ({})", input.lon, input.lat, self.crs_path.join(" → ")),
        ));
        line(lang.pick(&self.text.zh, &self.text.en).clone());
        for candidate in &self.candidates {
            let parent = candidate.parent_name.as_deref().unwrap_or("—");
            let place = if candidate.on_boundary { lang.pick("在界线上", "on its boundary") } else { lang.pick("在境内", "inside") };
            line(format!("  {} {} · {parent} · {place}", candidate.code, candidate.name));
        }
        if let Some(border) = &self.border {
            let beyond = border.neighbour_name.as_deref().unwrap_or(lang.pick("数据以外", "outside the data"));
            let ([x, y], distance) = (border.nearest, Metres(border.distance_m).spoken(lang));
            line(lang.pick(
                format!("最近的界线：{distance}（{x:.6}, {y:.6}），对侧为{beyond}"),
                format!("nearest border: {distance} at ({x:.6}, {y:.6}), beyond it {beyond}"),
            ));
        }
        for zone in &self.zones {
            let counties: Vec<String> = zone.counties.iter().map(ToString::to_string).collect();
            line(lang.pick(
                format!("水源保护区：{} {}（涉及 {}）", zone.id, zone.name, counties.join("、")),
                format!("source zone: {} {} (in {})", zone.id, zone.name, counties.join(", ")),
            ));
        }
        for outfall in &self.outfalls {
            let distance = Metres(outfall.distance_m).spoken(lang);
            line(lang.pick(
                format!("附近排污口：{} {}，{distance}", outfall.id, outfall.name),
                format!("outfall nearby: {} {}, {distance}", outfall.id, outfall.name),
            ));
        }
        for rule in &self.rules {
            let article = if rule.article.is_empty() { String::new() } else { format!("（{}）", rule.article) };
            line(lang.pick(format!("规则 {}{article}：{}", rule.id, rule.text), format!("rule {}{article}: {}", rule.id, rule.text)));
        }
        for dataset in &self.datasets {
            line(format!("  {} {}", &dataset.sha256[..dataset.sha256.len().min(12)], dataset.path.display()));
        }
        page
    }
}
