//! README.txt of a pack, in Chinese and English. It has no clock: what it says of time is the data's.

use std::fmt::Write;

use bailiwick_engine::lang::Lang;
use jiff::civil::Date;

use super::Chosen;
use crate::layers::{CLUES, Value};

/// What the file begins with, by which a folder is known as a pack.
pub(super) const HEAD: &str = "Bailiwick 离线包 / offline pack";

/// Characters of a checksum that are shown: enough to tell two files of a name apart.
const CHECKSUM_SHOWN: usize = 16;

pub(super) fn text(chosen: &Chosen<'_>, has_page: bool) -> String {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| {
        let page = match (lang, has_page) {
            (Lang::Zh, true) => "index.html       地图：在电脑上双击打开，不需要网络；点击可查看属性。它用到 map 文件夹，请整个文件夹一起复制。\n",
            (Lang::En, true) => "index.html       the map: double-click it on a computer, without a network; a click on the map tells more. It needs the folder\n                 map, so copy the pack as a whole.\n",
            (Lang::Zh, false) => "（瓦片太多，网页无法直接打开，所以没有 index.html；请缩小范围或级别，或使用 bailiwick.gpkg。）\n",
            (Lang::En, false) => "(There are too many tiles for a page that opens from the disk, so there is no index.html: choose a smaller area or fewer zooms, or use bailiwick.gpkg.)\n",
        };
        let (about, how) = (about(chosen, lang), lang.pick(HOW_ZH, HOW_EN));
        format!("{about}\n{page}{how}")
    });
    format!("{HEAD}\n\n{zh}\n\n----------------------------------------------------------------------\n\n{en}\n{}", files(chosen))
}

/// What is in it, and of when.
fn about(chosen: &Chosen<'_>, lang: Lang) -> String {
    let (engine, mut text) = (&chosen.served.engine, format!("{}\n\n", chosen.title()));
    let mut line = |zh: String, en: String| {
        text.push_str(&lang.pick(zh, en));
        text.push('\n');
    };
    if engine.sample {
        line("【示例数据】仅供演示，不得作为执法依据。".into(), "SAMPLE DATA: for demonstration only, no basis for enforcement.".into());
    }
    let version = chosen.served.tiles.version(chosen.layers).unwrap_or_default();
    let program = env!("CARGO_PKG_VERSION");
    line(format!("数据版本：{version}（Bailiwick {program}）"), format!("Version of the data: {version} (Bailiwick {program})"));
    let validity = engine.current().generation.validity;
    let day = |date: Option<Date>, unknown: &str| date.map_or_else(|| unknown.to_owned(), |date| date.to_string());
    let [from, to] = [validity.valid_from, validity.valid_to];
    let (zh, en) = ((day(from, "未注明"), day(to, "今")), (day(from, "a day that is not told"), day(to, "further notice")));
    line(format!("界线有效期：{} 至 {}", zh.0, zh.1), format!("Boundaries in force: from {} until {}", en.0, en.1));
    let layers: Vec<&str> = chosen.layers().map(|layer| layer.name.as_str()).collect();
    line(format!("图层：{}", layers.join("、")), format!("Layers: {}", layers.join(", ")));
    match (chosen.clues(), last_day(chosen)) {
        (None, _) => line("线索：不含".into(), "Clues: none".into()),
        (Some(count), last) => {
            let [zh, en] = last.map_or([String::new(), String::new()], |day| [format!("，最近一条发生于 {day}"), format!(", the latest of {day}")]);
            let whose = |theirs: &'static str, all: &'static str| if chosen.sights.is_some() { theirs } else { all };
            line(
                format!("线索：{count} 条{zh}{}", whose("；只含在该地区或由该地区承办的", "；全部")),
                format!("Clues: {count}{en}{}", whose("; only those that lie in this division or are handled by it", "; all")),
            );
        }
    }
    text
}

