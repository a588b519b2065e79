//! Files for desktop programs: all layers with their styles as a GeoPackage, the live layers as a QGIS layer definition, styles of single
//! layers, and the features of a collection in every format.

use std::path::Path as FilePath;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bailiwick_engine::export::{self, Format};
use bailiwick_engine::lang::Lang;

use super::actor::Asker;
use super::address::Address;
use super::disposition::attachment;
use super::error::ApiError;
use super::etag;
use super::ogc::collections::layer;
use super::ogc::items::rows;
use super::ogc::query::Asked;
use super::params::{Language, Params};
use super::state::{App, Work, run};
use crate::auth::{Action, Resource};
use crate::desktop::{self, Dataset, LayerEntry, Style};
use crate::features::{Table, kind_of};
use crate::layers::Layer;
use crate::pack::geopackage::{self, of_table, tints};
use crate::tiles::DETAIL_ZOOM;

/// The name of the files of all layers.
const ALL: &str = "bailiwick";

/// `GET /download/{file}`
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    asker: Asker,
    Language(lang): Language,
    Path(name): Path<String>,
    address: Address,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    asker.site.when_whole().await?;
    let (stem, ending) = name.rsplit_once('.').ok_or_else(no_such_file)?;
    let (stem, ending) = (stem.to_owned(), ending.to_owned());
    match (stem.as_str(), ending.as_str()) {
        (ALL, "gpkg") => {
            asker.site.when_there(readable(&asker)).await?;
            let place = app.place(Work::Batch).await?;
            let written = run(place, move || package(&asker, lang)).await??;
            Ok(sent(written, Format::GeoPackage.media_type(), &name))
        }
        (ALL, "qlr") => {
            asker.site.when_there(readable(&asker)).await?;
            let text = definition(&asker, &address, lang);
            Ok(with_name(etag::answer(&headers, "application/x-qgis-layer-definition", "private, no-cache", text.into_bytes()), &name))
        }
        (_, "qml" | "sld") => {
            let layer = layer(&asker, &stem)?;
            asker.site.when_there(std::iter::once(layer)).await?;
            let tints = tints(&asker.site.served);
            let style = Style { lang, tints: &tints };
            let (media_type, text) = if ending == "qml" {
                ("application/x-qgis-layer-settings", desktop::qml(&stem, kind_of(layer), &style))
            } else {
                ("application/vnd.ogc.sld+xml", desktop::sld(&stem, kind_of(layer), &style))
            };
            Ok(with_name(etag::answer(&headers, media_type, "private, no-cache", text.into_bytes()), &name))
        }
        _ => Err(no_such_file()),
    }
}

fn no_such_file() -> ApiError {
    let sentence = [
        "没有这个文件，可下载：bailiwick.gpkg、bailiwick.qlr、图层名.qml、图层名.sld",
        "there is no such file: bailiwick.gpkg, bailiwick.qlr, and .qml and .sld by the names of layers",
    ];
    ApiError::new(StatusCode::NOT_FOUND, "unknown_file", sentence)
}

/// The features of a collection that match, as a file.
pub(crate) async fn items(app: &Arc<App>, asker: Asker, name: &str, format: Format, lang: Lang, params: &Params) -> Result<Response, ApiError> {
    let asked_layer = layer(&asker, name)?;
    let asked = Asked::read(params, asked_layer)?;
    asker.site.when_there(std::iter::once(asked_layer)).await?;
    let place = app.place(Work::Batch).await?;
    let collection = name.to_owned();
    let written = run(place, move || -> Result<Vec<u8>, ApiError> {
        let layer = layer(&asker, &collection)?;
        let mut found = rows(&asker, layer, &asked);
        found.drain(..asked.offset.min(found.len()));
        found.truncate(asked.limit.unwrap_or(usize::MAX));
        let table = Table::of(layer, &found, &asked.columns);
        let sample = asker.site.served.engine.sample;
        in_folder(format, |path| export::write_layer(path, &of_table(&table, &layer.name, sample, None), format, lang))
    });
    Ok(sent(written.await??, format.media_type(), &format!("{name}.{}", format.extension())))
}

/// What a writer puts into a file of its own, and the file's bytes.
fn in_folder(format: Format, write: impl FnOnce(&FilePath) -> Result<(), export::ExportError>) -> Result<Vec<u8>, ApiError> {
    let folder = tempfile::Builder::new().prefix("bailiwick-download-").tempdir().map_err(ApiError::internal)?;
    let path = folder.path().join("file").with_extension(format.extension());
    write(&path).map_err(ApiError::internal)?;
    std::fs::read(&path).map_err(ApiError::internal)
}

/// The layers that the asker may read.
fn readable(asker: &Asker) -> impl Iterator<Item = &Layer> {
    asker.site.served.tiles.layers().iter().filter(|layer| asker.may(Action::Read, Resource::Layer(&layer.name)).is_ok())
}

/// All that the asker may see, each layer with its style.
fn package(asker: &Asker, lang: Lang) -> Result<Vec<u8>, ApiError> {
    let served = &asker.site.served;
    let rows = |layer: &Layer| asker.shown(layer).map_or_else(|| (0..).take(layer.len()).collect(), <[u32]>::to_vec);
    let layers: Vec<(&Layer, Vec<u32>)> = readable(asker).map(|layer| (layer, rows(layer))).collect();
    in_folder(Format::GeoPackage, |path| geopackage::write(path, served, &layers, lang))
}

fn definition(asker: &Asker, address: &Address, lang: Lang) -> String {
    let tints = tints(&asker.site.served);
    let tiles: Vec<&str> = readable(asker).map(|layer| layer.name.as_str()).collect();
    let collections: Vec<LayerEntry<'_>> = readable(asker).map(|layer| LayerEntry { name: &layer.name, kind: kind_of(layer) }).collect();
    let dataset = Dataset { name: &asker.site.served.engine.name, zoom_max: DETAIL_ZOOM, tiles: &tiles, collections: &collections };
    desktop::qlr(&address.for_desktop(), &dataset, &Style { lang, tints: &tints })
}

fn sent(bytes: Vec<u8>, media_type: &'static str, name: &str) -> Response {
    let mut response = Body::from(bytes).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    with_name(response, name)
}

/// Tells clients under which name to keep the answer.
fn with_name(mut response: Response, name: &str) -> Response {
    response.headers_mut().insert(header::CONTENT_DISPOSITION, attachment(name));
    response
}
