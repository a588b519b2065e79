//! An icon as pixels.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Draws an icon so many times as large as it says it is.
///
/// # Panics
/// If it is no SVG: the icons are our own, and a test draws them all.
pub(super) fn draw(svg: &[u8], times: u32) -> Pixmap {
    let tree = Tree::from_data(svg, &Options::default()).expect("an icon is an SVG");
    let side = |length: f32| length.ceil() as u32 * times;
    let mut pixels = Pixmap::new(side(tree.size().width()), side(tree.size().height())).expect("an icon has a size");
    resvg::render(&tree, Transform::from_scale(times as f32, times as f32), &mut pixels.as_mut());
    pixels
}
