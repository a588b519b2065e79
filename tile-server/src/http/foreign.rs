//! Tiles made elsewhere over HTTP: in the catalogue, as TileJSON and as tiles, by themselves or together with layers.
//!
//! A tile goes out as it is stored where the client takes its coding. Otherwise, and where several are put together, it is taken out of
//! it and coded as a tile of ours. Tiles of archives are kept like ours; those of tables may be others in the next moment.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bailiwick_engine::lang::Lang;
use serde_json::{Map, Value, json};

use super::actor::Asker;
use super::coding::Coding;
use super::error::ApiError;
use super::etag;
use super::site::Site;
use super::state::{App, Work, run};
use super::tile_cache::{Key, Stored};
use super::tiles::{MEDIA_TYPE, coord, respond, select as select_layers};
use crate::auth::{Action, Resource};
use crate::foreign::{ForeignError, Media, Packing, Source, Tile, Undecodable, layer_names};
use crate::layers::Layer;
use crate::tiles::Grid;

/// Whether any name of a list is that of a source from elsewhere.
pub(crate) fn is_asked_for(site: &Site, names: &str) -> bool {
    names.split(',').any(|name| site.foreign.source(name).is_some())
}

/// The places of the layers and the sources of a list of names, each in our order, if the asker may read each and they can be put together.
pub(crate) fn select<'a>(asker: &'a Asker, names: &str) -> Result<(Box<[u16]>, Vec<&'a Source>), ApiError> {
    let foreign = &asker.site.foreign;
    let asked: Vec<&str> = names.split(',').collect();
    let sources: Vec<&Source> = foreign.sources().iter().filter(|source| asked.contains(&source.name())).collect();
    let rest: Vec<&str> = asked.into_iter().filter(|name| foreign.source(name).is_none()).collect();
    let layers = if rest.is_empty() { Box::default() } else { select_layers(asker, &rest.join(","))? };
    sources.iter().try_for_each(|source| asker.may(Action::Read, Resource::Layer(source.name())))?;
    if layers.len() + sources.len() > 1 {
        can_be_together(&asker.site.served.tiles.at(&layers).collect::<Vec<_>>(), &sources)?;
    }
    Ok((layers, sources))
}

fn can_be_together(layers: &[&Layer], sources: &[&Source]) -> Result<(), ApiError> {
    if let Some(image) = sources.iter().find(|source| source.media() != Media::Mvt) {
        let name = image.name();
        let sentence = [
            format!("“{name}”是图像瓦片，不能与其他图层合并，请单独请求"),
            format!("{name:?} has images, which cannot be put together with others: ask for it alone"),
        ];
        return Err(ApiError::bad_request("not_vector_tiles", sentence));
    }
    let names = layers.iter().map(|layer| layer.name.as_str()).chain(sources.iter().flat_map(|source| source.layers()));
    differ(names)
}

/// Layers of one tile have names of their own.
fn differ<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), ApiError> {
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if seen.contains(&name) {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
            let sentence = [
                format!("所请求的来源中不止一个含有图层“{shown}”，不能合并，请分别请求"),
                format!("more than one of those asked for has a layer {shown:?}, so they cannot be put together: ask for each alone"),
            ];
            return Err(ApiError::bad_request("layer_twice", sentence));
        }
        seen.push(name);
    }
    Ok(())
}

/// The version of all together; `None` while a layer is awaited, or where a table is among them.
pub(crate) fn version(site: &Site, layers: &[u16], sources: &[&Source]) -> Option<String> {
    let of_layers = if layers.is_empty() { None } else { Some(site.served.tiles.version(layers)?) };
    let of_sources = sources.iter().map(|source| source.version().map(str::to_owned)).collect::<Option<Vec<_>>>()?;
    Some(of_layers.into_iter().chain(of_sources).collect::<Vec<_>>().join("-"))
}

