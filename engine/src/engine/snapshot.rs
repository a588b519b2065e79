//! The engine to and from a snapshot.
//!
//! 1. The key: a hash of the version, of what the configuration says of its sources, and of every file of them.
//! 2. Saved: the indexes as sections, the rest as the catalogue. What the configuration says of names and of the decision is not in it.
//! 3. Restored: the indexes in place; polygons as geometry only when somebody looks at them.

use std::path::Path;
use std::sync::OnceLock;

use geo_types::MultiPolygon;
use serde::{Deserialize, Serialize};

use super::layers::{Backdrop, OutfallLayer, Territory, ZoneLayer, check_places, places_of};
use super::scenery::Scenery;
use super::{Dataset, Engine, Laws, OpenError};
use crate::config::Config;
use crate::coord::Bounds;
use crate::index::{ShapeCollector, Shapes};
use crate::ingest::{self, BackdropFeature, CodeTable, IngestError};
use crate::join::Ground;
use crate::model::{Area, BoundaryFault, Division, Generation, Jurisdiction, Outfall, Overlay, SourceZone, Validity, ZoneLevel};
use crate::snapshot::{Key, Snapshot, SnapshotError, Writer};

#[derive(Serialize, Deserialize)]
struct Catalogue {
    shapes: Vec<u32>,
    generations: Vec<SavedGeneration>,
    zones: Vec<SavedZone>,
    zone_index: Vec<u32>,
    outfalls: Vec<Outfall>,
    outfall_index: Vec<u32>,
    backdrops: Vec<(String, Vec<(String, Scenery)>)>,
    codes: CodeTable,
    datasets: Vec<Dataset>,
}

#[derive(Serialize, Deserialize)]
struct SavedGeneration {
    validity: Validity,
    /// Each with the numbers of its polygons.
    divisions: Vec<(Division, Vec<u32>)>,
    bounds: Bounds,
    counties: Vec<u32>,
    borders: Vec<u32>,
    zone_counties: Vec<Vec<u32>>,
    /// What was found wrong when the sources were read. Which of it is borne the configuration says, at every start.
    faults: Vec<BoundaryFault>,
    overlays: Vec<SavedOverlay>,
    ground: Option<SavedGround>,
}

#[derive(Serialize, Deserialize)]
struct SavedOverlay {
    division: Division,
    kind: String,
    precedence: i32,
    validity: Validity,
    polygons: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct SavedGround {
    overlays: Vec<u32>,
    borders: Vec<u32>,
    party_of: Vec<u32>,
    recut: Vec<u32>,
    boxes: Vec<Bounds>,
}

#[derive(Serialize, Deserialize)]
struct SavedZone {
    id: String,
    name: String,
    level: ZoneLevel,
    source: String,
    polygons: Vec<u32>,
}

/// What a snapshot of this configuration would be made from now.
///
/// # Errors
/// A source cannot be read.
pub(super) fn key(config: &Config) -> Result<Key, IngestError> {
    let sources = format!("{:?}", (&config.jurisdictions, &config.overlays, &config.zones, &config.outfalls, &config.backdrop, &config.codes));
    let mut parts = vec![env!("CARGO_PKG_VERSION").to_owned(), sources];
    let jurisdictions = config.jurisdictions.iter().map(|source| &source.path);
    let overlays = config.overlays.iter().map(|source| &source.path);
    let others =
        overlays.chain(config.zones.iter().chain(&config.outfalls).map(|source| &source.path)).chain(config.backdrop.iter().map(|source| &source.path));
    let codes = config.codes.superseded.iter().chain(&config.codes.statistical_zones);
    for path in jurisdictions.chain(others).chain(codes) {
        parts.push(ingest::fingerprint(&config.resolve(path))?);
    }
    Ok(ingest::digest(&parts))
}

impl Engine {
    /// Opens what the configuration names by its snapshot if that is fresh; else from the sources, and makes the snapshot anew.
    /// Without a snapshot in the configuration the sources are read every time.
    ///
    /// `progress` is told what is read next.
    ///
    /// # Errors
    /// As [`Engine::open_sources`] and [`Engine::admit`], or the snapshot's place holds something that is none. A snapshot that cannot be
    /// written is not an error: the engine is there.
    pub fn open(config: &Config, progress: &dyn Fn(&str)) -> Result<Self, OpenError> {
        let engine = Self::open_unjudged(config, progress)?;
        engine.admit(config)?;
        Ok(engine)
    }

