//! Provinces, prefectures, counties and their borders, all from the same arcs.
//!
//! An arc is on the outline of a prefecture if the prefecture is on one of its
//! sides only, so the levels and the border lines agree to the last bit at every zoom.

use std::collections::BTreeMap;
use std::sync::Arc;

use bailiwick_engine::index::{ArcRef, BorderArc, Coverage};
use bailiwick_engine::model::{Area, Division, DivisionCode, Generation, Level};

use super::chain::chains;
use super::column::{Columns, Field, Kind, field};
use super::dissolve::polygons;
use super::edges::Edges;
use super::layer::{Layer, Shape, Shapes};

const POLYGON_FIELDS: [Field; 4] = [field("code", Kind::Text), field("name", Kind::Text), field("parent", Kind::Text), field("parent_name", Kind::Text)];
const BORDER_FIELDS: [Field; 5] = [
    field("level", Kind::Text),
    field("left_code", Kind::Text),
    field("right_code", Kind::Text),
    field("left_name", Kind::Text),
    field("right_name", Kind::Text),
];

/// The layers `provinces`, `prefectures`, `counties` and `borders`, from the counties and their shared edges.
pub(super) fn layers(generation: &Generation, coverage: &Coverage) -> [Layer; 4] {
    let edges = Arc::new(Edges::new(coverage.arcs.iter().map(|arc| arc.points.clone()).collect()));
    let ground = Ground { generation, arcs: &coverage.arcs, edges };
    [
        ground.polygons("provinces", ["省级行政区", "Provinces"], Level::Province),
        ground.polygons("prefectures", ["地级行政区", "Prefectures"], Level::Prefecture),
        ground.polygons("counties", ["县级行政区", "Counties"], Level::County),
        ground.borders(),
    ]
}

/// The counties as arcs, with what is needed to name their sides.
struct Ground<'a> {
    generation: &'a Generation,
    arcs: &'a [BorderArc],
    edges: Arc<Edges>,
}

impl Ground<'_> {
    /// The division of a level that the county on a side belongs to. One that is not divided, such as 东莞市 (441900), stands among the
    /// counties with its own code; it is drawn at the level of that code too.
    fn owner(&self, side: Option<u32>, level: Level) -> Option<DivisionCode> {
        let county = self.generation.counties[side? as usize].division.code;
        let undivided = (level == Level::County || county.level() == level).then_some(county);
        undivided.or_else(|| self.generation.superior_at(county, level))
    }

    fn polygons(&self, name: &str, description: [&str; 2], level: Level) -> Layer {
        let mut outlines: BTreeMap<DivisionCode, Vec<ArcRef>> = BTreeMap::new();
        for (arc, border) in (0..).zip(self.arcs) {
            let [left, right] = [border.left, border.right].map(|side| self.owner(side, level));
            if left == right {
                continue;
            }
            // The interior is to be on the left.
            for (owner, reversed) in [(left, false), (right, true)] {
                if let Some(owner) = owner {
                    outlines.entry(owner).or_default().push(ArcRef { arc, reversed });
                }
            }
        }
        let mut columns = Columns::new(&POLYGON_FIELDS);
        let mut ids = Vec::new();
        let mut shapes = Vec::new();
        for (code, refs) in outlines {
            ids.push(u64::from(code.number()));
            self.push_division(&mut columns, code);
            let rings = chains(&refs, self.arcs);
            shapes.push(Shape::Area(self.edges.clone(), rings.clone(), self.area(code, level, rings)));
        }
        Layer::new(name, description, ids, columns, Shapes::drawn(shapes))
    }

    /// A county as it was read; the levels above it as the counties make them.
    fn area(&self, code: DivisionCode, level: Level, rings: Vec<Vec<ArcRef>>) -> Area {
        let county = self.generation.counties.binary_search_by_key(&code, |county| county.division.code);
        match county {
            Ok(place) if level == Level::County => self.generation.counties[place].territory.clone(),
            _ => {
                let edges = self.edges.clone();
                Area::later(move || polygons(&edges, &rings))
            }
        }
    }

    fn push_division(&self, columns: &mut Columns, code: DivisionCode) {
        let division = self.generation.division(code);
        let parent = division.and_then(|d| d.parent);
        let name = |d: Option<&Division>| d.map_or(String::new(), |d| d.name.clone());
        let (own, above) = (name(division), name(parent.and_then(|p| self.generation.division(p))));
        columns.push(&[(&*code.to_string()).into(), (&*own).into(), (&*text(parent)).into(), (&*above).into()]);
    }

    /// One row for each pair of neighbours, and one for each area's border with what is outside of the data.
    ///
    /// The neighbour with the smaller code is on the left, so a pair has one row whatever the direction of its arcs.
    fn borders(&self) -> Layer {
        let mut pairs: BTreeMap<(Level, Option<DivisionCode>, Option<DivisionCode>), Vec<ArcRef>> = BTreeMap::new();
        for (arc, border) in (0..).zip(self.arcs) {
            let [left, right] = [border.left, border.right].map(|side| self.owner(side, Level::County));
            let reversed = left.is_none() || right.is_some_and(|r| Some(r) < left);
            let (left, right) = if reversed { (right, left) } else { (left, right) };
            pairs.entry((self.level_between(border), left, right)).or_default().push(ArcRef { arc, reversed });
        }
        let name = |code: Option<DivisionCode>| code.and_then(|c| self.generation.division(c)).map_or("", |d| &d.name);
        let mut columns = Columns::new(&BORDER_FIELDS);
        let mut shapes = Vec::new();
        for ((level, left, right), refs) in pairs {
            columns.push(&[level.as_str().into(), (&*text(left)).into(), (&*text(right)).into(), name(left).into(), name(right).into()]);
            shapes.push(Shape::Lines(self.edges.clone(), chains(&refs, self.arcs)));
        }
        let ids = (1..).take(shapes.len()).collect();
        Layer::new("borders", ["行政区界线，含两侧代码", "Border lines with the codes of both sides"], ids, columns, Shapes::drawn(shapes))
    }

    /// The highest level at which the two sides differ; the edge of the data is taken for a province's.
    fn level_between(&self, border: &BorderArc) -> Level {
        let differs = |level| self.owner(border.left, level) != self.owner(border.right, level);
        [Level::Province, Level::Prefecture].into_iter().find(|&level| differs(level)).unwrap_or(Level::County)
    }
}

/// A code as text; empty where there is none.
fn text(code: Option<DivisionCode>) -> String {
    code.map(|code| code.to_string()).unwrap_or_default()
}
