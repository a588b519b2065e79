//! A field of distances: what clients draw letters from.
//!
//! 1. The glyph gets a box of whole pixels and a margin.
//! 2. Each row finds the pixels whose centres lie inside.
//! 3. Each edge tells the pixels near it how far it is.
//! 4. Distance becomes a byte: 192 on the edge, more inside, 32 a pixel.
//!
//! Distances are those to the outline itself and not to a picture of it, so nothing is lost to a raster in between.

use super::outline::{Outline, Point};

/// Pixels around the box of a glyph.
pub(crate) const MARGIN_PX: u32 = 3;
/// Pixels over which the whole scale of a byte goes.
const RADIUS_PX: f32 = 8.0;
/// The share of the scale that is inside.
const CUTOFF: f32 = 0.25;
/// Farther outside every pixel is 0.
const REACH_PX: f32 = RADIUS_PX * (1.0 - CUTOFF);
/// A glyph that is larger, to either side, is left blank. The longest ligatures have ten ems.
const SIDE_PX_MAX: f32 = 256.0;

/// A glyph's picture.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Field {
    /// From the pen to the left edge of the box.
    pub(crate) left: i32,
    /// From the baseline to its upper edge.
    pub(crate) top: i32,
    /// Of the box, without the margin.
    pub(crate) width: u32,
    /// Of the box, without the margin.
    pub(crate) height: u32,
    /// Row by row from the top, with the margin; empty where there is nothing to be seen.
    pub(crate) bytes: Vec<u8>,
}

/// The field of an outline.
pub(crate) fn field(outline: &Outline) -> Field {
    let Some(canvas) = Canvas::around(outline) else { return Field::default() };
    let (is_inside, overlaps) = inside(outline, &canvas);
    let distances = if overlaps {
        // Edges within the glyph are no edges of its picture.
        distances(&merged(outline), &canvas)
    } else {
        distances(outline, &canvas)
    };
    let bytes = distances.iter().zip(&is_inside).map(|(&distance, &inside)| byte(if inside { -distance } else { distance })).collect();
    Field { left: canvas.left, top: canvas.top, width: canvas.columns as u32 - 2 * MARGIN_PX, height: canvas.rows as u32 - 2 * MARGIN_PX, bytes }
}

/// As node-fontnik rounds it.
fn byte(distance_px: f32) -> u8 {
    let scaled = (distance_px / RADIUS_PX + CUTOFF) * 256.0;
    255 - scaled.clamp(0.0, 255.0) as u8
}

/// The pixels of a field.
struct Canvas {
    left: i32,
    top: i32,
    columns: usize,
    rows: usize,
}

impl Canvas {
    fn around(outline: &Outline) -> Option<Self> {
        let points = || outline.rings.iter().flatten();
        let [west, south] = points().fold([f32::INFINITY; 2], |low, p| [low[0].min(p[0]), low[1].min(p[1])]);
        let [east, north] = points().fold([f32::NEG_INFINITY; 2], |high, p| [high[0].max(p[0]), high[1].max(p[1])]);
        let is_drawn = east > west && north > south && [west, south, east, north].iter().all(|side| side.abs() <= SIDE_PX_MAX);
        if !is_drawn {
            return None;
        }
        let (left, top) = (west.floor() as i32, north.ceil() as i32);
        let margin = 2 * MARGIN_PX as usize;
        Some(Self { left, top, columns: (east.ceil() as i32 - left) as usize + margin, rows: (top - south.floor() as i32) as usize + margin })
    }

    /// The height of the centres of a row.
    fn y(&self, row: usize) -> f32 {
        self.top as f32 + MARGIN_PX as f32 - row as f32 - 0.5
    }

    /// The column whose centre is at a position, as a number that may lie between two.
    fn column(&self, x: f32) -> f32 {
        x - self.left as f32 + MARGIN_PX as f32 - 0.5
    }
}

