//! The map of the report.

use std::fmt::Write as _;

use geo::{BoundingRect, InteriorPoint};

use super::escaped;
use crate::engine::hotspots::Hotspots;
use crate::engine::hotspots::words::{emergence_word, spoken_p};
use crate::export::map::Sketch;
use crate::hotspot::borders::TESTED;
use crate::hotspot::{Emergence, Heat};
use crate::lang::Lang;
use crate::model::Level;

/// Counties whose names stand on the map: more would be a grey cloud.
const NAMES_MAX: usize = 120;
/// Clues that are drawn at most.
const POINTS_MAX: usize = 20_000;

/// What a word for emerging hot spots means.
pub(super) fn meaning(word: Emergence, lang: Lang) -> &'static str {
    match word {
        Emergence::New => lang.pick("只在最后一步为热点", "hot in the last step and never before"),
        Emergence::Consecutive => lang.pick("最后两步或更多连续为热点，此前从未", "hot in the last steps without a gap, and never before"),
        Emergence::Intensifying => lang.pick("九成以上的步为热点，且在上升", "hot in nine of ten steps, and rising"),
        Emergence::Persistent => lang.pick("九成以上的步为热点，无升降", "hot in nine of ten steps, neither rising nor falling"),
        Emergence::Diminishing => lang.pick("九成以上的步为热点，但在下降", "hot in nine of ten steps, and falling"),
        Emergence::Sporadic => lang.pick("最后一步为热点，此前时有时无", "hot in the last step, off and on before"),
        Emergence::Oscillating => lang.pick("最后一步为热点，此前曾为冷点", "hot in the last step, and cold once"),
        Emergence::Historical => lang.pick("九成以上的步为热点，但最后一步不是", "hot in nine of ten steps, but not in the last"),
    }
}

pub(super) fn draw(found: &Hotspots<'_>, lang: Lang, html: &mut String) {
    let sketch = Sketch::of(found.engine.bounds());
    let [width, height] = sketch.size();
    let layers = [
        ("cells", lang.pick("热点六边形", "hot hexagons"), true),
        ("borders", lang.pick("界线风险", "borders at risk"), true),
        ("scan", lang.pick("时空扫描", "space-time scan"), false),
        ("clues", lang.pick("线索", "clues"), true),
        ("clusters", lang.pick("聚集区", "clusters"), true),
    ];
    html.push_str("<figure>\n<div class=\"layers\">\n");
    for (layer, words, is_on) in layers {
        let _ = writeln!(html, "<label><input type=\"checkbox\" data-layer=\"{layer}\"{}>{}</label>", if is_on { " checked" } else { "" }, escaped(words));
    }
    if let Some(steps) = &found.steps {
        let last = steps.count;
        let _ = writeln!(
            html,
            "<label class=\"time\">{} <input type=\"range\" id=\"step\" min=\"0\" max=\"{last}\" value=\"0\"> <output id=\"step-words\"></output></label>",
            lang.pick("时间", "Time")
        );
    }
    let _ = writeln!(html, "</div>\n<svg id=\"map\" role=\"img\" viewBox=\"0 0 {width:.2} {height:.2}\" data-home=\"0 0 {width:.2} {height:.2}\">");
    html.push_str("<path class=\"ground\" d=\"");
    found.territory.generation.counties.iter().flat_map(|county| county.territory.iter()).for_each(|polygon| sketch.polygon(polygon, html));
    html.push_str("\"/>\n");
    cells(found, &sketch, lang, html);
    lines(found, &sketch, html);
    borders(found, &sketch, lang, html);
    scan(found, &sketch, html);
    clues(found, &sketch, html);
    names(found, &sketch, html);
    clusters(found, &sketch, lang, html);
    html.push_str("</svg>\n");
    legend(found, lang, html);
    html.push_str("</figure>\n");
    steps(found, lang, html);
}

/// Hot and cold hexagons, and those that were hot in some step.
fn cells(found: &Hotspots<'_>, sketch: &Sketch, lang: Lang, html: &mut String) {
    html.push_str("<g data-of=\"cells\">\n");
    for (cell, row) in found.cell_rows.iter().enumerate() {
        let hot: String = row.steps.iter().map(|heat| if *heat == Heat::Hot { '1' } else { '0' }).collect();
        if row.heat == Heat::Neither && !hot.contains('1') {
            continue;
        }
        let class = match row.heat {
            Heat::Hot => "hot",
            Heat::Cold => "cold",
            Heat::Neither => "was",
        };
        let mut corners = found.cells.corners(cell);
        corners.extend(corners.first().copied());
        let _ = write!(html, "<path class=\"cell {class}\" data-steps=\"{hot}\" d=\"");
        sketch.path(corners, true, html);
        let words = row.emergence.map(|word| emergence_word(word, lang)).unwrap_or_default();
        let gi_star = row.local.and_then(|local| local.gi_star).map(|gi_star| format!("Gi* {gi_star:.2}")).unwrap_or_default();
        let _ = writeln!(html, "\"><title>{} {} {gi_star} {words}</title></path>", lang.pick("线索", "clues"), row.clues);
    }
    html.push_str("</g>\n");
}

