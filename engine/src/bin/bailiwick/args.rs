//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;

use bailiwick_engine::coord::Crs;
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::Level;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use jiff::civil::Date;

use crate::help;

/// Everything said on the command line.
pub(crate) struct Options {
    /// Which command, with its own arguments.
    pub(crate) command: Command,
    /// The language of every sentence.
    pub(crate) lang: Lang,
    /// Print JSON instead of sentences.
    pub(crate) json: bool,
}

#[derive(Parser)]
#[command(name = "bailiwick", version, about = "Finds the jurisdiction responsible for each clue of an environmental violation, with a reason")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
    /// Language of messages: zh or en (default: by locale)
    #[arg(long, global = true)]
    lang: Option<Lang>,
    /// Print the result as JSON on standard output
    #[arg(long, global = true)]
    json: bool,
}

/// The commands.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Read every source and report problems of files, hierarchy and topology
    Check(CheckArgs),
    /// Give every clue its responsible jurisdiction: one decision per row, in input order
    Assign(AssignArgs),
    /// Write handover lists (移交清单) per jurisdiction and department, as XLSX and CSV
    Handover(HandoverArgs),
    /// Say why one place belongs to whom
    Explain(ExplainArgs),
    /// Compare two sets of boundaries: which ground, borders, clues and outfalls change owner
    Diff(Box<DiffArgs>),
    /// Find hotspots that lie across borders, and the borders that most need a joint patrol
    Hotspots(Box<HotspotsArgs>),
    /// Draft a joint action (工作方案) for hotspots or areas: who takes part, who approves, targets, teams drawn at random
    Plan(Box<PlanArgs>),
    /// Check a ruleset, run its examples, list its rules
    Rules(RulesArgs),
    /// Write the prebuilt indexes, so that both programs start at once
    Snapshot(SnapshotArgs),
}

