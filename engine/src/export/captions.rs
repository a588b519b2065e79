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

/// The columns of what a new set of boundaries moves.
#[rustfmt::skip]
const CHANGE_CAPTIONS: [Caption; 37] = [
    row("level", "级别", "Level", "county 县级；prefecture 地级；province 省级", "county, prefecture or province"),
    row("kind", "类别", "Kind", "moved 易主；to_nobody 不再属于任何行政区；from_nobody 原不属于任何行政区", "moved; to_nobody: belongs to nobody any more; from_nobody: belonged to nobody"),
    row("old_code", "原代码", "Old code", "旧界线中的行政区划代码", "Code in the old boundaries"),
    row("old_name", "原名称", "Old name", "旧界线中的名称", "Name in the old boundaries"),
    row("old_parent", "原上级", "Old superior", "旧界线中的上级代码", "Code of the superior in the old boundaries"),
    row("new_code", "新代码", "New code", "新界线中的行政区划代码", "Code in the new boundaries"),
    row("new_name", "新名称", "New name", "新界线中的名称", "Name in the new boundaries"),
    row("new_parent", "新上级", "New superior", "新界线中的上级代码", "Code of the superior in the new boundaries"),
    row("area_km2", "面积（平方千米）", "Area (km²)", "椭球面上的面积", "Area on the ellipsoid"),
    row("pieces", "块数", "Pieces", "由几块组成", "Of how many pieces it consists"),
    row("largest_km2", "最大一块（平方千米）", "Largest piece (km²)", "最大一块的面积", "Area of the largest piece"),
    row("piece", "块号", "Piece", "由大到小的序号", "Number, the largest first"),
    row("width_m", "平均宽度（米）", "Mean width (m)", "面积的两倍除以周长；狭长的多为重新测绘所致", "Twice the area by the perimeter; long narrow pieces often come from a new drawing of an old border"),
    row("lon", "经度", "Longitude", "最大一块内一点的经度", "Of a position in the largest piece"),
    row("lat", "纬度", "Latitude", "最大一块内一点的纬度", "Of a position in the largest piece"),
    row("clues", "线索数", "Clues", "随之易主的线索数", "Clues that change owner so"),
    row("outfalls", "排污口数", "Outfalls", "随之易主的排污口数", "Outfalls that change owner so"),
    row("before_km2", "原面积（平方千米）", "Before (km²)", "旧界线中的面积", "Area in the old boundaries"),
    row("lost_km2", "划出（平方千米）", "Lost (km²)", "不再属于它的面积", "What it lost"),
    row("won_km2", "划入（平方千米）", "Won (km²)", "新属于它的面积", "What it won"),
    row("after_km2", "现面积（平方千米）", "After (km²)", "新界线中的面积", "Area in the new boundaries"),
    row("changes", "变化", "Changes", "code 代码、name 名称、parent 上级、ground 辖区、new 新设、gone 撤销，以分号分隔", "code, name, parent, ground, new or gone, separated by semicolons"),
    row("one_code", "一方代码", "One code", "界线一方的代码", "Code on one side"),
    row("one_name", "一方", "One side", "界线一方的名称", "Name on one side"),
    row("other_code", "另一方代码", "Other code", "界线另一方的代码；空表示数据之外", "Code on the other side; empty outside the data"),
    row("other_name", "另一方", "Other side", "界线另一方的名称", "Name on the other side"),
    row("vanished_km", "消失（千米）", "Vanished (km)", "仅旧界线有的长度", "Length in the old boundaries only"),
    row("appeared_km", "新增（千米）", "Appeared (km)", "仅新界线有的长度", "Length in the new boundaries only"),
    row("stayed_km", "不变（千米）", "Stayed (km)", "新旧界线都有的长度", "Length in both"),
    row("fate", "变化", "Fate", "vanished 消失；appeared 新增", "vanished or appeared"),
    row("length_km", "长度（千米）", "Length (km)", "大地线长度", "Length on the ellipsoid"),
    row("row", "行号", "Row", "线索文件中的行号", "Row in the file of clues"),
    row("id", "编号", "Id", "线索或排污口的编号", "Id of the clue or outfall"),
    row("name", "名称", "Name", "名称", "Name"),
    row("registered_county", "登记的县", "Registered county", "登记簿中所写的县", "The county that the registry names"),
    row("old_codes", "原属地", "Old owners", "旧界线中的属地代码，以分号分隔；空表示区域外", "Codes of the owners in the old boundaries; empty outside"),
    row("new_codes", "新属地", "New owners", "新界线中的属地代码，以分号分隔；空表示区域外", "Codes of the owners in the new boundaries; empty outside"),
];

/// The caption of a column of ours.
pub fn caption(column: &str) -> Option<&'static Caption> {
    DECISION_CAPTIONS.iter().chain(&CHANGE_CAPTIONS).find(|c| c.column == column)
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
