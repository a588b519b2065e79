//! `bailiwick diff`: what a new set of boundaries moves.

use std::path::Path;
use std::process::ExitCode;

use bailiwick_engine::config::Config;
use bailiwick_engine::coord::Bounds;
use bailiwick_engine::engine::Engine;
use bailiwick_engine::engine::diff::{Boundaries, Carried, Diff, Output, OutputError};
use bailiwick_engine::ingest::{self, ClueOptions, IngestReport};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::units::Metres;

use crate::args::{DiffArgs, Options};
use crate::session::{self, Failure};

/// Problems of single records that are named; `check` and `--json` have all.
const PROBLEMS_SHOWN: usize = 5;

/// Runs the command.
pub(crate) fn run(args: &DiffArgs, options: &Options) -> Result<ExitCode, Failure> {
    let lang = options.lang;
    // Everything that can be refused is refused before the work begins.
    if let Some(out) = &args.out {
        Output::check(out).map_err(|error| Failure::usage(error.sentence(lang)))?;
    }
    if args.clues.is_none() && (args.crs.is_some() || args.swap_axes || args.clue_layer.is_some() || args.encoding.is_some() || !args.columns.is_empty()) {
        return Err(Failure::usage(lang.pick(
            "--crs、--swap-axes、--layer、--encoding 和 --column 说明的是线索文件：请同时给出 --clues",
            "--crs, --swap-axes, --layer, --encoding and --column are about a file of clues: name it with --clues",
        )));
    }
    // The registry and the names of superiors: of the configuration named, else of the new set's own.
    let registry = args.config.as_deref().or_else(|| is_configuration(&args.new).then_some(args.new.as_path()));
    let registry = registry.map(|path| opened(path, lang)).transpose()?;
    let (old, new) = (boundaries(&args.old, args, lang)?, boundaries(&args.new, args, lang)?);
    let spinner = session::spinner();
    spinner.set_message(lang.pick("比较界线", "comparing boundaries"));
    let diff = Diff::of(old, new, Metres(args.tolerance), registry.as_ref().map(|(_, engine)| engine));
    spinner.finish_and_clear();

    let read = args.clues.as_deref().map(|path| read_clues(path, args, registry.as_ref(), &diff, lang)).transpose()?;
    let outfalls = registry.as_ref().map(|(_, engine)| diff.outfalls(&engine.outfalls().outfalls)).filter(|carried| carried.looked_at > 0);
    let (clues, report) = read.unzip();
    let output = Output { clues: clues.as_ref(), outfalls: outfalls.as_ref() };
    if options.json {
        let mut json = diff.as_json(output);
        if let Some(report) = report {
            json["clues"]["report"] = serde_json::to_value(report).map_err(|error| Failure::data(error.to_string()))?;
        }
        say!("{}", serde_json::to_string_pretty(&json).map_err(|error| Failure::data(error.to_string()))?);
    } else {
        say!("{}", diff.in_words(output, lang).trim_end());
    }
    if let Some(out) = &args.out {
        let written = output.write(&diff, out, lang).map_err(|error| match error {
            OutputError::Ending(_) => Failure::usage(error.sentence(lang)),
            _ => Failure::data(error.sentence(lang)),
        })?;
        for file in written {
            remark!("{} {}", lang.pick("已写入", "written to"), file.display());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn is_configuration(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}

fn opened(path: &Path, lang: Lang) -> Result<(Config, Engine), Failure> {
    let config = session::config(path, lang)?;
    let engine = session::open(&config, lang)?;
    Ok((config, engine))
}

/// One set, of a file or of a configuration.
fn boundaries(path: &Path, args: &DiffArgs, lang: Lang) -> Result<Boundaries, Failure> {
    let set = if is_configuration(path) {
        let (_, engine) = opened(path, lang)?;
        Boundaries::of_engine(&engine, path, args.level)
    } else {
        let spinner = session::spinner();
        spinner.set_message(format!("{}{}", lang.pick("读取 ", "reading "), path.display()));
        let set = Boundaries::read(path, args.level);
        spinner.finish_and_clear();
        set
    };
    let set = set.map_err(|error| Failure::data(error.sentence(lang)))?;
    if let Some(report) = &set.report {
        tell(report, lang);
    }
    Ok(set)
}

/// Records that were rejected are ground that is missing: that must not look like a change.
fn tell(report: &IngestReport, lang: Lang) {
    let (path, read, kept, repaired, rejected) = (report.path.display(), report.read, report.kept, report.repaired, report.rejected);
    remark!(
        "{}",
        lang.pick(
            format!("{path}：读入 {read}，可用 {kept}，修复 {repaired}，拒绝 {rejected}"),
            format!("{path}: {read} read, {kept} kept, {repaired} repaired, {rejected} rejected"),
        )
    );
    for note in &report.notes {
        remark!("  {}", note.sentence(lang));
    }
    for problem in report.records.iter().take(PROBLEMS_SHOWN) {
        remark!("  {}", problem.sentence(lang));
    }
    if report.records.len() > PROBLEMS_SHOWN {
        let rest = report.records.len() - PROBLEMS_SHOWN;
        remark!("  {}", lang.pick(format!("……另有 {rest} 条，见 --json"), format!("… and {rest} more, see --json")));
    }
}

fn read_clues(path: &Path, args: &DiffArgs, registry: Option<&(Config, Engine)>, diff: &Diff, lang: Lang) -> Result<(Carried, IngestReport), Failure> {
    let mut options = match registry {
        Some((config, engine)) => session::clue_options_of(engine, config, path),
        None => ClueOptions { expected: Some(expected(diff)), ..ClueOptions::default() },
    };
    options.crs.clone_from(&args.crs);
    options.swap_axes = args.swap_axes;
    options.encoding = args.encoding.clone().or(options.encoding);
    options.layer = args.clue_layer.clone().or(options.layer);
    options.columns.extend(args.columns.iter().cloned());
    let spinner = session::spinner();
    spinner.set_message(format!("{}{}", lang.pick("读取 ", "reading "), path.display()));
    let read = ingest::read_clues(path, &options);
    spinner.finish_and_clear();
    let (clues, report) = read.map_err(|error| Failure::data(error.sentence(lang)))?;
    tell(&report, lang);
    Ok((diff.clues(&clues), report))
}

/// Where clues are to be expected: in either set.
fn expected(diff: &Diff) -> Bounds {
    let sets = [&diff.old, &diff.new];
    let polygons = sets.into_iter().flat_map(Boundaries::jurisdictions).flat_map(|jurisdiction| jurisdiction.territory.iter());
    polygons.map(|polygon| Bounds::of(polygon.exterior())).fold(Bounds::EMPTY, Bounds::union)
}