/// `check`
#[derive(Args)]
pub(crate) struct CheckArgs {
    /// Configuration
    #[arg(short, long, value_name = "FILE", default_value = "bailiwick.toml")]
    pub(crate) config: PathBuf,
    /// File for the faults of the boundaries, to look at in a GIS: .gpkg or .geojson (with the ground), .csv .xlsx .parquet .fgb (points)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// What `assign` and `handover` say about a file of clues.
#[derive(Args)]
pub(crate) struct ClueArgs {
    /// Clues: CSV, XLSX, Shapefile, GeoPackage, GeoJSON, GeoParquet …
    #[arg(value_name = "CLUES")]
    pub(crate) clues: PathBuf,
    /// Configuration
    #[arg(short, long, value_name = "FILE", default_value = "bailiwick.toml")]
    pub(crate) config: PathBuf,
    /// Coordinate system of the clues: EPSG:4490, EPSG:4551, WGS84, GCJ-02, BD-09 … (wins over what the file says)
    #[arg(long)]
    pub(crate) crs: Option<Crs>,
    /// Accuracy in metres of rows that do not say theirs
    #[arg(long, value_name = "M", value_parser = metres)]
    pub(crate) accuracy: Option<f64>,
    /// Day of filing of rows that do not say theirs; deadlines are counted from it
    #[arg(long, value_name = "DATE")]
    pub(crate) filed: Option<Date>,
    /// Day on which the clues are handed over; it stands on the lists, and terms that count from it are worked out
    #[arg(long, value_name = "DATE")]
    pub(crate) handed_over: Option<Date>,
    /// Exchange the two coordinates of every row
    #[arg(long)]
    pub(crate) swap_axes: bool,
    /// Sheet or layer of the file, where it has several
    #[arg(long)]
    pub(crate) layer: Option<String>,
    /// Encoding of the file's text, e.g. GBK (default: detected)
    #[arg(long)]
    pub(crate) encoding: Option<String>,
    /// Column for a field, e.g. --column lon=X坐标 (may be repeated)
    #[arg(long = "column", value_name = "FIELD=NAME", value_parser = column)]
    pub(crate) columns: Vec<(String, String)>,
    /// Boundaries of this day handle the clues (default: the current ones)
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
}

/// `assign`
#[derive(Args)]
pub(crate) struct AssignArgs {
    #[command(flatten)]
    pub(crate) clues: ClueArgs,
    /// Result: .csv .xlsx .geojson .gpkg .parquet .fgb, or - for CSV on standard output (default: CLUES-assigned.xlsx here)
    #[arg(short, long, value_name = "OUT")]
    pub(crate) out: Option<PathBuf>,
}

/// `handover`
#[derive(Args)]
pub(crate) struct HandoverArgs {
    #[command(flatten)]
    pub(crate) clues: ClueArgs,
    /// Folder for the lists
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

/// `explain`
#[derive(Args)]
pub(crate) struct ExplainArgs {
    /// Longitude in degrees (or easting, with --crs)
    #[arg(long, allow_negative_numbers = true, value_parser = finite, requires = "lat", required_unless_present = "wkt")]
    pub(crate) lon: Option<f64>,
    /// Latitude in degrees (or northing, with --crs)
    #[arg(long, allow_negative_numbers = true, value_parser = finite, requires = "lon")]
    pub(crate) lat: Option<f64>,
    /// A point, line or area as well-known text, e.g. 'LINESTRING(124.8 43.5,124.9 43.5)', in place of --lon and --lat
    #[arg(long, value_name = "WKT", conflicts_with_all = ["lon", "lat"])]
    pub(crate) wkt: Option<String>,
    /// Configuration
    #[arg(short, long, value_name = "FILE", default_value = "bailiwick.toml")]
    pub(crate) config: PathBuf,
    /// Coordinate system of the numbers
    #[arg(long, default_value = "EPSG:4490")]
    pub(crate) crs: Crs,
    /// Day on which it happened
    #[arg(long, value_name = "DATE")]
    pub(crate) at: Option<Date>,
    /// Accuracy of the position in metres
    #[arg(long, value_name = "M", value_parser = metres)]
    pub(crate) accuracy: Option<f64>,
    /// What was violated, e.g. 危险废物非法排放倾倒处置
    #[arg(long)]
    pub(crate) class: Option<String>,
    /// Day on which it was filed
    #[arg(long, value_name = "DATE")]
    pub(crate) filed: Option<Date>,
    /// Day on which it is handed over
    #[arg(long, value_name = "DATE")]
    pub(crate) handed_over: Option<Date>,
    /// What saw it, e.g. 无人机
    #[arg(long)]
    pub(crate) sensor: Option<String>,
    /// How severe it is, e.g. 重大
    #[arg(long)]
    pub(crate) severity: Option<String>,
    /// Whether a crime is suspected: 是 or 否
    #[arg(long, value_name = "YES/NO")]
    pub(crate) suspected_crime: Option<String>,
    /// Whether the environment is damaged: 是 or 否
    #[arg(long, value_name = "YES/NO")]
    pub(crate) damage: Option<String>,
    /// The county that the reporter wrote down
    #[arg(long)]
    pub(crate) county: Option<String>,
}

/// `diff`
#[derive(Args)]
pub(crate) struct DiffArgs {
    /// Old boundaries: GeoJSON, Shapefile, GeoPackage …, or a bailiwick.toml, whose boundaries in force are taken
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// New boundaries, likewise
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// Level of the divisions in the two: county, prefecture or province
    #[arg(long, default_value = "county", value_parser = level)]
    pub(crate) level: Level,
    /// Clues of which is told which change owner: CSV, XLSX, Shapefile …
    #[arg(long, value_name = "FILE")]
    pub(crate) clues: Option<PathBuf>,
    /// Configuration whose registry of outfalls, and whose names of superiors, are used (default: NEW, where that is one)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Result: a folder for all of diff.csv, diff.xlsx, diff.gpkg and the map diff.html, or one file by its ending
    #[arg(short, long, value_name = "DIR-or-FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Metres within which a border counts as where it was
    #[arg(long, value_name = "M", default_value = "1", value_parser = metres)]
    pub(crate) tolerance: f64,
    /// Coordinate system of the clues: EPSG:4490, EPSG:4551, WGS84, GCJ-02, BD-09 … (wins over what the file says)
    #[arg(long)]
    pub(crate) crs: Option<Crs>,
    /// Exchange the two coordinates of every clue
    #[arg(long)]
    pub(crate) swap_axes: bool,
    /// Sheet or layer of the clues, where the file has several
    #[arg(long = "layer", value_name = "LAYER")]
    pub(crate) clue_layer: Option<String>,
    /// Encoding of the clues' text, e.g. GBK (default: detected)
    #[arg(long)]
    pub(crate) encoding: Option<String>,
    /// Column of the clues for a field, e.g. --column lon=X坐标 (may be repeated)
    #[arg(long = "column", value_name = "FIELD=NAME", value_parser = column)]
    pub(crate) columns: Vec<(String, String)>,
}

/// `hotspots`
#[derive(Args)]
pub(crate) struct HotspotsArgs {
    #[command(flatten)]
    pub(crate) clues: ClueArgs,
    /// Result: a folder for all of hotspots.gpkg, .xlsx, .geojson and the report .html, or one file by its ending
    #[arg(short, long, value_name = "DIR-or-FILE")]
    pub(crate) out: Option<PathBuf>,
    /// How near clues of a cluster are, metres
    #[arg(long, value_name = "M", default_value = "1000", value_parser = metres)]
    pub(crate) radius: f64,
    /// How near in time, days (default: time is left out of clusters)
    #[arg(long, value_name = "DAYS", value_parser = finite)]
    pub(crate) days: Option<f64>,
    /// How many clues make a cluster
    #[arg(long, value_name = "N", default_value = "5")]
    pub(crate) min_clues: usize,
    /// How many of its own clues make a cluster to a county (default: as --min-clues)
    #[arg(long, value_name = "N")]
    pub(crate) county_min: Option<usize>,
    /// Resolution of the hexagons (H3), 4 to 9: 6 is some 30 km² a hexagon, 7 some 4
    #[arg(long, value_name = "R", default_value = "6")]
    pub(crate) cell: u8,
    /// Metres beyond the counties in which clues are known, too: they count as neighbours
    #[arg(long, value_name = "M", default_value = "0", value_parser = metres)]
    pub(crate) ring: f64,
    /// Days of a step of time (default: twelve steps)
    #[arg(long, value_name = "DAYS")]
    pub(crate) step: Option<u32>,
    /// What clues are held against: ground, outfalls, or a file of places with numbers, of people for instance
    #[arg(long, value_name = "WHAT", default_value = "ground")]
    pub(crate) baseline: String,
    /// Column of the baseline's file with the numbers (default: 人口, population, 权重, weight …)
    #[arg(long, value_name = "NAME")]
    pub(crate) baseline_column: Option<String>,
    /// Coordinate system of the baseline's file
    #[arg(long, value_name = "CRS", default_value = "EPSG:4490")]
    pub(crate) baseline_crs: Crs,
    /// How far around a place of the baseline its clues lie, metres
    #[arg(long, value_name = "M", default_value = "2000", value_parser = metres)]
    pub(crate) baseline_spread: f64,
    /// Largest circle of the space-time scan, metres
    #[arg(long, value_name = "M", default_value = "50000", value_parser = metres)]
    pub(crate) scan_radius: f64,
    /// Borders are looked at in pieces no longer than this, metres
    #[arg(long, value_name = "M", default_value = "5000", value_parser = metres)]
    pub(crate) segment: f64,
    /// Share of what is called significant that may be chance (false-discovery rate)
    #[arg(long, value_name = "SHARE", default_value = "0.05", value_parser = finite)]
    pub(crate) rate: f64,
    /// Replicates of Gi* and local Moran
    #[arg(long, value_name = "N", default_value = "99999")]
    pub(crate) permutations: u32,
    /// Replicates of the scan and of clusters by chance
    #[arg(long, value_name = "N", default_value = "999")]
    pub(crate) replicates: u32,
    /// Random shifts of the border table
    #[arg(long, value_name = "N", default_value = "9999")]
    pub(crate) shifts: u32,
    /// Seed of all draws: the same seed gives the same result
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) seed: u64,
}

/// `plan`
#[derive(Args)]
pub(crate) struct PlanArgs {
    /// Areas of one action: the result of `hotspots`, or what was drawn in a GIS; points and lines count with what lies within --reach
    #[arg(value_name = "HOTSPOTS")]
    pub(crate) hotspots: PathBuf,
    /// Only the area with this id (may be repeated; default: all)
    #[arg(long, value_name = "ID")]
    pub(crate) hotspot: Vec<String>,
    /// Configuration
    #[arg(short, long, value_name = "FILE", default_value = "bailiwick.toml")]
    pub(crate) config: PathBuf,
    /// Result: .docx, .xlsx or .json, or a folder for all three
    #[arg(short, long, value_name = "DIR-or-FILE")]
    pub(crate) out: PathBuf,
    /// Roster of inspectors: CSV or XLSX with name, unit, certificate, and perhaps role and recusal; without it no team is drawn
    #[arg(long, value_name = "FILE")]
    pub(crate) roster: Option<PathBuf>,
    /// What the draw begins with: a text announced before it (default: random bytes, which are recorded)
    #[arg(long, value_name = "TEXT")]
    pub(crate) seed: Option<String>,
    /// Inspectors of a team
    #[arg(long, value_name = "N", default_value = "2", value_parser = at_least_one)]
    pub(crate) team: usize,
    /// Draw so many of the outfalls (default: all are inspected)
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub(crate) targets: Option<usize>,
    /// Metres from an area within which outfalls and source zones are targets
    #[arg(long, value_name = "M", default_value = "1000", value_parser = metres)]
    pub(crate) reach: f64,
    /// First day of the action (default: a blank to fill in)
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<Date>,
    /// Last day of the action
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<Date>,
    /// Those who take part start it themselves; their common superior approves
    #[arg(long)]
    pub(crate) started_by_participants: bool,
    /// A team for each target (default: one for each jurisdiction, nobody in two)
    #[arg(long)]
    pub(crate) per_target: bool,
    /// Leave out inspectors of the inspected jurisdiction's prefecture
    #[arg(long)]
    pub(crate) no_same_prefecture: bool,
    /// Title (default: made of the participants)
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// Coordinate system of the areas, where the file does not say it
    #[arg(long)]
    pub(crate) crs: Option<Crs>,
    /// Layer of the areas (default: hotspots, else the first with records)
    #[arg(long)]
    pub(crate) layer: Option<String>,
    /// Encoding of the roster, e.g. GBK (default: detected)
    #[arg(long)]
    pub(crate) encoding: Option<String>,
    /// Column of the roster for a field, e.g. --column certificate=编号 (may be repeated)
    #[arg(long = "column", value_name = "FIELD=NAME", value_parser = column)]
    pub(crate) columns: Vec<(String, String)>,
}

/// `rules`
#[derive(Args)]
pub(crate) struct RulesArgs {
    /// What to do: test, check, list or print
    #[arg(value_enum)]
    pub(crate) action: RulesAction,
    /// Ruleset (default: the one built in, of Jilin)
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Examples (default: FILE-cases.toml beside the ruleset)
    #[arg(long, value_name = "FILE")]
    pub(crate) cases: Option<PathBuf>,
    /// Table of holidays (default: China's, built in)
    #[arg(long, value_name = "FILE")]
    pub(crate) holidays: Option<PathBuf>,
}

/// What `rules` does.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum RulesAction {
    /// Run the examples beside the ruleset
    Test,
    /// Read the ruleset and report what is wrong
    Check,
    /// List the rules with their articles
    List,
    /// Print the ruleset that is built in, to begin another with
    Print,
}

