//! `bailiwick handover`: lists per jurisdiction and department.

use std::process::ExitCode;

use crate::args::{HandoverArgs, Options};
use crate::session::{self, Failure};

/// Runs the command.
pub(crate) fn run(args: &HandoverArgs, options: &Options) -> Result<ExitCode, Failure> {
    let lang = options.lang;
    let config = session::config(&args.clues.config, lang)?;
    let engine = session::open(&config, lang)?;
    let batch = session::decide(&engine, &config, &args.clues, lang)?;
    let lists = engine.hand_over(batch.territory, &batch.clues, &batch.decisions, &args.out, lang).map_err(|error| Failure::data(error.sentence(lang)))?;
    session::tell(&batch.told, lang);
    let (count, rows, unassigned, folder) = (lists.lists.len(), lists.handed_over, lists.unassigned, args.out.display());
    remark!(
        "{}",
        lang.pick(
            format!("{folder}：{count} 份清单，移交 {rows} 行，未移交 {unassigned} 行"),
            format!("{folder}: {count} lists, {rows} rows handed over, {unassigned} not"),
        )
    );
    if options.json {
        say!("{}", serde_json::json!({ "summary": batch.told.summary, "handover": lists, "out": args.out }));
    }
    Ok(ExitCode::SUCCESS)
}
