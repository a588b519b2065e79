//! The statistics of hotspots, beside PySAL and scikit-learn.

use bailiwick_engine::coord::LonLat;
use bailiwick_engine::hotspot::{Local, Nearness, Neighbours, ScanData, ScanLimits, dbscan, local_statistics, scan};
use bailiwick_engine::units::Metres;
use geo_types::MultiPolygon;
use serde_json::{Value, json};

use crate::arguments::Arguments;
use crate::clock::median;
use crate::files;
use crate::ours::{on_threads, repeated};

/// A seed like any other.
const SEED: u64 = 1;

/// `--polygons FILE --values FILE --answers FILE --permutations N --threads N --repeat N`: Gi* and local Moran together. The answers are
/// Gi*, Moran and the one-sided p-value of all areas, a column each. Areas without neighbours have none.
pub(crate) fn local(arguments: &Arguments) -> Value {
    let areas = files::areas(&arguments.path("polygons"));
    let areas: Vec<&MultiPolygon<f64>> = areas.iter().collect();
    let values = files::floats(&arguments.path("values"));
    let permutations = arguments.number("permutations", 999) as u32;
    let find = |neighbours: &Neighbours| local_statistics(&values, neighbours, permutations, SEED).expect("values with a pattern");
    on_threads(arguments, || {
        let neighbours = Neighbours::sharing_a_vertex(&areas);
        let statistics = repeated(arguments, || {
            std::hint::black_box(find(&neighbours));
        });
        let whole = repeated(arguments, || {
            std::hint::black_box(find(&Neighbours::sharing_a_vertex(&areas)));
        });
        let found = find(&neighbours).areas;
        let column = |of: fn(&Local) -> Option<f64>| found.iter().map(move |area| of(area).unwrap_or(f64::NAN));
        let answers: Vec<f64> = column(|area| area.gi_star).chain(column(|area| area.moran)).chain(column(|area| area.p_one_sided)).collect();
        files::write_floats(&arguments.path("answers"), &answers);
        json!({ "run": median(statistics).to_json(), "whole": median(whole).to_json() })
    })
}

/// `--points FILE --limit N --radius-m N --enough N --answers FILE --threads N --repeat N`: the label of each, noise as the largest number.
pub(crate) fn clusters(arguments: &Arguments) -> Value {
    let (lon, lat) = files::points(&arguments.path("points"), arguments.number("limit", usize::MAX));
    let places = positions(&lon, &lat);
    let nearness = Nearness { radius: Metres(arguments.number("radius-m", 0) as f64), days: None, enough: arguments.number("enough", 0) };
    let mut labels = Vec::new();
    on_threads(arguments, || {
        let costs = repeated(arguments, || labels = dbscan(&places, &[], nearness).expect("a nearness"));
        files::write_answers(&arguments.path("answers"), &labels.iter().map(|label| label.cast_unsigned()).collect::<Vec<u32>>());
        json!({ "run": median(costs).to_json() })
    })
}

/// `--points FILE --steps N --clues N --replicates N --threads N`: the space-time scan of clues spread evenly over so many places by number.
pub(crate) fn scanned(arguments: &Arguments) -> Value {
    let (lon, lat) = files::points(&arguments.path("points"), usize::MAX);
    let places = positions(&lon, &lat);
    let (steps, clues) = (arguments.number("steps", 12), arguments.number("clues", 10_000));
    let mut counts = vec![0_u32; places.len() * steps];
    for clue in 0..clues {
        // A stride that is prime to everything: no place and no step is preferred.
        counts[clue * 7_919 % (places.len() * steps)] += 1;
    }
    let baseline = vec![1.0; places.len()];
    let data = ScanData { places: &places, baseline: &baseline, steps, clues: &counts };
    let limits = ScanLimits { radius: Metres(50_000.0), share: 0.5, steps: steps / 2, growth: 1.1 };
    let replicates = arguments.number("replicates", 999) as u32;
    on_threads(arguments, || {
        let mut cylinders = 0;
        let costs = repeated(arguments, || cylinders = scan(data, limits, replicates, SEED, &|_| ()).expect("clues").cylinders);
        json!({ "run": median(costs).to_json(), "cylinders": cylinders })
    })
}

fn positions(lon: &[f64], lat: &[f64]) -> Vec<LonLat> {
    lon.iter().zip(lat).map(|(x, y)| LonLat::new([*x, *y]).expect("points of the comparison are on Earth")).collect()
}
