//! A batch of clues to decisions.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::{Engine, Territory};
use crate::coord::Crs;
use crate::ingest::IngestReport;
use crate::join::{self, shift};
use crate::model::{Clues, DivisionCode, RowFault, TextColumn};
use crate::route::{Basis, Decider, Decisions, Facts};

/// Which boundaries handle a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// Those of the latest generation.
    Current,
    /// Those that held on a day.
    Day(Date),
}

/// Consecutive clues in several pieces, put together as far as decisions need it.
pub(super) struct Batch<'a> {
    pieces: &'a [Clues],
    lon_deg: Cow<'a, [f64]>,
    lat_deg: Cow<'a, [f64]>,
    accuracy_m: Cow<'a, [f64]>,
    pub(super) fault: Cow<'a, BTreeMap<usize, RowFault>>,
}

impl<'a> Batch<'a> {
    pub(super) fn of(pieces: &'a [Clues]) -> Self {
        if let [one] = pieces {
            let [lon_deg, lat_deg, accuracy_m] = [&one.lon_deg, &one.lat_deg, &one.accuracy_m].map(|column| Cow::Borrowed(column.as_slice()));
            return Self { pieces, lon_deg, lat_deg, accuracy_m, fault: Cow::Borrowed(&one.fault) };
        }
        let numbers = |column: fn(&Clues) -> &[f64]| Cow::Owned(pieces.iter().map(column).collect::<Vec<_>>().concat());
        let mut fault = BTreeMap::new();
        let mut start = 0;
        for piece in pieces {
            fault.extend(piece.fault.iter().map(|(row, fault)| (start + row, fault.clone())));
            start += piece.len();
        }
        Self {
            pieces,
            lon_deg: numbers(|piece| &piece.lon_deg),
            lat_deg: numbers(|piece| &piece.lat_deg),
            accuracy_m: numbers(|piece| &piece.accuracy_m),
            fault: Cow::Owned(fault),
        }
    }

    /// A column that each piece has or has no rows of; without rows where none has it.
    fn column<T: Copy>(&self, of: impl Fn(&Clues) -> Vec<Option<T>>) -> Vec<Option<T>> {
        let columns: Vec<Vec<Option<T>>> = self.pieces.iter().map(of).collect();
        if columns.iter().all(Vec::is_empty) {
            return Vec::new();
        }
        let mut all = Vec::with_capacity(self.lon_deg.len());
        for (piece, column) in self.pieces.iter().zip(columns) {
            let end = all.len() + piece.len();
            all.extend(column);
            all.resize(end, None);
        }
        all
    }
}

impl Engine {
    /// The boundaries meant, or `None` if no generation holds on that day.
    pub fn territory_as_of(&self, as_of: AsOf) -> Option<&Territory> {
        match as_of {
            AsOf::Current => self.territory_on(None),
            AsOf::Day(day) => self.territory_on(Some(day)),
        }
    }

    /// Decides every clue, in input order. `progress` is told the rows done since it was last told.
    ///
    /// # Cost
    /// Parallel over rows; see [`join::join`].
    pub fn assign(&self, clues: &Clues, territory: &Territory, progress: &(dyn Fn(u64) + Sync)) -> Decisions {
        let mut decisions = Decisions::default();
        self.decide(&Batch::of(std::slice::from_ref(clues)), territory, &mut self.decider(territory), &mut decisions, progress);
        decisions
    }

    /// What decides the clues of a territory.
    pub(super) fn decider<'a>(&'a self, territory: &'a Territory) -> Decider<'a> {
        Decider::new(Basis {
            generation: &territory.generation,
            zones: &self.zones.zones,
            zone_counties: &territory.zone_counties,
            outfalls: &self.outfalls.outfalls,
        })
    }

    /// Decides the clues of a batch, instead of those in `into`, which holds nothing but what this decider has decided. Says in which
    /// order it was done: that of their places.
    pub(super) fn decide(
        &self,
        batch: &Batch,
        territory: &Territory,
        decider: &mut Decider,
        into: &mut Decisions,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Vec<u32> {
        let matches = self.with_layers(territory, |layers| join::join(layers, &batch.lon_deg, &batch.lat_deg, progress));
        let facts = Facts {
            matches: &matches,
            faults: &batch.fault,
            accuracy_m: &batch.accuracy_m,
            reported: &batch.column(|clues| reported_codes(territory, clues)),
            county_then: &batch.column(|clues| self.counties_then(territory, clues)),
        };
        decider.decide(&facts, into);
        matches.rows
    }

    /// The system that the batch's coordinates rather seem to be in, if the declared one fits clearly worse.
    pub fn suspected_shift(&self, clues: &Clues, report: &IngestReport) -> Option<shift::Finding> {
        self.suspected_shift_from(clues, report.crs.as_deref())
    }

    pub(super) fn suspected_shift_from(&self, clues: &Clues, declared: Option<&str>) -> Option<shift::Finding> {
        // A file's own definition is a projected system: it is tested like any other that is not shifted.
        let declared = declared.and_then(|name| name.parse().ok()).unwrap_or(Crs::CGCS2000);
        self.examine_shift(clues, &declared).into_iter().find(shift::Finding::is_suspicious)
    }

    fn examine_shift(&self, clues: &Clues, declared: &Crs) -> Vec<shift::Finding> {
        let territory = self.current();
        let place: HashMap<DivisionCode, u32> = territory.generation.counties.iter().enumerate().map(|(i, county)| (county.division.code, i as u32)).collect();
        let mut reported: Vec<Option<u32>> = reported_codes(territory, clues).into_iter().map(|code| code.and_then(|code| place.get(&code).copied())).collect();
        reported.resize(clues.len(), None);
        self.with_layers(territory, |layers| shift::examine(layers, &clues.lon_deg, &clues.lat_deg, &reported, declared))
    }

    /// For each clue the county its place belonged to when it happened, where another generation held then; no rows where none did.
    ///
    /// Rows of one generation go through its index together, however the dates are mixed.
    fn counties_then(&self, now: &Territory, clues: &Clues) -> Vec<Option<DivisionCode>> {
        let mut counties = Vec::new();
        for then in self.territories.iter().filter(|then| then.generation.validity != now.generation.validity) {
            let rows = clues.occurred.rows_between(then.generation.validity.valid_from, then.generation.validity.valid_to);
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
}

/// The county that each clue itself names, by code or by a name that only one county has; no rows where the file has no such column.
fn reported_codes(territory: &Territory, clues: &Clues) -> Vec<Option<DivisionCode>> {
    if matches!(clues.reported_county, TextColumn::Absent(_)) {
        return Vec::new();
    }
    let mut by_name: HashMap<&str, Option<DivisionCode>> = HashMap::new();
    for county in &territory.generation.counties {
        by_name.entry(county.division.name.as_str()).and_modify(|code| *code = None).or_insert(Some(county.division.code));
    }
    let read = |text: &str| {
        text.parse().ok().filter(|code| territory.generation.division(*code).is_some()).or_else(|| by_name.get(text).copied().flatten())
    };
    clues.reported_county.iter().map(|text| text.as_deref().and_then(read)).collect()
}
