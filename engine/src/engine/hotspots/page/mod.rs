//! The report: one page that needs no other file and no host.
//!
//! 1. `map`: clusters, hexagons, borders and the scan over the counties, as SVG, each to be switched on and off.
//! 2. `plots`: clues through time, borders against the interior.
//! 3. Tables, and what the numbers mean.

mod map;
mod plots;

use std::fmt::Write as _;

use super::tables::date;
use super::words::{emergence_word, level_word, spoken_p};
use super::{FoundCluster, Hotspots};
use crate::export::map::{ZOOM, escaped};
use crate::hotspot::Emergence;
use crate::hotspot::borders::TESTED;
use crate::lang::Lang;

/// Rows of a table that are told; the workbook has all.
const ROWS: usize = 25;

/// Colours of counties in bars, apart in lightness too.
const COLOURS: [&str; 6] = ["#1f6fb4", "#e08a1e", "#2f8f3a", "#7d3fa3", "#b23a7f", "#6b7680"];

/// The page.
pub(super) fn page(found: &Hotspots<'_>, lang: Lang) -> String {
    let title = escaped(&found.title(lang));
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n{}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n",
        lang.pick("zh-CN", "en"),
        include_str!("page.css")
    );
    if found.engine.sample {
        let _ = writeln!(
            html,
            "<p class=\"sample\">{}</p>",
            lang.pick(
                "示例数据：线索、保护区与排污口均为虚构，不反映真实情况。",
                "Sample data: clues, zones and outfalls are invented and say nothing about the real world."
            )
        );
    }
    for sentence in found.sentences(lang) {
        let _ = writeln!(html, "<p>{}</p>", escaped(&sentence));
    }
    let notes = found.notes_in_words(lang);
    if !notes.is_empty() {
        html.push_str("<ul class=\"notes\">\n");
        for note in notes {
            let _ = writeln!(html, "<li>{}</li>", escaped(&note));
        }
        html.push_str("</ul>\n");
    }
    html.push_str("</header>\n");
    map::draw(found, lang, &mut html);
    html.push_str("<div class=\"sections\">\n");
    clusters(found, lang, &mut html);
    plots::through_time(found, lang, &mut html);
    emerging(found, lang, &mut html);
    borders(found, lang, &mut html);
    segments(found, lang, &mut html);
    scan(found, lang, &mut html);
    about(found, lang, &mut html);
    let _ = write!(html, "</div>\n<script>\n{ZOOM}{}</script>\n</body>\n</html>\n", include_str!("page.js"));
    html
}

fn heading(words: &str, html: &mut String) {
    let _ = writeln!(html, "<section>\n<h2>{}</h2>", escaped(words));
}

fn row(cells: &[String], html: &mut String) {
    html.push_str("<tr>");
    for cell in cells {
        let _ = write!(html, "<td>{cell}</td>");
    }
    html.push_str("</tr>\n");
}

