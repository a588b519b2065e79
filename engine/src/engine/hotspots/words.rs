//! What was found, in words: for the terminal and the report.

use std::fmt::Write as _;

use super::tables::date;
use super::{Baseline, FoundCluster, Hotspots, Note};
use crate::hotspot::borders::{BANDS, TESTED};
use crate::hotspot::{Emergence, Heat};
use crate::lang::Lang;
use crate::model::{DivisionCode, Level};

/// Rows that are told on a terminal; files have all.
const ROWS_SHOWN: usize = 10;

impl Hotspots<'_> {
    /// The heading.
    pub fn title(&self, lang: Lang) -> String {
        let sample = if self.engine.sample { lang.pick("【示例数据】", "[sample data] ") } else { "" };
        lang.pick(format!("{sample}跨界热点分析：{}", self.source), format!("{sample}Hotspots across borders: {}", self.source))
    }

    /// What was found, in some sentences.
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let rate = self.settings.rate;
        let nobody: Vec<&FoundCluster> = self.clusters.iter().filter(|found| found.cluster.is_seen_by_nobody()).collect();
        let across = self.clusters.iter().filter(|found| found.cluster.counties.len() > 1).count();
        let significant = self.clusters.iter().filter(|found| found.p_value <= rate).count();
        let clustered: usize = self.clusters.iter().map(|found| found.cluster.clues.len()).sum();
        let (all, inside, radius, enough) = (self.clusters.len(), self.counted.inside, self.settings.radius.spoken(lang), self.settings.enough);
        let mut sentences = vec![
            lang.pick(
                format!("{inside} 条线索中，{clustered} 条聚成 {all} 个聚集区（{radius}内不少于 {enough} 条）；其中 {significant} 个大于随机所致（p ≤ {rate}）。"),
                format!("Of {inside} clues {clustered} lie in {all} clusters (at least {enough} within {radius}); {significant} of these are larger than chance makes them (p ≤ {rate})."),
            ),
            lang.pick(
                format!("{across} 个聚集区跨县界，{} 个没有任何一个县能单独看见（各县自己的门槛为 {} 条）。", nobody.len(), self.settings.county_enough),
                format!("{across} clusters lie across county borders, and {} of them no county sees alone (its own threshold is {}).", nobody.len(), self.settings.county_enough),
            ),
        ];
        let hot = self.cell_rows.iter().filter(|row| row.heat == Heat::Hot).count();
        let new = self.cell_rows.iter().filter(|row| matches!(row.emergence, Some(Emergence::New | Emergence::Intensifying | Emergence::Consecutive))).count();
        sentences.push(lang.pick(
            format!("{} 个六边形中 {hot} 个为热点（错误发现率 {rate}），{new} 个为新增、加强或持续出现。", self.cell_rows.len()),
            format!("Of {} hexagons {hot} are hot (false-discovery rate {rate}); {new} are new, consecutive or intensifying.", self.cell_rows.len()),
        ));
        if let Some(scan) = &self.scan {
            let significant = scan.clusters.iter().filter(|cluster| cluster.found.p_value <= rate).count();
            sentences.push(lang.pick(
                format!("时空扫描：{} 个圆柱中 {significant} 个互不重叠的聚集显著（{} 次模拟）。", scan.cylinders, scan.replicates),
                format!("Space-time scan: of {} cylinders {significant} that do not overlap are significant ({} replicates).", scan.cylinders, scan.replicates),
            ));
        }
        for level in &self.borders.levels {
            let [near, all] = level.found.near;
            let share = |part: f64| format!("{:.1} %", part * 100.0);
            let (of_clues, of_ground) = (share(if all > 0 { f64::from(near) / f64::from(all) } else { 0.0 }), share(level.found.ground_near));
            let stand = level.found.rows.iter().filter(|row| row.adjusted.is_some_and(|adjusted| adjusted <= rate)).count();
            let (name, pairs, p_value, width) =
                (level_word(level.level, lang), level.found.rows.len(), spoken_p(level.found.p_value), BANDS[TESTED].spoken(lang));
            sentences.push(lang.pick(
                format!("{name}界线：{of_clues} 的线索在界线 {width}内，该范围占土地的 {of_ground}（p = {p_value}）；{pairs} 对邻居中 {stand} 对显著。"),
                format!("{name} borders: {of_clues} of the clues lie within {width} of one, where {of_ground} of the ground is (p = {p_value}); of {pairs} pairs {stand} are significant."),
            ));
        }
        sentences
    }

    /// What must be known to read the numbers.
    pub fn notes_in_words(&self, lang: Lang) -> Vec<String> {
        self.notes.iter().map(|note| note.sentence(lang)).collect()
    }

    /// All that fits on a terminal.
    pub fn in_words(&self, lang: Lang) -> String {
        let mut text = format!("{}\n\n", self.title(lang));
        for sentence in self.sentences(lang) {
            let _ = writeln!(text, "{sentence}");
        }
        for note in self.notes_in_words(lang) {
            let _ = writeln!(text, "{}{note}", lang.pick("提示：", "note: "));
        }
        self.clusters_in_words(lang, &mut text);
        self.borders_in_words(lang, &mut text);
        text
    }

    fn clusters_in_words(&self, lang: Lang, text: &mut String) {
        // Those that nobody sees are what the tool is for: they come first.
        let mut clusters: Vec<&FoundCluster> = self.clusters.iter().filter(|found| found.cluster.counties.len() > 1).collect();
        clusters.sort_by_key(|found| !found.cluster.is_seen_by_nobody());
        if clusters.is_empty() {
            return;
        }
        let _ = writeln!(text, "\n{}", lang.pick("跨界聚集区：", "clusters across borders:"));
        for found in clusters.iter().take(ROWS_SHOWN) {
            let _ = writeln!(text, "  {}  {}", found.id, self.cluster_sentence(found, lang));
        }
        if let Some(rest) = clusters.len().checked_sub(ROWS_SHOWN).filter(|rest| *rest > 0) {
            let _ = writeln!(text, "  {}", lang.pick(format!("……另有 {rest} 个，见 -o"), format!("… and {rest} more, see -o")));
        }
    }

    /// A cluster in a sentence: how many where, who sees it, who organises.
    pub fn cluster_sentence(&self, found: &FoundCluster, lang: Lang) -> String {
        let cluster = &found.cluster;
        let shares: Vec<String> = cluster.counties.iter().map(|share| format!("{} {}", self.called(share.code), share.count)).collect();
        let mut shares = shares.join(lang.pick("、", ", "));
        if cluster.on_borders > 0 {
            shares.push_str(&lang.pick(format!("、界线上 {}", cluster.on_borders), format!(", on borders {}", cluster.on_borders)));
        }
        if cluster.outside > 0 {
            shares.push_str(&lang.pick(format!("、辖区外 {}", cluster.outside), format!(", outside {}", cluster.outside)));
        }
        let seen: Vec<String> = cluster.counties.iter().filter(|share| share.sees_it).map(|share| self.called(share.code)).collect();
        let seen = if seen.is_empty() {
            lang.pick("各县均看不见", "no county sees it").to_owned()
        } else {
            lang.pick(format!("{}可单独看见", seen.join("、")), format!("seen by {}", seen.join(", ")))
        };
        let organiser = match cluster.organiser {
            Some(code) if cluster.counties.len() > 1 => {
                lang.pick(format!("由共同上级{}组织", self.called(code)), format!("organised by the common superior {}", self.called(code)))
            }
            Some(code) => lang.pick(format!("属{}", self.called(code)), format!("of {}", self.called(code))),
            None => lang.pick("数据中没有共同上级", "no common superior in the data").to_owned(),
        };
        let (count, p_value) = (cluster.clues.len(), spoken_p(found.p_value));
        lang.pick(
            format!("{count} 条（{shares}）；{seen}；{organiser}；p = {p_value}"),
            format!("{count} clues ({shares}); {seen}; {organiser}; p = {p_value}"),
        )
    }

    fn borders_in_words(&self, lang: Lang, text: &mut String) {
        let lines = &self.borders.lines;
        let rows: Vec<_> = self.borders.segments.iter().filter(|row| row.clues.iter().sum::<u32>() > 0).take(ROWS_SHOWN).collect();
        if rows.is_empty() {
            return;
        }
        let _ = writeln!(
            text,
            "\n{}",
            lang.pick("最需联合巡查的县界（每段 3 千米内的线索）：", "county borders that most need a joint patrol (clues within 3 km of each piece):")
        );
        for row in rows {
            let segment = &lines.segments[row.segment as usize];
            let [one, other] = lines.pairs[segment.pair as usize].map(|county| self.territory.generation.counties[county as usize].division.name.clone());
            let [lon, lat] = segment.points[segment.points.len() / 2];
            let (length, [of_one, of_other, on_line]) = (segment.length.spoken(lang), row.clues);
            let p_value = row.p_value.map_or_else(|| "—".to_owned(), spoken_p);
            let on_line = if on_line > 0 { lang.pick(format!("，线上 {on_line}"), format!(", on the line {on_line}")) } else { String::new() };
            let _ = writeln!(
                text,
                "  {}",
                lang.pick(
                    format!("{one}—{other} {length}，{lon:.4},{lat:.4} 附近：{of_one} + {of_other}{on_line}；p = {p_value}"),
                    format!("{one}–{other}, {length} near {lon:.4},{lat:.4}: {of_one} + {of_other}{on_line}; p = {p_value}"),
                )
            );
        }
    }

    /// Settings and counts, as pairs.
    pub(super) fn about(&self, lang: Lang) -> Vec<(String, String)> {
        let settings = &self.settings;
        let days = |day: Option<i64>| day.and_then(date).map_or_else(|| "—".to_owned(), |date| date.to_string());
        let steps = self.steps.as_ref().map_or_else(
            || "—".to_owned(),
            |steps| {
                let (first, last) = (days(Some(steps.first_day)), days(Some(steps.day(steps.count) - 1)));
                lang.pick(
                    format!("{} 步，每步 {} 天，{first} 至 {last}", steps.count, steps.days),
                    format!("{} of {} days, {first} to {last}", steps.count, steps.days),
                )
            },
        );
        let spread = settings.baseline_spread.spoken(lang);
        let spread = lang.pick(format!("，周围 {spread}"), format!(", {spread} around each"));
        let baseline = match &settings.baseline {
            Baseline::Ground => lang.pick("土地面积", "ground").to_owned(),
            Baseline::Outfalls => format!("{}{spread}", lang.pick("入河排污口", "outfalls")),
            Baseline::Given { path, places } => format!("{} ({}){spread}", path.display(), places.len()),
        };
        let mut rows = vec![
            (lang.pick("线索文件", "clues"), self.source.clone()),
            (
                lang.pick("数据集", "dataset"),
                format!("{}{}", self.engine.name, if self.engine.sample { lang.pick("（示例数据）", " (sample data)") } else { "" }),
            ),
            (lang.pick("行数", "rows"), self.counted.rows.to_string()),
            (lang.pick("辖区内", "inside"), self.counted.inside.to_string()),
            (lang.pick("辖区外", "outside"), self.counted.outside.to_string()),
            (lang.pick("无坐标", "without a position"), self.counted.without_position.to_string()),
            (lang.pick("聚集半径", "radius of clusters"), settings.radius.spoken(lang)),
            (lang.pick("时间窗（天）", "days of clusters"), settings.days.map_or_else(|| "—".to_owned(), |days| days.to_string())),
            (lang.pick("聚集门槛（条）", "clues of a cluster"), settings.enough.to_string()),
            (lang.pick("县级门槛（条）", "clues a county sees"), settings.county_enough.to_string()),
            (lang.pick("H3 分辨率", "resolution of H3"), settings.cell.to_string()),
            (lang.pick("外圈（数据已知）", "ring of known data"), settings.ring.spoken(lang)),
            (lang.pick("时间步", "steps of time"), steps),
            (lang.pick("基线", "baseline"), baseline),
            (lang.pick("错误发现率", "false-discovery rate"), settings.rate.to_string()),
            (lang.pick("置换次数", "permutations"), settings.permutations.to_string()),
            (lang.pick("扫描模拟次数", "replicates of the scan"), settings.replicates.to_string()),
            (lang.pick("聚集模拟次数", "replicates of clusters"), self.chance_replicates.to_string()),
            (lang.pick("整体平移次数", "shifts"), settings.shifts.to_string()),
            (lang.pick("随机种子", "seed"), settings.seed.to_string()),
            (lang.pick("程序版本", "version"), env!("CARGO_PKG_VERSION").to_owned()),
        ];
        for dataset in self.engine.datasets() {
            rows.push((lang.pick("数据文件", "data file"), format!("{} sha256:{}", dataset.path.display(), dataset.sha256)));
        }
        let notes = self.notes_in_words(lang).into_iter().map(|note| (lang.pick("提示", "note"), note));
        rows.into_iter().chain(notes).map(|(item, value)| (item.to_owned(), value)).collect()
    }

    /// A division by its name, or its code where it has none.
    pub(super) fn called(&self, code: DivisionCode) -> String {
        self.name(code).unwrap_or_else(|| code.to_string())
    }
}

