//! `POST /api/v1/assign`

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bailiwick_engine::engine::Engine;
use bailiwick_engine::export::{self, Format, Sheet};
use bailiwick_engine::ingest::{self, ClueOptions, IngestReport, Note};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::Clues;
use bailiwick_engine::route::Decisions;
use serde_json::{Value, json};

use super::actor::Asker;
use super::disposition::attachment;
use super::error::ApiError;
use super::params::{Language, Params};
use super::state::{App, Work, run};
use super::upload;
use crate::auth::{Action, Resource};

/// Decides a file of clues.
pub(crate) async fn assign(
    State(app): State<Arc<App>>,
    asker: Asker,
    Language(lang): Language,
    params: Params,
    request: Request,
) -> Result<Response, ApiError> {
    asker.may(Action::Assign, Resource::Upload)?;
    let wanted = Wanted::read(&params, lang)?;
    let options = ClueOptions { crs: params.crs()?, accuracy_m: params.accuracy()?, ..asker.site.served.engine.clue_options() };
    // A place first: bodies that wait would all lie in memory.
    let place = app.place(Work::Batch).await?;
    let bytes = upload::body(request).await?;
    run(place, move || decide(&asker.site.served.engine, &bytes, &options, &wanted)).await?
}

/// How the answer is to look.
struct Wanted {
    /// A file; the page's JSON without one.
    format: Option<Format>,
    name: String,
    lang: Lang,
}

impl Wanted {
    fn read(params: &Params, lang: Lang) -> Result<Self, ApiError> {
        let format = match params.get("format") {
            None | Some("json") => None,
            Some(name) => {
                Some(Format::from_name(name).map_err(|error| ApiError::bad_request(error.code(), [error.sentence(Lang::Zh), error.sentence(Lang::En)]))?)
            }
        };
        Ok(Self { format, name: upload::shown_name(params.get("filename")), lang })
    }

    fn stem(&self) -> &str {
        Path::new(&self.name).file_stem().and_then(|stem| stem.to_str()).unwrap_or("clues")
    }
}

fn decide(engine: &Engine, bytes: &Bytes, options: &ClueOptions, wanted: &Wanted) -> Result<Response, ApiError> {
    let (_folder, path) = upload::store(bytes, &wanted.name).map_err(ApiError::internal)?;
    let (clues, report) = ingest::read_clues(&path, options)
        .map_err(|error| ApiError::bad_request(error.code(), [error.sentence_for(Lang::Zh, &wanted.name), error.sentence_for(Lang::En, &wanted.name)]))?;
    let territory = engine.current();
    let decisions = engine.assign(&clues, territory, &|_| {});
    let table = engine.table(territory, &clues, &decisions, wanted.lang);
    let sheet = Sheet {
        table: &table,
        lon_deg: &clues.lon_deg,
        lat_deg: &clues.lat_deg,
        name: wanted.stem(),
        sample: engine.sample,
        own_columns: clues.table.num_columns(),
    };
    let file = export::to_bytes(&sheet, wanted.format.unwrap_or(Format::GeoJson), wanted.lang).map_err(ApiError::internal)?;
    Ok(match wanted.format {
        Some(format) => download(file, format, &format!("{}-assigned.{}", wanted.stem(), format.extension())),
        None => page_json(
            &told(engine, &clues, &report, &decisions, wanted, &understood(&clues, &report, |index| table.schema().field(index).name().clone())),
            &file,
        ),
    })
}

fn download(file: Vec<u8>, format: Format, name: &str) -> Response {
    let mut response = (StatusCode::OK, file).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, attachment(name));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What is told beside the clues: summary, source and notes.
fn told(engine: &Engine, clues: &Clues, report: &IngestReport, decisions: &Decisions, wanted: &Wanted, columns: &Value) -> Value {
    let summary = decisions.summary(clues.len());
    let mut warnings: BTreeMap<String, u64> = summary.warnings.clone();
    for fault in clues.fault.values() {
        *warnings.entry(fault.code().to_owned()).or_default() += 1;
    }
    let notes = report.notes.iter().map(|note| note.sentence(wanted.lang));
    let declared = report.crs.as_deref().unwrap_or("CGCS2000");
    let doubt = engine.forensics(clues).doubt_sentence(declared, wanted.lang);
    json!({
        "summary": { "rows": summary.rows, "assigned": summary.assigned, "escalated": summary.escalated, "outside": summary.outside, "invalid": summary.invalid, "warnings": warnings },
        "source": {
            "file": wanted.name, "format": report.format, "encoding": report.encoding, "crs": report.crs,
            "read": report.read, "kept": report.kept, "repaired": report.repaired, "rejected": report.rejected,
            "columns": columns,
        },
        "notes": notes.chain(doubt).collect::<Vec<_>>(),
    })
}

/// Which column of the answer was read as what. Those of the file have another name there where the decision has one of the same name.
fn understood(clues: &Clues, report: &IngestReport, name_in_answer: impl Fn(usize) -> String) -> Value {
    let own = clues.table.schema();
    let columns = report.notes.iter().filter_map(|note| if let Note::Columns(columns) = note { Some(columns) } else { None }).flatten();
    let named = columns.filter_map(|(field, column)| Some((field.key().to_owned(), json!(name_in_answer(own.index_of(column).ok()?)))));
    Value::Object(named.collect())
}

/// The two put together as text: the collection may be large and is JSON already.
fn page_json(told: &Value, collection: &[u8]) -> Response {
    let mut body = told.to_string().into_bytes();
    body.pop(); // the closing brace
    body.extend_from_slice(b",\"clues\":");
    body.extend_from_slice(collection);
    body.push(b'}');
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}
