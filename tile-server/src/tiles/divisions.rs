//! Provinces, prefectures, counties and their borders, all from the same arcs.
//!
//! An arc is on the outline of a prefecture if the prefecture is on one of its
//! sides only, so the levels and the border lines agree to the last bit at every zoom.

use std::collections::BTreeMap;
use std::sync::Arc;

use bailiwick_engine::index::{ArcRef, BorderArc, Coverage};
use bailiwick_engine::model::{Division, DivisionCode, Generation, Level};

use super::chain::chains;
use super::layer::{Attributes, Feature, Layer, Shape};
use super::mesh::Mesh;
use super::source::{box_around, world_arcs};

const POLYGON_FIELDS: [(&str, &str); 4] = [("code", "String"), ("name", "String"), ("parent", "String"), ("parent_name", "String")];
const BORDER_FIELDS: [(&str, &str); 5] =
    [("level", "String"), ("left_code", "String"), ("right_code", "String"), ("left_name", "String"), ("right_name", "String")];

/// The layers `provinces`, `prefectures`, `counties` and `borders`, from the counties and their shared edges.
pub(super) fn layers(generation: &Generation, coverage: &Coverage) -> [Layer; 4] {
    let world = world_arcs(coverage.arcs.iter().map(|a| &a.points));
    let boxes = world.iter().map(box_around).collect();
    let ground = Ground { generation, arcs: &coverage.arcs, boxes, mesh: Arc::new(Mesh::new(world)) };
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
    /// The box of each arc in world coordinates: each arc is on the outline of several features.
    boxes: Vec<[[f64; 2]; 2]>,
    mesh: Arc<Mesh>,
}

impl Ground<'_> {
    /// The division of a level that the county on a side belongs to.
    fn owner(&self, side: Option<u32>, level: Level) -> Option<DivisionCode> {
        let county = self.generation.counties[side? as usize].division.code;
        if level == Level::County { Some(county) } else { self.generation.superior_at(county, level) }
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
        let features = outlines.into_iter().map(|(code, refs)| {
            let shape = Shape::Area(self.mesh.clone(), chains(&refs, self.arcs));
            let bounds = box_around(refs.iter().flat_map(|r| &self.boxes[r.arc as usize]));
            (Feature { id: u64::from(code.number()), shape, attributes: self.division_attributes(code) }, bounds)
        });
        Layer::new(name, description, &POLYGON_FIELDS, features.collect())
    }

    fn division_attributes(&self, code: DivisionCode) -> Attributes {
        let division = self.generation.division(code);
        let parent = division.and_then(|d| d.parent);
        let text = |d: Option<&Division>| d.map_or("", |d| &*d.name).into();
        vec![
            ("code", code.to_string().as_str().into()),
            ("name", text(division)),
            ("parent", parent.map(|p| p.to_string()).unwrap_or_default().as_str().into()),
            ("parent_name", text(parent.and_then(|p| self.generation.division(p)))),
        ]
    }

    /// One feature for each pair of neighbours, and one for each area's border with what is outside of the data.
    ///
    /// The neighbour with the smaller code is on the left, so a pair has one feature whatever the direction of its arcs.
    fn borders(&self) -> Layer {
        let mut pairs: BTreeMap<(Level, Option<DivisionCode>, Option<DivisionCode>), Vec<ArcRef>> = BTreeMap::new();
        for (arc, border) in (0..).zip(self.arcs) {
            let [left, right] = [border.left, border.right].map(|side| self.owner(side, Level::County));
            let reversed = left.is_none() || right.is_some_and(|r| Some(r) < left);
            let (left, right) = if reversed { (right, left) } else { (left, right) };
            pairs.entry((self.level_between(border), left, right)).or_default().push(ArcRef { arc, reversed });
        }
        let name = |code: Option<DivisionCode>| code.and_then(|c| self.generation.division(c)).map_or("", |d| &d.name).into();
        let text = |code: Option<DivisionCode>| code.map(|c| c.to_string()).unwrap_or_default().as_str().into();
        let features = (1..).zip(pairs).map(|(id, ((level, left, right), refs))| {
            let shape = Shape::Lines(self.mesh.clone(), chains(&refs, self.arcs));
            let bounds = box_around(refs.iter().flat_map(|r| &self.boxes[r.arc as usize]));
            let attributes = vec![
                ("level", level.as_str().into()),
                ("left_code", text(left)),
                ("right_code", text(right)),
                ("left_name", name(left)),
                ("right_name", name(right)),
            ];
            (Feature { id, shape, attributes }, bounds)
        });
        Layer::new("borders", ["行政区界线，含两侧代码", "Border lines with the codes of both sides"], &BORDER_FIELDS, features.collect())
    }

    /// The highest level at which the two sides differ; the edge of the data is taken for a province's.
    fn level_between(&self, border: &BorderArc) -> Level {
        let differs = |level| self.owner(border.left, level) != self.owner(border.right, level);
        [Level::Province, Level::Prefecture].into_iter().find(|&level| differs(level)).unwrap_or(Level::County)
    }
}
