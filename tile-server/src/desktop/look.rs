//! The one table of looks. Colours, widths and zooms are those of the map page: `web/src/map/palette.ts`, `outfallSymbols.ts`,
//! `web/src/domain/status.ts` and `web/src/map/layers/`.

use super::symbol::{Coat, Colour, Look, Mark, On, Rule, Stand, Stops, Test, Writing, Zooms};
use super::tint::{Place, Tints};

const LAND: Colour = Colour::solid(0xf7_f6_f0);
const INK: Colour = Colour::solid(0x24_34_3b);
const WHITE: Colour = Colour::solid(0xff_ff_ff);
const WATER: Colour = Colour::solid(0xa9_cf_e2);
const WATER_LINE: Colour = Colour::solid(0x86_b9_d3);
const WATER_INK: Colour = Colour::solid(0x2f_6d_8c);
const PROVINCE: u32 = 0x6b_3f_5b;
const PREFECTURE: Colour = Colour::solid(0x7a_6a_75);
const COUNTY: Colour = Colour::solid(0xa7_9f_a3);
const OVERLAY: u32 = 0x3f_4f_b5;

/// The field that says for how many places a feature of tiles stands.
const POINT_COUNT: &str = "point_count";

/// Whether layers are looked at as whole features or in tiles, where near places are one and divisions have their names elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Medium {
    Features,
    Tiles,
}

/// From the ground up. What is not among them lies between counties and overlays.
const ORDER: [&str; 11] = ["provinces", "prefectures", "counties", "", "overlays", "zones", "borders", "borders_risk", "hotspots", "outfalls", "clues"];

/// Where a layer lies: what has less is drawn first.
pub(super) fn height(layer: &str) -> usize {
    let place = |name: &str| ORDER.iter().position(|known| *known == name);
    if layer == "labels" { ORDER.len() } else { place(layer).or_else(|| place("")).unwrap_or_default() }
}

/// Whether a layer is none that we know, and so lies behind those we do.
pub(super) fn is_backdrop(layer: &str) -> bool {
    height(layer) == height("")
}

/// What a layer looks like.
pub(super) fn look(layer: &str, medium: Medium, tints: &Tints) -> Look {
    match layer {
        "provinces" => named_elsewhere(provinces(), medium),
        "prefectures" => named_elsewhere(prefectures(tints), medium),
        "counties" => named_elsewhere(counties(medium), medium),
        "borders" => borders(),
        "zones" => zones(),
        "overlays" => overlays(),
        "outfalls" => outfalls(medium),
        "clues" => clues(medium),
        "hotspots" => hotspots(),
        "borders_risk" => borders_risk(),
        "labels" => labels(),
        "rivers" => Look { title: Some(["河流", "Rivers"]), ..backdrop() },
        "lakes" => Look { title: Some(["湖泊、水库", "Lakes"]), ..backdrop() },
        _ => backdrop(),
    }
}

/// In tiles divisions have their names in `labels`, at one place each.
fn named_elsewhere(mut look: Look, medium: Medium) -> Look {
    if medium == Medium::Tiles {
        look.writings.clear();
    }
    look
}

fn rule(caption: [&str; 2], on: On, tests: Vec<Test>, coats: Vec<Coat>) -> Rule {
    Rule { caption: caption.map(str::to_owned), on, tests, zooms: Zooms::default(), coats }
}

fn line(colour: Colour, width: Stops) -> Coat {
    Coat::Line { colour, width, dash: None, round: false }
}

const fn from(zoom: f64) -> Zooms {
    Zooms { from: Some(zoom), below: None }
}

fn provinces() -> Look {
    Look {
        title: Some(["省级行政区", "Provinces"]),
        rules: vec![rule(
            ["省级行政区", "Province"],
            On::Area,
            vec![],
            vec![Coat::Fill(LAND), line(Colour::solid(PROVINCE), Stops(&[(5.0, 0.9), (8.0, 2.0), (12.0, 3.2)]))],
        )],
        writings: vec![province_name(On::Area, vec![])],
    }
}

