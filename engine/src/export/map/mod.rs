//! A map of what changes hands, as one page that needs no other file and no host.
//!
//! 1. [`Sketch`] takes positions to the plane of the picture.
//! 2. `drawing` draws areas, borders, moved ground, names and marks as SVG.
//! 3. [`page`] puts a legend and the script for zooming beside it.
//!
//! Equal changes give equal bytes: coordinates are rounded to hundredths of the picture's unit, and nothing reads the clock.

mod drawing;
mod sketch;

pub use sketch::Sketch;

use std::fmt::Write as _;

use geo_types::{MultiPolygon, Polygon};

use crate::coord::Bounds;
use crate::lang::Lang;

/// Moves that have a colour and a number of their own; the rest share one.
pub const NUMBERED: usize = 14;

/// Zooming and moving, for pages that have a picture with the id `map`.
pub(crate) const ZOOM: &str = include_str!("map.js");

/// Colours of the numbered moves, apart in hue and in lightness. None is the colour of the ground or of the rest.
const COLOURS: [&str; NUMBERED] =
    ["#c2272d", "#1f6fb4", "#2f8f3a", "#7d3fa3", "#d9820a", "#0f8b8d", "#b23a7f", "#6b4a2b", "#4456c7", "#7f9a1c", "#d1495b", "#2d6a4f", "#9a5bd1", "#a0522d"];
const COLOUR_REST: &str = "#e7b44c";
const COLOUR_FROM_NOBODY: &str = "#58b5c9";
const COLOUR_TO_NOBODY: &str = "#9a8fa8";

/// What becomes of a piece of ground on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapKind {
    /// From one body to another.
    Moved,
    /// Nobody's until now.
    FromNobody,
    /// Nobody's from now on.
    ToNobody,
}

/// Ground that changes hands.
#[derive(Clone, Debug)]
pub struct MapMove<'a> {
    /// What becomes of it.
    pub kind: MapKind,
    /// From whom to whom.
    pub words: String,
    /// How much, in words.
    pub size: String,
    /// A position in the largest piece, `[lon, lat]`.
    pub at: [f64; 2],
    /// Its pieces.
    pub pieces: Vec<&'a Polygon<f64>>,
}

/// A line on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MapLine {
    /// A border between neighbours.
    Border,
    /// A border of the level above.
    SuperiorBorder,
    /// A border that is no more.
    Vanished,
}

/// Everything on the map.
pub struct ChangeMap<'a> {
    /// The heading.
    pub title: String,
    /// Sentences under it.
    pub sentences: Vec<String>,
    /// The territory that is drawn as ground.
    pub ground: Vec<&'a MultiPolygon<f64>>,
    /// Names with their places.
    pub names: Vec<([f64; 2], String)>,
    /// Lines.
    pub lines: Vec<(MapLine, &'a [[f64; 2]])>,
    /// Moved ground, largest first.
    pub moves: Vec<MapMove<'a>>,
    /// Positions that change owner, with what to say of each.
    pub points: Vec<([f64; 2], String)>,
    /// The language of the page.
    pub lang: Lang,
}

/// How a move is drawn.
struct Look {
    colour: &'static str,
    number: Option<usize>,
}

/// The page.
pub fn page(map: &ChangeMap<'_>) -> String {
    let sketch = Sketch::of(bounds(map));
    let looks = looks(&map.moves);
    let mut html = String::new();
    let (lang, title) = (map.lang.pick("zh-CN", "en"), escaped(&map.title));
    let _ = write!(
        html,
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n",
        include_str!("map.css")
    );
    drawing::draw(map, &sketch, &looks, &mut html);
    let _ = writeln!(html, "</main>\n<aside>\n<h1>{title}</h1>");
    for sentence in &map.sentences {
        let _ = writeln!(html, "<p>{}</p>", escaped(sentence));
    }
    legend(map, &sketch, &looks, &mut html);
    let _ = write!(html, "</aside>\n<script>\n{ZOOM}</script>\n</body>\n</html>\n");
    html
}

/// The box around everything that is drawn as an area.
fn bounds(map: &ChangeMap<'_>) -> Bounds {
    let ground = map.ground.iter().flat_map(|area| area.iter());
    ground
        .chain(map.moves.iter().flat_map(|moved| moved.pieces.iter().copied()))
        .map(|polygon| Bounds::of(polygon.exterior()))
        .fold(Bounds::EMPTY, Bounds::union)
}

fn looks(moves: &[MapMove<'_>]) -> Vec<Look> {
    let mut numbers = 0..NUMBERED;
    let look = |moved: &MapMove<'_>| match moved.kind {
        MapKind::FromNobody => Look { colour: COLOUR_FROM_NOBODY, number: None },
        MapKind::ToNobody => Look { colour: COLOUR_TO_NOBODY, number: None },
        MapKind::Moved => numbers.next().map_or(Look { colour: COLOUR_REST, number: None }, |place| Look { colour: COLOURS[place], number: Some(place + 1) }),
    };
    moves.iter().map(look).collect()
}

