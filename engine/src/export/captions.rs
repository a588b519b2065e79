//! What the columns of a decision are called for people. Their machine names are promises to scripts and never change;
//! spreadsheets and GeoPackages carry these captions beside them.

use crate::lang::Lang;

/// The words for one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caption {
    /// Machine name.
    pub column: &'static str,
    /// Short caption in Chinese.
    pub zh: &'static str,
    /// Short caption in English.
    pub en: &'static str,
    /// What the values mean, in Chinese.
    pub about_zh: &'static str,
    /// What the values mean, in English.
    pub about_en: &'static str,
}

impl Caption {
    /// The short caption.
    pub fn title(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }

    /// What the values mean.
    pub fn about(&self, lang: Lang) -> &'static str {
        lang.pick(self.about_zh, self.about_en)
    }
}

const fn row(column: &'static str, zh: &'static str, en: &'static str, about_zh: &'static str, about_en: &'static str) -> Caption {
    Caption { column, zh, en, about_zh, about_en }
}

/// The columns of a decision in their order.
#[rustfmt::skip]
pub const DECISION_CAPTIONS: [Caption; 24] = [
    row("status", "状态", "Status", "assigned 已确定属地；escalated 报共同上级；outside 辖区外；invalid 坐标无效", "assigned; escalated to the common superior; outside the data; invalid position"),
    row("county_code", "县级代码", "County code", "所在县（市、区）的行政区划代码（GB/T 2260）", "Code of the county (GB/T 2260)"),
    row("county_name", "县级名称", "County", "所在县（市、区）", "Name of the county"),
    row("prefecture_code", "市级代码", "Prefecture code", "所属市（州）的行政区划代码", "Code of the prefecture"),
    row("province_code", "省级代码", "Province code", "所属省的行政区划代码", "Code of the province"),
    row("handler_code", "承办单位代码", "Handler code", "承办方的行政区划代码：属地、专门机构或共同上级", "Code of who handles it: county, overlay body or superior"),
    row("handler_name", "承办单位", "Handler", "承办方名称", "Name of who handles it"),
    row("probability", "属地概率", "Probability", "按定位精度计算的属地可信度，0 至 1", "Share of the position's uncertainty that lies in the county, 0 to 1"),
    row("candidates", "候选属地", "Candidates", "可能的属地代码，以分号分隔", "Codes of the possible counties, separated by semicolons"),
    row("common_superior", "共同上级", "Common superior", "候选属地的共同上级代码", "Code of the superior common to the candidates"),
    row("on_boundary", "位于界线", "On a border", "是否正好落在行政区界线上", "Whether the position lies exactly on a border"),
    row("border_distance_m", "距界线（米）", "Border distance (m)", "到最近县级界线的距离，单位米", "Distance to the nearest county border in metres"),
    row("zone_id", "水源保护区编号", "Source zone id", "所在饮用水水源保护区的编号", "Id of the drinking-water source zone"),
    row("zone_level", "保护区级别", "Zone level", "一级、二级或准保护区", "First, second or quasi zone (一级, 二级, 准保护区)"),
    row("notify", "应告知", "Notify", "应同时告知的行政区划代码，以分号分隔", "Codes of who else is to be told, separated by semicolons"),
    row("outfall_id", "排污口编号", "Outfall id", "匹配到的入河排污口编号", "Id of the outfall it was matched to"),
    row("outfall_distance_m", "距排污口（米）", "Outfall distance (m)", "到该排污口的距离，单位米", "Distance to that outfall in metres"),
    row("urgency", "轻重缓急", "Urgency", "处置的紧急程度", "How urgent it is"),
    row("departments", "承办部门", "Departments", "承办部门，以分号分隔", "Departments that handle it, separated by semicolons"),
    row("deadline", "反馈时限", "Deadline", "应反馈的日期", "Day by which feedback is due"),
    row("damage_notice_due", "损害告知时限", "Damage notice due", "生态环境损害告知的截止日期", "Day by which the notice of damage is due"),
    row("rules", "适用规则", "Rules", "所适用规则的编号，以分号分隔", "Ids of the rules that applied, separated by semicolons"),
    row("warnings", "提示", "Warnings", "需要留意的问题代码，以分号分隔", "Codes of what deserves a look, separated by semicolons"),
    row("reason", "理由", "Reason", "作出该结论的理由", "Why it was decided so"),
];

/// The caption of a decision's column.
pub fn caption(column: &str) -> Option<&'static Caption> {
    DECISION_CAPTIONS.iter().find(|c| c.column == column)
}

/// A status in words, e.g. for lists; a status we do not know stays as it is.
pub fn status_caption(status: &str, lang: Lang) -> &str {
    match status {
        "assigned" => lang.pick("已确定属地", "assigned"),
        "escalated" => lang.pick("报共同上级", "escalated"),
        "outside" => lang.pick("辖区外", "outside"),
        "invalid" => lang.pick("坐标无效", "invalid"),
        other => other,
    }
}
