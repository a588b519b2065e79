//! `bailiwick assign`: one decision per row.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bailiwick_engine::engine::{Engine, StreamError, StreamOutcome, StreamProgress, StreamRun};
use bailiwick_engine::export::{self, Format, Sheet, SheetStream};
use bailiwick_engine::ingest::{ClueStream, Total};
use bailiwick_engine::lang::Lang;

use crate::args::{AssignArgs, Options};
use crate::session::{self, Failure, Told};

/// Runs the command.
pub(crate) fn run(args: &AssignArgs, options: &Options) -> Result<ExitCode, Failure> {
    let lang = options.lang;
    let out = args.out.clone().unwrap_or_else(|| default_out(&args.clues.clues));
    let to_stdout = out == Path::new("-");
    // Everything that can be refused is refused before the work begins.
    let format = if to_stdout { Format::Csv } else { Format::from_path(&out).map_err(|error| Failure::usage(error.sentence(lang)))? };
    if !to_stdout && session::is_same_file(&out, &args.clues.clues) {
        return Err(Failure::usage(lang.pick(
            format!("结果 {} 会覆盖输入文件：请换一个名字", out.display()),
            format!("{} is the input itself: choose another name for the result", out.display()),
        )));
    }
    let config = session::config(&args.clues.config, lang)?;
    let engine = session::open(&config, lang)?;
    // Parquet and CSV stream, whatever their size: then memory does not grow with the file.
    if !to_stdout && SheetStream::can_hold(format) {
        let clue_options = session::clue_options(&engine, &config, &args.clues);
        let stream = ClueStream::open(&args.clues.clues, &clue_options).map_err(|error| Failure::data(error.sentence(lang)))?;
        if let Some(clues) = stream {
            let told = stream_to(&engine, clues, args, &out, format, lang)?;
            finish(&told, Some(&out), options);
            return Ok(ExitCode::SUCCESS);
        }
    }
    let batch = session::decide(&engine, &config, &args.clues, lang)?;

    let table = engine.table(batch.territory, &batch.clues, &batch.decisions, lang);
    let name = out.file_stem().map_or_else(|| "clues".into(), |stem| stem.to_string_lossy().into_owned());
    let sheet = Sheet {
        table: &table,
        lon_deg: &batch.clues.lon_deg,
        lat_deg: &batch.clues.lat_deg,
        name: &name,
        sample: engine.sample,
        own_columns: batch.clues.table.num_columns(),
    };
    if to_stdout {
        let bytes = export::to_bytes(&sheet, format, lang).map_err(|error| Failure::data(error.sentence(lang)))?;
        // A reader that has seen enough (`| head`) closes the pipe; that is no failure of ours.
        let _ = std::io::stdout().lock().write_all(&bytes);
    } else {
        export::write(&out, &sheet, format, lang).map_err(|error| Failure::data(error.sentence(lang)))?;
    }
    finish(&batch.told, (!to_stdout).then_some(out.as_path()), options);
    Ok(ExitCode::SUCCESS)
}

/// Streams the clues to the result, with a bar; Ctrl-C stops it and leaves nothing behind.
fn stream_to(engine: &Engine, clues: ClueStream, args: &AssignArgs, out: &Path, format: Format, lang: Lang) -> Result<Told, Failure> {
    let territory = session::territory(engine, &args.clues, lang)?;
    let stop = Arc::new(AtomicBool::new(false));
    let asked = stop.clone();
    // Where no handler can be set, Ctrl-C ends the program as it always did.
    let _ = ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed));
    let total = clues.total();
    let bar = session::bar(total, lang);
    let rows = AtomicU64::new(0);
    let progress = |done: StreamProgress| {
        let rows = rows.fetch_add(done.rows, Ordering::Relaxed) + done.rows;
        match total {
            Total::Rows(_) => bar.inc(done.rows),
            Total::Bytes(_) => {
                bar.update(|state| state.set_pos(state.pos().max(done.bytes_read)));
                let rate = rows as f64 / bar.elapsed().as_secs_f64().max(0.001);
                bar.set_message(lang.pick(format!("{rows} 行，{rate:.0} 行/秒"), format!("{rows} rows, {rate:.0}/s")));
            }
        }
    };
    let run = StreamRun { clues, territory, out, format, lang, progress: &progress, stop: &stop };
    let outcome = engine.stream(run);
    bar.finish_and_clear();
    let StreamOutcome { summary, report, faults, forensics } = outcome.map_err(|error| Failure {
        sentence: error.sentence(lang),
        exit: if matches!(error, StreamError::Interrupted) { session::EXIT_INTERRUPTED } else { session::EXIT_DATA },
    })?;
    Ok(Told { report, summary, forensics, faults })
}

fn finish(told: &Told, out: Option<&Path>, options: &Options) {
    session::tell(told, options.lang);
    let Some(out) = out else { return };
    remark!("{} {}", options.lang.pick("已写入", "written to"), out.display());
    if options.json {
        say!("{}", serde_json::json!({ "summary": told.summary, "source": told.report, "out": out }));
    }
}

fn default_out(clues: &Path) -> PathBuf {
    let stem = clues.file_stem().map_or_else(|| "clues".into(), |stem| stem.to_string_lossy().into_owned());
    PathBuf::from(format!("{stem}-assigned.xlsx"))
}
