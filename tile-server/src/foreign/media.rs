//! What kind of thing a tile is.

use martin_tile_utils::Format;

/// Kinds of tiles that maps can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// Mapbox vector tiles.
    Mvt,
    /// PNG images.
    Png,
    /// WebP images.
    Webp,
    /// JPEG images.
    Jpeg,
}

impl Media {
    pub(super) fn of(format: Format) -> Option<Self> {
        match format {
            Format::Mvt => Some(Self::Mvt),
            Format::Png => Some(Self::Png),
            Format::Webp => Some(Self::Webp),
            Format::Jpeg => Some(Self::Jpeg),
            Format::Gif | Format::Avif | Format::Json | Format::Mlt => None,
        }
    }

    /// Its name in headers.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Mvt => "application/x-protobuf",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }
}