/// Which pixels have their centre inside, and whether parts of the glyph lie over each other.
fn inside(outline: &Outline, canvas: &Canvas) -> (Vec<bool>, bool) {
    let mut crossings: Vec<Vec<(f32, i32)>> = vec![Vec::new(); canvas.rows];
    for ([ax, ay], [bx, by]) in outline.edges() {
        let (low, high) = (ay.min(by), ay.max(by));
        for row in rows_between(canvas, low, high) {
            let y = canvas.y(row);
            // Half open: where two edges meet, one of them counts.
            if low <= y && y < high {
                crossings[row].push((canvas.column(ax + (y - ay) / (by - ay) * (bx - ax)), if ay < by { 1 } else { -1 }));
            }
        }
    }
    let mut is_inside = vec![false; canvas.columns * canvas.rows];
    let mut overlaps = false;
    for (row, crossings) in crossings.iter_mut().enumerate() {
        crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut turns = 0;
        for pair in crossings.windows(2) {
            turns += pair[0].1;
            let (from, to) = (pair[0].0, pair[1].0);
            overlaps |= turns.abs() > 1 && to - from > 1e-3;
            if turns != 0 {
                let columns = from.ceil().max(0.0) as usize..((to.floor() + 1.0).max(0.0) as usize).min(canvas.columns);
                for column in columns {
                    is_inside[row * canvas.columns + column] = true;
                }
            }
        }
    }
    (is_inside, overlaps)
}

/// The distance of each centre to the nearest edge; what is farther than can be told is as far as that.
fn distances(outline: &Outline, canvas: &Canvas) -> Vec<f32> {
    let mut squares = vec![REACH_PX * REACH_PX; canvas.columns * canvas.rows];
    for (a, b) in outline.edges() {
        let first = (canvas.column(a[0].min(b[0]) - REACH_PX).ceil().max(0.0) as usize).min(canvas.columns);
        let last = ((canvas.column(a[0].max(b[0]) + REACH_PX).floor() + 1.0).max(0.0) as usize).min(canvas.columns);
        let edge = Edge::new([canvas.column(a[0]), a[1]], [canvas.column(b[0]), b[1]]);
        for row in rows_between(canvas, a[1].min(b[1]) - REACH_PX, a[1].max(b[1]) + REACH_PX) {
            let y = canvas.y(row);
            let line = &mut squares[row * canvas.columns..][..canvas.columns];
            for (column, square) in (first..last).zip(&mut line[first.min(last)..last]) {
                *square = square.min(edge.square_of_distance([column as f32, y]));
            }
        }
    }
    squares.into_iter().map(f32::sqrt).collect()
}

/// Rows whose centres lie between two heights.
fn rows_between(canvas: &Canvas, low: f32, high: f32) -> std::ops::Range<usize> {
    let row = |y: f32| canvas.top as f32 + MARGIN_PX as f32 - y - 0.5;
    let first = row(high).ceil().max(0.0) as usize;
    let end = ((row(low).floor() + 1.0).max(0.0) as usize).min(canvas.rows);
    first.min(end)..end
}

/// An edge, prepared for being asked often.
struct Edge {
    from: Point,
    way: Point,
    /// 1 / length²
    inverse: f32,
}

impl Edge {
    fn new(from: Point, to: Point) -> Self {
        let way = [to[0] - from[0], to[1] - from[1]];
        let square = way[0] * way[0] + way[1] * way[1];
        Self { from, way, inverse: if square > 0.0 { 1.0 / square } else { 0.0 } }
    }

    fn square_of_distance(&self, point: Point) -> f32 {
        let [x, y] = [point[0] - self.from[0], point[1] - self.from[1]];
        let share = ((x * self.way[0] + y * self.way[1]) * self.inverse).clamp(0.0, 1.0);
        let [x, y] = [x - share * self.way[0], y - share * self.way[1]];
        x * x + y * y
    }
}

/// The outline of what the rings cover together.
fn merged(outline: &Outline) -> Outline {
    use i_overlay::core::fill_rule::FillRule;
    use i_overlay::float::simplify::SimplifyShape;

    let shapes = outline.rings.simplify_shape(FillRule::NonZero);
    Outline { rings: shapes.into_iter().flatten().collect() }
}
