//! Help in both languages, with examples.

use bailiwick_engine::lang::Lang;
use clap::Command;

/// Examples that work on the demo data, from the folder of the repository.
const EXAMPLES: [(&str, &str, &str); 10] = [
    (
        "",
        "示例：\n  bailiwick check -c data/jilin/bailiwick.toml\n  bailiwick assign 线索.xlsx -c data/jilin/bailiwick.toml -o 结果.xlsx\n  bailiwick explain --lon 124.82 --lat 43.50 -c data/jilin/bailiwick.toml",
        "Examples:\n  bailiwick check -c data/jilin/bailiwick.toml\n  bailiwick assign clues.xlsx -c data/jilin/bailiwick.toml -o result.xlsx\n  bailiwick explain --lon 124.82 --lat 43.50 -c data/jilin/bailiwick.toml",
    ),
    (
        "check",
        "示例：\n  bailiwick check -c data/jilin/bailiwick.toml\n  bailiwick check -c data/jilin/bailiwick.toml --json | jq .errors\n  bailiwick check -c data/jilin/bailiwick.toml -o out/界线问题.gpkg\n\n退出码：0 没有错误，1 数据有错误，2 命令或配置有误",
        "Examples:\n  bailiwick check -c data/jilin/bailiwick.toml\n  bailiwick check -c data/jilin/bailiwick.toml --json | jq .errors\n  bailiwick check -c data/jilin/bailiwick.toml -o out/faults.gpkg\n\nExit code: 0 no errors, 1 errors in the data, 2 wrong command or configuration",
    ),
    (
        "assign",
        "示例：\n  bailiwick assign data/jilin/clues/clues-gcj02.xlsx -c data/jilin/bailiwick.toml -o out/结果.xlsx\n  bailiwick assign 线索.csv --crs GCJ-02 --accuracy 30 -o 结果.gpkg\n  bailiwick assign 线索.csv --crs EPSG:4551 --column lon=横坐标 --column lat=纵坐标\n  bailiwick assign 一亿行.parquet --crs WGS84 -o 结果.parquet\n\n从 Parquet 或 CSV 到 .parquet 或 .csv 分段处理，文件再大内存占用也有上限；Ctrl-C 停止，不留下文件。\n每一行输入恰好输出一行，status 为 assigned、escalated、outside 或 invalid，reason 说明理由。",
        "Examples:\n  bailiwick assign data/jilin/clues/clues-gcj02.xlsx -c data/jilin/bailiwick.toml -o out/result.xlsx\n  bailiwick assign clues.csv --crs GCJ-02 --accuracy 30 -o result.gpkg\n  bailiwick assign clues.csv --crs EPSG:4551 --column lon=easting --column lat=northing\n  bailiwick assign a-hundred-million.parquet --crs WGS84 -o result.parquet\n\nFrom Parquet or CSV to .parquet or .csv memory stays bounded whatever the size; Ctrl-C stops it and leaves no file.\nEvery input row comes out exactly once: status is assigned, escalated, outside or invalid, and reason says why.",
    ),
    (
        "handover",
        "示例：\n  bailiwick handover data/jilin/clues/clues-wgs84.csv -c data/jilin/bailiwick.toml -o out/移交清单\n\n每个办理单位和部门各得一份 XLSX 和一份 CSV；无法移交的行列在“未移交”中。",
        "Examples:\n  bailiwick handover data/jilin/clues/clues-wgs84.csv -c data/jilin/bailiwick.toml -o out/handover\n\nOne XLSX and one CSV for each handler and department; rows that cannot be handed over are listed as unassigned.",
    ),
    (
        "explain",
        "示例：\n  bailiwick explain --lon 124.82 --lat 43.50 -c data/jilin/bailiwick.toml\n  bailiwick explain --lon 124.82 --lat 43.50 --at 2019-08-01 --accuracy 50 -c data/jilin/bailiwick.toml\n  bailiwick explain --lon 125.33 --lat 43.90 --crs GCJ-02 --json -c data/jilin/bailiwick.toml\n  bailiwick explain --wkt 'LINESTRING(125.1 43.4,125.4 43.6)' -c data/jilin/bailiwick.toml",
        "Examples:\n  bailiwick explain --lon 124.82 --lat 43.50 -c data/jilin/bailiwick.toml\n  bailiwick explain --lon 124.82 --lat 43.50 --at 2019-08-01 --accuracy 50 -c data/jilin/bailiwick.toml\n  bailiwick explain --lon 125.33 --lat 43.90 --crs GCJ-02 --json -c data/jilin/bailiwick.toml\n  bailiwick explain --wkt 'LINESTRING(125.1 43.4,125.4 43.6)' -c data/jilin/bailiwick.toml",
    ),
    (
        "diff",
        "示例：\n  bailiwick diff data/jilin/boundaries/current/county.geojson data/jilin/boundaries/tianditu/county.geojson -o out/diff\n  bailiwick diff 旧县界.shp 新县界.shp --clues 线索.xlsx --crs GCJ-02 -c data/jilin/bailiwick.toml -o 变化.xlsx\n  bailiwick diff data/jilin/bailiwick.toml 新县界.gpkg --json | jq '.levels[0].moved_km2'\n\n列出每一对行政区之间易主的面积、块数和最大一块，新增与消失的界线，以及代码、名称、上级的变化；地级的辖区是所属各县之和。\n代码变了而辖区未变的，视为同一行政区改了代码，不算易主。",
        "Examples:\n  bailiwick diff data/jilin/boundaries/current/county.geojson data/jilin/boundaries/tianditu/county.geojson -o out/diff\n  bailiwick diff old-counties.shp new-counties.shp --clues clues.xlsx --crs GCJ-02 -c data/jilin/bailiwick.toml -o change.xlsx\n  bailiwick diff data/jilin/bailiwick.toml new-counties.gpkg --json | jq '.levels[0].moved_km2'\n\nFor each pair: the area that changes owner, in how many pieces, and the largest; borders that appear and vanish; codes, names and superiors\nthat change. A prefecture is the union of its counties. A new code on the same ground is a renaming, and moves nothing.",
    ),
    (
        "hotspots",
        "示例：\n  bailiwick hotspots data/jilin/clues/clues-wgs84.csv -c data/jilin/bailiwick.toml -o out/热点\n  bailiwick hotspots 线索.xlsx --crs GCJ-02 --radius 800 --days 14 --min-clues 5 -o 热点.gpkg\n  bailiwick hotspots 线索.csv --baseline 人口.csv --baseline-column 常住人口 -o 热点.html\n  bailiwick hotspots 线索.csv --cell 7 --ring 10000 --json | jq '.clusters[] | select(.split.seen_by_nobody)'\n\n先在地面上找聚集，再按行政区拆分：哪些聚集没有任何一个县能单独看见，由哪个共同上级组织，哪几千米界线最需要联合巡查。\n每个数字都附有检验；同一种子结果相同。报告 hotspots.html 无需联网。",
        "Examples:\n  bailiwick hotspots data/jilin/clues/clues-wgs84.csv -c data/jilin/bailiwick.toml -o out/hotspots\n  bailiwick hotspots clues.xlsx --crs GCJ-02 --radius 800 --days 14 --min-clues 5 -o hotspots.gpkg\n  bailiwick hotspots clues.csv --baseline people.csv --baseline-column residents -o hotspots.html\n  bailiwick hotspots clues.csv --cell 7 --ring 10000 --json | jq '.clusters[] | select(.split.seen_by_nobody)'\n\nClusters are found on the ground first and split by jurisdiction afterwards: which of them no county sees alone, which common superior organises,\nand which kilometres of border most need a joint patrol. Every number comes with its test; the same seed gives the same result.\nThe report hotspots.html needs no network.",
    ),
    (
        "plan",
        "示例：\n  bailiwick plan data/jilin/actions/area-sample.geojson --roster data/jilin/actions/roster-sample.csv --seed '2026-12-01 公布的号码' -c data/jilin/bailiwick.toml -o out/plan\n  bailiwick plan 热点.gpkg --hotspot H3 --roster 人员.xlsx --seed '公布的文字' --from 2026-12-07 --to 2026-12-11 -o 工作方案.docx\n  bailiwick plan 区域.geojson --targets 10 --per-target --no-same-prefecture --roster 人员.csv -o 工作方案.xlsx\n\n名单的列：姓名、单位（六位代码、行政区名称或机构名称）、证号，可有 职务、回避（代码、名称或对象编号，以分号分隔）。\n被检查辖区的人员从不抽取；任何人可用 sha256sum 核验抽签。",
        "Examples:\n  bailiwick plan data/jilin/actions/area-sample.geojson --roster data/jilin/actions/roster-sample.csv --seed 'numbers announced 2026-12-01' -c data/jilin/bailiwick.toml -o out/plan\n  bailiwick plan hotspots.gpkg --hotspot H3 --roster people.xlsx --seed 'an announced text' --from 2026-12-07 --to 2026-12-11 -o plan.docx\n  bailiwick plan areas.geojson --targets 10 --per-target --no-same-prefecture --roster people.csv -o plan.xlsx\n\nColumns of the roster: name, unit (six-digit code, name of the division or of the bureau), certificate; perhaps role and recusal (codes, names\nor ids of targets, separated by semicolons). Nobody inspects the own jurisdiction, and anyone can check the draw with sha256sum.",
    ),
    (
        "rules",
        "示例：\n  bailiwick rules test\n  bailiwick rules list\n  bailiwick rules print > 本省规则.toml\n  bailiwick rules check 本省规则.toml\n  bailiwick rules test 本省规则.toml --cases 例子.toml\n\n规则是数据：修改后在 bailiwick.toml 中写 [rules] file = \"本省规则.toml\" 即生效，不需要编程。",
        "Examples:\n  bailiwick rules test\n  bailiwick rules list\n  bailiwick rules print > our-rules.toml\n  bailiwick rules check our-rules.toml\n  bailiwick rules test our-rules.toml --cases examples.toml\n\nRules are data: change them, write [rules] file = \"our-rules.toml\" into bailiwick.toml, and they hold. No programming.",
    ),
    (
        "snapshot",
        "示例：\n  bailiwick snapshot -c data/jilin/bailiwick.toml -o out/jilin.snapshot\n\n在 bailiwick.toml 中写明 [snapshot] path 后，两个程序都会使用它；数据有变动时自动重新生成。",
        "Examples:\n  bailiwick snapshot -c data/jilin/bailiwick.toml -o out/jilin.snapshot\n\nWith [snapshot] path in bailiwick.toml both programs use it, and make it anew when the data has changed.",
    ),
];

