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
    row("lon", "经度", "Longitude", "其中一点的经度，CGCS2000", "Of a position in it, CGCS2000 degrees"),
    row("lat", "纬度", "Latitude", "其中一点的纬度，CGCS2000", "Of a position in it, CGCS2000 degrees"),
    row("clues", "线索数", "Clues", "有多少条线索", "How many clues"),
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

/// The columns of hotspots.
#[rustfmt::skip]
const HOTSPOT_CAPTIONS: [Caption; 54] = [
    row("clues_per_100km2", "每百平方千米线索", "Clues per 100 km²", "线索数除以面积", "Clues for the ground"),
    row("counties", "涉及县数", "Counties", "涉及多少个县", "How many counties it lies in"),
    row("split", "各县条数", "Split", "代码 名称=条数，以分号分隔", "code name=clues, separated by semicolons"),
    row("county_codes", "县级代码", "County codes", "涉及的县，以分号分隔", "Codes of the counties, separated by semicolons"),
    row("on_borders", "界线上", "On borders", "正好在界线上的线索数", "Clues exactly on a border"),
    row("outside", "辖区外", "Outside", "不属于任何县的线索数", "Clues that no county claims"),
    row("organiser_code", "组织方代码", "Organiser code", "共同上级的行政区划代码", "Code of the lowest common superior"),
    row("organiser_name", "组织方", "Organiser", "共同上级", "Name of the lowest common superior"),
    row("seen_by_nobody", "无县可见", "Seen by nobody", "跨县且没有任何一个县能单独看见", "In several counties, and none of them sees it alone"),
    row("p_value", "p 值", "p-value", "偶然出现同样或更强结果的可能性", "How likely chance alone gives as much"),
    row("moran_p_value", "Moran p 值", "Moran's p", "条件置换，双侧", "By conditional permutation, two-sided"),
    row("p_one_sided", "单侧 p 值", "One-sided p", "条件置换，即 PySAL 与 GeoDa 的伪 p 值", "By conditional permutation: the pseudo p-value of PySAL and GeoDa"),
    row("adjusted_p", "校正 p 值", "Adjusted p", "Benjamini–Hochberg 校正后的 p 值", "After Benjamini and Hochberg"),
    row("significant", "显著", "Significant", "p 值不大于设定的错误率", "Whether the p-value is within the rate"),
    row("first_day", "首日", "First day", "最早的一天", "The earliest day"),
    row("last_day", "末日", "Last day", "最晚的一天", "The latest day"),
    row("reach_m", "半径（米）", "Reach (m)", "离中心最远的线索", "How far the farthest clue is from the middle"),
    row("radius_m", "半径（米）", "Radius (m)", "圆的半径", "Radius of the circle"),
    row("touched_zones", "水源保护区", "Touched zones", "触及的饮用水水源保护区", "Drinking-water source zones it touches"),
    row("touched_waters", "河湖", "Touched waters", "触及的河流与湖泊", "Rivers and lakes it touches"),
    row("touched_outfalls", "排污口", "Touched outfalls", "触及的入河排污口", "Outfalls it touches"),
    row("share", "份额", "Share", "占该聚集区的份额", "Share of the cluster"),
    row("sees_it", "可单独看见", "Sees it", "该县自己的线索是否足以看见", "Whether the county's own clues are enough"),
    row("hotspot_id", "聚集区", "Hotspot", "所属聚集区的编号", "Id of the cluster it belongs to"),
    row("day", "日期", "Day", "发生日期", "Day of occurrence"),
    row("h3", "H3 编号", "H3 cell", "六边形的 H3 编号", "Index of the hexagon"),
    row("gi_star", "Gi*", "Gi*", "Getis–Ord Gi*，标准差", "Getis-Ord Gi*, standard deviations"),
    row("moran", "局部 Moran", "Local Moran", "局部 Moran 指数", "Local Moran's I"),
    row("quadrant", "象限", "Quadrant", "自身与邻居高低：high-high 等", "Itself and its neighbours, high or low"),
    row("heat", "冷热", "Heat", "hot 热点；cold 冷点；none 不显著", "hot, cold, or none"),
    row("edge", "边缘", "Edge", "有邻居在数据之外", "Some neighbours are beyond the data"),
    row("emerging", "新兴类别", "Emerging", "随时间的类别，含义见报告", "What it was through time, see the report"),
    row("trend_p_value", "趋势 p 值", "Trend p", "Mann–Kendall 检验", "Mann and Kendall's test of Gi* through time"),
    row("trend_slope", "趋势斜率", "Trend slope", "每步 Gi* 的变化（Sen）", "Change of Gi* a step (Sen)"),
    row("expected", "期望", "Expected", "按基线期望的线索数", "Clues that the baseline lets expect"),
    row("times_expected", "倍数", "Times expected", "线索数为期望的倍数", "Clues by expectation"),
    row("log_ratio", "对数似然比", "Log likelihood ratio", "对数似然比", "Logarithm of the likelihood ratio"),
    row("clues_per_km", "每千米线索", "Clues per km", "3 千米内线索数除以界线长度", "Clues within 3 km for each kilometre of border"),
    row("against_interior", "相对腹地", "Against interior", "界线旁线索密度为腹地的倍数", "Density along the border by that of the interior"),
    row("asymmetry", "两侧不均", "Asymmetry", "1 全在一方，-1 全在另一方，0 相同", "1 all on one side, -1 all on the other, 0 equal"),
    row("escalated_share", "报上级份额", "Escalated share", "3 千米内报共同上级的份额", "Share within 3 km that went to a superior"),
    row("risk", "风险", "Risk", "significant 显著；noticeable 单独看显著；ordinary 不显著；none 无线索", "significant, noticeable alone, ordinary, none"),
    row("rank", "次序", "Rank", "按 p 值与密度", "By p-value and density"),
    row("item", "项目", "Item", "项目", "Item"),
    row("value", "内容", "Value", "内容", "Value"),
    row("one_1km", "一方 1 千米", "One side 1 km", "一方 1 千米内的线索", "Clues of one side within 1 km"),
    row("other_1km", "另一方 1 千米", "Other side 1 km", "另一方 1 千米内的线索", "Clues of the other side within 1 km"),
    row("on_line_1km", "线上 1 千米", "On line 1 km", "1 千米内双方共有的线索", "Clues within 1 km that both claim"),
    row("one_3km", "一方 3 千米", "One side 3 km", "一方 3 千米内的线索", "Clues of one side within 3 km"),
    row("other_3km", "另一方 3 千米", "Other side 3 km", "另一方 3 千米内的线索", "Clues of the other side within 3 km"),
    row("on_line_3km", "线上 3 千米", "On line 3 km", "3 千米内双方共有的线索", "Clues within 3 km that both claim"),
    row("one_5km", "一方 5 千米", "One side 5 km", "一方 5 千米内的线索", "Clues of one side within 5 km"),
    row("other_5km", "另一方 5 千米", "Other side 5 km", "另一方 5 千米内的线索", "Clues of the other side within 5 km"),
    row("on_line_5km", "线上 5 千米", "On line 5 km", "5 千米内双方共有的线索", "Clues within 5 km that both claim"),
];

/// The caption of a column of ours.
pub fn caption(column: &str) -> Option<&'static Caption> {
    DECISION_CAPTIONS.iter().chain(&CHANGE_CAPTIONS).chain(&HOTSPOT_CAPTIONS).find(|c| c.column == column)
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
