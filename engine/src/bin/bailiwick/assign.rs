//! `bailiwick assign`: one decision per row.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bailiwick_engine::export::{self, Format, Sheet};

use crate::args::{AssignArgs, Options};
use crate::session::{self, Failure};

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
    session::tell(&batch, lang);
    if !to_stdout {
        remark!("{} {}", lang.pick("已写入", "written to"), out.display());
    }
    if options.json && !to_stdout {
        say!("{}", serde_json::json!({ "summary": batch.summary, "source": batch.report, "out": out }));
    }
    Ok(ExitCode::SUCCESS)
}

fn default_out(clues: &Path) -> PathBuf {
    let stem = clues.file_stem().map_or_else(|| "clues".into(), |stem| stem.to_string_lossy().into_owned());
    PathBuf::from(format!("{stem}-assigned.xlsx"))
}
