//! Plots of the report.

use std::fmt::Write as _;

use super::{COLOURS, escaped, heading};
use crate::engine::hotspots::tables::date;
use crate::engine::hotspots::{FoundLevel, Hotspots};
use crate::hotspot::Cluster;
use crate::hotspot::borders::{BorderRow, TESTED};
use crate::lang::Lang;

/// A bar with the share of each county, and the numbers beside it.
pub(super) fn shares(found: &Hotspots<'_>, cluster: &Cluster) -> String {
    let all = cluster.clues.len().max(1) as f64;
    let mut html = String::from("<span class=\"bar\">");
    let colour = |place: usize| COLOURS[place.min(COLOURS.len() - 1)];
    for (place, share) in cluster.counties.iter().enumerate() {
        let _ = write!(html, "<i style=\"width:{:.1}%;background:{}\"></i>", share.count as f64 / all * 100.0, colour(place));
    }
    html.push_str("</span>");
    for (place, share) in cluster.counties.iter().enumerate() {
        let _ =
            write!(html, " <span class=\"share\"><i style=\"background:{}\"></i>{} {}</span>", colour(place), escaped(&found.called(share.code)), share.count);
    }
    for (count, word) in [(cluster.on_borders, "┼"), (cluster.outside, "∅")] {
        if count > 0 {
            let _ = write!(html, " <span class=\"share\">{word} {count}</span>");
        }
    }
    html
}

/// Clues inside, step by step.
pub(super) fn through_time(found: &Hotspots<'_>, lang: Lang, html: &mut String) {
    let Some(steps) = &found.steps else { return };
    heading(lang.pick("线索随时间", "Clues through time"), html);
    let (width, height, left, bottom, top) = (760.0, 220.0, 44.0, 44.0, 14.0);
    let most = found.by_step.iter().copied().max().unwrap_or(1).max(1);
    let tick = nice(f64::from(most) / 4.0);
    let highest = (f64::from(most) / tick).ceil() * tick;
    let y = |value: f64| top + (height - top - bottom) * (1.0 - value / highest);
    let each = (width - left) / steps.count as f64;
    let _ = writeln!(html, "<svg class=\"plot\" viewBox=\"0 0 {width} {height}\" role=\"img\">");
    let mut at = 0.0;
    while at <= highest + 1e-9 {
        let _ = writeln!(
            html,
            "<line class=\"grid\" x1=\"{left}\" x2=\"{width}\" y1=\"{0:.1}\" y2=\"{0:.1}\"/><text class=\"tick end\" x=\"{1}\" y=\"{0:.1}\">{at}</text>",
            y(at),
            left - 6.0
        );
        at += tick;
    }
    let every = steps.count.div_ceil(8);
    for (step, count) in found.by_step.iter().enumerate() {
        let (x, high) = (left + each * step as f64, y(f64::from(*count)));
        let day = date(steps.day(step)).map(|date| date.to_string()).unwrap_or_default();
        let _ = writeln!(
            html,
            "<rect class=\"column\" x=\"{:.1}\" y=\"{high:.1}\" width=\"{:.1}\" height=\"{:.1}\"><title>{day}: {count}</title></rect>",
            x + each * 0.1,
            each * 0.8,
            y(0.0) - high
        );
        if step % every == 0 {
            let _ = writeln!(html, "<text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\">{day}</text>", x + each / 2.0, height - bottom + 16.0);
        }
    }
    let _ = writeln!(
        html,
        "<text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\">{}</text>\n</svg>",
        left + (width - left) / 2.0,
        height - 8.0,
        lang.pick(format!("每步 {} 天，所注为首日", steps.days), format!("steps of {} days, by their first day", steps.days))
    );
    html.push_str("</section>\n");
}

/// How dense clues lie along each border, against the interior: the borders with most clues.
pub(super) fn against_interior(found: &Hotspots<'_>, level: &FoundLevel, lang: Lang, html: &mut String) {
    const ROWS: usize = 15;
    let mut rows: Vec<(&BorderRow, f64)> =
        level.found.rows.iter().filter_map(|row| Some((row, row.against_interior()?))).filter(|(row, _)| row.bands[TESTED].clues() > 0).collect();
    rows.sort_by_key(|(row, _)| std::cmp::Reverse(row.bands[TESTED].clues()));
    rows.truncate(ROWS);
    if rows.is_empty() {
        return;
    }
    let (width, left, each, top) = (760.0, 230.0, 22.0, 10.0);
    let height = top + each * rows.len() as f64 + 44.0;
    // A ratio and its inverse are as far from one.
    let reach = rows.iter().map(|(_, times)| times.max(0.05).log2().abs()).fold(1.0, f64::max).ceil();
    let x = |times: f64| left + (width - left - 20.0) * (times.max(0.05).log2().clamp(-reach, reach) + reach) / (2.0 * reach);
    let _ = writeln!(html, "<svg class=\"plot\" viewBox=\"0 0 {width} {height:.0}\" role=\"img\">");
    let step = if reach > 4.0 { 2 } else { 1 };
    for power in (-(reach as i32)..=reach as i32).step_by(step) {
        let at = x(2.0_f64.powi(power));
        let words = if power < 0 { format!("1/{}", 1 << -power) } else { (1 << power).to_string() };
        let _ = writeln!(
            html,
            "<line class=\"{}\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{top}\" y2=\"{1:.1}\"/><text class=\"tick\" x=\"{at:.1}\" y=\"{2:.1}\">{words}</text>",
            if power == 0 { "one" } else { "grid" },
            height - 40.0,
            height - 28.0
        );
    }
    for (place, (row, times)) in rows.iter().enumerate() {
        let y = top + each * (place as f64 + 0.5);
        let [one, other] = row.sides.map(|side| escaped(&found.called(level.codes[side as usize])));
        let risk = found.risk(row.p_value, row.adjusted, row.bands[TESTED].clues());
        let radius = (f64::from(row.bands[TESTED].clues()).sqrt() * 0.9).clamp(3.0, 10.0);
        let _ = writeln!(
            html,
            "<text class=\"tick end\" x=\"{:.1}\" y=\"{y:.1}\">{one}—{other}</text><line class=\"stem\" x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/><circle class=\"{risk}\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"><title>{} · × {times:.2}</title></circle>",
            left - 8.0,
            x(1.0),
            x(*times),
            x(*times),
            row.bands[TESTED].clues()
        );
    }
    let _ = writeln!(
        html,
        "<text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\">{}</text>\n</svg>",
        left + (width - left) / 2.0,
        height - 8.0,
        lang.pick(
            "界线 3 千米内线索密度为腹地的倍数（对数；点越大线索越多；红、橙为显著）",
            "density within 3 km of the border, times the interior's (logarithmic; larger: more clues; red, orange: significant)"
        )
    );
}

/// A step of an axis: 1, 2 or 5 times a power of ten, at least 1.
fn nice(rough: f64) -> f64 {
    let power = 10.0_f64.powf(rough.max(1.0).log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= rough).unwrap_or(10.0 * power)
}