/// Entries of the catalogue, in Martin's shape.
///
/// `external` says that they are none of our layers, so that the map page does not take them for backdrops.
pub(crate) fn entries(site: &Site) -> impl Iterator<Item = (String, Value)> {
    site.foreign.sources().iter().map(|source| {
        let mut entry =
            json!({ "content_type": source.media_type(), "description": source.description(), "attribution": source.attribution(), "external": true });
        if let Some(coding) = coding_of(source.packing()).filter(|coding| *coding != Coding::Identity) {
            entry["content_encoding"] = coding.name().into();
        }
        (source.name().to_owned(), entry)
    })
}

/// Adds sources to the TileJSON of layers; without layers, what it says of these is replaced.
pub(crate) fn describe(document: &mut Value, layers: &[u16], sources: &[&Source]) {
    let Some(document) = document.as_object_mut() else { return };
    if layers.is_empty() && !sources.is_empty() {
        for key in ["minzoom", "maxzoom", "bounds", "center", "attribution", "vector_layers", "name"] {
            document.remove(key);
        }
    }
    for source in sources {
        let Value::Object(said) = source.tilejson() else { continue };
        add(document, said);
    }
}

/// What holds for both is what both have together; of the rest, the first one's counts.
fn add(document: &mut Map<String, Value>, said: Map<String, Value>) {
    for (key, theirs) in said {
        let Some(ours) = document.get_mut(&key) else {
            document.insert(key, theirs);
            continue;
        };
        match (key.as_str(), &mut *ours, theirs) {
            ("minzoom", Value::Number(a), Value::Number(b)) if b.as_u64() < a.as_u64() => *a = b,
            ("maxzoom", Value::Number(a), Value::Number(b)) if b.as_u64() > a.as_u64() => *a = b,
            ("vector_layers", Value::Array(a), Value::Array(b)) => a.extend(b),
            ("attribution", Value::String(a), Value::String(b)) if !b.is_empty() && !a.contains(&b) => {
                *a = [a.as_str(), &b].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
            }
            ("bounds", Value::Array(a), Value::Array(b)) if a.len() == 4 && b.len() == 4 => {
                for (i, (a, b)) in a.iter_mut().zip(b).enumerate() {
                    let is_further = if i < 2 { b.as_f64() < a.as_f64() } else { b.as_f64() > a.as_f64() };
                    if is_further {
                        *a = b;
                    }
                }
            }
            _ => {}
        }
    }
}

/// `GET /{layers}/{z}/{x}/{y}` where a source from elsewhere is among the layers.
pub(crate) async fn tile(
    app: &Arc<App>,
    asker: &Asker,
    names: &str,
    [z, x, y]: [&str; 3],
    headers: &HeaderMap,
    asked_version: Option<&str>,
) -> Result<Response, ApiError> {
    let site = &asker.site;
    let (layers, sources) = select(asker, names)?;
    let y = [".png", ".webp", ".jpg", ".jpeg"].into_iter().find_map(|ending| y.strip_suffix(ending)).unwrap_or(y);
    let coord = coord(z, x, y)?;
    let version = version(site, &layers, &sources);
    let is_present = asked_version.is_some() && version.as_deref() == asked_version;
    site.when_there(site.served.tiles.at(&layers)).await?;
    let stored_as = match (&*layers, sources.as_slice()) {
        ([], [only]) => coding_of(only.packing()).filter(|coding| coding.is_accepted(headers)),
        _ => None,
    };
    let media = sources.first().map_or(MEDIA_TYPE, |source| source.media_type());
    // Images are compressed as they are.
    let coding =
        if media == MEDIA_TYPE { stored_as.filter(|coding| *coding != Coding::Identity).unwrap_or_else(|| Coding::of(headers)) } else { Coding::Identity };
    let scope = site.served.tiles.at(&layers).find_map(|layer| asker.scope_on(layer));
    let key = Key { layers: places(site, &layers, &sources), grid: Grid::WebMercator, coord, coding, scope };
    let can_change = sources.iter().any(|source| source.version().is_none());
    let stored = if can_change { make(app, site, key).await? } else { site.tiles.get(key.clone(), make(app, site, key)).await? };
    Ok(respond(headers, &stored, media, is_present))
}

