//! Borders at each level.

use super::events::Events;
use super::{HotspotSettings, areas_of};
use crate::coord::LonLat;
use crate::engine::{Engine, Territory};
use crate::hotspot::borders::{BorderClues, BorderGround, BorderLevel, BorderLines, BorderSettings, BorderTables, SegmentRow, border_tables};
use crate::model::{DivisionCode, Level};

/// Borders at each level, and their pieces.
#[derive(Default)]
pub struct FoundBorders {
    /// The lines, and whose they are: counties by their place in code order.
    pub lines: BorderLines,
    /// From the finest up.
    pub levels: Vec<FoundLevel>,
    /// Pieces of county borders, the likeliest first.
    pub segments: Vec<SegmentRow>,
}

/// Borders of one level.
pub struct FoundLevel {
    /// Which.
    pub level: Level,
    /// Number in the rows → code.
    pub codes: Vec<DivisionCode>,
    /// What was found.
    pub found: BorderLevel,
}

pub(super) fn borders(engine: &Engine, territory: &Territory, events: &Events, settings: &HotspotSettings) -> FoundBorders {
    let generation = &territory.generation;
    let counties: Vec<DivisionCode> = generation.counties.iter().map(|county| county.division.code).collect();
    let of_level = |place: usize| -> Vec<Option<DivisionCode>> { (0..counties.len()).map(|county| generation.superiors_of_county(county)[place]).collect() };
    let mut levels = vec![numbered(Level::County, counties.iter().copied().map(Some).collect())];
    // A level of one body has no borders.
    let above = [(Level::Prefecture, of_level(0)), (Level::Province, of_level(1))].map(|(level, codes)| numbered(level, codes));
    levels.extend(above.into_iter().filter(|(_, codes, _)| codes.len() > 1));
    let body_of: Vec<Vec<Option<u32>>> = levels.iter().map(|(.., body_of)| body_of.clone()).collect();

    let inside: Vec<usize> = events.inside().collect();
    let positions: Vec<LonLat> = inside.iter().map(|event| events.positions[*event]).collect();
    let claimants: Vec<Vec<u32>> = inside.iter().map(|event| events.counties[*event].clone()).collect();
    let is_escalated: Vec<bool> = inside.iter().map(|event| events.is_escalated[*event]).collect();
    let areas_of = |positions: &[LonLat]| areas_of(territory, positions);
    let ground = BorderGround { coverage: territory.coverage(), bounds: engine.bounds(), areas_of: &areas_of, levels: &body_of };
    let clues = BorderClues { positions: &positions, claimants: &claimants, is_escalated: &is_escalated };
    let BorderTables { lines, levels: found, segments } =
        border_tables(&ground, clues, BorderSettings { segment: settings.segment, replicates: settings.shifts, seed: settings.seed });
    let levels = levels.into_iter().zip(found).map(|((level, codes, _), found)| FoundLevel { level, codes, found }).collect();
    FoundBorders { lines, levels, segments }
}

/// Codes in order, and which of them each county has.
fn numbered(level: Level, of_county: Vec<Option<DivisionCode>>) -> (Level, Vec<DivisionCode>, Vec<Option<u32>>) {
    let mut codes: Vec<DivisionCode> = of_county.iter().flatten().copied().collect();
    codes.sort_unstable();
    codes.dedup();
    let number = |code: DivisionCode| codes.binary_search(&code).ok().map(|place| place as u32);
    let body_of = of_county.into_iter().map(|code| number(code?)).collect();
    (level, codes, body_of)
}
