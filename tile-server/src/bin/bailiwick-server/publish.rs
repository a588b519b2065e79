//! `bailiwick-server publish`: the tiles as a PMTiles or MBTiles file, or with all that belongs to them as a pack.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bailiwick_engine::config::Config;
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::DivisionCode;
use bailiwick_tile_server::archive::{self, Metadata};
use bailiwick_tile_server::http::described;
use bailiwick_tile_server::layers::{CLUES, Layer, SCOPED};
use bailiwick_tile_server::pack::{self, Chosen, Folder, PackError, is_folder};
use bailiwick_tile_server::publish::{Plan, PublishError, publish};
use bailiwick_tile_server::served::{Served, Stage};
use bailiwick_tile_server::tiles::DETAIL_ZOOM;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::serve::reading;
use super::{EXIT_DATA, EXIT_USAGE, Failure};

/// What the subcommand is told.
#[derive(Args)]
pub(crate) struct Options {
    /// The file to write: its ending, .pmtiles or .mbtiles, says its kind. With / at its end: a folder for a pack, that is tiles, style,
    /// letters, icons, a GeoPackage for QGIS, and a map that opens by a double click
    #[arg(short, long, value_name = "FILE-or-DIR/")]
    output: PathBuf,
    /// Layers joined by commas; without, all but the clues and hotspots, and in a pack of a division its clues too
    #[arg(long, value_name = "NAMES")]
    layers: Option<String>,
    /// Zooms, such as 0-12
    #[arg(long, value_name = "FROM-TO", default_value = "0-14", value_parser = zooms)]
    zooms: RangeInclusive<u8>,
    /// Only the ground of one division, by its code; and of the clues only those that lie there or are handled there
    #[arg(long, value_name = "CODE")]
    jurisdiction: Option<DivisionCode>,
    /// Go on with a run that was cut short
    #[arg(long)]
    resume: bool,
}

fn zooms(text: &str) -> Result<RangeInclusive<u8>, String> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<u8>().ok().filter(|zoom| *zoom <= DETAIL_ZOOM);
    match (number(from), number(to)) {
        (Some(from), Some(to)) if from <= to => Ok(from..=to),
        _ => Err(format!("0-{DETAIL_ZOOM}")),
    }
}