    fn open_unjudged(config: &Config, progress: &dyn Fn(&str)) -> Result<Self, OpenError> {
        let Some(path) = config.snapshot.path.as_ref().map(|path| config.resolve(path)) else { return Self::open_sources(config, progress) };
        progress(&path.display().to_string());
        let laws = Laws::read(config)?;
        let key = key(config)?;
        if let Some(snapshot) = Snapshot::open(&path, &key)? {
            return Self::restore(config, laws, &snapshot);
        }
        let engine = Self::open_sources(config, progress)?;
        let _ = engine.save_as(&path, key);
        Ok(engine)
    }

    /// Writes a snapshot of what the configuration names; returns its size in bytes.
    ///
    /// # Errors
    /// A source or the file refuses.
    pub fn save(&self, config: &Config, path: &Path) -> Result<u64, OpenError> {
        // What is there and is no snapshot is not overwritten.
        if let Err(error @ SnapshotError::Foreign { .. }) = Snapshot::open(path, &[0; 32]) {
            return Err(error.into());
        }
        Ok(self.save_as(path, key(config)?)?)
    }

    fn save_as(&self, path: &Path, key: Key) -> Result<u64, SnapshotError> {
        let mut writer = Writer::default();
        // The counties' and the zones' polygons are in the store already and are found there again; others join them.
        let mut shapes = ShapeCollector::default();
        let own = self.current().counties.cells().shapes();
        (0..own.polygons() as u32).for_each(|polygon| {
            shapes.add(&MultiPolygon(vec![own.polygon(polygon)]));
        });
        let generations = self.territories.iter().map(|territory| {
            let generation = &territory.generation;
            let all = [&generation.provinces, &generation.prefectures, &generation.counties].into_iter().flatten();
            SavedGeneration {
                validity: generation.validity,
                divisions: all.map(|jurisdiction| (jurisdiction.division.clone(), shapes.add(&jurisdiction.territory))).collect(),
                bounds: generation.bounds,
                counties: writer.add_locator(&territory.counties),
                borders: writer.add_borders(&territory.borders),
                zone_counties: territory.zone_counties.clone(),
                faults: territory.faults.clone(),
                overlays: territory.overlays.iter().map(|overlay| saved_overlay(overlay, &mut shapes)).collect(),
                ground: territory.ground.as_ref().map(|ground| saved_ground(ground, &mut writer)),
            }
        });
        let generations = generations.collect();
        let zones = self.zones.zones.iter().map(|zone| SavedZone {
            id: zone.id.clone(),
            name: zone.name.clone(),
            level: zone.level,
            source: zone.source.clone(),
            polygons: shapes.add(&zone.area),
        });
        let zones = zones.collect();
        let features = |backdrop: &Backdrop| backdrop.features.iter().map(|feature| (feature.name.clone(), Scenery::of(&feature.geometry))).collect();
        let catalogue = Catalogue {
            generations,
            zones,
            zone_index: writer.add_locator(&self.zones.index),
            outfalls: self.outfalls.outfalls.clone(),
            outfall_index: writer.add_points(&self.outfalls.index),
            backdrops: self.backdrops.iter().map(|backdrop| (backdrop.name.clone(), features(backdrop))).collect(),
            codes: self.codes.clone(),
            datasets: self.datasets.clone(),
            shapes: writer.add_shapes(&shapes.finish()),
        };
        let catalogue = serde_json::to_string(&catalogue).expect("plain data has a JSON form");
        writer.write(path, key, &catalogue)
    }