fn prefectures(tints: &Tints) -> Look {
    let painted = |colour| vec![Coat::Fill(Colour::solid(colour)), line(PREFECTURE, Stops(&[(5.0, 0.3), (8.0, 0.5)]))];
    let codes = |places: &[Place]| places.iter().map(|place| place.code.clone()).collect::<Vec<_>>();
    let mut rules: Vec<Rule> = Vec::new();
    for (colour, places) in tints.groups() {
        let names: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
        let tests = vec![Test::OneOf("code", codes(places))];
        rules.push(Rule { caption: [names.join("、"), names.join(", ")], ..rule(["", ""], On::Area, tests, painted(colour)) });
    }
    let known: Vec<String> = tints.groups().flat_map(|(_, places)| codes(places)).collect();
    let tests = if known.is_empty() { vec![] } else { vec![Test::NoneOf("code", known)] };
    rules.push(rule(["地级行政区", "Prefecture"], On::Area, tests, painted(Tints::other())));
    Look { title: Some(["地级行政区", "Prefectures"]), rules, writings: vec![prefecture_name(On::Area, vec![])] }
}

/// Tiles have the lines in `borders`; a layer of counties alone would be nothing to look at.
fn counties(medium: Medium) -> Look {
    let outline = rule(["县级行政区", "County"], On::Area, vec![], vec![line(COUNTY, Stops(&[(5.0, 0.5), (8.0, 1.0), (12.0, 1.6)]))]);
    Look {
        title: Some(["县级行政区", "Counties"]),
        rules: if medium == Medium::Tiles { vec![] } else { vec![outline] },
        writings: vec![county_name(On::Area, vec![])],
    }
}

/// Lines by level, the highest on top: county thin, prefecture dashed, province heavy with a soft casing.
fn borders() -> Look {
    let level = |name| vec![Test::Is("level", name)];
    let casing = |colour, width| Coat::Line { colour, width, dash: None, round: false };
    let county = vec![line(COUNTY, Stops(&[(5.0, 0.5), (8.0, 1.0), (12.0, 1.6)]))];
    let prefecture = vec![
        casing(Colour::with_opacity(WHITE.rgb, 0.75), Stops(&[(5.0, 2.0), (8.0, 3.2), (12.0, 4.5)])),
        Coat::Line { colour: PREFECTURE, width: Stops(&[(5.0, 1.0), (8.0, 1.6), (12.0, 2.4)]), dash: Some([4.0, 2.0]), round: false },
    ];
    let province = vec![
        casing(Colour::with_opacity(PROVINCE, 0.16), Stops(&[(5.0, 3.5), (8.0, 8.0), (12.0, 14.0)])),
        line(Colour::solid(PROVINCE), Stops(&[(5.0, 0.9), (8.0, 2.0), (12.0, 3.2)])),
    ];
    Look {
        title: Some(["行政区界线", "Borders"]),
        rules: vec![
            rule(["县界", "County border"], On::Line, level("county"), county),
            rule(["市（州）界", "Prefecture border"], On::Line, level("prefecture"), prefecture),
            rule(["省界", "Province border"], On::Line, level("province"), province),
        ],
        writings: vec![],
    }
}

/// Source zones, the strictest on top.
fn zones() -> Look {
    let zone = |caption, tests, rgb, opacity| {
        let outline = line(Colour::with_opacity(rgb, 0.85), Stops(&[(6.0, 0.5), (10.0, 1.4), (14.0, 2.2)]));
        rule(caption, On::Area, tests, vec![Coat::Fill(Colour::with_opacity(rgb, opacity)), outline])
    };
    let name = |tests, colour| Writing {
        tests,
        zooms: from(11.0),
        colour: Colour::solid(colour),
        size: Stops(&[(0.0, 11.0)]),
        ..plain("name", On::Area, Stand::Inside)
    };
    Look {
        title: Some(["饮用水水源保护区", "Drinking-water source zones"]),
        rules: vec![
            zone(["准保护区", "Quasi zone"], vec![Test::StartsWithNone("level", &["一级", "二级"])], 0xe7_b8_00, 0.24),
            zone(["二级保护区", "Second zone"], vec![Test::Starts("level", "二级")], 0xee_7d_1b, 0.30),
            zone(["一级保护区", "First zone"], vec![Test::Starts("level", "一级")], 0xd3_34_2f, 0.42),
        ],
        writings: vec![
            name(vec![Test::StartsWithNone("level", &["一级", "二级"])], 0x6b_56_00),
            name(vec![Test::Starts("level", "二级")], 0x8a_43_00),
            name(vec![Test::Starts("level", "一级")], 0x8f_1d_19),
        ],
    }
}

