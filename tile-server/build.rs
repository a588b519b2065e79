//! Makes sure that there is a map page to embed, and what is built with it: fonts, a style and the page of packs.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-changed=sprites");
    let built = [
        "index.html",
        "style.json",
        "fonts/NotoSansSC-Regular.ttf.br",
        "fonts/NotoSansSC-Bold.ttf.br",
        "fonts/OFL.txt",
        "pack/index.html",
        "pack/map.js",
        "pack/licenses.md",
    ];
    if !built.iter().all(|file| Path::new("web/dist").join(file).is_file()) {
        println!("cargo::error=the map page is not built: run `make web` (请先运行 make web 构建地图网页)");
    }
}
