//! A glyph's outline as straight edges.

use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// Pixels an em: the size at which fields of distances are drawn.
pub(crate) const EM_PX: f32 = 24.0;
/// How far edges may be from the curve, in pixels: less than the fields can tell (a step of theirs is 1/32 pixel).
const DEVIATION_PX_MAX: f32 = 0.02;
/// A curve has no more edges than this, and a glyph no more than this: foreign fonts may say anything.
const CURVE_EDGES_MAX: f32 = 64.0;
const EDGES_MAX: usize = 40_000;

/// A position in pixels: to the right and upwards, from where the pen is on the baseline.
pub(crate) type Point = [f32; 2];

/// The closed rings of a glyph.
#[derive(Default)]
pub(crate) struct Outline {
    pub(crate) rings: Vec<Vec<Point>>,
}

/// The outline of a glyph; empty where it has none, or one that cannot be drawn.
pub(crate) fn outline(face: &Face<'_>, glyph: GlyphId) -> Outline {
    let mut pen = Pen { scale: EM_PX / f32::from(face.units_per_em()), at: [0.0; 2], edges: 0, outline: Outline::default() };
    // Nothing, for a space.
    let _ = face.outline_glyph(glyph, &mut pen);
    let is_sound = pen.edges <= EDGES_MAX && pen.outline.rings.iter().flatten().flatten().all(|number| number.is_finite());
    if is_sound { pen.outline } else { Outline::default() }
}

impl Outline {
    /// All edges, those that close the rings included.
    pub(crate) fn edges(&self) -> impl Iterator<Item = (Point, Point)> {
        self.rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)).map(|(&a, &b)| (a, b)).filter(|(a, b)| a != b))
    }
}

struct Pen {
    /// Pixels a unit of the font.
    scale: f32,
    at: Point,
    edges: usize,
    outline: Outline,
}

impl Pen {
    fn scaled(&self, x: f32, y: f32) -> Point {
        [x * self.scale, y * self.scale]
    }

    fn draw(&mut self, to: Point) {
        self.at = to;
        self.edges += 1;
        if self.edges <= EDGES_MAX
            && let Some(ring) = self.outline.rings.last_mut()
        {
            ring.push(to);
        }
    }

    /// Draws a curve by its points at equal steps.
    fn curve(&mut self, bend_px: f32, to: Point, point: impl Fn(f32) -> Point) {
        let edges = (bend_px / DEVIATION_PX_MAX).sqrt().ceil().clamp(1.0, CURVE_EDGES_MAX);
        for step in 1..edges as u32 {
            self.draw(point(step as f32 / edges));
        }
        self.draw(to);
    }
}

/// The length of a − 2b + c: how sharply the way over these points turns.
fn turn(a: Point, b: Point, c: Point) -> f32 {
    (a[0] - 2.0 * b[0] + c[0]).hypot(a[1] - 2.0 * b[1] + c[1])
}

fn mix(a: Point, b: Point, share: f32) -> Point {
    [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.at = self.scaled(x, y);
        if self.edges <= EDGES_MAX {
            self.outline.rings.push(vec![self.at]);
        }
        self.edges += 1;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.draw(self.scaled(x, y));
    }

    // A chord over 1/n of a curve is away from it by at most an eighth of its second derivative by n².
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (a, b, c) = (self.at, self.scaled(x1, y1), self.scaled(x, y));
        self.curve(turn(a, b, c) / 4.0, c, |t| mix(mix(a, b, t), mix(b, c, t), t));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (a, b, c, d) = (self.at, self.scaled(x1, y1), self.scaled(x2, y2), self.scaled(x, y));
        let bend_px = turn(a, b, c).max(turn(b, c, d)) * 0.75;
        self.curve(bend_px, d, |t| {
            let (ab, bc, cd) = (mix(a, b, t), mix(b, c, t), mix(c, d, t));
            mix(mix(ab, bc, t), mix(bc, cd, t), t)
        });
    }

    fn close(&mut self) {}
}