/// Bodies outside the hierarchy: hatched, so that whose county it is can still be seen, and a dashed outline that no border has.
fn overlays() -> Look {
    let coats = vec![
        Coat::Hatch { colour: Colour::with_opacity(OVERLAY, 0.45), width_px: 1.2, step_px: 8.5 },
        Coat::Line { colour: Colour::solid(OVERLAY), width: Stops(&[(6.0, 0.9), (10.0, 1.6), (14.0, 2.4)]), dash: Some([2.5, 1.5]), round: false },
    ];
    let name = Writing { zooms: from(8.5), colour: Colour::solid(OVERLAY), size: Stops(&[(0.0, 11.5)]), bold: true, ..plain("name", On::Area, Stand::Inside) };
    Look {
        title: Some(["特殊管辖区", "Bodies outside the hierarchy"]),
        rules: vec![rule(["特殊管辖区", "Overlay"], On::Area, vec![], coats)],
        writings: vec![name],
    }
}

fn outfalls(medium: Medium) -> Look {
    let types = [
        ("工业", "Industry", Mark::Square, 0x6c_3f_a0),
        ("城镇污水处理厂", "Sewage plant", Mark::Diamond, 0x0b_72_85),
        ("农业", "Agriculture", Mark::Triangle, 0x4b_7a_12),
    ];
    let painted = |mark, colour| {
        let (size, rim_width) = (Stops(&[(7.5, 5.5), (10.0, 9.0), (13.0, 13.0)]), Stops(&[(7.5, 0.6), (13.0, 1.2)]));
        vec![Coat::Mark { mark, colour: Colour::solid(colour), size, rim: WHITE, rim_width }]
    };
    let mut rules: Vec<Rule> =
        types.iter().map(|(zh, en, mark, colour)| rule([zh, en], On::Point, vec![Test::Is("type", zh)], painted(*mark, *colour))).collect();
    let others = vec![Test::NoneOf("type", types.iter().map(|(zh, ..)| (*zh).to_owned()).collect())];
    rules.insert(0, rule(["其他", "Other"], On::Point, others, painted(Mark::Hexagon, 0x8a_5a_2b)));
    let mut writings = vec![Writing { zooms: from(12.5), size: Stops(&[(0.0, 11.0)]), ..plain("name", On::Point, Stand::Beside) }];
    if medium == Medium::Tiles {
        cluster(&mut rules, &mut writings, 0x5b_4a_3a);
    }
    for rule in &mut rules {
        rule.zooms = from(OUTFALLS_FROM_ZOOM);
    }
    for writing in &mut writings {
        writing.zooms.from.get_or_insert(OUTFALLS_FROM_ZOOM);
    }
    Look { title: Some(["入河排污口", "Outfalls"]), rules, writings }
}

/// Below it outfalls are clutter. The page begins at 7.5; the window of a desktop program is larger.
const OUTFALLS_FROM_ZOOM: f64 = 7.0;

