//! The grids that tiles come in, as the standard describes them.
//!
//! # References
//! OGC 17-083r4, Two Dimensional Tile Matrix Set 2.0: §7 for the documents, Annex D for WebMercatorQuad and WorldCRS84Quad.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::super::actor::Asker;
use super::super::address::Address;
use super::super::error::ApiError;
use super::super::params::{Language, Params};
use super::document::{JSON, answer, link, own_links, wants_page};
use crate::auth::{Action, Resource};
use crate::tiles::{Grid, TileCoord, ZOOM_MAX};

/// Half the circumference of Web Mercator's sphere, metres, and so half the side of its square.
const HALF_SIDE_M: f64 = std::f64::consts::PI * 6_378_137.0;
/// The size of a pixel by which the standard tells scales, metres.
const PIXEL_M: f64 = 0.000_28;
/// Metres of a degree at the equator, by which the standard tells scales of degrees.
const DEGREE_M: f64 = 6_378_137.0 * std::f64::consts::PI / 180.0;
/// Pixels along a tile, by which the standard tells scales.
const TILE_PIXELS: u32 = 256;

/// A grid under the name of a tile matrix set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MatrixSet {
    pub(crate) id: &'static str,
    title: [&'static str; 2],
    pub(crate) grid: Grid,
    /// How many zooms of the square its matrix 0 is.
    first_zoom: u8,
    pub(crate) crs: &'static str,
    axes: [&'static str; 2],
    uri: Option<&'static str>,
}

/// All of them. That of CGCS2000 has the tiles of WorldCRS84Quad: its degrees are the same, and only its axes are told the other way.
pub(crate) const MATRIX_SETS: [MatrixSet; 3] = [
    MatrixSet {
        id: "WebMercatorQuad",
        title: ["谷歌地图兼容的球面墨卡托", "Google Maps Compatible for the World"],
        grid: Grid::WebMercator,
        first_zoom: 0,
        crs: "http://www.opengis.net/def/crs/EPSG/0/3857",
        axes: ["X", "Y"],
        uri: Some("http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"),
    },
    MatrixSet {
        id: "WorldCRS84Quad",
        title: ["WGS 84 经纬度直投", "CRS84 for the World"],
        grid: Grid::Geographic,
        first_zoom: 1,
        crs: "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        axes: ["Lon", "Lat"],
        uri: Some("http://www.opengis.net/def/tilematrixset/OGC/1.0/WorldCRS84Quad"),
    },
    MatrixSet {
        id: "CGCS2000Quad",
        title: ["CGCS2000 经纬度直投（EPSG:4490）", "CGCS2000 degrees (EPSG:4490)"],
        grid: Grid::Geographic,
        first_zoom: 1,
        crs: "http://www.opengis.net/def/crs/EPSG/0/4490",
        axes: ["Lat", "Lon"],
        uri: None,
    },
];

impl MatrixSet {
    /// By its id.
    pub(crate) fn of(id: &str) -> Result<Self, ApiError> {
        MATRIX_SETS.into_iter().find(|set| set.id == id).ok_or_else(|| {
            let known = MATRIX_SETS.map(|set| set.id).join(", ");
            ApiError::new(
                StatusCode::NOT_FOUND,
                "unknown_matrix_set",
                [format!("没有这个瓦片矩阵集，可用：{known}"), format!("there is no such tile matrix set: {known}")],
            )
        })
    }

    pub(crate) fn title(self, lang: bailiwick_engine::lang::Lang) -> &'static str {
        lang.pick(self.title[0], self.title[1])
    }

    /// Its deepest matrix.
    pub(crate) fn last(self) -> u8 {
        ZOOM_MAX - self.first_zoom
    }

    /// The tile at a row and a column of a matrix; `None` where there is none.
    pub(crate) fn tile(self, matrix: u8, row: u32, column: u32) -> Option<TileCoord> {
        let [columns, rows] = self.size(matrix)?;
        (row < rows && column < columns).then(|| TileCoord::new(matrix + self.first_zoom, [column, row]).ok()).flatten()
    }

    /// Columns and rows of a matrix.
    pub(crate) fn size(self, matrix: u8) -> Option<[u32; 2]> {
        if matrix > self.last() {
            return None;
        }
        let columns = 1_u32 << (matrix + self.first_zoom);
        Some([columns, columns >> self.first_zoom])
    }

    /// The size of a cell of the first matrix, in the units of the system, and metres of such a unit.
    fn first_cell(self) -> (f64, f64) {
        match self.grid {
            Grid::WebMercator => (2.0 * HALF_SIDE_M / f64::from(TILE_PIXELS), 1.0),
            Grid::Geographic => (180.0 / f64::from(TILE_PIXELS), DEGREE_M),
        }
    }

    /// Its north-western corner, in the order of its axes.
    fn corner(self) -> [f64; 2] {
        match (self.grid, self.axes[0]) {
            (Grid::WebMercator, _) => [-HALF_SIDE_M, HALF_SIDE_M],
            (Grid::Geographic, "Lat") => [90.0, -180.0],
            (Grid::Geographic, _) => [-180.0, 90.0],
        }
    }

    fn document(self, lang: bailiwick_engine::lang::Lang) -> Value {
        let (cell, unit_m) = self.first_cell();
        let matrices = (0..=self.last()).map(|matrix| {
            let size = cell / f64::from(1_u32 << matrix);
            let [columns, rows] = self.size(matrix).unwrap_or_default();
            json!({
                "id": matrix.to_string(),
                "scaleDenominator": size * unit_m / PIXEL_M,
                "cellSize": size,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": self.corner(),
                "tileWidth": TILE_PIXELS,
                "tileHeight": TILE_PIXELS,
                "matrixWidth": columns,
                "matrixHeight": rows,
            })
        });
        let mut document =
            json!({ "id": self.id, "title": self.title(lang), "crs": self.crs, "orderedAxes": self.axes, "tileMatrices": matrices.collect::<Vec<_>>() });
        if let Some(uri) = self.uri {
            document["uri"] = uri.into();
        }
        document
    }
}

