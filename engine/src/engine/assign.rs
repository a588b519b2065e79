//! A batch of clues to decisions.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use jiff::civil::Date;
use rayon::prelude::*;

use super::traits::Traits;
use super::{Engine, Territory};
use crate::ingest::CodeReading;
use crate::join::{self, CHUNK_ROWS, Matches, Ordered};
use crate::lang::Lang;
use crate::model::{Clues, DivisionCode, Extent, Moments, RowFault, TextColumn};
use crate::route::{Basis, Clocks, Decider, Decisions, Facts, Reported, RowDays, Written};
use crate::rules::{NO_DAY, day_number};

/// Which boundaries handle a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// Those of the latest generation.
    Current,
    /// Those that held on a day.
    Day(Date),
}

/// No boundaries hold on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no boundaries hold on {0}")]
pub struct NoBoundaries(pub Date);

impl NoBoundaries {
    /// What is wrong and what to do.
    pub fn sentence(self, lang: Lang) -> String {
        let Self(day) = self;
        lang.pick(
            format!("没有在 {day} 有效的界线：请换一个日期，或在 bailiwick.toml 中加入当时的界线"),
            format!("no boundaries hold on {day}: choose another day, or add the boundaries of that time to bailiwick.toml"),
        )
    }
}

/// Consecutive clues in several pieces, put together as far as decisions need it.
pub(super) struct Batch<'a> {
    order: Ordered,
    located: Vec<Located>,
    reported: Vec<Reported>,
    county_then: Vec<Option<DivisionCode>>,
    county_filed: Vec<Option<DivisionCode>>,
    filed: Vec<i32>,
    occurred: Vec<i32>,
    handed_over: i32,
    extents: BTreeMap<usize, &'a Extent>,
    fault: Cow<'a, BTreeMap<usize, RowFault>>,
}

/// Where a clue is. Clues are fetched one by one in the order of places, so this is kept together.
#[derive(Clone, Copy)]
struct Located {
    lon_deg: f64,
    lat_deg: f64,
    accuracy_m: f64,
    traits: u64,
}

/// Some rows of a batch that follow each other in the order of places, as columns.
#[derive(Default)]
pub(super) struct Chunk {
    rows: Vec<u32>,
    pub(super) lon_deg: Vec<f64>,
    pub(super) lat_deg: Vec<f64>,
    pub(super) accuracy_m: Vec<f64>,
    traits: Vec<u64>,
    reported: Vec<Reported>,
    county_then: Vec<Option<DivisionCode>>,
    county_filed: Vec<Option<DivisionCode>>,
}

impl<'a> Batch<'a> {
    pub(super) fn of(engine: &Engine, territory: &Territory, pieces: &'a [Clues]) -> Self {
        let mut located = Vec::with_capacity(pieces.iter().map(Clues::len).sum());
        let traits: Vec<Traits> = pieces.iter().map(|piece| engine.traits(piece)).collect();
        for (piece, traits) in pieces.iter().zip(&traits) {
            let columns = piece.lon_deg.iter().zip(&piece.lat_deg).zip(piece.accuracy_m.iter().zip(&traits.numbers));
            let start = located.len();
            located.extend(columns.map(|((&lon_deg, &lat_deg), (&accuracy_m, &traits))| Located { lon_deg, lat_deg, accuracy_m, traits }));
            for (row, &sensor_m) in located[start..].iter_mut().zip(&traits.sensor_accuracy_m).filter(|(row, _)| row.accuracy_m.is_nan()) {
                row.accuracy_m = sensor_m;
            }
        }
        let counties_at = |moments: fn(&Clues) -> &Moments| pieces.iter().map(|piece| engine.counties_at(territory, piece, moments(piece))).collect();
        let extents = extents(pieces);
        let whose = |moments| {
            let mut counties = put_together(pieces, counties_at(moments), None);
            stay(territory, &located, &extents, &mut counties);
            counties
        };
        let (county_then, county_filed) = (whose(|piece| &piece.occurred), whose(|piece| &piece.filed));
        let (filed, occurred) = traits.into_iter().map(|traits| (traits.filed, traits.occurred)).unzip();
        Self {
            order: Ordered::of(&located, |row| [row.lon_deg, row.lat_deg]),
            located,
            reported: put_together(pieces, pieces.iter().map(|piece| engine.reported(territory, piece)).collect(), Reported::default()),
            county_then,
            county_filed,
            filed: put_together(pieces, filed, NO_DAY),
            occurred: put_together(pieces, occurred, NO_DAY),
            // It is the same for all pieces of a batch.
            handed_over: pieces.first().and_then(|piece| piece.handed_over).map_or(NO_DAY, day_number),
            extents,
            fault: faults(pieces),
        }
    }