/// Clues are circles coloured by status; escalated ones lie on top, because somebody has to decide them.
fn clues(medium: Medium) -> Look {
    let circle = |colour| {
        let (size, rim_width) = (Stops(&[(5.0, 3.4), (8.0, 6.0), (11.0, 10.0), (15.0, 16.0)]), Stops(&[(5.0, 0.4), (8.0, 0.9), (12.0, 1.6)]));
        vec![Coat::Mark { mark: Mark::Circle, colour: Colour::solid(colour), size, rim: WHITE, rim_width }]
    };
    let others = ["assigned", "escalated", "outside"].map(str::to_owned).to_vec();
    let mut rules = vec![
        rule(["已确定属地", "Assigned"], On::Point, vec![Test::Is("status", "assigned")], circle(0x16_66_b0)),
        rule(["辖区外", "Outside"], On::Point, vec![Test::Is("status", "outside")], circle(0x5f_6b_73)),
        rule(["报共同上级", "Escalated"], On::Point, vec![Test::Is("status", "escalated")], circle(0xdd_85_00)),
        rule(["坐标无效", "Invalid"], On::Point, vec![Test::NoneOf("status", others)], circle(0xc2_2f_2f)),
    ];
    let mut writings = vec![];
    if medium == Medium::Tiles {
        cluster(&mut rules, &mut writings, 0x2b_5f_8a);
    }
    Look { title: Some(["问题线索", "Clues"]), rules, writings }
}

/// Clusters by whether a county alone sees them, and the circles of the scan; colours as in the files of `bailiwick hotspots`.
fn hotspots() -> Look {
    let of = |caption, tests, rgb, opacity| {
        let outline = line(Colour::solid(rgb), Stops(&[(0.0, 1.8)]));
        rule(caption, On::Area, tests, vec![Coat::Fill(Colour::with_opacity(rgb, opacity)), outline])
    };
    let cluster = |test| vec![Test::Is("method", "dbscan"), test];
    Look {
        title: Some(["跨界热点", "Hotspots"]),
        rules: vec![
            of(["时空扫描", "Space-time scan"], vec![Test::Is("method", "scan")], 0x7d_3f_a3, 0.1),
            of(["某县单独可见", "Seen by a county alone"], cluster(Test::Has("seen_by")), 0xe0_8a_1e, 0.4),
            of(["无县单独可见", "Seen by no county alone"], cluster(Test::Lacks("seen_by")), 0xc2_27_2d, 0.45),
        ],
        writings: vec![],
    }
}

/// Pieces of county borders by their risk. Whole borders lie in the same layer, and would be drawn over them.
fn borders_risk() -> Look {
    let of = |caption, risk, rgb, width| {
        let tests = vec![Test::Is("level", "piece"), Test::Is("risk", risk)];
        rule(caption, On::Line, tests, vec![line(Colour::solid(rgb), width)])
    };
    Look {
        title: Some(["界线风险", "Borders at risk"]),
        rules: vec![
            of(["有线索，不显著", "With clues, ordinary"], "ordinary", 0x5a_66_70, Stops(&[(5.0, 0.8), (11.0, 2.0)])),
            of(["单独看显著", "Noticeable alone"], "noticeable", 0xe0_8a_1e, Stops(&[(5.0, 1.6), (11.0, 4.0)])),
            of(["显著（已作多重校正）", "Significant among all"], "significant", 0xc2_27_2d, Stops(&[(5.0, 2.4), (11.0, 6.0)])),
        ],
        writings: vec![],
    }
}

/// Tiles have places too near each other as one feature with their number: a disc with the number in it, the larger the more there are.
fn cluster(rules: &mut Vec<Rule>, writings: &mut Vec<Writing>, rgb: u32) {
    const STEPS: [(u32, Option<u32>, Stops, Stops, u8); 4] = [
        (0, Some(10), Stops(&[(0.0, 14.0)]), Stops(&[(0.0, 9.5)]), 7),
        (10, Some(100), Stops(&[(0.0, 19.0)]), Stops(&[(0.0, 10.5)]), 8),
        (100, Some(1000), Stops(&[(0.0, 26.0)]), Stops(&[(0.0, 11.5)]), 9),
        (1000, None, Stops(&[(0.0, 34.0)]), Stops(&[(0.0, 12.5)]), 10),
    ];
    let single = Test::Lacks(POINT_COUNT);
    let tests = rules.iter_mut().map(|rule| &mut rule.tests).chain(writings.iter_mut().map(|writing| &mut writing.tests));
    for tests in tests {
        tests.insert(0, single.clone());
    }
    for (low, high, size, letters, priority) in STEPS {
        let colour = Colour::with_opacity(rgb, 0.86);
        let coat = Coat::Mark { mark: Mark::Circle, colour, size, rim: WHITE, rim_width: Stops(&[(0.0, 1.2)]) };
        let range = high.map_or_else(|| format!("≥ {low}"), |high| format!("< {high}"));
        let tests = vec![Test::Within(POINT_COUNT, low, high)];
        let caption = [format!("多处（{range}）"), format!("Several places ({range})")];
        rules.push(Rule { caption, ..rule(["", ""], On::Point, tests.clone(), vec![coat]) });
        let number = plain(POINT_COUNT, On::Point, Stand::Over);
        writings.push(Writing { tests, colour: WHITE, halo: None, bold: true, size: letters, priority, always: true, ..number });
    }
}

