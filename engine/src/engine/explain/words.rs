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
        if let (Some(lon), Some(lat)) = (input.lon, input.lat) {
            let radius = input.accuracy_m.map(|metres| {
                let from = if input.accuracy_from == Some("sensor") { lang.pick("，按来源", ", by its sensor") } else { "" };
                lang.pick(format!("，误差 {metres} 米{from}"), format!(", uncertain by {metres} m{from}"))
            });
            let extent = input.extent.as_ref().map(|extent| match (extent.length_m, extent.area_m2) {
                (Some(metres), _) => {
                    let length = Metres(metres).spoken(lang);
                    lang.pick(format!("，线长 {length}"), format!(", a line of {length}"))
                }
                (_, area) => {
                    let metres = area.unwrap_or(f64::NAN);
                    let area = if metres < 1e5 {
                        lang.pick(format!("{metres:.0} 平方米"), format!("{metres:.0} m²"))
                    } else {
                        lang.pick(format!("{:.2} 平方公里", metres / 1e6), format!("{:.2} km²", metres / 1e6))
                    };
                    lang.pick(format!("，面积 {area}"), format!(", an area of {area}"))
                }
            });
            let radius = radius.or(extent);
            let (path, radius) = (self.crs_path.join(" → "), radius.unwrap_or_default());
            line(lang.pick(format!("地点：{lon:.6}, {lat:.6}（{path}）{radius}"), format!("place: {lon:.6}, {lat:.6} ({path}){radius}")));
        }
        line(lang.pick(&self.text.zh, &self.text.en).clone());
        for candidate in &self.candidates {
            let parent = candidate.parent_name.as_deref().unwrap_or("—");
            let place = if candidate.on_boundary { lang.pick("在界线上", "on its boundary") } else { lang.pick("在境内", "inside") };
            let place = match candidate.distance_m {
                Some(metres) if metres > 0.0 => lang.pick(format!("相距 {}", Metres(metres).spoken(lang)), format!("{} away", Metres(metres).spoken(lang))),
                _ => place.to_owned(),
            };
            let share = candidate.share.map(|share| format!(" · {:.1} %", share * 100.0)).unwrap_or_default();
            let lost = candidate.lost.map(|lost| format!(" · {}", why_lost(lost, lang))).unwrap_or_default();
            line(format!("  {} {} · {parent} · {place}{share}{lost}", candidate.code, candidate.name));
        }
        for (then, what) in
            [(&self.in_time.occurrence, lang.pick("发生时", "when it happened")), (&self.in_time.filing, lang.pick("立案时", "when it was filed"))]
        {
            if let Some(then) = then {
                let superior = then.superior_name.as_deref().unwrap_or("—");
                let day = then.day.map(|day| day.to_string()).unwrap_or_default();
                line(lang.pick(
                    format!("{what}（{day}）：{} {}，上级 {superior}", then.code, then.name),
                    format!("{what} ({day}): {} {}, under {superior}", then.code, then.name),
                ));
            }
        }
        for overlay in &self.overlays {
            let role = if overlay.handles { lang.pick("办理", "handles it") } else { lang.pick("未办理", "does not handle it") };
            line(lang.pick(
                format!("特殊管辖区：{} {}（优先级 {}）· {role}", overlay.code, overlay.name, overlay.precedence),
                format!("overlay: {} {} (precedence {}) · {role}", overlay.code, overlay.name, overlay.precedence),
            ));
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
            let matched = if outfall.matched { lang.pick("，已匹配", ", matched") } else { "" };
            let status = if outfall.status.is_empty() { String::new() } else { format!("，{}", outfall.status) };
            line(lang.pick(
                format!("附近排污口：{} {}{status}，{distance}{matched}", outfall.id, outfall.name),
                format!("outfall nearby: {} {}{}, {distance}{matched}", outfall.id, outfall.name, status.replace('，', ", ")),
            ));
        }
        for rule in &self.rules {
            let article = if rule.article.is_empty() { String::new() } else { format!("（{}）", rule.article) };
            line(lang.pick(format!("规则 {}{article}：{}", rule.id, rule.text), format!("rule {}{article}: {}", rule.id, rule.text)));
        }
        for rule in &self.weighed {
            for lost in &rule.lost {
                line(lang.pick(
                    format!("  {} 的 {} 让位于 {}", rule.id, lost.effect, lost.rule),
                    format!("  the {} of {} gives way to {}", lost.effect, rule.id, lost.rule),
                ));
            }
        }
        for rule in self.weighed.iter().filter(|rule| !rule.fired && !rule.refused.is_empty()) {
            let why: Vec<String> = rule
                .refused
                .iter()
                .map(|refused| {
                    lang.pick(
                        format!("{} 为{}，要求{}", refused.of, refused.found, refused.wanted),
                        format!("{} is {}, wanted {}", refused.of, refused.found, refused.wanted),
                    )
                })
                .collect();
            line(lang.pick(format!("未触发 {}：{}", rule.id, why.join("；")), format!("not fired {}: {}", rule.id, why.join("; "))));
        }
        if let Some(urgency) = &self.named.urgency {
            let departments: Vec<&str> = self.named.departments.iter().map(|department| department.of(lang)).collect();
            line(lang.pick(
                format!("缓急：{}；承办部门：{}", urgency.of(lang), departments.join("、")),
                format!("urgency: {}; departments: {}", urgency.of(lang), departments.join(", ")),
            ));
        }
        for (deadline, what) in [
            (&self.deadlines.feedback, lang.pick("反馈时限", "feedback due")),
            (&self.deadlines.damage_notice, lang.pick("损害通报时限", "notice of damage due")),
        ] {
            if let Some(deadline) = deadline {
                line(lang.pick(format!("{what}：{}", deadline.text), format!("{what}: {}", deadline.text)));
            }
        }
        let (rules, digits) = (&self.ruleset, 12.min(self.ruleset.sha256.len()));
        line(format!("  {} {} {}", &rules.sha256[..digits], rules.name, rules.version));
        for dataset in &self.datasets {
            line(format!("  {} {}", &dataset.sha256[..dataset.sha256.len().min(12)], dataset.path.display()));
        }
        page
    }
}

/// Why a candidate does not handle the clue, in words.
fn why_lost(code: &str, lang: Lang) -> &'static str {
    match code {
        "shared_border" => lang.pick("界线上各方并列", "on a border all are equal"),
        "overlapping_claims" => lang.pick("界线数据重叠", "the boundaries overlap"),
        "share_below_threshold" => lang.pick("份额不足", "its share is too small"),
        "overlay" => lang.pick("由特殊管辖区办理", "an overlay handles it"),
        "registry" => lang.pick("以排污口登记为准", "the registry of outfalls prevails"),
        "raised" => lang.pick("已提级", "raised to the superior"),
        _ => "",
    }
}
