//! Help in both languages, with examples.

use bailiwick_engine::lang::Lang;
use clap::Command;

/// Examples that work on the demo data, from the folder of the repository; by command, `""` is the program.
const EXAMPLES: [(&str, &str, &str); 3] = [
    (
        "",
        "示例：\n  bailiwick-server -c data/jilin/bailiwick.toml\n  bailiwick-server -c data/jilin/bailiwick.toml --listen 127.0.0.1:0\n\n启动后在标准输出打印网址；按 Ctrl+C 停止。数据文件更新后自动重新读取。更详细的日志：RUST_LOG=bailiwick_tile_server=debug",
        "Examples:\n  bailiwick-server -c data/jilin/bailiwick.toml\n  bailiwick-server -c data/jilin/bailiwick.toml --listen 127.0.0.1:0\n\nPrints its URL on standard output once it listens; Ctrl+C stops it. Data files that change are read again. A fuller log: RUST_LOG=bailiwick_tile_server=debug",
    ),
    (
        "publish",
        "示例：\n  bailiwick-server publish -c data/jilin/bailiwick.toml -o out/jilin.pmtiles\n  bailiwick-server publish -c data/jilin/bailiwick.toml -o out/长春.mbtiles --jurisdiction 220100 --layers counties,borders,labels,clues --zooms 6-14\n  bailiwick-server publish -c data/jilin/bailiwick.toml -o out/长春离线包/ --jurisdiction 220100\n\n离线包供没有网络的现场使用：双击其中的 index.html 看地图，或用 QGIS、QField 打开 bailiwick.gpkg；详见其中的 README.txt。\n中断后用 --resume 接着做。数据相同，结果逐字节相同。",
        "Examples:\n  bailiwick-server publish -c data/jilin/bailiwick.toml -o out/jilin.pmtiles\n  bailiwick-server publish -c data/jilin/bailiwick.toml -o out/changchun.mbtiles --jurisdiction 220100 --layers counties,borders,labels,clues --zooms 6-14\n  bailiwick-server publish -c data/jilin/bailiwick.toml -o out/changchun/ --jurisdiction 220100\n\nA pack is for the field, without a network: a double click on its index.html opens the map, QGIS and QField open its bailiwick.gpkg; its README.txt says more.\nA run that was cut short goes on with --resume. Equal data gives equal bytes.",
    ),
    (
        "token",
        "示例：\n  bailiwick-server token\n\n打印令牌和要写入 bailiwick.toml 的内容；配置中只存令牌的散列值。",
        "Examples:\n  bailiwick-server token\n\nPrints the token, and the lines for bailiwick.toml, which has its hash only.",
    ),
];

/// Chinese words for what clap shows, by command and argument; `""` is the program.
const CHINESE: [(&str, &str, &str); 11] = [
    ("", "", "提供矢量瓦片、要素服务、归属说明和地图网页"),
    ("", "config", "配置文件"),
    ("", "listen", "监听地址与端口（优先于配置文件；端口 0 表示任选空闲端口）"),
    ("", "lang", "提示语言：zh 或 en（默认按系统区域设置）"),
    ("publish", "", "把瓦片写成 PMTiles 或 MBTiles 文件，或写成供无网络现场使用的离线包"),
    (
        "publish",
        "output",
        "要写的文件，按扩展名 .pmtiles 或 .mbtiles 决定种类；以 / 结尾则为离线包文件夹：瓦片、样式、字形、图标、供 QGIS 使用的 GeoPackage，以及双击即可打开的地图",
    ),
    ("publish", "layers", "图层，以逗号分隔（默认：线索和热点以外的全部图层；指定了区划的离线包还包括该区划的线索）"),
    ("publish", "zooms", "级别，如 0-12"),
    ("publish", "jurisdiction", "只取一个区划的范围（区划代码）；线索只取位于该区划或由其承办的"),
    ("publish", "resume", "接着做中断的发布"),
    ("token", "", "生成用于 [[server.tokens]] 的访问令牌"),
];

/// The command with its examples, and in Chinese if so asked.
pub(crate) fn translated(command: Command, lang: Lang) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names.iter().fold(dressed(command, "", lang), |command, name| command.mut_subcommand(name, |sub| dressed(sub, name, lang)))
}

fn dressed(mut command: Command, name: &str, lang: Lang) -> Command {
    if let Some((_, zh, en)) = EXAMPLES.iter().find(|(of, ..)| *of == name) {
        command = command.after_help(lang.pick(*zh, *en));
    }
    if lang == Lang::En {
        return command;
    }
    CHINESE.iter().filter(|(of, ..)| *of == name).fold(command, |command, (_, argument, words)| match *argument {
        "" => command.about(*words),
        argument => command.mut_arg(argument, |arg| arg.help(*words)),
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_argument_has_help_in_chinese_and_every_command_examples() {
        let whole = translated(crate::Args::command(), Lang::Zh);
        for command in std::iter::once(&whole).chain(whole.get_subcommands()) {
            assert!(command.get_after_help().is_some_and(|text| text.to_string().contains("示例")), "{}", command.get_name());
            let helps = command.get_arguments().map(|argument| argument.get_help());
            for help in helps.chain([command.get_about()]).flatten().map(ToString::to_string) {
                assert!(!help.is_ascii(), "{}: {help}", command.get_name());
            }
        }
    }
}