    /// The places of the rows that are joined at a time.
    pub(super) fn chunks(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let rows = self.located.len();
        (0..rows).step_by(CHUNK_ROWS).map(move |start| start..rows.min(start + CHUNK_ROWS))
    }

    /// Fetches the rows of some places; the chunk's memory is used again.
    pub(super) fn fetch(&self, places: Range<usize>, into: &mut Chunk) {
        let Chunk { rows, lon_deg, lat_deg, accuracy_m, traits, reported, county_then, county_filed } = into;
        fill(rows, self.order.rows()[places].iter().copied());
        for (index, column) in [lon_deg, lat_deg, accuracy_m].into_iter().enumerate() {
            // The first column brings the rows, and the others find them at hand.
            let of = |row: &Located| [row.lon_deg, row.lat_deg, row.accuracy_m][index];
            fill(column, rows.iter().map(|&row| of(&self.located[row as usize])));
        }
        fill(traits, rows.iter().map(|&row| self.located[row as usize].traits));
        for (all, column) in [(&self.county_then, county_then), (&self.county_filed, county_filed)] {
            fill(column, rows.iter().filter_map(|&row| all.get(row as usize).copied()));
        }
        fill(reported, rows.iter().filter_map(|&row| self.reported.get(row as usize).copied()));
    }

    /// Joins the rows of a chunk, lines and areas by their ground.
    pub(super) fn join(&self, engine: &Engine, territory: &Territory, chunk: &Chunk, matches: &mut Matches) {
        let Chunk { rows, lon_deg, lat_deg, accuracy_m, .. } = chunk;
        engine.with_layers(territory, |layers| {
            join::join_into(layers, lon_deg, lat_deg, accuracy_m, matches);
            if !self.extents.is_empty() {
                join::spread(layers, &engine.areas(territory), rows, [lon_deg, lat_deg], &self.extents, matches);
            }
        });
    }

    /// What is known of the rows of a chunk.
    pub(super) fn facts<'c>(&'c self, chunk: &'c Chunk) -> Facts<'c> {
        let Chunk { rows, lon_deg, lat_deg, accuracy_m, traits, reported, county_then, county_filed } = chunk;
        Facts { rows, faults: &self.fault, lon_deg, lat_deg, accuracy_m, traits, reported, county_then, county_filed }
    }

    /// The days of the rows, as they came.
    pub(super) fn days(&self) -> RowDays<'_> {
        RowDays { filed: &self.filed, occurred: &self.occurred, handed_over: self.handed_over }
    }

    /// What was found of the rows in the order of places, as they came.
    pub(super) fn as_they_came<'c, T: Copy>(&'c self, found: &'c [T]) -> impl Iterator<Item = T> + 'c {
        self.order.as_it_came(found)
    }
}

fn fill<T>(column: &mut Vec<T>, values: impl Iterator<Item = T>) {
    column.clear();
    column.extend(values);
}

fn faults(pieces: &[Clues]) -> Cow<'_, BTreeMap<usize, RowFault>> {
    if let [one] = pieces {
        return Cow::Borrowed(&one.fault);
    }
    let mut faults = BTreeMap::new();
    let mut start = 0;
    for piece in pieces {
        faults.extend(piece.fault.iter().map(|(row, fault)| (start + row, fault.clone())));
        start += piece.len();
    }
    Cow::Owned(faults)
}

/// The lines and areas of all pieces.
fn extents(pieces: &[Clues]) -> BTreeMap<usize, &Extent> {
    let starts = pieces.iter().scan(0, |end, piece| {
        let start = *end;
        *end += piece.len();
        Some(start)
    });
    starts.zip(pieces).flat_map(|(start, piece)| piece.extents.iter().map(move |(row, extent)| (start + row, extent))).collect()
}

/// Of a line or an area, the county of another day is told by its position. Where that has changed nothing, there is nothing to tell, though
/// most of its ground may lie in another county than its position.
fn stay(territory: &Territory, located: &[Located], extents: &BTreeMap<usize, &Extent>, counties: &mut [Option<DivisionCode>]) {
    for &row in extents.keys() {
        let Some(then) = counties.get_mut(row) else { return };
        let now = territory.counties.sole(&[located[row].lon_deg], &[located[row].lat_deg])[0];
        if now.map(|county| territory.generation.counties[county as usize].division.code) == *then {
            *then = None;
        }
    }
}

/// A column that each piece has, or has no rows of; without rows where none has it.
fn put_together<T: Clone>(pieces: &[Clues], columns: Vec<Vec<T>>, empty: T) -> Vec<T> {
    if columns.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (piece, column) in pieces.iter().zip(columns) {
        let end = all.len() + piece.len();
        all.extend(column);
        all.resize(end, empty.clone());
    }
    all
}