/// The places of layers, and behind those of all layers the ones of the sources.
fn places(site: &Site, layers: &[u16], sources: &[&Source]) -> Box<[u16]> {
    let first = site.served.tiles.layers().len();
    let all = site.foreign.sources().iter().enumerate();
    let asked = all.filter(|(_, source)| sources.iter().any(|asked| asked.name() == source.name()));
    let asked = asked.map(|(place, _)| u16::try_from(first + place).expect("a configuration has thousands of sources at most"));
    layers.iter().copied().chain(asked).collect()
}

async fn make(app: &Arc<App>, site: &Arc<Site>, key: Key) -> Result<Arc<Stored>, ApiError> {
    let first = site.served.tiles.layers().len();
    let (layers, sources): (Vec<u16>, Vec<u16>) = key.layers.iter().partition(|place| usize::from(**place) < first);
    let mut tiles = Vec::new();
    for place in sources {
        let source = &site.foreign.sources()[usize::from(place) - first];
        tiles.extend(source.tile(key.coord).await.map_err(unreadable)?.map(|tile| (source.media(), tile)));
    }
    if let ([], [(media, tile)]) = (layers.as_slice(), tiles.as_slice())
        && (*media != Media::Mvt || coding_of(tile.packing) == Some(key.coding))
    {
        // As it is: nothing to wait for.
        let coding = if *media == Media::Mvt { key.coding } else { Coding::Identity };
        return Ok(Arc::new(Stored { bytes: tile.bytes.clone().into(), coding, etag: etag::of(media.media_type(), &tile.bytes) }));
    }
    let place = app.place(Work::Short).await?;
    let site = site.clone();
    let made = run(place, move || {
        let eyes = |layer: &Layer| site.served.sight(key.scope?, layer);
        let ours = if layers.is_empty() { None } else { Some(site.served.tiles.tile(&layers, key.grid, key.coord, &eyes)) };
        together(ours, tiles.into_iter().map(|(_, tile)| tile).collect(), key.coding)
    });
    made.await?.map(Arc::new)
}

/// One tile of all; each tile is taken out of its coding, the whole is coded as asked.
fn together(ours: Option<Vec<u8>>, tiles: Vec<Tile>, coding: Coding) -> Result<Stored, ApiError> {
    // A tile by itself is known by what is stored, in whichever coding it goes out.
    let alone = if ours.is_none() && tiles.len() == 1 { Some(etag::of(MEDIA_TYPE, &tiles[0].bytes)) } else { None };
    let mut bytes = ours.unwrap_or_default();
    for tile in tiles {
        bytes.extend(tile.packing.unpack(tile.bytes).map_err(damaged)?);
    }
    if alone.is_none() {
        let names = layer_names(&bytes).map_err(damaged)?;
        differ(names.iter().map(String::as_str))?;
    }
    let etag = alone.unwrap_or_else(|| etag::of(MEDIA_TYPE, &bytes));
    let (coding, bytes) = coding.encode(bytes).map_err(ApiError::internal)?;
    Ok(Stored { bytes: bytes.into(), coding, etag })
}

/// As the header of an answer can say it.
fn coding_of(packing: Packing) -> Option<Coding> {
    match packing {
        Packing::Plain => Some(Coding::Identity),
        Packing::Gzip => Some(Coding::Gzip),
        Packing::Brotli => Some(Coding::Brotli),
        Packing::Zstd => Some(Coding::Zstd),
        Packing::Zlib => None,
    }
}

fn unreadable(error: ForeignError) -> ApiError {
    let sentence = [error.sentence(Lang::Zh), error.sentence(Lang::En)];
    failed(sentence, error)
}

/// A tile of an archive that was fine when it was opened: its tiles are not looked at then.
fn damaged(error: Undecodable) -> ApiError {
    let sentence = ["所请求来源的这个瓦片已损坏；请管理员重新获取其文件", "this tile of the source is damaged: the operator should fetch its file again"];
    failed(sentence.map(str::to_owned), error)
}

fn failed(sentence: [String; 2], cause: impl Into<anyhow::Error>) -> ApiError {
    let mut error = ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "source_unavailable", sentence);
    error.cause = Some(Arc::new(cause.into()));
    error
}
