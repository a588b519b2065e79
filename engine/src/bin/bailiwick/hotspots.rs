//! `bailiwick hotspots`: the places that no single county sees.

use std::process::ExitCode;
use std::sync::Mutex;

use bailiwick_engine::engine::hotspots::{Baseline, HotspotError, HotspotOutput, HotspotOutputError, HotspotSettings, Stage, Wanted};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::units::Metres;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

use crate::args::{HotspotsArgs, Options};
use crate::session::{self, Failure};

/// Runs the command.
pub(crate) fn run(args: &HotspotsArgs, options: &Options) -> Result<ExitCode, Failure> {
    let lang = options.lang;
    // Everything that can be refused is refused before the work begins.
    if let Some(out) = &args.out {
        HotspotOutput::check(out).map_err(|error| Failure::usage(error.sentence(lang)))?;
    }
    let mut settings = settings(args);
    settings.check().map_err(|error| Failure::usage(error.sentence(lang)))?;
    let config = session::config(&args.clues.config, lang)?;
    let engine = session::open(&config, lang)?;
    settings.baseline = Baseline::read(&engine, &args.baseline, args.baseline_crs.clone(), args.baseline_column.as_deref())
        .map_err(|error| Failure::data(error.sentence(lang)))?;
    let batch = session::decide(&engine, &config, &args.clues, lang)?;
    session::tell(&batch.told, lang);

    let bar = Mutex::new((None, stages_bar(lang)));
    let progress = |stage: Stage, share: f64| {
        // A bar is a courtesy: whoever finds it held goes on.
        let Ok(mut shown) = bar.try_lock() else { return };
        if shown.0 != Some(stage) {
            shown.1.set_message(stage.words(lang));
            shown.0 = Some(stage);
        }
        shown.1.set_position((share * 1000.0) as u64);
    };
    let found = engine.hotspots(batch.territory, &batch.clues, &batch.decisions, &settings, &progress);
    if let Ok((_, bar)) = bar.into_inner() {
        bar.finish_and_clear();
    }
    let found = found.map_err(|error| match error {
        HotspotError::NoClue | HotspotError::NoBaseline => Failure::data(error.sentence(lang)),
        _ => Failure::usage(error.sentence(lang)),
    })?;
    if options.json {
        say!("{}", serde_json::to_string_pretty(&found.as_json(lang)).map_err(|error| Failure::data(error.to_string()))?);
    } else {
        say!("{}", found.in_words(lang).trim_end());
    }
    if let Some(out) = &args.out {
        let written = HotspotOutput::write(&found, out, lang).map_err(|error| match error {
            HotspotOutputError::Ending(_) => Failure::usage(error.sentence(lang)),
            _ => Failure::data(error.sentence(lang)),
        })?;
        for file in written {
            remark!("{} {}", lang.pick("已写入", "written to"), file.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn settings(args: &HotspotsArgs) -> HotspotSettings {
    HotspotSettings {
        wanted: Wanted::Everything,
        radius: Metres(args.radius),
        days: args.days,
        enough: args.min_clues,
        county_enough: args.county_min.unwrap_or(args.min_clues),
        cell: args.cell,
        ring: Metres(args.ring),
        permutations: args.permutations,
        replicates: args.replicates,
        shifts: args.shifts,
        rate: args.rate,
        step_days: args.step,
        baseline: Baseline::Ground,
        baseline_spread: Metres(args.baseline_spread),
        scan_radius: Metres(args.scan_radius),
        segment: Metres(args.segment),
        seed: args.seed,
    }
}

/// A bar over one stage after the other; nothing where no terminal is.
fn stages_bar(lang: Lang) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{prefix} {bar:40} {percent:>3} %  {msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(1000).with_style(style).with_prefix(lang.pick("分析", "looking"))
}
