//! A verdict in words.

use super::evidence::Kind;
use super::reading::Reading;
use super::verdict::{AsDeclared, Finding, Forensics, Verdict};
use crate::lang::Lang;

impl Kind {
    fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Outfall => lang.pick("排污口", "outfalls"),
            Self::River => lang.pick("河流", "rivers"),
            Self::County => lang.pick("所填县", "the county named"),
            Self::Inside => lang.pick("数据范围", "inside the data"),
        }
    }
}

impl Finding {
    /// The finding as one sentence without the full stop. `tried` is the number of readings.
    fn sentence(&self, declared: &str, tried: usize, lang: Lang) -> String {
        let Self { improved, worsened, p_value, .. } = self;
        let really = self.reading.words(lang);
        let kinds = Kind::ALL.iter().zip(&self.evidence).filter(|(_, change)| change.better + change.worse > 0);
        let kinds: Vec<String> = kinds.map(|(kind, change)| format!("{} +{} −{}", kind.words(lang), change.better, change.worse)).collect();
        let kinds = kinds.join(lang.pick("，", ", "));
        let rivals = listed(&self.rivals, lang);
        let rivals = if rivals.is_empty() { rivals } else { lang.pick(format!("；不能排除 {rivals}"), format!("; it may also be {rivals}")) };
        lang.pick(
            format!(
                "坐标疑似为 {really} 而非 {declared}：按此换算，{improved} 处更吻合，{worsened} 处更不吻合（{kinds}；符号检验，试过 {tried} 种，校正后 p = {p_value:.1e}）{rivals}，请核对坐标系"
            ),
            format!(
                "the coordinates look like {really}, not {declared}: read so, {improved} places fit better and {worsened} worse ({kinds}; sign test, corrected for {tried} readings, p = {p_value:.1e}){rivals}; check the coordinate system"
            ),
        )
    }
}

impl Forensics {
    /// What is in doubt, as one sentence without the full stop.
    pub fn doubt_sentence(&self, declared: &str, lang: Lang) -> Option<String> {
        self.doubt().map(|finding| finding.sentence(declared, self.findings.len(), lang))
    }

    /// The verdict as one sentence without the full stop.
    pub fn sentence(&self, declared: &str, lang: Lang) -> String {
        let evidence = self.as_declared.words(lang);
        let of = |are: &dyn Fn(&Finding) -> bool| {
            let readings: Vec<Reading> = self.findings.iter().filter(|finding| are(finding)).map(|finding| finding.reading.clone()).collect();
            listed(&readings, lang)
        };
        match self.verdict() {
            Verdict::Doubtful => self.doubt_sentence(declared, lang).unwrap_or_default(),
            Verdict::Fits => {
                let others = of(&|_| true);
                lang.pick(
                    format!("坐标与 {declared} 相符（{evidence}）；已排除 {others}"),
                    format!("the coordinates fit {declared} ({evidence}); ruled out: {others}"),
                )
            }
            Verdict::CannotTell => {
                let open = of(&|finding| !finding.is_ruled_out());
                let open = if open.is_empty() {
                    lang.pick("没有可比较的坐标系", "nothing to compare with").to_owned()
                } else {
                    lang.pick(format!("不能排除 {open}"), format!("not ruled out: {open}"))
                };
                lang.pick(
                    format!("坐标是否为 {declared} 无法判断（{evidence}）；{open}"),
                    format!("whether the coordinates are {declared} cannot be told ({evidence}); {open}"),
                )
            }
        }
    }
}

impl AsDeclared {
    fn words(&self, lang: Lang) -> String {
        let Self { rows, naming_county, in_that_county, at_outfall, at_river, .. } = self;
        let county = if *naming_county == 0 {
            lang.pick("均未注明县".to_owned(), "none names a county".to_owned())
        } else {
            lang.pick(
                format!("注明县的 {naming_county} 行中 {in_that_county} 行在该县"),
                format!("{in_that_county} of the {naming_county} that name a county lie in it"),
            )
        };
        lang.pick(
            format!("抽查 {rows} 行：{county}，排污口旁 {at_outfall} 行，河流旁 {at_river} 行"),
            format!("of {rows} rows, {county}, {at_outfall} lie at an outfall, {at_river} at a river"),
        )
    }
}

fn listed(readings: &[Reading], lang: Lang) -> String {
    readings.iter().map(|reading| reading.short(lang)).collect::<Vec<_>>().join(lang.pick("、", ", "))
}
