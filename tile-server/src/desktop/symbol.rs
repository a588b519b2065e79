//! What a layer looks like, in the words of no program. Sizes are pixels of the map page, 96 to the inch; zooms are those of its map.

use bailiwick_engine::export::ShapeKind;
use bailiwick_engine::lang::Lang;

/// A colour with its opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour {
    /// Red, green, blue.
    pub(super) rgb: u32,
    /// From 0 to 1.
    pub(super) opacity: f64,
}

impl Colour {
    pub(super) const fn solid(rgb: u32) -> Self {
        Self { rgb, opacity: 1.0 }
    }

    pub(super) const fn with_opacity(rgb: u32, opacity: f64) -> Self {
        Self { rgb, opacity }
    }

    pub(super) fn bytes(self) -> [u8; 3] {
        let [_, red, green, blue] = self.rgb.to_be_bytes();
        [red, green, blue]
    }

    /// As in CSS, without the opacity.
    pub(super) fn hex(self) -> String {
        format!("#{:06x}", self.rgb)
    }
}

/// A size in pixels that grows with the zoom: pairs of zoom and size, straight between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stops(pub(super) &'static [(f64, f64)]);

/// The zoom at which a province fills a screen: where a program knows one size only, it is the one there.
const USUAL_ZOOM: f64 = 7.5;

impl Stops {
    /// The size for programs that know one only.
    pub(super) fn usual_px(self) -> f64 {
        let Self(stops) = self;
        let (Some(&(_, first)), Some(&(_, last))) = (stops.first(), stops.last()) else { return 0.0 };
        let between = stops.windows(2).find(|pair| (pair[0].0..pair[1].0).contains(&USUAL_ZOOM));
        match between {
            Some(&[(low, from), (high, to)]) => from + (to - from) * (USUAL_ZOOM - low) / (high - low),
            _ if stops.first().is_some_and(|(zoom, _)| USUAL_ZOOM < *zoom) => first,
            _ => last,
        }
    }
}

/// What a rule draws on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    Point,
    Line,
    Area,
}

/// The shape of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Circle,
    Square,
    Diamond,
    Triangle,
    Hexagon,
}

/// One coat of paint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Coat {
    Fill(Colour),
    /// Slanting lines so far apart.
    Hatch {
        colour: Colour,
        width_px: f64,
        step_px: f64,
    },
    /// A line, or the outline of an area. Dash and gap are in widths of the line.
    Line {
        colour: Colour,
        width: Stops,
        dash: Option<[f64; 2]>,
        round: bool,
    },
    /// A mark with a rim.
    Mark {
        mark: Mark,
        colour: Colour,
        size: Stops,
        rim: Colour,
        rim_width: Stops,
    },
}

/// What must hold for an attribute.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Is(&'static str, &'static str),
    OneOf(&'static str, Vec<String>),
    NoneOf(&'static str, Vec<String>),
    Starts(&'static str, &'static str),
    StartsWithNone(&'static str, &'static [&'static str]),
    Has(&'static str),
    Lacks(&'static str),
    /// From the first number on, below the second.
    Within(&'static str, u32, Option<u32>),
}

/// Zooms from the first on, below the second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Zooms {
    pub(super) from: Option<f64>,
    pub(super) below: Option<f64>,
}

/// How features that pass all tests are painted, the first coat below.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// For the legend, Chinese and English.
    pub(super) caption: [String; 2],
    pub(super) on: On,
    pub(super) tests: Vec<Test>,
    pub(super) zooms: Zooms,
    pub(super) coats: Vec<Coat>,
}

/// Where a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// On the point.
    Over,
    /// Beside the point.
    Beside,
    /// Level, inside of the area.
    Inside,
    /// Along the line.
    Along,
}

/// How an attribute of features that pass all tests is written on the map.
#[derive(Clone, Debug)]
pub(super) struct Writing {
    pub(super) field: &'static str,
    pub(super) on: On,
    pub(super) tests: Vec<Test>,
    pub(super) zooms: Zooms,
    pub(super) colour: Colour,
    pub(super) halo: Option<f64>,
    pub(super) size: Stops,
    pub(super) bold: bool,
    /// In widths of a letter.
    pub(super) spacing: f64,
    pub(super) stand: Stand,
    /// From 0 to 10; who has more wins the room.
    pub(super) priority: u8,
    /// Written even where there is no room.
    pub(super) always: bool,
}

/// A layer's looks.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// Name for people, Chinese and English; what the operator lays under the themes goes by the name of its layer.
    pub(super) title: Option<[&'static str; 2]>,
    pub(super) rules: Vec<Rule>,
    pub(super) writings: Vec<Writing>,
}

impl Look {
    /// What shapes of a kind are drawn as. Desktop programs know no layers of several kinds, and one without features is of none: such
    /// a layer is taken for what it is usually.
    pub(super) fn on(&self, kind: ShapeKind) -> On {
        match kind {
            ShapeKind::Point => On::Point,
            ShapeKind::Line | ShapeKind::MultiLine => On::Line,
            ShapeKind::Polygon | ShapeKind::MultiPolygon => On::Area,
            ShapeKind::Any => self.rules.iter().map(|rule| rule.on).chain(self.writings.iter().map(|writing| writing.on)).next().unwrap_or(On::Area),
        }
    }

    /// What the layer is called for people.
    pub(super) fn title<'a>(&self, layer: &'a str, lang: Lang) -> &'a str {
        self.title.map_or(layer, |[zh, en]| lang.pick(zh, en))
    }
}