impl Engine {
    /// The boundaries meant.
    ///
    /// # Errors
    /// No generation holds on that day.
    pub fn territory_as_of(&self, as_of: AsOf) -> Result<&Territory, NoBoundaries> {
        match as_of {
            AsOf::Current => Ok(self.current()),
            AsOf::Day(day) => self.territory_on(Some(day)).ok_or(NoBoundaries(day)),
        }
    }

    /// Decides every clue, in input order. `progress` is told the rows done since it was last told.
    ///
    /// # Cost
    /// Joined on all cores; see [`join::join`].
    pub fn assign(&self, clues: &Clues, territory: &Territory, progress: &(dyn Fn(u64) + Sync)) -> Decisions {
        let batch = Batch::of(self, territory, std::slice::from_ref(clues));
        // Put together in their order, so that the answer does not depend on the number of threads.
        let joined: Vec<(Chunk, Matches)> = batch
            .chunks()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|places| {
                let mut chunk = Chunk::default();
                batch.fetch(places, &mut chunk);
                progress(chunk.rows.len() as u64);
                let mut matches = Matches::default();
                batch.join(self, territory, &chunk, &mut matches);
                (chunk, matches)
            })
            .collect();
        let mut decider = self.decider(territory);
        let mut decisions = Decisions::default();
        for (chunk, matches) in &joined {
            decider.decide(matches, &batch.facts(chunk), &mut decisions);
        }
        decisions.rows = batch.as_they_came(&decisions.rows).collect();
        decisions.finish();
        Clocks::new(&self.laws.calendar).set(&batch.days(), &mut decisions);
        decisions
    }

    /// What decides the clues of a territory.
    pub(super) fn decider<'a>(&'a self, territory: &'a Territory) -> Decider<'a> {
        Decider::new(Basis {
            generation: &territory.generation,
            overlays: &territory.overlays,
            zones: &self.zones.zones,
            zone_counties: &territory.zone_counties,
            outfalls: &self.outfalls.outfalls,
            outfall_index: &self.outfalls.index,
            ruleset: &self.laws.ruleset,
            places: &territory.places,
            threshold: self.settings.threshold,
        })
    }

    /// For each clue the county its place belonged to at a moment, where another generation held then; no rows where none did.
    ///
    /// Rows of one generation go through its index together, however the dates are mixed.
    fn counties_at(&self, now: &Territory, clues: &Clues, moments: &Moments) -> Vec<Option<DivisionCode>> {
        let mut counties = Vec::new();
        for then in self.territories.iter().filter(|then| then.generation.validity != now.generation.validity) {
            let rows = moments.rows_between(then.generation.validity.valid_from, then.generation.validity.valid_to);
            if rows.is_empty() {
                continue;
            }
            counties.resize(clues.len(), None);
            let column = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
            let found = then.counties.sole(&column(&clues.lon_deg), &column(&clues.lat_deg));
            for (row, area) in rows.into_iter().zip(found) {
                counties[row] = area.map(|area| then.generation.counties[area as usize].division.code);
            }
        }
        counties
    }

    /// The county that each clue itself names, by code or by a name that only one county has; no rows where the file has no such column.
    /// Codes that others took the place of are followed; those of statistics name none.
    fn reported(&self, territory: &Territory, clues: &Clues) -> Vec<Reported> {
        if matches!(clues.reported_county, TextColumn::Absent(_)) {
            return Vec::new();
        }
        let read = self.county_reader(territory);
        clues.reported_county.iter().map(|text| text.as_deref().map_or(Reported::default(), &read)).collect()
    }

    /// How the text of one cell is understood as a county.
    pub(super) fn county_reader<'a>(&'a self, territory: &'a Territory) -> impl Fn(&str) -> Reported + 'a {
        let mut by_name: HashMap<&str, Option<DivisionCode>> = HashMap::new();
        for county in &territory.generation.counties {
            by_name.entry(county.division.name.as_str()).and_modify(|code| *code = None).or_insert(Some(county.division.code));
        }
        let known = move |code: DivisionCode| territory.generation.division(code).is_some();
        move |text: &str| match self.codes.resolve(text) {
            CodeReading::InForce(code) => Reported { county: Some(code).filter(|code| known(*code)), written: Written::InForce },
            // Boundaries of a day on which it was in force have the old code still.
            CodeReading::Superseded { old, new } if !known(new) && known(old) => Reported { county: Some(old), written: Written::InForce },
            CodeReading::Superseded { new, .. } => Reported { county: Some(new).filter(|code| known(*code)), written: Written::Superseded },
            CodeReading::StatisticalZone(_) => Reported { county: None, written: Written::Statistical },
            CodeReading::Missing | CodeReading::Invalid(_) => Reported { county: by_name.get(text).copied().flatten(), written: Written::InForce },
        }
    }
}