    fn restore(config: &Config, laws: Laws, snapshot: &Snapshot) -> Result<Self, OpenError> {
        let saved: Catalogue = serde_json::from_str(snapshot.catalogue()?).map_err(|error| snapshot.damaged(&error.to_string()))?;
        let shapes = snapshot.shapes(&saved.shapes)?;
        let area = |polygons: Vec<u32>| {
            let known = polygons.iter().all(|&polygon| (polygon as usize) < shapes.polygons());
            known.then(|| area_of(&shapes, polygons)).ok_or_else(|| snapshot.damaged("a polygon is missing"))
        };
        let mut territories = Vec::new();
        for generation in saved.generations {
            let SavedGeneration { validity, divisions, bounds, counties, borders, zone_counties, faults, overlays, ground } = generation;
            let jurisdictions = divisions.into_iter().map(|(division, polygons)| Ok(Jurisdiction { division, territory: area(polygons)? }));
            let (mut generation, _) = Generation::with_bounds(validity, jurisdictions.collect::<Result<_, SnapshotError>>()?, bounds);
            let counties = snapshot.locator(&counties, &shapes)?;
            let borders = snapshot.borders(&borders)?;
            let count = generation.counties.len();
            let is_county = |number: &u32| (*number as usize) < count;
            if !(counties.numbers().iter().all(is_county) && borders.areas() <= count && zone_counties.iter().flatten().all(is_county)) {
                return Err(snapshot.damaged("an index names counties that are not there").into());
            }
            if zone_counties.len() != saved.zones.len() {
                return Err(snapshot.damaged("the counties of a zone are missing").into());
            }
            let overlay = |SavedOverlay { division, kind, precedence, validity, polygons }: SavedOverlay| {
                Ok(Overlay { division, kind, precedence, validity, area: area(polygons)? })
            };
            let overlays = overlays.into_iter().map(overlay).collect::<Result<Vec<_>, SnapshotError>>()?;
            let ground = ground.map(|ground| restored_ground(ground, snapshot, &shapes, count, overlays.len())).transpose()?;
            if ground.is_some() == overlays.is_empty() {
                return Err(snapshot.damaged("overlays without ground").into());
            }
            for overlay in &overlays {
                generation.add_body(overlay.division.clone());
            }
            let places = places_of(&laws.ruleset, &generation, &overlays);
            territories.push(Territory { generation, faults, coverage: OnceLock::new(), counties, borders, zone_counties, overlays, ground, places });
        }
        if territories.last().is_none_or(|territory| territory.generation.counties.is_empty()) {
            return Err(snapshot.damaged("there are no counties").into());
        }
        check_places(&laws, &territories)?;
        let zones =
            saved.zones.into_iter().map(|SavedZone { id, name, level, source, polygons }| Ok(SourceZone { id, name, level, source, area: area(polygons)? }));
        let zones: Vec<SourceZone> = zones.collect::<Result<_, SnapshotError>>()?;
        let index = snapshot.locator(&saved.zone_index, &shapes)?;
        let outfall_index = snapshot.points(&saved.outfall_index)?;
        if index.numbers().iter().any(|&zone| zone as usize >= zones.len()) || outfall_index.len() != saved.outfalls.len() {
            return Err(snapshot.damaged("an index names what is not there").into());
        }
        let backdrop = |(name, features): (String, Vec<(String, Scenery)>)| Backdrop {
            name,
            features: features.into_iter().map(|(name, scenery)| BackdropFeature { name, geometry: scenery.geometry() }).collect(),
        };
        Ok(Self {
            name: config.dataset.name.clone(),
            sample: config.dataset.sample,
            attribution: config.dataset.attribution.clone(),
            territories,
            zones: ZoneLayer::new(zones, index),
            outfalls: OutfallLayer { outfalls: saved.outfalls, index: outfall_index },
            backdrops: saved.backdrops.into_iter().map(backdrop).collect(),
            codes: saved.codes,
            laws,
            settings: config.route.clone(),
            datasets: saved.datasets,
        })
    }
}

fn saved_overlay(overlay: &Overlay, shapes: &mut ShapeCollector) -> SavedOverlay {
    let Overlay { division, kind, precedence, validity, area } = overlay;
    SavedOverlay { division: division.clone(), kind: kind.clone(), precedence: *precedence, validity: *validity, polygons: shapes.add(area) }
}

fn saved_ground(ground: &Ground, writer: &mut Writer) -> SavedGround {
    SavedGround {
        overlays: writer.add_locator(&ground.overlays),
        borders: writer.add_borders(&ground.borders),
        party_of: ground.party_of.clone(),
        recut: ground.recut.clone(),
        boxes: ground.boxes.clone(),
    }
}

fn restored_ground(saved: SavedGround, snapshot: &Snapshot, shapes: &Shapes, counties: usize, bodies: usize) -> Result<Ground, SnapshotError> {
    let SavedGround { overlays, borders, party_of, recut, boxes } = saved;
    let ground =
        Ground { overlays: snapshot.locator(&overlays, shapes)?, borders: snapshot.borders(&borders)?, party_of, recut, boxes, counties: counties as u32 };
    let is_party = |party: &u32| (*party as usize) < counties + bodies;
    let is_sound = ground.party_of.iter().all(is_party)
        && ground.borders.areas() <= ground.party_of.len()
        && ground.overlays.numbers().iter().all(|&overlay| (overlay as usize) < bodies);
    if is_sound { Ok(ground) } else { Err(snapshot.damaged("the ground of overlays names what is not there")) }
}

fn area_of(shapes: &Shapes, polygons: Vec<u32>) -> Area {
    let shapes = shapes.clone();
    Area::later(move || MultiPolygon(polygons.into_iter().map(|polygon| shapes.polygon(polygon)).collect()))
}
