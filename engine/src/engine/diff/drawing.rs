//! What changes hands, as a map.

use std::collections::BTreeSet;

use geo::{Area, InteriorPoint};

use super::words::Ends;
use super::{Boundaries, Carried, CarriedPlace, Diff, Output, Which};
use crate::export::map::{ChangeMap, MapKind, MapLine, MapMove, NUMBERED};
use crate::index::BorderArc;
use crate::join::change::{BorderFate, Move};
use crate::lang::Lang;
use crate::model::{DivisionCode, Jurisdiction, Level};

/// Where there are more divisions than this, only those are named that gain or lose in a numbered move.
const NAMES_MAX: usize = 120;

impl Diff {
    /// The map. Where nothing moves at the level of the sets, it shows what moves at the level above.
    pub(super) fn drawing(&self, output: Output<'_>, lang: Lang) -> ChangeMap<'_> {
        let shown = self.levels().find(|(_, change)| !change.moves.is_empty());
        let moves: Vec<(Level, &Move)> = shown.iter().flat_map(|(level, change)| change.moves.iter().map(|moved| (*level, moved))).collect();
        let vanished = self.borders.iter().flat_map(|border| &border.lines).filter(|line| line.fate == BorderFate::Vanished);
        let mut lines = self.new_lines();
        lines.extend(vanished.map(|line| (MapLine::Vanished, &line.points[..])));
        let carried = [output.clues, output.outfalls].into_iter().flatten();
        ChangeMap {
            title: self.title(lang),
            sentences: self.sentences(output, lang),
            ground: self.new.jurisdictions().iter().map(|jurisdiction| &*jurisdiction.territory).collect(),
            names: names(&self.new, &moves),
            lines,
            moves: moves.iter().map(|(_, moved)| self.drawn(moved, lang)).collect(),
            points: carried.flat_map(|carried| self.points(carried, lang)).collect(),
            lang,
        }
    }

    fn drawn(&self, moved: &Move, lang: Lang) -> MapMove<'_> {
        let kind = match (moved.old, moved.new) {
            (None, _) => MapKind::FromNobody,
            (_, None) => MapKind::ToNobody,
            _ => MapKind::Moved,
        };
        let pieces = moved.shared.iter().flat_map(|place| &self.ground.shared[*place].pieces).map(|piece| &piece.polygon).collect();
        MapMove { kind, words: self.arrow(Ends::of(moved), lang), size: format!("{:.3} km²", moved.area.square_kilometres()), at: moved.at, pieces }
    }

    /// The borders of the new set; those between bodies of different superiors stand out.
    fn new_lines(&self) -> Vec<(MapLine, &[[f64; 2]])> {
        let parent = |side: Option<u32>| side.and_then(|area| self.new.jurisdictions()[area as usize].division.parent);
        let line = |arc: &BorderArc| if parent(arc.left) == parent(arc.right) { MapLine::Border } else { MapLine::SuperiorBorder };
        self.coverage.arcs.iter().map(|arc| (line(arc), &arc.points[..])).collect()
    }

    fn points(&self, carried: &Carried, lang: Lang) -> Vec<([f64; 2], String)> {
        let owners = |which: Which, codes: &[DivisionCode]| {
            let names: Vec<String> = codes.iter().map(|code| self.called(which, *code)).collect();
            if names.is_empty() { lang.pick("区域外", "nobody").to_owned() } else { names.join(lang.pick("、", ", ")) }
        };
        let words = |place: &CarriedPlace| {
            let name = place.name.clone().or_else(|| place.id.clone()).unwrap_or_default();
            format!("{name} {} → {}", owners(Which::Old, &place.old), owners(Which::New, &place.new))
        };
        let shown = self.levels().find(|(_, change)| !change.moves.is_empty()).map_or(self.new.level, |(level, _)| level);
        carried.places.iter().filter(|place| place.level == shown).map(|place| (place.at, words(place))).collect()
    }
}

/// The names of the divisions, each inside its largest polygon; the largest first, for they keep their names where there is no room for all.
fn names(set: &Boundaries, moves: &[(Level, &Move)]) -> Vec<([f64; 2], String)> {
    let numbered = moves.iter().filter(|(_, moved)| moved.old.is_some() && moved.new.is_some()).take(NUMBERED);
    let concerned: BTreeSet<DivisionCode> = numbered.flat_map(|(_, moved)| [moved.old, moved.new]).flatten().collect();
    let all = set.jurisdictions();
    let named = all.iter().filter(|jurisdiction| all.len() <= NAMES_MAX || concerned.contains(&jurisdiction.division.code));
    let place = |jurisdiction: &Jurisdiction| {
        // By the area in degrees: all that matters is which is largest.
        let (size, largest) = jurisdiction.territory.iter().map(|polygon| (polygon.unsigned_area(), polygon)).max_by(|a, b| a.0.total_cmp(&b.0))?;
        largest.interior_point().map(|point| (size, ([point.x(), point.y()], jurisdiction.division.name.clone())))
    };
    let mut placed: Vec<_> = named.filter_map(place).collect();
    placed.sort_by(|a, b| b.0.total_cmp(&a.0));
    placed.into_iter().map(|(_, name)| name).collect()
}