pub(crate) fn run(config: &std::path::Path, options: &Options, lang: Lang) -> Result<(), Failure> {
    let config = Config::read(config).map_err(|error| (error.sentence(lang), EXIT_USAGE))?;
    let served = Served::open_map(&config, &reading).map_err(|error| (error.sentence(lang), EXIT_DATA))?;
    let names = options.layers.clone().unwrap_or_else(|| public(&served, is_folder(&options.output) && options.jurisdiction.is_some()));
    let layers = served.tiles.select(&names).map_err(|unknown| {
        let known = served.tiles.layers().iter().map(|layer| layer.name.as_str()).collect::<Vec<_>>().join(",");
        (lang.pick(format!("没有图层“{}”，可用：{known}", unknown.0), format!("there is no layer {:?}: {known}", unknown.0)), EXIT_USAGE)
    })?;
    // Clues, and where names stand, are read and found only for those who want them.
    let wants_all = options.jurisdiction.is_some() || is_folder(&options.output) || !served.tiles.at(&layers).all(Layer::is_filled);
    if wants_all {
        served.read_clues(&config, &reading).map_err(|error| (error.sentence(lang), EXIT_DATA))?;
    }
    if served.tiles.at(&layers).map(Served::stage_of).max() == Some(Stage::Hotspots) {
        served.look_for_hotspots(&config);
    }
    let bounds = match options.jurisdiction {
        Some(code) => served.ground_of(code).ok_or_else(|| (lang.pick(format!("没有区划 {code}"), format!("there is no division {code}")), EXIT_USAGE))?,
        None => served.engine.bounds().to_array(),
    };
    let sights = options.jurisdiction.map(|code| served.sights_of(&[code]));
    let jurisdiction = options.jurisdiction.and_then(|code| served.engine.generation().division(code));
    let chosen = Chosen { served: &served, layers: &layers, bounds, jurisdiction, sights: sights.as_ref(), lang };
    let refused = |error: PackError| (error.sentence(lang), EXIT_DATA);
    let pack = is_folder(&options.output).then(|| Folder::begin(&options.output)).transpose().map_err(refused)?;
    let archive = pack.as_ref().map_or_else(|| options.output.clone(), Folder::tiles);
    let version = format!("{}-{:?}-{:?}", served.tiles.version(&layers).unwrap_or_default(), options.zooms, options.jurisdiction);
    let metadata = metadata(&served, &layers, bounds, &options.zooms, version, lang);
    let mut sink = archive::create(&archive, metadata, options.resume).map_err(|error| (error.sentence(lang), EXIT_DATA))?;
    if let Some(folder) = &pack {
        // The spool is locked from here on: what else lies there is of no other run.
        folder.clear().and_then(|()| pack::write(folder, &chosen)).map_err(refused)?;
    }
    if sink.resumed() > 0 {
        eprintln!("{}", lang.pick(format!("接续上次：已有 {} 个瓦片", sink.resumed()), format!("going on: {} tiles are there already", sink.resumed())));
    }
    let stop = Arc::new(AtomicBool::new(false));
    let told = stop.clone();
    // A second handler cannot be; then the signal ends the program as usual, and what is done can be gone on with all the same.
    let _ = ctrlc::set_handler(move || told.store(true, Ordering::Relaxed));
    let bar = ProgressBar::new(1);
    if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {elapsed}") {
        bar.set_style(style);
    }
    let eyes = |layer: &Layer| sights.as_ref()?.of(layer);
    let plan = Plan { layers: &layers, zooms: options.zooms.clone(), bounds, eyes: &eyes };
    let mut tell = |progress: bailiwick_tile_server::publish::Progress| {
        bar.set_length(progress.of as u64);
        bar.set_position(progress.done as u64);
        bar.set_message(lang.pick(format!("{} 级，共 {} 个瓦片", progress.zoom, progress.tiles), format!("zoom {}, {} tiles", progress.zoom, progress.tiles)));
    };
    publish(&served.tiles, &plan, &mut sink, &mut tell, &stop).map_err(|error| failure(&error, lang))?;
    bar.finish_and_clear();
    let summary = sink.finish().map_err(|error| (error.sentence(lang), EXIT_DATA))?;
    let clues = pack.as_ref().and_then(|_| chosen.clues()).map_or(String::new(), |clues| lang.pick(format!("，{clues} 条线索"), format!(", {clues} clues")));
    if let Some(folder) = pack {
        pack::finish(folder, &chosen).map_err(refused)?;
    }
    let (file, mb) = (options.output.display(), summary.file_bytes as f64 / 1e6);
    println!("{}", lang.pick(format!("{file}：{} 个瓦片，{mb:.1} MB{clues}", summary.tiles), format!("{file}: {} tiles, {mb:.1} MB{clues}", summary.tiles)));
    Ok(())
}

/// The layers that everybody may see, and the clues where they are wanted. Hotspots are for those who name them: to find them takes its time.
fn public(served: &Served, with_clues: bool) -> String {
    let layers = served.tiles.layers().iter().filter(|layer| !SCOPED.contains(&&*layer.name) || (with_clues && layer.name == CLUES));
    layers.map(|layer: &Layer| layer.name.as_str()).collect::<Vec<_>>().join(",")
}

fn metadata(served: &Served, layers: &[u16], bounds: [f64; 4], zooms: &RangeInclusive<u8>, version: String, lang: Lang) -> Metadata {
    let [west, south, east, north] = bounds;
    let engine = &served.engine;
    Metadata {
        name: engine.name.clone(),
        description: lang.pick("行政区划及专题图层", "Administrative boundaries and themes").into(),
        attribution: engine.attribution.clone(),
        bounds,
        center: [f64::midpoint(west, east), f64::midpoint(south, north)],
        center_zoom: (*zooms.start()).max(6).min(*zooms.end()),
        min_zoom: *zooms.start(),
        max_zoom: *zooms.end(),
        vector_layers: served.tiles.at(layers).map(|layer| described(layer, lang)).collect(),
        version,
    }
}

fn failure(error: &PublishError, lang: Lang) -> Failure {
    let sentence = match error {
        PublishError::Archive(error) => error.sentence(lang),
        PublishError::Stopped => lang.pick("已停止；用 --resume 接着做", "stopped: go on with --resume").into(),
    };
    (sentence, EXIT_DATA)
}