/// The latest day on which a clue occurred.
fn last_day(chosen: &Chosen<'_>) -> Option<String> {
    let layer = chosen.layers().find(|layer| layer.name == CLUES)?;
    let column = layer.column("occurred")?;
    let days = chosen.rows(layer).into_iter().filter_map(|row| match layer.content().value(row as usize, column) {
        Value::Text(at) => at.get(..10),
        _ => None,
    });
    days.max().map(str::to_owned)
}

/// The files that it is made from.
fn files(chosen: &Chosen<'_>) -> String {
    let mut text = "\n数据文件 / files of the data (SHA-256)\n".to_owned();
    for dataset in chosen.served.engine.datasets() {
        let name = dataset.path.file_name().unwrap_or_default().to_string_lossy();
        let sum = dataset.sha256.get(..CHECKSUM_SHOWN).unwrap_or(&dataset.sha256);
        let from = dataset.valid_from.map(|day| format!("  {day} –")).unwrap_or_default();
        let to = dataset.valid_to.map(|day| format!("  – {day}")).unwrap_or_default();
        writeln!(text, "{sum}  {name}{from}{to}").expect("a text takes all");
    }
    text
}

const HOW_ZH: &str = "\
bailiwick.gpkg   全部图层的要素与属性，CGCS2000（EPSG:4490），内含 QGIS 样式
tiles.pmtiles    矢量瓦片（PMTiles 3，MVT）
style.json       MapLibre 样式；fonts、sprites 是它用的字形与图标（字体 Noto Sans SC，许可证见 fonts/OFL.txt）

怎样打开
  QGIS        把 bailiwick.gpkg 拖入窗口，选择图层，样式自动加载。
  QField      把 bailiwick.gpkg 复制到手机或平板，用“打开本地文件”打开。
  ArcGIS Pro  在“目录 → 文件夹”中添加本文件夹，把 bailiwick.gpkg 中的表拖入地图；只读取图形和属性，不读取样式。
  MapLibre    把本文件夹放到支持 Range 请求的网站上，在与 style.json 同一文件夹的网页中：
                maplibregl.addProtocol('pmtiles', new pmtiles.Protocol().tile)
                const style = await (await fetch('style.json')).json()
                style.sprite = new URL(style.sprite, location.href).href
                new maplibregl.Map({ container: 'map', style })
  Bailiwick   在 bailiwick.toml 中写 [[tiles]]，path 指向 tiles.pmtiles。
QField 与 ArcGIS Pro 未经我们验证，步骤取自其手册。

要在 bailiwick.gpkg 中做记录，请先另存一份：再次发布到同一文件夹时，整个文件夹会被替换。
";

const HOW_EN: &str = "\
bailiwick.gpkg   the features of all layers with their attributes, CGCS2000 (EPSG:4490), with styles for QGIS in it
tiles.pmtiles    vector tiles (PMTiles 3, MVT)
style.json       a MapLibre style; fonts and sprites are its letters and icons (Noto Sans SC, its licence is fonts/OFL.txt)

How to open it
  QGIS        Drag bailiwick.gpkg into the window and choose layers; their styles come with them.
  QField      Copy bailiwick.gpkg to the phone or tablet, and take \"Open local file\".
  ArcGIS Pro  Add this folder under Catalog > Folders, and drag the tables of bailiwick.gpkg into a map. It reads shapes and
              attributes, and no styles.
  MapLibre    Put this folder on a web host that answers Range requests; in a page beside style.json:
                maplibregl.addProtocol('pmtiles', new pmtiles.Protocol().tile)
                const style = await (await fetch('style.json')).json()
                style.sprite = new URL(style.sprite, location.href).href
                new maplibregl.Map({ container: 'map', style })
  Bailiwick   [[tiles]] in bailiwick.toml, with path = the place of tiles.pmtiles.
QField and ArcGIS Pro have not been tried by us; their steps are those of their manuals.

To take notes in bailiwick.gpkg, save a copy first: publishing into the same folder again replaces all of it.
";