/// Rivers and lakes, or whatever the operator lays under the themes: surfaces, lines and their names.
fn backdrop() -> Look {
    let lines = Coat::Line { colour: WATER_LINE, width: Stops(&[(5.0, 1.0), (8.0, 2.0), (12.0, 4.5), (16.0, 11.0)]), dash: None, round: true };
    let surface = vec![Coat::Fill(WATER), line(WATER_LINE, Stops(&[(0.0, 1.0)]))];
    let circle = Coat::Mark { mark: Mark::Circle, colour: WATER, size: Stops(&[(5.0, 4.0), (12.0, 8.0)]), rim: WATER_LINE, rim_width: Stops(&[(0.0, 1.0)]) };
    let name = |on, stand, zoom| Writing {
        tests: vec![Test::Has("name")],
        zooms: from(zoom),
        colour: WATER_INK,
        size: Stops(&[(0.0, 12.0)]),
        ..plain("name", on, stand)
    };
    Look {
        title: None,
        rules: vec![
            rule(["水面", "Surface"], On::Area, vec![], surface),
            rule(["河流", "Line"], On::Line, vec![], vec![lines]),
            rule(["点", "Point"], On::Point, vec![], vec![circle]),
        ],
        writings: vec![
            Writing { bold: true, ..name(On::Area, Stand::Inside, 8.0) },
            Writing { spacing: 0.35, ..name(On::Line, Stand::Along, 7.0) },
            name(On::Point, Stand::Beside, 8.0),
        ],
    }
}

/// Names of divisions at points of their own.
fn labels() -> Look {
    let level = |name| vec![Test::Is("level", name)];
    Look {
        title: Some(["地名", "Names"]),
        rules: vec![],
        writings: vec![county_name(On::Point, level("county")), prefecture_name(On::Point, level("prefecture")), province_name(On::Point, level("province"))],
    }
}

fn stand(on: On) -> Stand {
    if on == On::Area { Stand::Inside } else { Stand::Over }
}

fn county_name(on: On, tests: Vec<Test>) -> Writing {
    let colour = Colour::solid(0x4a_56_5c);
    Writing { tests, zooms: from(6.4), colour, size: Stops(&[(6.4, 10.5), (9.0, 13.5), (12.0, 16.0)]), spacing: 0.04, ..plain("name", on, stand(on)) }
}

fn prefecture_name(on: On, tests: Vec<Test>) -> Writing {
    let (colour, size) = (Colour::solid(0x1f_30_38), Stops(&[(4.6, 11.0), (6.5, 15.0), (9.0, 20.0)]));
    let zooms = Zooms { from: Some(4.6), below: Some(11.0) };
    Writing { tests, zooms, colour, size, bold: true, spacing: 0.12, priority: 8, ..plain("name", on, stand(on)) }
}

fn province_name(on: On, tests: Vec<Test>) -> Writing {
    let zooms = Zooms { from: None, below: Some(4.6) };
    let colour = Colour::solid(0x5b_34_50);
    Writing { tests, zooms, colour, size: Stops(&[(0.0, 16.0)]), bold: true, spacing: 0.3, priority: 10, ..plain("name", on, stand(on)) }
}

fn plain(field: &'static str, on: On, stand: Stand) -> Writing {
    let (size, zooms) = (Stops(&[(0.0, 11.0)]), Zooms::default());
    Writing { field, on, tests: vec![], zooms, colour: INK, halo: Some(1.6), size, bold: false, spacing: 0.0, stand, priority: 5, always: false }
}
