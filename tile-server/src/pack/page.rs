//! The map of a pack as a page that opens from the disk.
//!
//! Browsers let such a page fetch nothing, but they run the scripts beside it. So what the map is made of is written once more as one:
//! the style, and the other files as base64 by their paths. Of the letters it has those that are drawn and not their whole ranges, which
//! would be ten times as much to open.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};

use bailiwick_engine::lang::Lang;
use base64::engine::general_purpose::STANDARD;
use base64::write::EncoderWriter;
use serde_json::json;

use super::folder::{Folder, TILES};
use super::{Chosen, PackError, letters};
use crate::embedded;
use crate::sprites::{self, Density};

/// More tiles than this no browser takes as a script: they are a text of four thirds of their size, of which engines allow 0.5 GB.
const PAGE_TILE_BYTES_MAX: u64 = 300_000_000;

/// Where the files for the page are.
const FILES: &str = "map/files.js";

/// Writes the page; false where there are too many tiles for one.
pub(super) fn write(folder: &Folder, chosen: &Chosen<'_>) -> Result<bool, PackError> {
    let bytes = fs::metadata(folder.tiles()).map_err(|source| folder.failed(TILES, source))?.len();
    if bytes > PAGE_TILE_BYTES_MAX {
        return Ok(false);
    }
    let built = |name: &str| embedded::file(&format!("pack/{name}")).expect("build.rs looks for it");
    folder.write("index.html", html(&String::from_utf8_lossy(&built("index.html")), chosen).as_bytes())?;
    folder.write("map/map.js", &built("map.js"))?;
    folder.write("map/licenses.md", &built("licenses.md"))?;
    let mut script = folder.create(FILES)?;
    data(&mut script, folder, chosen).and_then(|()| script.sync_all()).map_err(|source| folder.failed(FILES, source))?;
    Ok(true)
}

fn html(template: &str, chosen: &Chosen<'_>) -> String {
    let is_sample = chosen.served.engine.sample;
    let note = if is_sample { chosen.lang.pick("　示例数据，不得作为执法依据", " – sample data, no basis for enforcement") } else { "" };
    let title = format!("{}{note}", chosen.title()).replace('&', "&amp;").replace('<', "&lt;");
    template.replace("{lang}", chosen.lang.pick("zh-CN", "en")).replace("{title}", &title)
}

fn data(script: &mut File, folder: &Folder, chosen: &Chosen<'_>) -> io::Result<()> {
    let mut out = BufWriter::new(script);
    let language = match chosen.lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let style = chosen.style();
    write!(out, "window.bailiwickPack={{language:{},bounds:{},style:{style},files:{{", json!(language), json!(chosen.bounds))?;
    let mut put = |path: &str, bytes: &mut dyn Read| -> io::Result<()> {
        write!(out, "\n{}:\"", json!(path))?;
        let mut encoder = EncoderWriter::new(&mut out, &STANDARD);
        io::copy(bytes, &mut encoder)?;
        encoder.finish()?;
        drop(encoder);
        write!(out, "\",")
    };
    put(TILES, &mut File::open(folder.tiles())?)?;
    for (density, at) in [(Density::Single, ""), (Density::Double, "@2x")] {
        let sheet = sprites::sheet(density);
        put(&format!("sprites/{}{at}.json", sprites::NAME), &mut &*sheet.index)?;
        put(&format!("sprites/{}{at}.png", sprites::NAME), &mut &*sheet.png)?;
    }
    for (stack, letters) in letters::needed(&style, chosen) {
        for range in letters::ranges(&letters) {
            let is_drawn = |code_point: u16| char::from_u32(code_point.into()).is_some_and(|letter| letters.contains(&letter));
            put(&format!("fonts/{stack}/{range}.pbf"), &mut &*chosen.served.fonts.some_of(&stack, range, is_drawn))?;
        }
    }
    writeln!(out, "\n}}}};")?;
    out.flush()
}
