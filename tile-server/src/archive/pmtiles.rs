//! Writes a PMTiles file: header, root directory, metadata, leaves, tiles.
//!
//! The crate `pmtiles` could write one too, but takes two tiles for equal whose 64-bit hashes are equal: a tile in the wrong place, once
//! in a while, and nobody would see it. It stands against this writer in the tests.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::json;

use super::directory::{Entry, build, gzip};
use super::header::{FIRST_READ_BYTES, GZIP, HEADER_BYTES, Header, MVT, Part};
use super::spool::{Spool, Tile};
use super::{ArchiveError, Metadata};

/// Writes tiles, which stand in the order of their numbers; the number of different contents.
pub(super) fn write(file: &File, path: &Path, tiles: &[Tile], spool: &Spool, metadata: &Metadata) -> Result<u64, ArchiveError> {
    let failed = |source: io::Error| ArchiveError::Write { path: path.into(), source };
    let Laid { entries, order, data_bytes } = lay_out(tiles, spool);
    let (root, leaves) = build(&entries, FIRST_READ_BYTES - HEADER_BYTES).map_err(failed)?;
    let said = gzip(describe(metadata).as_bytes()).map_err(failed)?;
    let mut at = HEADER_BYTES as u64;
    let mut part = |length: u64| {
        let part = Part { offset: at, length };
        at += length;
        part
    };
    let header = Header {
        root: part(root.len() as u64),
        metadata: part(said.len() as u64),
        leaves: part(leaves.len() as u64),
        data: part(data_bytes),
        counts: [tiles.len() as u64, entries.len() as u64, order.len() as u64],
        is_clustered: true,
        internal_coding: GZIP,
        tile_coding: GZIP,
        tile_kind: MVT,
        zooms: [metadata.min_zoom, metadata.max_zoom],
        bounds: metadata.bounds,
        center_zoom: metadata.center_zoom,
        center: metadata.center,
    };
    let mut writer = BufWriter::with_capacity(1 << 20, file);
    for bytes in [header.to_bytes().as_slice(), &root, &said, &leaves] {
        writer.write_all(bytes).map_err(failed)?;
    }
    let mut bytes = Vec::new();
    for content in &order {
        spool.read(*content, &mut bytes)?;
        writer.write_all(&bytes).map_err(failed)?;
    }
    writer.flush().map_err(failed)?;
    Ok(order.len() as u64)
}

/// Where everything will lie.
struct Laid {
    entries: Vec<Entry>,
    /// Contents in the order in which they are written: that in which they are first needed.
    order: Vec<u32>,
    data_bytes: u64,
}

fn lay_out(tiles: &[Tile], spool: &Spool) -> Laid {
    let mut offsets = vec![u64::MAX; spool.contents()];
    let mut laid = Laid { entries: Vec::new(), order: Vec::new(), data_bytes: 0 };
    for tile in tiles {
        let length = spool.length(tile.content);
        let offset = &mut offsets[tile.content as usize];
        if *offset == u64::MAX {
            *offset = laid.data_bytes;
            laid.data_bytes += u64::from(length);
            laid.order.push(tile.content);
        }
        match laid.entries.last_mut() {
            Some(last) if last.offset == *offset && last.tile_id + u64::from(last.run) == tile.id && last.run < u32::MAX => last.run += 1,
            _ => laid.entries.push(Entry { tile_id: tile.id, offset: *offset, length, run: 1 }),
        }
    }
    laid
}

/// The metadata: what the header has no place for.
fn describe(metadata: &Metadata) -> String {
    let Metadata { name, description, attribution, vector_layers, version, .. } = metadata;
    let generator = concat!("bailiwick-server ", env!("CARGO_PKG_VERSION"));
    json!({
        "name": name,
        "description": description,
        "attribution": attribution,
        "type": "overlay",
        "generator": generator,
        "data_version": version,
        "vector_layers": vector_layers,
    })
    .to_string()
}