/// Chinese words for what clap shows, by command and argument; `""` is the program, `*` every command.
const CHINESE: [(&str, &str, &str); 95] = [
    ("hotspots", "", "找出跨越界线的热点，以及最需联合巡查的界线"),
    ("hotspots", "crs", "线索的坐标系：EPSG:4490、EPSG:4551、WGS84、GCJ-02、BD-09 等（优先于文件自身的说明）"),
    ("hotspots", "out", "结果：文件夹（写入 hotspots.gpkg、.xlsx、.geojson 和报告 .html），或按扩展名写成其中一种文件"),
    ("hotspots", "radius", "同一聚集内线索相距多近（米）"),
    ("hotspots", "days", "时间上相距多近（天；默认不计时间）"),
    ("hotspots", "min_clues", "多少条线索算一个聚集"),
    ("hotspots", "county_min", "一个县自己有多少条才看得见（默认同 --min-clues）"),
    ("hotspots", "cell", "六边形（H3）的分辨率，4 至 9：6 约 30 平方千米，7 约 4 平方千米"),
    ("hotspots", "ring", "辖区以外多少米内的线索也是已知的：作为邻居计入"),
    ("hotspots", "step", "时间步的天数（默认分为十二步）"),
    ("hotspots", "baseline", "与什么相比：ground（土地）、outfalls（排污口），或含地点与数值的文件，如人口"),
    ("hotspots", "baseline_column", "基线文件中数值所在的列（默认：人口、population、权重、weight 等）"),
    ("hotspots", "baseline_crs", "基线文件的坐标系"),
    ("hotspots", "baseline_spread", "基线各处的线索分布在其周围多远，米"),
    ("hotspots", "scan_radius", "时空扫描的最大圆（米）"),
    ("hotspots", "segment", "界线分段的最大长度（米）"),
    ("hotspots", "rate", "称为显著的结果中允许多大份额出于偶然（错误发现率）"),
    ("hotspots", "permutations", "Gi* 与局部 Moran 的置换次数"),
    ("hotspots", "replicates", "扫描与聚集的随机模拟次数"),
    ("hotspots", "shifts", "界线检验的随机平移次数"),
    ("hotspots", "seed", "随机种子：种子相同则结果相同"),
    ("rules", "", "检查规则、运行规则的例子、列出规则"),
    ("rules", "action", "做什么：test 运行例子，check 检查，list 列出，print 打印内置规则"),
    ("rules", "file", "规则文件（默认：内置的吉林省规则）"),
    ("rules", "cases", "例子（默认：规则文件旁的 FILE-cases.toml）"),
    ("rules", "holidays", "节假日表（默认：内置的中国节假日表）"),
    ("", "", "为每条生态环境违法线索找到负责的行政区，并说明理由"),
    ("check", "", "读取全部数据源，报告文件、层级和拓扑的问题"),
    ("assign", "", "为每条线索确定负责的行政区：每行一个结论，顺序不变"),
    ("handover", "", "按行政区和部门生成移交清单（XLSX 和 CSV）"),
    ("explain", "", "说明一个地点归谁管、为什么"),
    ("snapshot", "", "写出预先建好的索引，使两个程序立即启动"),
    ("diff", "", "比较两套界线：哪些地块、界线、线索和排污口易主"),
    ("diff", "old", "旧界线：GeoJSON、Shapefile、GeoPackage 等，或 bailiwick.toml（取其现行界线）"),
    ("diff", "new", "新界线，同上"),
    ("diff", "level", "两套界线的级别：county（县级）、prefecture（地级）或 province（省级）"),
    ("diff", "clues", "线索文件，列出其中易主的线索：CSV、XLSX、Shapefile 等"),
    ("diff", "config", "配置文件，取其中的排污口登记和上级名称（NEW 为配置文件时默认用它）"),
    ("diff", "out", "结果：文件夹（写入 diff.csv、diff.xlsx、diff.gpkg 和地图 diff.html），或按扩展名写成其中一种文件"),
    ("diff", "tolerance", "界线相距不超过多少米视为不变"),
    ("diff", "crs", "线索的坐标系：EPSG:4490、EPSG:4551、WGS84、GCJ-02、BD-09 等（优先于文件自身的说明）"),
    ("diff", "swap_axes", "交换每条线索的两个坐标"),
    ("diff", "clue_layer", "线索文件有多个工作表或图层时，指定其一"),
    ("diff", "encoding", "线索文件的文字编码，如 GBK（默认自动识别）"),
    ("plan", "", "为热点或所选区域起草联合执法工作方案：参加单位、组织与批准单位、检查对象、随机抽取的检查组"),
    ("plan", "hotspots", "一次行动的区域：hotspots 的结果，或在 GIS 中绘制的面；点和线取其 --reach 以内"),
    ("plan", "hotspot", "只取此编号的区域（可重复；默认全部）"),
    ("plan", "out", "结果：.docx、.xlsx 或 .json，或文件夹（三种都写）"),
    ("plan", "roster", "执法人员名单：CSV 或 XLSX，含姓名、单位、证号，可有职务、回避；没有名单则不抽检查组"),
    ("plan", "seed", "抽签的种子：抽签前公布的文字（默认由系统随机生成并记录）"),
    ("plan", "team", "每组人数"),
    ("plan", "targets", "随机抽取多少个排污口（默认全部检查）"),
    ("plan", "reach", "距区域多少米以内的排污口和水源保护区列为检查对象"),
    ("plan", "from", "行动开始日期（默认留空待填）"),
    ("plan", "to", "行动结束日期"),
    ("plan", "started_by_participants", "由参加单位联合发起，报共同的上级批准"),
    ("plan", "per_target", "每个检查对象抽一组（默认每个辖区一组，一人只在一组）"),
    ("plan", "no_same_prefecture", "不抽取被检查辖区所在市（州）的人员"),
    ("plan", "title", "标题（默认由参加单位构成）"),
    ("plan", "crs", "区域的坐标系，文件未注明时使用"),
    ("plan", "layer", "区域所在图层（默认 hotspots，没有则取第一个有记录的）"),
    ("plan", "encoding", "名单的文字编码，如 GBK（默认自动识别）"),
    ("plan", "columns", "指定名单字段对应的列，如 --column certificate=编号（可重复）"),
    ("*", "lang", "提示语言：zh 或 en（默认按系统区域设置）"),
    ("*", "json", "在标准输出以 JSON 给出结果"),
    ("*", "config", "配置文件"),
    ("*", "clues", "线索文件：CSV、XLSX、Shapefile、GeoPackage、GeoJSON、GeoParquet 等"),
    ("*", "accuracy", "定位精度（米），用于未注明精度的行"),
    ("*", "handed_over", "移交日期：写入清单，由移交起算的时限据此计算"),
    ("*", "filed", "立案日期，用于未注明立案时间的行；反馈时限由此起算"),
    ("*", "swap_axes", "交换每一行的两个坐标"),
    ("*", "layer", "文件有多个工作表或图层时，指定其一"),
    ("*", "encoding", "文件的文字编码，如 GBK（默认自动识别）"),
    ("*", "columns", "指定字段对应的列，如 --column lon=X坐标（可重复）"),
    ("*", "as_of", "按这一天有效的界线办理（默认为现行界线）"),
    ("assign", "crs", "线索的坐标系：EPSG:4490、EPSG:4551、WGS84、GCJ-02、BD-09 等（优先于文件自身的说明）"),
    ("handover", "crs", "线索的坐标系：EPSG:4490、EPSG:4551、WGS84、GCJ-02、BD-09 等（优先于文件自身的说明）"),
    ("assign", "out", "结果文件：.csv .xlsx .geojson .gpkg .parquet .fgb，或 - 表示向标准输出写 CSV（默认：当前目录的 CLUES-assigned.xlsx）"),
    ("check", "out", "写出界线问题的文件，供 GIS 查看：.gpkg 或 .geojson（含图形），.csv .xlsx .parquet .fgb（点）"),
    ("handover", "out", "清单所在文件夹"),
    ("snapshot", "out", "要写的文件（默认：配置中 [snapshot] 所指的文件）"),
    ("explain", "lon", "经度（度）；使用 --crs 时可为横坐标"),
    ("explain", "lat", "纬度（度）；使用 --crs 时可为纵坐标"),
    ("explain", "wkt", "点、线或面的 WKT，如 'LINESTRING(124.8 43.5,124.9 43.5)'，代替 --lon 与 --lat"),
    ("explain", "crs", "坐标的坐标系"),
    ("explain", "at", "发生日期"),
    ("explain", "class", "问题类别，如 危险废物非法排放倾倒处置"),
    ("explain", "filed", "立案日期"),
    ("explain", "handed_over", "移交日期"),
    ("explain", "sensor", "来源，如 无人机"),
    ("explain", "severity", "严重程度，如 重大"),
    ("explain", "suspected_crime", "是否涉嫌犯罪：是 或 否"),
    ("explain", "damage", "是否造成生态环境损害：是 或 否"),
    ("explain", "county", "填报的县（市、区）"),
    ("explain", "accuracy", "定位精度（米）"),
];

