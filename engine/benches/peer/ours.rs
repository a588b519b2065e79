//! What of ours is measured. **The swap points are `Locator` and `Outfalls`: nothing else here knows which index is used.**

use bailiwick_engine::config::Config;
use bailiwick_engine::coord::LonLat;
use bailiwick_engine::engine::Engine;
use bailiwick_engine::index::cells::SEVERAL;
use bailiwick_engine::index::{CellIndex, PointIndex};
use bailiwick_engine::units::Metres;
use geo_types::MultiPolygon;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::arguments::Arguments;
use crate::clock::{Cost, median, timed};
use crate::files;

/// The answer for a point that no area contains, and for one that no outfall is near.
const NONE: u32 = u32::MAX;

/// Points a thread takes at a time.
const CHUNK: usize = 16 * 1024;

/// The index over areas. To measure another one, change this and nothing else.
struct Locator(CellIndex);

impl Locator {
    fn build(areas: &[MultiPolygon<f64>]) -> Self {
        Self(CellIndex::build(&areas.iter().collect::<Vec<_>>()))
    }

    /// Bytes of the index, its exact polygons included.
    fn bytes(&self) -> usize {
        self.0.bytes().iter().sum()
    }

    /// The first area that contains each point, borders included.
    fn locate(&self, lon: &[f64], lat: &[f64], out: &mut [u32]) {
        self.0.locate(lon, lat, out);
        let mut claims = Vec::new();
        for ((x, y), answer) in lon.iter().zip(lat).zip(out) {
            if *answer == SEVERAL {
                claims.clear();
                self.0.claims(LonLat::new([*x, *y]).expect("a position that is claimed is one"), &mut claims);
                *answer = claims.iter().map(|claim| claim.area).min().unwrap_or(NONE);
            }
        }
    }
}

/// The index over outfalls. To measure another one, change this and nothing else.
struct Outfalls(PointIndex);

impl Outfalls {
    fn build(positions: Vec<LonLat>) -> Self {
        Self(PointIndex::new(positions))
    }

    /// The nearest within the radius, and its geodesic metres.
    fn nearest(&self, lon: &[f64], lat: &[f64], radius: Metres, out: &mut [Option<(u32, Metres)>]) {
        self.0.nearest_within_batch(lon, lat, radius, out);
    }
}

/// `--polygons FILE --points FILE --answers FILE --limit N --threads N --repeat N`
pub(crate) fn locate(arguments: &Arguments) -> Value {
    let areas = files::areas(&arguments.path("polygons"));
    let (lon, lat) = files::points(&arguments.path("points"), arguments.number("limit", usize::MAX));
    let mut answers = vec![NONE; lon.len()];
    on_threads(arguments, || {
        let (locator, build) = timed(|| Locator::build(&areas));
        let costs = repeated(arguments, || {
            let chunks = lon.par_chunks(CHUNK).zip(lat.par_chunks(CHUNK)).zip(answers.par_chunks_mut(CHUNK));
            chunks.for_each(|((lon, lat), out)| locator.locate(lon, lat, out));
        });
        files::write_answers(&arguments.path("answers"), &answers);
        said(lon.len(), build, Some(locator.bytes()), costs)
    })
}

/// `--outfalls FILE --points FILE --radius-m N --answers FILE --limit N --threads N --repeat N`
pub(crate) fn nearest(arguments: &Arguments) -> Value {
    let (outfall_lon, outfall_lat) = files::points(&arguments.path("outfalls"), usize::MAX);
    let positions = outfall_lon.iter().zip(&outfall_lat).map(|(x, y)| LonLat::new([*x, *y]).expect("outfalls of the comparison are on earth")).collect();
    let (lon, lat) = files::points(&arguments.path("points"), arguments.number("limit", usize::MAX));
    let radius = Metres(arguments.number("radius-m", 500) as f64);
    let mut answers = vec![None; lon.len()];
    on_threads(arguments, || {
        let (outfalls, build) = timed(|| Outfalls::build(positions));
        let costs = repeated(arguments, || {
            let places = lon.par_chunks(CHUNK).zip(lat.par_chunks(CHUNK));
            places.zip(answers.par_chunks_mut(CHUNK)).for_each(|((lon, lat), out)| outfalls.nearest(lon, lat, radius, out));
        });
        let outfalls: Vec<u32> = answers.iter().map(|answer| answer.map_or(NONE, |(outfall, _)| outfall)).collect();
        files::write_answers(&arguments.path("answers"), &outfalls);
        said(lon.len(), build, None, costs)
    })
}

/// `--config FILE --repeat N`: what a program waits for before it can answer, when the snapshot of the configuration is fresh.
pub(crate) fn open(arguments: &Arguments) -> Value {
    let config = Config::read(&arguments.path("config")).expect("a configuration made for this");
    let path = config.resolve(config.snapshot.path.as_ref().expect("it names a snapshot"));
    let costs = repeated(arguments, || {
        let engine = Engine::open(&config, &|_| {}).expect("sources made for this");
        std::hint::black_box(engine.current());
    });
    let bytes = std::fs::metadata(path).expect("opening made it").len();
    json!({ "run": median(costs).to_json(), "snapshot_bytes": bytes })
}

/// Runs on a pool of its own, so that building and looking up use as many threads as asked for.
pub(crate) fn on_threads<T: Send>(arguments: &Arguments, work: impl FnOnce() -> T + Send) -> T {
    let threads = arguments.number("threads", 1);
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started").install(work)
}

/// Once to warm up, then as often as asked for.
pub(crate) fn repeated(arguments: &Arguments, mut work: impl FnMut()) -> Vec<Cost> {
    work();
    (0..arguments.number("repeat", 3).max(1)).map(|_| timed(&mut work).1).collect()
}

fn said(points: usize, build: Cost, index_bytes: Option<usize>, costs: Vec<Cost>) -> Value {
    let runs = costs.len();
    json!({ "points": points, "build": build.to_json(), "index_bytes": index_bytes, "run": median(costs).to_json(), "repeat": runs, "threads": rayon::current_num_threads() })
}
