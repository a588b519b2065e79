//! A layer definition: what a running server has, in one group of QGIS's layer tree, each layer with its style.
//!
//! 1. The vector tiles, all layers in one request a tile, drawn like the map page.
//! 2. The collections of OGC API – Features, one layer each, switched off: they are for queries and tables, and until one is switched
//!    on QGIS only looks at its first features.

use bailiwick_engine::export::ShapeKind;

use super::Style;
use super::look::{Medium, height, look};
use super::qml::{features, tiles};
use super::xml::Element;

/// Where a server is reached.
#[derive(Clone, Debug)]
pub struct Address {
    /// `http://HOST:PORT`, with the base path if there is one.
    pub root: String,
    /// What the bearer shows with every request; it is written into the file.
    pub token: Option<String>,
}

/// What is served.
#[derive(Clone, Copy, Debug)]
pub struct Dataset<'a> {
    /// Name of the group.
    pub name: &'a str,
    /// The deepest zoom that tiles have more detail at.
    pub zoom_max: u8,
    /// What is in the tiles.
    pub tiles: &'a [&'a str],
    /// What there is as collections.
    pub collections: &'a [LayerEntry<'a>],
}

/// A layer of features.
#[derive(Clone, Copy, Debug)]
pub struct LayerEntry<'a> {
    /// Its name in URLs.
    pub name: &'a str,
    /// What its features look like.
    pub kind: ShapeKind,
}

/// The layer definition of a dataset. The same input gives the same text.
pub fn qlr(address: &Address, dataset: &Dataset<'_>, style: &Style<'_>) -> String {
    let lang = style.lang;
    let mut tree = Vec::new();
    let mut maps = Vec::new();

    let mut collections = dataset.collections.to_vec();
    // The divisions bear their names themselves; with the points of `labels` each would stand there twice.
    if collections.iter().any(|collection| collection.name == "counties") {
        collections.retain(|collection| collection.name != "labels");
    }
    collections.sort_by_key(|collection| std::cmp::Reverse(height(collection.name)));
    let mut below = Vec::new();
    for LayerEntry { name, kind } in collections {
        let title = look(name, Medium::Features, style.tints).title(name, lang);
        let entry = Entry { id: format!("bailiwick_features_{name}"), title, provider: "OAPIF", source: address.collection(name), crs: WGS_84 };
        below.push(entry.in_tree(false));
        maps.push(entry.map("vector").with("labelsEnabled", 1).holding(features(name, kind, style)));
    }
    if !dataset.tiles.is_empty() {
        let title = lang.pick("矢量瓦片", "Vector tiles");
        let entry = Entry { id: "bailiwick_tiles".into(), title, provider: "vectortile", source: address.tiles(dataset), crs: WEB_MERCATOR };
        tree.push(entry.in_tree(true));
        maps.push(entry.map("vector-tile").holding(tiles(dataset.tiles, style)));
    }
    if !below.is_empty() {
        // In the tree what is drawn last stands first.
        tree.insert(0, group(lang.pick("要素（OGC API）", "Features (OGC API)"), false, below));
    }
    let root = group("", true, vec![group(dataset.name, true, tree)]);
    Element::new("qlr").holding([root, Element::new("maplayers").holding(maps)]).document(Some("qgis-layer-definition"))
}

/// A layer in the tree and among the layers.
struct Entry<'a> {
    id: String,
    title: &'a str,
    provider: &'static str,
    source: String,
    crs: Crs,
}

/// A coordinate system, with its number in QGIS's own list: without one QGIS does not look at the code.
#[derive(Clone, Copy)]
struct Crs {
    code: &'static str,
    srsid: u32,
}

const WGS_84: Crs = Crs { code: "EPSG:4326", srsid: 3452 };
const WEB_MERCATOR: Crs = Crs { code: "EPSG:3857", srsid: 3857 };

impl Entry<'_> {
    fn in_tree(&self, is_checked: bool) -> Element {
        Element::new("layer-tree-layer")
            .with("id", &self.id)
            .with("name", self.title)
            .with("providerKey", self.provider)
            .with("source", &self.source)
            .with("checked", checked(is_checked))
            .with("expanded", 0)
    }

    fn map(&self, kind: &str) -> Element {
        let crs = Element::new("spatialrefsys").holding([Element::text("srsid", self.crs.srsid), Element::text("authid", self.crs.code)]);
        Element::new("maplayer").with("type", kind).with("styleCategories", "AllStyleCategories").holding([
            Element::text("id", &self.id),
            Element::text("datasource", &self.source),
            Element::text("layername", self.title),
            Element::new("srs").holding([crs]),
            Element::text("provider", self.provider).with("encoding", "UTF-8"),
        ])
    }
}

fn group(name: &str, is_open: bool, members: Vec<Element>) -> Element {
    let group = Element::new("layer-tree-group").with("name", name).with("checked", checked(true)).with("expanded", u8::from(is_open));
    group.holding(members)
}

fn checked(is_checked: bool) -> &'static str {
    if is_checked { "Qt::Checked" } else { "Qt::Unchecked" }
}

impl Address {
    /// What QGIS calls the source of vector tiles: a query whose values are encoded, with a URL among them.
    fn tiles(&self, Dataset { tiles, zoom_max, .. }: &Dataset<'_>) -> String {
        let url = format!("{}/{}/{{z}}/{{x}}/{{y}}{}", self.root.trim_end_matches('/'), tiles.join(","), self.query());
        format!("type=xyz&url={}&zmin=0&zmax={zoom_max}", encoded(&url))
    }

    /// What QGIS calls the source of a collection: quoted values.
    fn collection(&self, name: &str) -> String {
        let url = format!("{}/{}", self.root.trim_end_matches('/'), self.query());
        format!("url={} typename={} pagingEnabled='true' pageSize='1000'", quoted(&url), quoted(name))
    }

    fn query(&self) -> String {
        self.token.as_ref().map(|token| format!("?token={}", encoded(token))).unwrap_or_default()
    }
}

/// A value in a query (RFC 3986): what is not unreserved is encoded.
fn encoded(value: &str) -> String {
    let byte = |byte: u8| if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    value.bytes().map(byte).collect()
}

fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}
