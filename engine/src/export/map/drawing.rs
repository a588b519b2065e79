//! The drawing: ground, moved pieces, lines, names, marks; what comes later lies on top.

use std::fmt::Write as _;

use super::{ChangeMap, Look, MapKind, MapLine, Sketch, escaped};

pub(super) fn draw(map: &ChangeMap<'_>, sketch: &Sketch, looks: &[Look], html: &mut String) {
    let [width, height] = sketch.size();
    let _ = writeln!(html, "<svg id=\"map\" role=\"img\" viewBox=\"0 0 {width:.2} {height:.2}\" data-home=\"0 0 {width:.2} {height:.2}\">");
    ground(map, sketch, html);
    moves(map, sketch, looks, html);
    lines(map, sketch, html);
    points(map, sketch, html);
    names(map, sketch, html);
    marks(map, sketch, looks, html);
    html.push_str("</svg>\n");
}

fn ground(map: &ChangeMap<'_>, sketch: &Sketch, html: &mut String) {
    html.push_str("<path class=\"ground\" d=\"");
    map.ground.iter().flat_map(|area| area.iter()).for_each(|polygon| sketch.polygon(polygon, html));
    html.push_str("\"/>\n");
}

/// The smaller ones last, so that none is hidden.
fn moves(map: &ChangeMap<'_>, sketch: &Sketch, looks: &[Look], html: &mut String) {
    html.push_str("<g class=\"moves\">\n");
    for (moved, look) in map.moves.iter().zip(looks) {
        let class = match moved.kind {
            MapKind::Moved => "moved",
            MapKind::FromNobody | MapKind::ToNobody => "nobody",
        };
        let _ = write!(html, "<path class=\"{class}\" fill=\"{0}\" stroke=\"{0}\" d=\"", look.colour);
        moved.pieces.iter().for_each(|piece| sketch.polygon(piece, html));
        let _ = writeln!(html, "\"><title>{} {}</title></path>", escaped(&moved.words), escaped(&moved.size));
    }
    html.push_str("</g>\n");
}

fn lines(map: &ChangeMap<'_>, sketch: &Sketch, html: &mut String) {
    for (kind, class) in [(MapLine::Border, "border"), (MapLine::SuperiorBorder, "superior"), (MapLine::Vanished, "vanished")] {
        let _ = write!(html, "<path class=\"{class}\" d=\"");
        map.lines.iter().filter(|(line, _)| *line == kind).for_each(|(_, points)| sketch.path(points.iter().copied(), false, html));
        html.push_str("\"/>\n");
    }
}

fn points(map: &ChangeMap<'_>, sketch: &Sketch, html: &mut String) {
    for (at, words) in map.points.iter().filter(|(at, _)| at.iter().all(|v| v.is_finite())) {
        let [x, y] = sketch.place(*at);
        let _ = writeln!(html, "<circle class=\"point\" cx=\"{x:.2}\" cy=\"{y:.2}\"><title>{}</title></circle>", escaped(words));
    }
}

fn names(map: &ChangeMap<'_>, sketch: &Sketch, html: &mut String) {
    for (at, name) in map.names.iter().filter(|(at, _)| at.iter().all(|v| v.is_finite())) {
        let [x, y] = sketch.place(*at);
        let _ = writeln!(html, "<text class=\"name\" x=\"{x:.2}\" y=\"{y:.2}\">{}</text>", escaped(name));
    }
}

/// The numbers of the legend; the first ones last, so that they lie on top.
fn marks(map: &ChangeMap<'_>, sketch: &Sketch, looks: &[Look], html: &mut String) {
    for (moved, look) in map.moves.iter().zip(looks).rev() {
        let Some(number) = look.number.filter(|_| moved.at.iter().all(|v| v.is_finite())) else { continue };
        let [x, y] = sketch.place(moved.at);
        let _ = writeln!(
            html,
            "<g class=\"mark\"><circle cx=\"{x:.2}\" cy=\"{y:.2}\" fill=\"{}\"/><text x=\"{x:.2}\" y=\"{y:.2}\">{number}</text><title>{} {}</title></g>",
            look.colour,
            escaped(&moved.words),
            escaped(&moved.size)
        );
    }
}