fn head(cells: &[&str], html: &mut String) {
    html.push_str("<table>\n<thead><tr>");
    for cell in cells {
        let _ = write!(html, "<th>{}</th>", escaped(cell));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
}

fn rest(all: usize, lang: Lang, html: &mut String) {
    html.push_str("</tbody></table>\n");
    if let Some(rest) = all.checked_sub(ROWS).filter(|rest| *rest > 0) {
        let _ = writeln!(html, "<p class=\"hint\">{}</p>", lang.pick(format!("另有 {rest} 行，见工作簿。"), format!("{rest} more rows are in the workbook.")));
    }
}

/// Clusters across borders, those that nobody sees first, each with a bar of its shares.
fn clusters(found: &Hotspots<'_>, lang: Lang, html: &mut String) {
    heading(lang.pick("跨界聚集区", "Clusters across borders"), html);
    let mut rows: Vec<&FoundCluster> = found.clusters.iter().filter(|found| found.cluster.counties.len() > 1).collect();
    rows.sort_by_key(|found| !found.cluster.is_seen_by_nobody());
    if rows.is_empty() {
        let _ = writeln!(html, "<p>{}</p>\n</section>", lang.pick("没有跨县界的聚集区。", "No cluster lies across a county border."));
        return;
    }
    head(
        &lang.pick(
            ["编号", "线索", "各县份额", "单独可见", "组织方（共同上级）", "p", "时间", "触及"],
            ["Id", "Clues", "Shares", "Seen alone by", "Organiser (common superior)", "p", "Time", "Touches"],
        ),
        html,
    );
    for cluster in rows.iter().take(ROWS) {
        let split = &cluster.cluster;
        let seen: Vec<String> = split.counties.iter().filter(|share| share.sees_it).map(|share| escaped(&found.called(share.code))).collect();
        let seen = if seen.is_empty() { format!("<b class=\"nobody\">{}</b>", lang.pick("无", "nobody")) } else { seen.join(lang.pick("、", ", ")) };
        let organiser = split.organiser.map_or_else(|| "—".to_owned(), |code| escaped(&found.called(code)));
        let days = cluster.period.map_or_else(|| "—".to_owned(), |days| days.map(|day| date(day).map(|date| date.to_string()).unwrap_or_default()).join(" – "));
        let touched = &cluster.touched;
        let touches: Vec<String> = [(touched.zones.len(), lang.pick("保护区", "zones")), (touched.outfalls.len(), lang.pick("排污口", "outfalls"))]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{word} {count}"))
            .chain(touched.waters.iter().map(|name| escaped(name)))
            .collect();
        row(
            &[
                format!("<a href=\"#map\" data-go=\"{0}\">{0}</a>", cluster.id),
                split.clues.len().to_string(),
                plots::shares(found, split),
                seen,
                organiser,
                spoken_p(cluster.p_value),
                days,
                touches.join(lang.pick("、", ", ")),
            ],
            html,
        );
    }
    rest(rows.len(), lang, html);
    html.push_str("</section>\n");
}

fn emerging(found: &Hotspots<'_>, lang: Lang, html: &mut String) {
    let count = |word: Emergence| found.cell_rows.iter().filter(|row| row.emergence == Some(word)).count();
    if found.steps.is_none() || Emergence::ALL.iter().all(|word| count(*word) == 0) {
        return;
    }
    heading(lang.pick("新兴热点（六边形随时间）", "Emerging hot spots (hexagons through time)"), html);
    head(&lang.pick(["类别", "六边形数", "含义"], ["Word", "Hexagons", "Meaning"]), html);
    for word in Emergence::ALL.into_iter().filter(|word| count(*word) > 0) {
        row(
            &[format!("<i class=\"dot {}\"></i>{}", word.as_str(), emergence_word(word, lang)), count(word).to_string(), map::meaning(word, lang).to_owned()],
            html,
        );
    }
    html.push_str("</tbody></table>\n</section>\n");
}

fn borders(found: &Hotspots<'_>, lang: Lang, html: &mut String) {
    for level in &found.borders.levels {
        let mut rows: Vec<_> = level.found.rows.iter().filter(|row| row.bands[TESTED].clues() > 0).collect();
        rows.sort_by(|a, b| a.p_value.unwrap_or(1.0).total_cmp(&b.p_value.unwrap_or(1.0)).then(b.per_km().total_cmp(&a.per_km())));
        let name = level_word(level.level, lang);
        heading(&lang.pick(format!("{name}级界线（3 千米内）"), format!("Borders of the level {name} (within 3 km)")), html);
        plots::against_interior(found, level, lang, html);
        head(
            &lang.pick(
                ["界线", "长度", "线索 1 / 3 / 5 千米", "每千米", "相对腹地", "两侧不均", "报上级", "p", "校正 p"],
                ["Border", "Length", "Clues 1 / 3 / 5 km", "Per km", "Against interior", "Asymmetry", "Escalated", "p", "adjusted p"],
            ),
            html,
        );
        for border in rows.iter().take(ROWS) {
            let [one, other] = border.sides.map(|side| escaped(&found.called(level.codes[side as usize])));
            let number = |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |value| format!("{value:.2}"));
            let p_value = |value: Option<f64>| value.map_or_else(|| "—".to_owned(), spoken_p);
            row(
                &[
                    format!("{one}—{other}"),
                    border.length.spoken(lang),
                    border.bands.map(|band| format!("{}+{}", band.one, band.other)).join(" / "),
                    format!("{:.2}", border.per_km()),
                    border.against_interior().map_or_else(|| "—".to_owned(), |times| format!("× {times:.1}")),
                    number(border.asymmetry()),
                    border.escalated_share().map_or_else(|| "—".to_owned(), |share| format!("{:.0} %", share * 100.0)),
                    p_value(border.p_value),
                    p_value(border.adjusted),
                ],
                html,
            );
        }
        rest(rows.len(), lang, html);
        html.push_str("</section>\n");
    }
}