/// A p-value as people write it.
pub(super) fn spoken_p(p_value: f64) -> String {
    if p_value < 0.0001 {
        format!("{p_value:.6}")
    } else if p_value < 0.1 {
        format!("{p_value:.4}")
    } else {
        format!("{p_value:.2}")
    }
}

pub(super) fn level_word(level: Level, lang: Lang) -> &'static str {
    match level {
        Level::Province => lang.pick("省", "province"),
        Level::Prefecture => lang.pick("市（州）", "prefecture"),
        Level::County => lang.pick("县", "county"),
    }
}

/// What an area was through time, in a word of the language.
pub(super) fn emergence_word(word: Emergence, lang: Lang) -> &'static str {
    match word {
        Emergence::New => lang.pick("新增", "new"),
        Emergence::Consecutive => lang.pick("连续", "consecutive"),
        Emergence::Intensifying => lang.pick("加强", "intensifying"),
        Emergence::Persistent => lang.pick("持续", "persistent"),
        Emergence::Diminishing => lang.pick("减弱", "diminishing"),
        Emergence::Sporadic => lang.pick("分散", "sporadic"),
        Emergence::Oscillating => lang.pick("振荡", "oscillating"),
        Emergence::Historical => lang.pick("历史", "historical"),
    }
}

impl Note {
    /// What must be known, and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::LeftOut(counted) => {
                let (outside, without) = (counted.outside, counted.without_position);
                lang.pick(
                    format!("{outside} 条线索在辖区外，{without} 行没有可用坐标，均不参与统计"),
                    format!("{outside} clues lie outside and {without} rows have no usable position; statistics leave them out"),
                )
            }
            Self::Few(count) => lang.pick(format!("只有 {count} 条线索，统计检验说明不了多少"), format!("{count} clues are few: tests say little about them")),
            Self::OneSpot => lang
                .pick(
                    "所有线索坐标相同：请检查是否填了单位地址或默认坐标",
                    "all clues have the same position: check whether it is that of an office or a default",
                )
                .into(),
            Self::NoTime => lang
                .pick(
                    "线索没有发生时间，或都在同一天：不做随时间的分析；可用 --column occurred=… 指定时间列",
                    "clues do not say when they occurred, or all on one day: nothing is looked at through time; name the column by --column occurred=…",
                )
                .into(),
            Self::WithoutTime(count) => {
                lang.pick(format!("{count} 条线索没有时间，不参与随时间的分析"), format!("{count} clues have no time and are left out where time matters"))
            }
            Self::Steps => lang.pick("时间步太少或太多（2 至 400 步）：请调整 --step", "steps of time are fewer than 2 or more than 400: change --step").into(),
            Self::ConstantCells => lang
                .pick(
                    "各六边形线索数相同，没有格局可言：Gi* 与局部 Moran 为空",
                    "all hexagons have equally many clues: there is no pattern, and Gi* and local Moran are empty",
                )
                .into(),
            Self::ConstantCounties => lang
                .pick(
                    "县少于三个，或各县密度相同：县级 Gi* 与局部 Moran 为空",
                    "there are fewer than three counties, or all are as dense: their Gi* and local Moran are empty",
                )
                .into(),
            Self::Edge(count) => lang.pick(
                format!("{count} 个六边形在数据边缘（edge 列），其外的线索未知；若有省外数据，请用 --ring 加入"),
                format!("{count} hexagons are on the edge of the data (column edge), beyond which clues are unknown; if there are some, count them by --ring"),
            ),
            Self::WithoutBaseline(count) => lang.pick(
                format!("{count} 条线索所在六边形没有基线，扫描未计入"),
                format!("{count} clues lie in hexagons without a baseline; the scan leaves them out"),
            ),
            Self::NoScan => lang.pick("可扫描的线索不足两条，未做时空扫描", "fewer than two clues can be scanned: there is no scan").into(),
            Self::FewerReplicates(count) => lang.pick(
                format!("线索很多，聚集区的随机模拟减为 {count} 次"),
                format!("there are many clues: clusters were held against {count} replicates only"),
            ),
        }
    }
}
