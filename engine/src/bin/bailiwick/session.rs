//! What the commands share: opening the engine, reading clues, talking to the user.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;
use std::time::Duration;

use bailiwick_engine::config::Config;
use bailiwick_engine::engine::{AsOf, Engine, Territory};
use bailiwick_engine::ingest::{self, ClueOptions, IngestReport, Problem, Total};
use bailiwick_engine::join::forensics::{Forensics, Reading};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::Clues;
use bailiwick_engine::route::{Decisions, Status, Summary, Warning};
use bailiwick_engine::rules::CountedFrom;
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::ClueArgs;

/// The data has errors, or a file cannot be used.
pub(crate) const EXIT_DATA: u8 = 1;
/// The command or the configuration is wrong.
pub(crate) const EXIT_USAGE: u8 = 2;
/// Somebody pressed Ctrl-C: 128 and the number of SIGINT, as shells have it.
pub(crate) const EXIT_INTERRUPTED: u8 = 130;

/// Why a command ends early.
pub(crate) struct Failure {
    /// What is wrong and what to do.
    pub(crate) sentence: String,
    /// The exit code.
    pub(crate) exit: u8,
}

impl Failure {
    pub(crate) fn data(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), exit: EXIT_DATA }
    }

    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), exit: EXIT_USAGE }
    }
}

/// Reads the configuration.
pub(crate) fn config(path: &Path, lang: Lang) -> Result<Config, Failure> {
    Config::read(path).map_err(|error| Failure::usage(error.sentence(lang)))
}

/// Opens the engine, saying what it reads.
pub(crate) fn open(config: &Config, lang: Lang) -> Result<Engine, Failure> {
    let spinner = spinner();
    let engine = Engine::open(config, &|what| spinner.set_message(format!("{}{what}", lang.pick("读取 ", "reading "))));
    spinner.finish_and_clear();
    engine.map_err(|error| Failure::data(error.sentence(lang)))
}

/// A batch, read and decided.
pub(crate) struct Batch<'a> {
    pub(crate) territory: &'a Territory,
    pub(crate) clues: Clues,
    pub(crate) decisions: Decisions,
    pub(crate) told: Told,
}

/// What is told of clues that were decided.
pub(crate) struct Told {
    pub(crate) report: IngestReport,
    pub(crate) summary: Summary,
    /// Of no rows nothing is known.
    pub(crate) forensics: Option<Forensics>,
    /// Rows without a usable position by the code of their fault.
    pub(crate) faults: BTreeMap<&'static str, u64>,
}

/// The boundaries that the command line asks for.
pub(crate) fn territory<'a>(engine: &'a Engine, args: &ClueArgs, lang: Lang) -> Result<&'a Territory, Failure> {
    let as_of = args.as_of.map_or(AsOf::Current, AsOf::Day);
    engine.territory_as_of(as_of).map_err(|error| Failure::usage(error.sentence(lang)))
}

/// A file that the configuration names is read as it says there; the command line wins over both.
pub(crate) fn clue_options_of(engine: &Engine, config: &Config, clues: &Path) -> ClueOptions {
    let configured = config.clues.iter().find(|source| is_same_file(&config.resolve(&source.path), clues));
    configured.map_or_else(|| engine.clue_options(), |source| engine.source_options(source))
}

/// How the clues are read.
pub(crate) fn clue_options(engine: &Engine, config: &Config, args: &ClueArgs) -> ClueOptions {
    let mut options = clue_options_of(engine, config, &args.clues);
    options.crs.clone_from(&args.crs);
    options.swap_axes = args.swap_axes;
    options.accuracy_m = args.accuracy.or(options.accuracy_m);
    options.filed = args.filed;
    options.handed_over = args.handed_over;
    options.encoding = args.encoding.clone().or(options.encoding);
    options.layer = args.layer.clone().or(options.layer);
    options.columns.extend(args.columns.iter().cloned());
    options
}

/// Reads the clues and decides them.
pub(crate) fn decide<'a>(engine: &'a Engine, config: &Config, args: &ClueArgs, lang: Lang) -> Result<Batch<'a>, Failure> {
    let territory = territory(engine, args, lang)?;
    let options = clue_options(engine, config, args);
    let reading = spinner();
    reading.set_message(format!("{}{}", lang.pick("读取 ", "reading "), args.clues.display()));
    let read = ingest::read_clues(&args.clues, &options);
    reading.finish_and_clear();
    let (clues, report) = read.map_err(|error| Failure::data(error.sentence(lang)))?;

    let bar = bar(Total::Rows(clues.len() as u64), lang);
    let decisions = engine.assign(&clues, territory, &|rows| bar.inc(rows));
    bar.finish_and_clear();
    let summary = decisions.summary(clues.len());
    let forensics = Some(engine.forensics(&clues));
    let mut faults: BTreeMap<&str, u64> = BTreeMap::new();
    for fault in clues.fault.values() {
        *faults.entry(fault.code()).or_default() += 1;
    }
    Ok(Batch { territory, clues, decisions, told: Told { report, summary, forensics, faults } })
}