/// The command with its examples, and in Chinese if so asked.
pub(crate) fn translated(command: Command, lang: Lang) -> Command {
    let mut command = dressed(command, "", lang);
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |sub| dressed(sub, &name, lang));
    }
    command
}

fn dressed(mut command: Command, name: &str, lang: Lang) -> Command {
    if let Some((_, zh, en)) = EXAMPLES.iter().find(|(of, ..)| *of == name) {
        command = command.after_help(lang.pick(*zh, *en));
    }
    if lang == Lang::En {
        return command;
    }
    let word = |argument: &str| {
        CHINESE
            .iter()
            .find(|(of, id, _)| *id == argument && *of == name)
            .or_else(|| CHINESE.iter().find(|(of, id, _)| *of == "*" && *id == argument && !argument.is_empty()))
    };
    if let Some((.., about)) = word("") {
        command = command.about(*about);
    }
    let ids: Vec<String> = command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    for id in ids {
        if let Some((.., help)) = word(&id) {
            command = command.mut_arg(&id, |argument| argument.help(*help));
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chinese_entry_is_used_once() {
        for (i, (command, argument, _)) in CHINESE.iter().enumerate() {
            assert!(!CHINESE[i + 1..].iter().any(|(c, a, _)| c == command && a == argument), "{command} {argument} stands twice");
        }
    }
}
