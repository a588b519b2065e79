//! `bailiwick plan`: a draft joint action.

use std::path::Path;
use std::process::ExitCode;

use bailiwick_engine::engine::Engine;
use bailiwick_engine::engine::plan::{Period, PlanOutput, PlanOutputError, PlanQuestion, UsedFile};
use bailiwick_engine::ingest::{self, IngestReport, RosterOptions, SelectedArea, SelectionOptions};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::plan::{Grouping, Roster, Seed, StartedBy, TeamRules};
use bailiwick_engine::units::Metres;

use crate::args::{Options, PlanArgs};
use crate::session::{self, Failure};

/// Problems of single records that are named.
const PROBLEMS_SHOWN: usize = 5;

/// Runs the command.
pub(crate) fn run(args: &PlanArgs, options: &Options) -> Result<ExitCode, Failure> {
    let lang = options.lang;
    // Everything that can be refused is refused before the work begins.
    let output = PlanOutput::of(&args.out).map_err(|error| Failure::usage(error.sentence(lang)))?;
    let seed = seed(args, lang)?;
    let period = Period { from: args.from, to: args.to };
    if period.from.zip(period.to).is_some_and(|(from, to)| to < from) {
        return Err(Failure::usage(lang.pick("--to 早于 --from", "--to is before --from")));
    }
    let config = session::config(&args.config, lang)?;
    let (areas, selection) = areas(args, lang)?;
    let engine = session::open(&config, lang)?;
    let roster = args.roster.as_deref().map(|path| roster(path, args, &engine, lang)).transpose()?;
    let (roster, roster_file) = roster.unzip();
    let plan = engine.plan(PlanQuestion {
        areas: &areas,
        reach: Metres(args.reach),
        outfalls: args.targets,
        started_by: if args.started_by_participants { StartedBy::Participants } else { StartedBy::Superior },
        roster: roster.as_ref(),
        rules: TeamRules {
            size: args.team,
            grouping: if args.per_target { Grouping::Target } else { Grouping::Jurisdiction },
            other_prefecture: args.no_same_prefecture,
        },
        seed,
        period,
        title: args.title.clone(),
        files: std::iter::once(selection).chain(roster_file).collect(),
    });
    let plan = plan.map_err(|error| Failure::data(error.sentence(lang)))?;
    let written = output.write(&plan, lang).map_err(|error| match error {
        PlanOutputError::Ending(_) => Failure::usage(error.sentence(lang)),
        _ => Failure::data(error.sentence(lang)),
    })?;
    if options.json {
        say!("{}", plan.to_json().trim_end());
    } else {
        say!("{}", plan.in_words(lang).trim_end());
    }
    for file in written {
        remark!("{} {}", lang.pick("已写入", "written to"), file.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The seed that was said, or one of the system's random bytes.
fn seed(args: &PlanArgs, lang: Lang) -> Result<Seed, Failure> {
    let Some(text) = &args.seed else {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| {
            Failure::data(
                lang.pick(format!("系统没有给出随机数（{error}）：请用 --seed 指定种子"), format!("the system gives no random bytes ({error}): say a --seed")),
            )
        })?;
        return Ok(Seed::made(random));
    };
    Seed::given(text).map_err(|_| Failure::usage(lang.pick("种子须为一行文字，不超过 200 字", "a seed is one line of text, of 200 characters at most")))
}

/// The areas that are planned for, and the record of their file.
fn areas(args: &PlanArgs, lang: Lang) -> Result<(Vec<SelectedArea>, UsedFile), Failure> {
    let options = SelectionOptions { layer: args.layer.clone(), crs: args.crs.clone(), reach: Metres(args.reach) };
    let (mut areas, report) = ingest::read_selection(&args.hotspots, &options).map_err(|error| Failure::data(error.sentence(lang)))?;
    tell(&report, lang);
    if !args.hotspot.is_empty() {
        if let Some(unknown) = args.hotspot.iter().find(|id| !areas.iter().any(|area| area.id == **id)) {
            let known: Vec<&str> = areas.iter().map(|area| area.id.as_str()).take(20).collect();
            return Err(Failure::usage(lang.pick(
                format!("文件中没有编号为 {unknown} 的热点；有：{}", known.join("、")),
                format!("the file has no hotspot {unknown}; there are {}", known.join(", ")),
            )));
        }
        areas.retain(|area| args.hotspot.contains(&area.id));
    }
    Ok((areas, UsedFile { name: file_name(&args.hotspots), sha256: report.sha256.unwrap_or_default() }))
}

fn roster(path: &Path, args: &PlanArgs, engine: &Engine, lang: Lang) -> Result<(Roster, UsedFile), Failure> {
    let options = RosterOptions { columns: args.columns.iter().cloned().collect(), encoding: args.encoding.clone() };
    let (rows, sha256) = ingest::read_roster(path, &options).map_err(|error| Failure::data(error.sentence(lang)))?;
    let roster = engine.roster(&rows).map_err(|error| Failure::data(format!("{}{}{}", path.display(), lang.pick("：", ": "), error.sentence(lang))))?;
    Ok((roster, UsedFile { name: file_name(path), sha256 }))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What was rejected or repaired is no ground of the plan, or other ground: that is said.
fn tell(report: &IngestReport, lang: Lang) {
    let (path, read, repaired, rejected) = (report.path.display(), report.read, report.repaired, report.rejected);
    for note in &report.notes {
        remark!("  {}", note.sentence(lang));
    }
    if repaired + rejected == 0 {
        return;
    }
    remark!(
        "{}",
        lang.pick(format!("{path}：读入 {read}，修复 {repaired}，拒绝 {rejected}"), format!("{path}: {read} read, {repaired} repaired, {rejected} rejected"))
    );
    for problem in report.records.iter().take(PROBLEMS_SHOWN) {
        remark!("  {}", problem.sentence(lang));
    }
}