fn legend(map: &ChangeMap<'_>, sketch: &Sketch, looks: &[Look], html: &mut String) {
    let lang = map.lang;
    html.push_str("<ol>\n");
    for (moved, look) in map.moves.iter().zip(looks) {
        let Some(number) = look.number else { continue };
        let [x, y, width, height] = sketch.window(moved.pieces.iter().copied());
        let _ = writeln!(
            html,
            "<li data-box=\"{x:.2} {y:.2} {width:.2} {height:.2}\"><b style=\"background:{}\">{number}</b><span>{}</span><i>{}</i></li>",
            look.colour,
            escaped(&moved.words),
            escaped(&moved.size)
        );
    }
    html.push_str("</ol>\n<ul>\n");
    let rest = map.moves.iter().zip(looks).filter(|(moved, look)| moved.kind == MapKind::Moved && look.number.is_none()).count();
    let has = |kind: MapKind| map.moves.iter().any(|moved| moved.kind == kind);
    let has_line = |kind: MapLine| map.lines.iter().any(|(line, _)| *line == kind);
    let entries = [
        (rest > 0, format!("<b style=\"background:{COLOUR_REST}\"></b>"), lang.pick(format!("其余 {rest} 对"), format!("the other {rest} pairs"))),
        (has(MapKind::FromNobody), format!("<b style=\"background:{COLOUR_FROM_NOBODY}\"></b>"), lang.pick("原不属于任何行政区", "belonged to nobody").into()),
        (
            has(MapKind::ToNobody),
            format!("<b style=\"background:{COLOUR_TO_NOBODY}\"></b>"),
            lang.pick("不再属于任何行政区", "belongs to nobody any more").into(),
        ),
        (has_line(MapLine::Border), "<b class=\"line border\"></b>".into(), lang.pick("新界线", "new borders").into()),
        (has_line(MapLine::SuperiorBorder), "<b class=\"line superior\"></b>".into(), lang.pick("新界线（上级）", "new borders of the level above").into()),
        (has_line(MapLine::Vanished), "<b class=\"line vanished\"></b>".into(), lang.pick("消失的旧界线", "old borders that vanish").into()),
        (!map.points.is_empty(), "<b class=\"point\"></b>".into(), lang.pick("易主的线索或排污口", "clues or outfalls that change owner").into()),
    ];
    for (_, mark, words) in entries.into_iter().filter(|(is_there, ..)| *is_there) {
        let _ = writeln!(html, "<li>{mark}<span>{}</span></li>", escaped(&words));
    }
    let _ = writeln!(
        html,
        "</ul>\n<p class=\"hint\">{}</p>",
        lang.pick("滚轮缩放，拖动平移，点击图例定位，双击还原。", "Wheel to zoom, drag to move, click the legend to go there, double-click to reset.")
    );
}

/// Text as HTML and XML have it.
pub(crate) fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut safe, c| {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
        safe
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::Rect;

    fn square(west: f64) -> Polygon<f64> {
        Rect::new((west, 43.0), (west + 1.0, 44.0)).to_polygon()
    }

    #[test]
    fn a_page_has_every_move_and_needs_no_host() {
        let (ground, moved) = (MultiPolygon(vec![square(125.0), square(126.0)]), square(126.0));
        let line = [[126.0, 43.0], [126.0, 44.0]];
        let map = ChangeMap {
            title: "<旧> & 新".into(),
            sentences: vec!["一句话".into()],
            ground: vec![&ground],
            names: vec![([125.5, 43.5], "甲县".into())],
            lines: vec![(MapLine::Vanished, &line)],
            moves: vec![MapMove { kind: MapKind::Moved, words: "乙 → 甲".into(), size: "1 km²".into(), at: [126.5, 43.5], pieces: vec![&moved] }],
            points: vec![([126.5, 43.5], "线索 \"7\"".into())],
            lang: Lang::Zh,
        };
        let page = page(&map);
        for part in ["&lt;旧&gt; &amp; 新", "乙 → 甲", "甲县", "&quot;7&quot;", "class=\"vanished\"", COLOURS[0]] {
            assert!(page.contains(part), "{part} is missing from {page}");
        }
        assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("<旧>"), "{page}");
    }

    #[test]
    fn nothing_to_draw_is_a_page_all_the_same() {
        let map =
            ChangeMap { title: String::new(), sentences: vec![], ground: vec![], names: vec![], lines: vec![], moves: vec![], points: vec![], lang: Lang::En };
        assert!(page(&map).contains("<svg") && !page(&map).contains("NaN"));
    }
}
