//! Whether a batch's coordinates are in the system that is declared: what `join::forensics` needs, put together.

mod address;

use std::collections::HashMap;

use geo_types::{Geometry, LineString};

use self::address::Gazetteer;
use super::{Backdrop, Engine};
use crate::coord::LonLat;
use crate::index::LineIndex;
use crate::join::forensics::{self, Forensics, Scene, Witness};
use crate::model::{Clues, DivisionCode};

/// Rivers of more edges than this are not asked: to index them would take longer than a batch.
const RIVER_EDGES_MAX: usize = 300_000;
/// What a backdrop of rivers is called.
const RIVER_NAMES: [&str; 8] = ["river", "stream", "water", "河", "江", "水系", "溪", "水体"];

impl Engine {
    /// What can be said of the system that a batch is declared in, by rows spread over it.
    ///
    /// # Cost
    /// Up to 1024 rows under up to a dozen readings: some milliseconds.
    pub fn forensics(&self, clues: &Clues) -> Forensics {
        let rows = self.witnesses(clues);
        let readings = forensics::readings(clues.sample.system.as_ref(), &rows, self.bounds());
        let scene = Scene { counties: &self.current().counties, outfalls: &self.outfalls.index, rivers: self.rivers() };
        forensics::examine(&scene, &rows, readings)
    }

    fn witnesses(&self, clues: &Clues) -> Vec<Witness> {
        let (territory, sample) = (self.current(), &clues.sample);
        let counties = &territory.generation.counties;
        let place: HashMap<DivisionCode, u32> = counties.iter().enumerate().map(|(i, county)| (county.division.code, i as u32)).collect();
        let read = self.county_reader(territory);
        // Names are looked for in texts only where a row's own word is no code and no name.
        let gazetteer = std::cell::LazyCell::new(|| Gazetteer::of(&territory.generation));
        let in_text = |text: Option<&str>| text.and_then(|text| gazetteer.county(text));
        let county = |i: usize, row: usize| {
            let said = clues.reported_county.get(row);
            let by_code = said.as_deref().and_then(|text| read(text).county).and_then(|code| place.get(&code).copied());
            let address = || sample.address.get(i).and_then(Option::as_deref);
            by_code.or_else(|| in_text(said.as_deref())).or_else(|| in_text(address()))
        };
        let witness = |(i, (&row, &given)): (usize, (&usize, &[f64; 2]))| Witness {
            given,
            declared: LonLat::new([clues.lon_deg[row], clues.lat_deg[row]]).ok(),
            county: county(i, row),
        };
        sample.rows.iter().zip(&sample.given).enumerate().map(witness).collect()
    }

    /// The rivers of the backdrop, indexed when they are first asked for.
    fn rivers(&self) -> Option<&LineIndex> {
        self.rivers.get_or_init(|| index_of_rivers(&self.backdrops)).as_ref()
    }
}

fn index_of_rivers(backdrops: &[Backdrop]) -> Option<LineIndex> {
    let is_of_rivers = |backdrop: &&Backdrop| RIVER_NAMES.iter().any(|name| backdrop.name.to_lowercase().contains(name));
    let lines: Vec<&LineString<f64>> = backdrops
        .iter()
        .filter(is_of_rivers)
        .flat_map(|backdrop| &backdrop.features)
        .flat_map(|feature| match &feature.geometry {
            Geometry::LineString(line) => std::slice::from_ref(line),
            Geometry::MultiLineString(lines) => &lines.0,
            _ => &[],
        })
        .collect();
    let edges: usize = lines.iter().map(|line| line.0.len()).sum();
    if edges == 0 || edges > RIVER_EDGES_MAX {
        return None;
    }
    Some(LineIndex::new(lines.iter().flat_map(|line| line.lines()).map(|edge| [edge.start.into(), edge.end.into()]).collect()))
}