/// `snapshot`
#[derive(Args)]
pub(crate) struct SnapshotArgs {
    /// Configuration
    #[arg(short, long, value_name = "FILE", default_value = "bailiwick.toml")]
    pub(crate) config: PathBuf,
    /// File to write (default: the path that the configuration gives for its snapshot)
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

impl Options {
    /// Reads the command line, in the language it asks for; help and usage errors are printed, and give the exit code.
    pub(crate) fn from_command_line() -> Result<Self, ExitCode> {
        let lang = Lang::of_program(&std::env::args().collect::<Vec<_>>(), sys_locale::get_locale().as_deref());
        let command = help::translated(CommandLine::command(), lang);
        let parsed = command.try_get_matches().and_then(|matches| CommandLine::from_arg_matches(&matches));
        match parsed {
            Ok(line) => Ok(Self { command: line.command, lang, json: line.json }),
            Err(error) => {
                // A closed pipe behind --help is no reason to fail.
                let _ = error.print();
                Err(ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)))
            }
        }
    }
}

fn finite(text: &str) -> Result<f64, String> {
    text.trim().parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(|| "a finite number is needed (须为有限数字)".to_owned())
}

fn metres(text: &str) -> Result<f64, String> {
    finite(text).ok().filter(|value| (0.0..=1e6).contains(value)).ok_or_else(|| "metres from 0 to 1000000 are needed (须为 0 至 1000000 米)".to_owned())
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.trim().parse().ok().filter(|count| *count >= 1).ok_or_else(|| "a whole number from 1 on is needed (须为不小于 1 的整数)".to_owned())
}

fn level(text: &str) -> Result<Level, String> {
    let levels = [Level::County, Level::Prefecture, Level::Province];
    levels
        .into_iter()
        .find(|level| level.as_str() == text.trim())
        .ok_or_else(|| "county, prefecture or province is needed (须为 county、prefecture 或 province)".to_owned())
}

fn column(text: &str) -> Result<(String, String), String> {
    let (field, name) = text.split_once('=').ok_or_else(|| "write FIELD=NAME, e.g. lon=X坐标 (格式：字段=列名)".to_owned())?;
    Ok((field.trim().to_owned(), name.trim().to_owned()))
}
