//! A column of geometries, and the query that makes tiles of it, as Martin's.
//!
//! 1. The coordinate system is that of the column; where the column leaves it open, that of its first geometry.
//! 2. The query takes the tile's square to that system to find geometries by their index, and takes those to Web Mercator.
//! 3. A square beyond what a system can say has no place in it. So it is first cut to where the system holds: the world for degrees, the
//!    data and a good way around it for plane systems.

use std::fmt::Write;

use martin_core::CacheZoomRange;
use martin_core::tiles::postgres::{PostgresSource, PostgresSqlInfo};
use martin_tile_utils::{Encoding, Format, TileInfo};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

use super::database::Database;
use super::source::Origin;
use super::{ForeignError, Media, Source, TableFault};
use crate::tiles::ZOOM_MAX;

/// Units of a tile's side, and of what is drawn beyond its edge.
const EXTENT: u32 = 4096;
const BUFFER: u32 = 64;
/// The side of the world in metres of Web Mercator.
const WORLD_M: f64 = 40_075_016.685_578_49;
/// A little less than its half: a position beyond the edge would come out at the other side.
const EDGE_M: f64 = 20_037_508.0;
const WEB_MERCATOR: i32 = 3857;
/// What the geometry is called in the query; no attribute is.
const GEOMETRY: &str = "bailiwick geometry";

/// A column as the database describes it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Column {
    pub(super) schema: String,
    pub(super) table: String,
    #[serde(rename = "column")]
    pub(super) name: String,
    is_geography: bool,
    /// 0 where the column leaves it open.
    srid: i32,
    description: Option<String>,
    attributes: Vec<Attribute>,
}

#[derive(Clone, Debug, Deserialize)]
struct Attribute {
    name: String,
    kind: String,
}

/// A column that can be published.
pub(super) struct Table<'a> {
    column: &'a Column,
    srid: i32,
    /// Whether coordinates are degrees.
    is_degrees: bool,
    /// West, south, east, north in degrees, where they are known.
    bounds: Option<[f64; 4]>,
    /// The same in metres of Web Mercator.
    bounds_m: Option<[f64; 4]>,
}

impl<'a> Table<'a> {
    pub(super) async fn open(database: &Database, column: &'a Column) -> Result<Self, TableFault> {
        let srid = srid(database, column).await?;
        let sql = format!("SELECT (proj4text LIKE '%longlat%')::text FROM spatial_ref_sys WHERE srid = {srid}");
        let is_degrees = database.ask(&sql).await.map_err(TableFault::Query)?.ok_or(TableFault::UnknownSrid(srid))? == "true";
        let mut table = Self { column, srid, is_degrees, bounds: None, bounds_m: None };
        // Of a view over much data the bounds may not be known in time; then it is the whole world.
        table.bounds = table.extent(database, 4326).await;
        table.bounds_m = table.extent(database, WEB_MERCATOR).await;
        Ok(table)
    }

    /// The extent of the data in a system, or nothing where the table is empty or it takes too long.
    async fn extent(&self, database: &Database, srid: i32) -> Option<[f64; 4]> {
        let (geometry, table) = (self.geometry(), self.column.qualified());
        let own = self.srid;
        let sql = format!(
            "SELECT json_build_array(ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b))::text FROM (SELECT ST_Transform(ST_Segmentize(e, \
             greatest(ST_XMax(e) - ST_XMin(e), ST_YMax(e) - ST_YMin(e), 1e-6) / 50), {srid}) AS b FROM (SELECT ST_SetSRID(ST_Extent({geometry})::geometry, {own}) AS e \
             FROM {table}) AS extents) AS bounds WHERE b IS NOT NULL"
        );
        serde_json::from_str(&database.ask(&sql).await.ok().flatten()?).ok()
    }

    fn geometry(&self) -> String {
        format!("{}::geometry", identifier(&self.column.name))
    }

