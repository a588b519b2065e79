//! `bailiwick explain`: one decision in words, with its evidence.

use std::process::ExitCode;

use bailiwick_engine::engine::Question;
use bailiwick_engine::ingest;

use crate::args::{ExplainArgs, Options};
use crate::session::{self, Failure};

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs, options: &Options) -> Result<ExitCode, Failure> {
    let lang = options.lang;
    let place = match (&args.wkt, args.lon, args.lat) {
        (Some(wkt), ..) => ingest::wkt_to_cgcs2000(wkt, &args.crs),
        (None, Some(lon), Some(lat)) => ingest::to_cgcs2000([lon, lat], &args.crs).map(|position| (position, None)),
        // The parser of the command line has asked for them.
        _ => return Err(Failure::usage(lang.pick("请给出 --lon 与 --lat，或 --wkt", "give --lon and --lat, or --wkt"))),
    };
    let (position, extent) = place.map_err(|error| Failure::usage(error.sentence(lang)))?;
    let config = session::config(&args.config, lang)?;
    let engine = session::open(&config, lang)?;
    let question = Question {
        extent,
        at: args.at,
        filed: args.filed,
        handed_over: args.handed_over,
        accuracy_m: args.accuracy,
        class: args.class.clone(),
        sensor: args.sensor.clone(),
        severity: args.severity.clone(),
        suspected_crime: args.suspected_crime.clone(),
        damage: args.damage.clone(),
        county: args.county.clone(),
        ..Question::of(position, args.crs.path_to_cgcs2000(), lang)
    };
    let explanation = engine.explain(&question);
    if options.json {
        let json = serde_json::to_string_pretty(&explanation).map_err(|error| Failure::data(error.to_string()))?;
        say!("{json}");
    } else {
        say!("{}", explanation.in_words(lang).trim_end());
    }
    Ok(ExitCode::SUCCESS)
}