/// Thin lines of counties, thicker ones between prefectures.
fn lines(found: &Hotspots<'_>, sketch: &Sketch, html: &mut String) {
    let prefecture = |county: Option<u32>| county.and_then(|county| found.territory.generation.superiors_of_county(county as usize)[0]);
    for is_superior in [false, true] {
        let _ = write!(html, "<path class=\"{}\" d=\"", if is_superior { "superior" } else { "border" });
        let arcs = found.territory.coverage().arcs.iter().filter(|arc| (prefecture(arc.left) != prefecture(arc.right)) == is_superior);
        arcs.for_each(|arc| sketch.path(arc.points.iter().copied(), false, html));
        html.push_str("\"/>\n");
    }
}

/// Pieces of borders with clues, and pairs that stand.
fn borders(found: &Hotspots<'_>, sketch: &Sketch, lang: Lang, html: &mut String) {
    html.push_str("<g data-of=\"borders\">\n");
    for row in &found.borders.segments {
        let clues: u32 = row.clues.iter().sum();
        let risk = found.risk(row.p_value, row.adjusted, clues);
        if !matches!(risk, "significant" | "noticeable") {
            continue;
        }
        let segment = &found.borders.lines.segments[row.segment as usize];
        let _ = write!(html, "<path class=\"risk {risk}\" d=\"");
        sketch.path(segment.points.iter().copied(), false, html);
        let [one, other] =
            found.borders.lines.pairs[segment.pair as usize].map(|county| escaped(&found.territory.generation.counties[county as usize].division.name));
        let p_value = row.p_value.map(spoken_p).unwrap_or_default();
        let _ = writeln!(html, "\"><title>{one}—{other}: {} + {}, p {p_value}</title></path>", row.clues[0], row.clues[1]);
    }
    for level in found.borders.levels.iter().filter(|level| level.level != Level::County) {
        for row in level.found.rows.iter().filter(|row| found.risk(row.p_value, row.adjusted, row.bands[TESTED].clues()) == "significant") {
            html.push_str("<path class=\"risk wide\" d=\"");
            found.line_of(level, row).iter().for_each(|line| sketch.path(line.coords().map(|c| [c.x, c.y]), false, html));
            let [one, other] = row.sides.map(|side| escaped(&found.called(level.codes[side as usize])));
            let _ = writeln!(html, "\"><title>{one}—{other} {}</title></path>", lang.pick("显著", "significant"));
        }
    }
    html.push_str("</g>\n");
}

fn scan(found: &Hotspots<'_>, sketch: &Sketch, html: &mut String) {
    html.push_str("<g data-of=\"scan\">\n");
    for row in found.scan.iter().flat_map(|scan| &scan.clusters).filter(|row| row.found.p_value <= found.settings.rate) {
        let _ = write!(html, "<path class=\"scan\" data-from=\"{}\" data-to=\"{}\" d=\"", row.found.steps.start, row.found.steps.end);
        sketch.polygon(&row.outline, html);
        let _ = writeln!(html, "\"><title>{}: {} / {:.1}, p {}</title></path>", row.id, row.found.clues, row.found.expected, spoken_p(row.found.p_value));
    }
    html.push_str("</g>\n");
}

/// Of so many clues one is drawn.
fn one_of(found: &Hotspots<'_>) -> usize {
    found.events.inside().count().div_ceil(POINTS_MAX).max(1)
}

fn clues(found: &Hotspots<'_>, sketch: &Sketch, html: &mut String) {
    html.push_str("<g data-of=\"clues\">\n");
    for event in found.events.inside().step_by(one_of(found)) {
        let [x, y] = sketch.place(found.events.positions[event].to_array());
        let step = found.steps.as_ref().and_then(|steps| steps.of(found.events.times[event]?));
        let step = step.map(|step| format!(" data-step=\"{step}\"")).unwrap_or_default();
        let class = if found.cluster_of[event].is_some() { "clue member" } else { "clue" };
        let _ = writeln!(html, "<circle class=\"{class}\"{step} cx=\"{x:.1}\" cy=\"{y:.1}\"/>");
    }
    html.push_str("</g>\n");
}

fn names(found: &Hotspots<'_>, sketch: &Sketch, html: &mut String) {
    let counties = &found.territory.generation.counties;
    if counties.len() > NAMES_MAX {
        return;
    }
    for county in counties {
        let Some(inside) = county.territory.interior_point() else { continue };
        let [x, y] = sketch.place([inside.x(), inside.y()]);
        let _ = writeln!(html, "<text class=\"name\" x=\"{x:.2}\" y=\"{y:.2}\">{}</text>", escaped(&county.division.name));
    }
}