/// `GET /tileMatrixSets`
pub(crate) async fn list(asker: Asker, Language(lang): Language, address: Address, headers: HeaderMap, params: Params) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    let is_page = wants_page(&params, &headers)?;
    let sets = MATRIX_SETS.map(|set| {
        let own = link(&address, format_args!("/tileMatrixSets/{}", set.id), "self", JSON, set.title(lang));
        json!({ "id": set.id, "title": set.title(lang), "uri": set.uri, "crs": set.crs, "links": [own] })
    });
    let title = lang.pick("瓦片矩阵集", "Tile matrix sets");
    let document = json!({ "title": title, "tileMatrixSets": sets, "links": own_links(&address, "/tileMatrixSets", is_page, JSON, lang) });
    Ok(answer(&headers, is_page, JSON, lang, &document))
}

/// `GET /tileMatrixSets/{matrixSet}`
pub(crate) async fn one(asker: Asker, Language(lang): Language, Path(id): Path<String>, headers: HeaderMap, params: Params) -> Result<Response, ApiError> {
    asker.may(Action::Read, Resource::Catalogue)?;
    Ok(answer(&headers, wants_page(&params, &headers)?, JSON, lang, &MatrixSet::of(&id)?.document(lang)))
}

#[cfg(test)]
mod tests {
    use bailiwick_engine::lang::Lang;

    use super::*;

    #[test]
    fn matrices_are_those_of_the_standard() {
        // OGC 17-083r4, Annex D.
        let [mercator, crs84, cgcs2000] = MATRIX_SETS.map(|set| set.document(Lang::En));
        let near = |value: &Value, expected: f64| (value.as_f64().expect("a number") / expected - 1.0).abs() < 1e-12;
        assert!(near(&mercator["tileMatrices"][0]["scaleDenominator"], 559_082_264.028_717_2));
        assert!(near(&mercator["tileMatrices"][0]["cellSize"], 156_543.033_928_041));
        assert!(near(&crs84["tileMatrices"][0]["scaleDenominator"], 279_541_132.014_358_64));
        assert!(near(&crs84["tileMatrices"][0]["cellSize"], 0.703_125));
        assert_eq!([&crs84["tileMatrices"][0]["matrixWidth"], &crs84["tileMatrices"][0]["matrixHeight"]], [2, 1]);
        assert_eq!(crs84["tileMatrices"][0]["pointOfOrigin"], json!([-180.0, 90.0]));
        assert_eq!(cgcs2000["tileMatrices"][0]["pointOfOrigin"], json!([90.0, -180.0]));
    }

    #[test]
    fn a_tile_of_degrees_is_one_of_the_square_a_zoom_deeper() {
        let set = MatrixSet::of("WorldCRS84Quad").expect("there is one");
        assert_eq!(set.tile(0, 0, 1), TileCoord::new(1, [1, 0]).ok());
        assert_eq!(set.tile(0, 1, 0), None, "the lower half of the square is no part of the world");
        assert_eq!(set.tile(set.last() + 1, 0, 0), None);
        assert_eq!(set.tile(255, 0, 0), None);
    }
}