    /// The query of a tile: $1 zoom, $2 column, $3 row.
    fn query(&self, name: &str) -> String {
        let tile = "ST_TileEnvelope($1::integer, $2::integer, $3::integer)";
        let margin_m = WORLD_M * f64::from(BUFFER) / f64::from(EXTENT);
        let square = format!("ST_Expand({tile}, {margin_m} / (1 << $1::integer))");
        let area = match self.srid {
            WEB_MERCATOR => square,
            srid => {
                let [west, south, east, north] = self.holds_within();
                let cut = format!("ST_Intersection({square}, ST_MakeEnvelope({west}, {south}, {east}, {north}, {WEB_MERCATOR}))");
                // Straight edges do not stay straight in a plane system: more corners follow them.
                let bent = if self.is_degrees { cut } else { format!("ST_Segmentize({cut}, {WORLD_M} / 16 / (1 << $1::integer))") };
                format!("ST_Transform({bent}, {srid})")
            }
        };
        let (geometry, alias, table) = (self.geometry(), identifier(GEOMETRY), self.column.qualified());
        let mut attributes = String::new();
        for attribute in &self.column.attributes {
            let _ = write!(attributes, ", {}", identifier(&attribute.name));
        }
        // The index is on the column as it is; what a geography is compared by is not what a map needs.
        let indexed = if self.column.is_geography { geometry.clone() } else { identifier(&self.column.name) };
        let (layer, called) = (literal(name), literal(GEOMETRY));
        format!(
            "SELECT ST_AsMVT(tile, {layer}, {EXTENT}, {called}) FROM (SELECT ST_AsMVTGeom(ST_Transform(ST_CurveToLine({geometry}), {WEB_MERCATOR}), {tile}, \
             {EXTENT}, {BUFFER}, true) AS {alias}{attributes} FROM {table} WHERE {indexed} && {area}) AS tile"
        )
    }

    /// Where the coordinate system can be relied on, in metres of Web Mercator.
    fn holds_within(&self) -> [f64; 4] {
        let world = [-EDGE_M, -EDGE_M, EDGE_M, EDGE_M];
        let Some([west, south, east, north]) = self.bounds_m.filter(|_| !self.is_degrees) else { return world };
        let around = (east - west).max(north - south).max(200_000.0) / 2.0;
        let grown = [west - around, south - around, east + around, north + around];
        grown.map(|value| value.clamp(-EDGE_M, EDGE_M).round())
    }

    pub(super) fn source(&self, database: &Database, name: &str) -> Result<Source, ForeignError> {
        let failed = |what: String| database.table_fault(name, TableFault::Query(what));
        let tilejson = serde_json::from_value(self.describe(name)).map_err(|error| failed(error.to_string()))?;
        let info = PostgresSqlInfo::new(self.query(name), false, name.into());
        let kind = TileInfo { format: Format::Mvt, encoding: Encoding::Uncompressed };
        let reader = PostgresSource::new(name.into(), info, tilejson, database.pool.clone(), kind, CacheZoomRange::disabled());
        Ok(Source::new(name, Arc::new(reader), Media::Mvt, Origin::Table))
    }

    /// Whether the database takes the query.
    pub(super) async fn try_query(&self, database: &Database, name: &str) -> Result<(), TableFault> {
        database.understands(&self.query(name)).await.map_err(TableFault::Query)
    }

    fn describe(&self, name: &str) -> Value {
        let fields: Map<String, Value> = self.column.attributes.iter().map(|attribute| (attribute.name.clone(), attribute.kind.clone().into())).collect();
        let description = self.column.description.clone().unwrap_or_default();
        // Beyond this latitude the map of the world ends.
        let bounds = self.bounds.map(|[west, south, east, north]| [west, south.max(-85.051_129), east, north.min(85.051_129)]);
        let mut document = json!({
            "tilejson": "3.0.0", "tiles": [], "name": name, "description": description, "minzoom": 0, "maxzoom": ZOOM_MAX,
            "vector_layers": [{ "id": name, "fields": fields, "description": description }],
        });
        if let Some(bounds) = bounds {
            document["bounds"] = json!(bounds);
        }
        document
    }
}

async fn srid(database: &Database, column: &Column) -> Result<i32, TableFault> {
    if column.srid > 0 {
        return Ok(column.srid);
    }
    let name = identifier(&column.name);
    let sql = format!("SELECT ST_SRID({name}::geometry)::text FROM {} WHERE {name} IS NOT NULL LIMIT 1", column.qualified());
    let said = database.ask(&sql).await.map_err(TableFault::Query)?;
    said.and_then(|srid| srid.parse().ok()).filter(|srid| *srid > 0).ok_or(TableFault::NoSrid)
}

impl Column {
    fn qualified(&self) -> String {
        format!("{}.{}", identifier(&self.schema), identifier(&self.table))
    }
}

/// A name in SQL, whatever is in it.
fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in SQL; our names have no backslash.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_anything_in_them_stay_names() {
        assert_eq!(identifier("a\"; DROP TABLE b; --"), "\"a\"\"; DROP TABLE b; --\"");
        assert_eq!(literal("o'clock"), "'o''clock'");
    }
}