fn segments(found: &Hotspots<'_>, lang: Lang, html: &mut String) {
    let rows: Vec<_> = found.borders.segments.iter().filter(|row| row.clues.iter().sum::<u32>() > 0).collect();
    if rows.is_empty() {
        return;
    }
    heading(lang.pick("最需联合巡查的界段", "Kilometres that most need a joint patrol"), html);
    head(
        &lang.pick(["次序", "县界", "长度", "两侧线索", "每千米", "p", "位置"], ["Rank", "Border", "Length", "Clues on both sides", "Per km", "p", "Where"]),
        html,
    );
    for (rank, segment) in rows.iter().enumerate().take(ROWS) {
        let line = &found.borders.lines.segments[segment.segment as usize];
        let [one, other] =
            found.borders.lines.pairs[line.pair as usize].map(|county| escaped(&found.territory.generation.counties[county as usize].division.name));
        let [lon, lat] = line.points[line.points.len() / 2];
        let total: u32 = segment.clues.iter().sum();
        row(
            &[
                (rank + 1).to_string(),
                format!("{one}—{other}"),
                line.length.spoken(lang),
                format!("{} + {}", segment.clues[0], segment.clues[1]),
                format!("{:.2}", f64::from(total) / (line.length.get() / 1000.0)),
                segment.p_value.map_or_else(|| "—".to_owned(), spoken_p),
                format!("{lon:.4}, {lat:.4}"),
            ],
            html,
        );
    }
    rest(rows.len(), lang, html);
    html.push_str("</section>\n");
}

fn scan(found: &Hotspots<'_>, lang: Lang, html: &mut String) {
    let Some(scan) = found.scan.as_ref().filter(|scan| !scan.clusters.is_empty()) else { return };
    heading(lang.pick("时空扫描", "Space-time scan"), html);
    head(
        &lang.pick(["编号", "线索", "期望", "倍数", "半径", "时间", "涉及", "p"], ["Id", "Clues", "Expected", "Times", "Radius", "Time", "Counties", "p"]),
        html,
    );
    for cluster in scan.clusters.iter().take(ROWS) {
        let steps = &cluster.found.steps;
        let days = found.steps.as_ref().map_or_else(
            || "—".to_owned(),
            |own| [own.day(steps.start), own.day(steps.end) - 1].map(|day| date(day).map(|date| date.to_string()).unwrap_or_default()).join(" – "),
        );
        row(
            &[
                cluster.id.clone(),
                cluster.found.clues.to_string(),
                format!("{:.1}", cluster.found.expected),
                format!("× {:.1}", f64::from(cluster.found.clues) / cluster.found.expected),
                cluster.found.radius.spoken(lang),
                days,
                cluster.split.as_ref().map(|split| plots::shares(found, split)).unwrap_or_default(),
                spoken_p(cluster.found.p_value),
            ],
            html,
        );
    }
    rest(scan.clusters.len(), lang, html);
    html.push_str("</section>\n");
}

/// How it was worked out, so that others can do it again.
fn about(found: &Hotspots<'_>, lang: Lang, html: &mut String) {
    heading(lang.pick("方法与参数", "Methods and settings"), html);
    html.push_str("<dl>\n");
    for (item, value) in found.about(lang) {
        let _ = writeln!(html, "<dt>{}</dt><dd>{}</dd>", escaped(&item), escaped(&value));
    }
    let methods = lang.pick(
        [
            "聚集区：DBSCAN（大地线距离）；p 为同样多的线索随机散布时，最大聚集不小于它的可能性。",
            "六边形：热点以“连同邻格有这么多线索”的二项概率判定（线索按基线随机散布，双侧，Benjamini–Hochberg 错误发现率）；另给 Getis–Ord Gi* 与局部 Moran（条件置换）。",
            "扫描：Kulldorff 泊松时空扫描，最大似然比，蒙特卡罗 p 值。",
            "界线：线索整体随机平移，线索多处的平移才计入；校正 p 为各界线间的错误发现率。",
        ],
        [
            "Clusters: DBSCAN by geodesic distance; p is how likely as many clues spread at random make a largest cluster that is as large.",
            "Hexagons are hot by the binomial chance of as many clues in one and its neighbours, were clues spread by the baseline; two-sided, false-discovery rate of Benjamini and Hochberg. Beside it Getis-Ord Gi*, and local Moran by conditional permutation.",
            "Scan: Kulldorff's Poisson space-time scan, largest likelihood ratio, p-values by Monte Carlo.",
            "Borders: all clues are shifted together; shifts count where they bring clues; the adjusted p is a false-discovery rate among borders.",
        ],
    );
    html.push_str("</dl>\n<ul class=\"methods\">\n");
    for method in methods {
        let _ = writeln!(html, "<li>{method}</li>");
    }
    html.push_str("</ul>\n</section>\n");
}
