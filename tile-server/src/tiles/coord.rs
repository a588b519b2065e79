//! The address of a tile.

/// Deepest zoom that can be asked for; the usual end of web maps.
pub const ZOOM_MAX: u8 = 22;

/// A tile of the XYZ scheme: zoom, column from the west, row from the north.
///
/// # References
/// OGC Two Dimensional Tile Matrix Set 2.0, Annex D: WebMercatorQuad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileCoord {
    zoom: u8,
    column: u32,
    row: u32,
}

/// Three numbers that name no tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no tile {zoom}/{column}/{row}")]
pub struct ImpossibleTile {
    /// The zoom asked for.
    pub zoom: u8,
    /// The column asked for.
    pub column: u32,
    /// The row asked for.
    pub row: u32,
}

impl TileCoord {
    /// Checks zoom, column (x) and row (y).
    ///
    /// # Errors
    /// A zoom beyond [`ZOOM_MAX`], or a column or row that the zoom does not have.
    pub fn new(zoom: u8, [column, row]: [u32; 2]) -> Result<Self, ImpossibleTile> {
        if zoom > ZOOM_MAX || column >> zoom != 0 || row >> zoom != 0 {
            return Err(ImpossibleTile { zoom, column, row });
        }
        Ok(Self { zoom, column, row })
    }

    /// The tile that holds a place given in world coordinates (see [`super::mercator`]).
    ///
    /// # Panics
    /// Beyond [`ZOOM_MAX`].
    pub fn holding(zoom: u8, [x, y]: [f64; 2]) -> Self {
        assert!(zoom <= ZOOM_MAX, "the caller knows the deepest zoom");
        let tiles = f64::from(1_u32 << zoom);
        let position = |v: f64| (v * tiles).floor().clamp(0.0, tiles - 1.0) as u32;
        Self { zoom, column: position(x), row: position(y) }
    }

    /// Zoom, 0 is the whole world in one tile.
    pub fn zoom(self) -> u8 {
        self.zoom
    }

    /// Column (x) and row (y).
    pub fn column_row(self) -> [u32; 2] {
        [self.column, self.row]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zoom_has_as_many_columns_and_rows_as_the_scheme_says() {
        for zoom in 0..=ZOOM_MAX {
            let tiles = 1_u32 << zoom;
            assert!(TileCoord::new(zoom, [tiles - 1, tiles - 1]).is_ok());
            assert!(TileCoord::new(zoom, [tiles, 0]).is_err() && TileCoord::new(zoom, [0, tiles]).is_err());
        }
        assert!(TileCoord::new(ZOOM_MAX + 1, [0, 0]).is_err());
        assert!(TileCoord::new(255, [0, 0]).is_err(), "a shift by more bits than there are must not be reached");
    }

    #[test]
    fn every_place_of_the_world_is_in_a_tile() {
        for place in [[0.0, 0.0], [0.999_999_999, 0.5], [1.0, 1.0], [-0.1, 2.0]] {
            let tile = TileCoord::holding(5, place);
            assert_eq!(TileCoord::new(5, tile.column_row()), Ok(tile));
        }
        assert_eq!(TileCoord::holding(1, [0.75, 0.25]).column_row(), [1, 0]);
    }
}
