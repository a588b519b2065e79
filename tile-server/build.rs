//! Makes sure that there is a map page to embed.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
    if !Path::new("web/dist/index.html").is_file() {
        println!("cargo::error=the map page is not built: run `make web` (请先运行 make web 构建地图网页)");
    }
}