/// Tells what became of clues, on standard error.
pub(crate) fn tell(told: &Told, lang: Lang) {
    let Told { report, summary, forensics, faults } = told;
    let crs = report.crs.as_deref().unwrap_or("—");
    let encoding = report.encoding.as_deref().map(|encoding| format!(", {encoding}")).unwrap_or_default();
    remark!(
        "{}: {} ({}{encoding}, {crs})",
        report.path.display(),
        lang.pick(format!("读入 {} 行", summary.rows), format!("{} rows read", summary.rows)),
        report.format
    );
    for (status, count) in Status::ALL.into_iter().zip([summary.assigned, summary.escalated, summary.outside, summary.invalid]) {
        remark!("  {count:>8}  {}", status_words(status, lang));
    }
    let warnings: Vec<String> = summary
        .warnings
        .iter()
        .map(|(code, count)| format!("{} × {count}", warning_words(code, lang)))
        .chain(faults.iter().map(|(code, count)| format!("{code} × {count}")))
        .collect();
    if !warnings.is_empty() {
        remark!("{}{}", lang.pick("  提示：", "  notes: "), warnings.join(lang.pick("；", "; ")));
    }
    for note in &report.notes {
        remark!("  {}", note.sentence(lang));
    }
    for from in &summary.days_missing {
        remark!("  {}", missing_day(*from, lang));
    }
    let faulty = report.records.iter().filter_map(|record| if let Problem::Fault(fault) = &record.problem { Some((record.row, fault)) } else { None });
    for (row, fault) in faulty.take(FAULTS_SHOWN) {
        remark!("  {}", lang.pick(format!("第 {row} 行：{}", fault.sentence(lang)), format!("row {row}: {}", fault.sentence(lang))));
    }
    if summary.invalid as usize > FAULTS_SHOWN {
        remark!("  {}", lang.pick("其余无效行见结果中的 reason 列", "see the column reason of the result for the other invalid rows"));
    }
    if let Some(sentence) = forensics.as_ref().and_then(|forensics| doubt(forensics, crs, lang)) {
        remark!("{sentence}");
    }
}

/// That a day is missing which terms count from, and what to do.
fn missing_day(from: CountedFrom, lang: Lang) -> String {
    let (day, remedy) = match from {
        CountedFrom::Filed => (lang.pick("立案时间", "day of filing"), "--filed"),
        CountedFrom::Handover => (lang.pick("移交时间", "day of the handover"), "--handed-over"),
        CountedFrom::Occurred => (lang.pick("发现时间", "day of the discovery"), "--column occurred=…"),
    };
    lang.pick(
        format!("没有{day}，由其起算的时限未计算；可用 {remedy} 指定"),
        format!("there is no {day}: terms that count from it are not worked out; name it by {remedy}"),
    )
}

/// Invalid rows named on the terminal; the result names all of them.
const FAULTS_SHOWN: usize = 10;

/// The warning about a batch whose coordinates look like those of another system, if they do.
pub(crate) fn doubt(forensics: &Forensics, declared: &str, lang: Lang) -> Option<String> {
    let sentence = forensics.doubt_sentence(declared, lang)?;
    let way_out = match &forensics.doubt()?.reading {
        Reading::In(_) => lang.pick("（--crs）", " (--crs)"),
        Reading::Exchanged(_) => lang.pick("（--swap-axes、--crs）", " (--swap-axes, --crs)"),
        // What was projected without undoing the datum has to be projected anew, from where it came.
        Reading::WorkedOutFrom(_) => "",
    };
    Some(lang.pick(format!("警告：{sentence}{way_out}"), format!("warning: {sentence}{way_out}")))
}

fn status_words(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Assigned => lang.pick("assigned   已分派", "assigned"),
        Status::Escalated => lang.pick("escalated  报共同上级", "escalated to the common superior"),
        Status::Outside => lang.pick("outside    区域外", "outside all jurisdictions"),
        Status::Invalid => lang.pick("invalid    坐标不可用", "invalid, without a usable position"),
    }
}

fn warning_words(code: &str, lang: Lang) -> String {
    Warning::ALL.into_iter().find(|warning| warning.code() == code).map_or_else(|| code.to_owned(), |warning| warning.text(lang).to_owned())
}

/// Whether two paths name the same existing file.
pub(crate) fn is_same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// A spinner on a terminal; nothing elsewhere.
pub(crate) fn spinner() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let spinner = ProgressBar::new_spinner();
    spinner.enable_steady_tick(Duration::from_millis(100));
    spinner
}

/// A bar with rate and remaining time, over rows or bytes; nothing elsewhere.
pub(crate) fn bar(total: Total, lang: Lang) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (length, template) = match total {
        Total::Rows(rows) => (rows, "{prefix} {bar:40} {human_pos}/{human_len}  {per_sec}  {eta}"),
        // The rows themselves stand in the message, as nobody knows how many there will be.
        Total::Bytes(bytes) => (bytes, "{prefix} {bar:40} {bytes}/{total_bytes}  {msg}  {eta}"),
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style).with_prefix(lang.pick("判定", "deciding"))
}
