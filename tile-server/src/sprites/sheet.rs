//! All icons in one picture, and where each of them is.

use std::sync::LazyLock;

use resvg::tiny_skia::{IntSize, Pixmap, PixmapPaint, Transform};
use rust_embed::RustEmbed;
use serde_json::{Map, Value, json};

use super::draw::draw;

/// What the one sprite is called.
pub const NAME: &str = "bailiwick";

/// Between icons, so that none shows at the edge of another when it is drawn at another size.
const GAP_PX: u32 = 1;

#[derive(RustEmbed)]
#[folder = "sprites"]
struct Icons;

/// Pixels of the picture for one of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Density {
    /// For screens of old.
    Single,
    /// `@2x`, for those with small pixels.
    Double,
}

/// The icons of a density.
pub struct Sheet {
    /// Name → place in the picture.
    pub index: Vec<u8>,
    /// The picture.
    pub png: Vec<u8>,
}

/// The icons' names, in order: those of their files.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = Icons::iter().filter_map(|file| file.strip_suffix(".svg").map(str::to_owned)).collect();
    names.sort();
    names
}

/// The icons of a density; drawn when they are first asked for.
pub fn sheet(density: Density) -> &'static Sheet {
    static SINGLE: LazyLock<Sheet> = LazyLock::new(|| make(1));
    static DOUBLE: LazyLock<Sheet> = LazyLock::new(|| make(2));
    match density {
        Density::Single => &SINGLE,
        Density::Double => &DOUBLE,
    }
}

/// Side by side in the order of their names: a dozen icons need no better order.
fn make(times: u32) -> Sheet {
    let icons: Vec<(String, Pixmap)> = names()
        .into_iter()
        .map(|name| {
            let svg = Icons::get(&format!("{name}.svg")).expect("listed just now");
            let pixels = draw(&svg.data, times);
            (name, pixels)
        })
        .collect();
    let width = icons.iter().map(|(_, icon)| icon.width() + GAP_PX).sum::<u32>().max(1);
    let height = icons.iter().map(|(_, icon)| icon.height()).max().unwrap_or(1);
    let size = IntSize::from_wh(width, height).expect("at least a pixel");
    let mut picture = Pixmap::new(size.width(), size.height()).expect("small");
    let (mut index, mut x) = (Map::new(), 0_u32);
    for (name, icon) in &icons {
        picture.draw_pixmap(x.cast_signed(), 0, icon.as_ref(), &PixmapPaint::default(), Transform::identity(), None);
        let place: Value = json!({ "x": x, "y": 0, "width": icon.width(), "height": icon.height(), "pixelRatio": times });
        index.insert(name.clone(), place);
        x += icon.width() + GAP_PX;
    }
    Sheet { index: Value::Object(index).to_string().into_bytes(), png: picture.encode_png().expect("memory") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_stands_where_the_index_says_and_none_touches_another() {
        for (density, times) in [(Density::Single, 1), (Density::Double, 2)] {
            let sheet = sheet(density);
            let picture = Pixmap::decode_png(&sheet.png).expect("a picture");
            let index: Map<String, Value> = serde_json::from_slice(&sheet.index).expect("an index");
            assert_eq!(index.keys().cloned().collect::<Vec<_>>(), names());
            let mut taken = vec![false; picture.pixels().len()];
            for (name, place) in &index {
                let number = |key: &str| place[key].as_u64().expect("a number") as u32;
                assert_eq!(number("pixelRatio"), times);
                let mut ink = 0;
                for y in number("y")..number("y") + number("height") {
                    for x in number("x")..number("x") + number("width") {
                        ink += u32::from(picture.pixel(x, y).expect("within").alpha() > 0);
                        taken[(y * picture.width() + x) as usize] = true;
                    }
                }
                assert!(ink > 20, "{name} is drawn");
            }
            let lost = picture.pixels().iter().zip(&taken).filter(|(pixel, is_taken)| pixel.alpha() > 0 && !**is_taken);
            assert_eq!(lost.count(), 0);
        }
    }

    #[test]
    fn patterns_go_on_in_the_next_square() {
        let hatch = draw(&Icons::get("overlay-hatch.svg").expect("it is there").data, 2);
        // What leaves on the right enters on the left, one pixel further along the slant.
        for y in 1..hatch.height() {
            let alpha = |x: u32, y: u32| i32::from(hatch.pixel(x, y).expect("within").alpha());
            let difference = alpha(hatch.width() - 1, y) - alpha(0, y - 1);
            assert!(difference.abs() < 3, "{y}: {difference}");
        }
    }
}