/// Outlines, and marks that keep their size; those that nobody sees last, so that they lie on top.
fn clusters(found: &Hotspots<'_>, sketch: &Sketch, lang: Lang, html: &mut String) {
    html.push_str("<g data-of=\"clusters\">\n");
    let mut rows: Vec<_> = found.clusters.iter().collect();
    rows.sort_by_key(|row| (row.cluster.is_seen_by_nobody(), row.p_value <= found.settings.rate));
    for row in rows {
        let is_significant = row.p_value <= found.settings.rate;
        let class = if row.cluster.is_seen_by_nobody() {
            "nobody"
        } else if is_significant {
            "significant"
        } else {
            "other"
        };
        let [x, y] = sketch.place(row.cluster.centre.to_array());
        let window = row.outline.bounding_rect().map_or_else(String::new, |frame| {
            let ([west, north], [east, south]) = (sketch.place([frame.min().x, frame.max().y]), sketch.place([frame.max().x, frame.min().y]));
            let half = (east - west).max(south - north).max(1.0) * 3.0;
            format!("{:.2} {:.2} {:.2} {:.2}", x - half, y - half, 2.0 * half, 2.0 * half)
        });
        let _ = write!(html, "<g class=\"cluster {class}\" id=\"{}\" data-p=\"{}\" data-window=\"{window}\"><path d=\"", row.id, row.p_value);
        sketch.polygon(&row.outline, html);
        let _ = writeln!(
            html,
            "\"/><circle cx=\"{x:.2}\" cy=\"{y:.2}\"/><text x=\"{x:.2}\" y=\"{y:.2}\">{}</text><title>{} {}</title></g>",
            row.cluster.clues.len(),
            row.id,
            escaped(&found.cluster_sentence(row, lang))
        );
    }
    html.push_str("</g>\n");
}

fn legend(found: &Hotspots<'_>, lang: Lang, html: &mut String) {
    let entries = [
        ("mark nobody", lang.pick("跨界且无县单独可见的聚集区（数字为线索数）", "cluster across borders that no county sees (its clues)")),
        ("mark significant", lang.pick("其他显著聚集区", "other significant cluster")),
        ("mark other", lang.pick("不显著的聚集区", "cluster that is not significant")),
        ("box hot", lang.pick("热点六边形", "hot hexagon")),
        ("box cold", lang.pick("冷点六边形", "cold hexagon")),
        ("box was", lang.pick("曾在某一步为热点", "hot in some step of time")),
        ("line significant", lang.pick("显著的界段", "piece of a border, significant")),
        ("line noticeable", lang.pick("单独看显著的界段", "piece of a border, significant alone")),
    ];
    let has = |class: &str| match class {
        "box hot" => found.cell_rows.iter().any(|row| row.heat == Heat::Hot),
        "box cold" => found.cell_rows.iter().any(|row| row.heat == Heat::Cold),
        "box was" => found.cell_rows.iter().any(|row| row.heat == Heat::Neither && row.steps.contains(&Heat::Hot)),
        "mark nobody" => found.clusters.iter().any(|row| row.cluster.is_seen_by_nobody()),
        _ => true,
    };
    html.push_str("<figcaption>\n");
    for (class, words) in entries.into_iter().filter(|(class, _)| has(class)) {
        let _ = writeln!(html, "<span><b class=\"{class}\"></b>{}</span>", escaped(words));
    }
    let one_of = one_of(found);
    if one_of > 1 {
        let thinned = lang.pick(format!("每 {one_of} 条线索画一条；统计用到全部线索。"), format!("One clue in {one_of} is drawn; the statistics use all."));
        let _ = writeln!(html, "<span class=\"hint\">{thinned}</span>");
    }
    let _ = writeln!(
        html,
        "<span class=\"hint\">{}</span>\n</figcaption>",
        lang.pick("滚轮缩放，拖动平移，双击还原。", "Wheel to zoom, drag to move, double-click to reset.")
    );
}

/// The words of the time slider.
fn steps(found: &Hotspots<'_>, lang: Lang, html: &mut String) {
    let Some(steps) = &found.steps else { return };
    let day = |day: i64| crate::engine::hotspots::tables::date(day).map(|date| date.to_string()).unwrap_or_default();
    let mut words = vec![lang.pick("全部时间", "all time").to_owned()];
    words.extend((0..steps.count).map(|step| format!("{} – {}", day(steps.day(step)), day(steps.day(step + 1) - 1))));
    let _ = writeln!(html, "<script type=\"application/json\" id=\"steps\">{}</script>", serde_json::to_string(&words).unwrap_or_default());
}
