//! `bailiwick snapshot`: the prebuilt indexes.

use std::process::ExitCode;
use std::time::Instant;

use bailiwick_engine::engine::Engine;

use crate::args::{Options, SnapshotArgs};
use crate::session::{self, Failure};

/// Runs the command. The sources are read even if a fresh snapshot is there: who asks for one wants it made.
pub(crate) fn run(args: &SnapshotArgs, options: &Options) -> Result<ExitCode, Failure> {
    let lang = options.lang;
    let config = session::config(&args.config, lang)?;
    let configured = config.snapshot.path.as_ref().map(|path| config.resolve(path));
    let Some(out) = args.out.clone().or(configured) else {
        return Err(Failure::usage(lang.pick(
            "没有说明写到哪里：请用 -o 指定文件，或在 bailiwick.toml 中写明 [snapshot] path",
            "nothing says where to write: name a file with -o, or give [snapshot] path in bailiwick.toml",
        )));
    };
    let begun = Instant::now();
    let spinner = session::spinner();
    let engine = Engine::open_sources(&config, &|what| spinner.set_message(format!("{}{what}", lang.pick("读取 ", "reading "))));
    spinner.finish_and_clear();
    let failed = |error: bailiwick_engine::engine::OpenError| Failure::data(error.sentence(lang));
    let engine = engine.map_err(failed)?;
    let bytes = engine.save(&config, &out).map_err(failed)?;
    let (megabytes, seconds) = (bytes as f64 / 1e6, begun.elapsed().as_secs_f64());
    remark!("{} {} ({megabytes:.1} MB, {seconds:.1} s)", lang.pick("已写入", "written to"), out.display());
    if options.json {
        say!("{}", serde_json::json!({ "out": out, "bytes": bytes }));
    }
    // It is written all the same: once the faults are waived it can be used as it is.
    engine.admit(&config).map_err(failed)?;
    Ok(ExitCode::SUCCESS)
}
