use super::*;

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, Path::new("somewhere/bailiwick.toml"))
}

#[test]
fn an_empty_file_has_the_defaults() {
    let config = parse("").expect("valid");
    assert_eq!(config.server.listen, "127.0.0.1:8080");
    assert_eq!(config.route.outfall_radius_m, 500.0);
    assert_eq!(config.resolve(Path::new("a.csv")), Path::new("somewhere/a.csv"));
}

#[test]
fn an_unknown_key_names_its_line_and_the_key_meant() {
    let error = parse("[dataset]\nname = \"x\"\n[[zones]]\npath = \"z.gpkg\"\nencodng = \"GBK\"\n").expect_err("encodng is no key");
    let sentence = error.sentence(Lang::En);
    assert!(sentence.contains("line 5") && sentence.contains("did you mean encoding?"), "{sentence}");
    assert!(error.sentence(Lang::Zh).contains("第 5 行"));
}

#[test]
fn a_waiver_has_a_known_kind_and_a_reason() {
    let waiver = |lines: &str| parse(&format!("[[waivers]]\n{lines}\n"));
    let config = waiver("fault = \"gap\"\ncodes = [\"220184\"]\nat_most_m2 = 5000\nreason = \"reported\"").expect("valid");
    assert_eq!((config.waivers[0].fault, config.waivers[0].at_most_m2), (FaultKind::Gap, Some(5000.0)));
    let sentence = |lines: &str| waiver(lines).expect_err(lines).sentence(Lang::En);
    let unknown = sentence("fault = \"overlaps\"\nreason = \"x\"");
    assert!(unknown.contains("line 2") && unknown.contains("did you mean overlap?"), "{unknown}");
    assert!(sentence("fault = \"gap\"").contains("reason"));
    assert!(sentence("fault = \"gap\"\nreason = \" \"").contains("waivers.reason"));
    assert!(sentence("fault = \"gap\"\nat_most_m2 = -1\nreason = \"x\"").contains("waivers.at_most_m2"));
    assert!(sentence("fault = \"gap\"\ncodes = [\"22018\"]\nreason = \"x\"").contains("22018"));
}

#[test]
fn a_coordinate_system_nobody_knows_is_refused() {
    let sentence = parse("[[clues]]\npath = \"c.csv\"\ncrs = \"wgs85\"\n").expect_err("no such system").sentence(Lang::En);
    assert!(sentence.contains("wgs85"), "{sentence}");
}

#[test]
fn values_out_of_range_are_refused() {
    for line in ["outfall_radius_m = -1", "outfall_radius_m = nan", "outfall_radius_m = 1e9", "threshold = 0.5", "threshold = nan", "threshold = 1.1"] {
        assert!(parse(&format!("[route]\n{line}\n")).is_err(), "{line}");
    }
    assert!(parse("[[overlays]]\npath = \"a\"\nbuffer_m = 0\n").is_err());
}

#[test]
fn what_the_server_cannot_use_is_refused() {
    let sentence = |text: &str| parse(text).expect_err(text).sentence(Lang::En);
    assert!(sentence("[server]\nbase_path = \"maps/\"").contains("server.base_path"));
    assert!(sentence("[server]\ncors_origins = [\"https://a.cn/x\"]").contains("server.cors_origins"));
    let token = |hash: &str, codes: &str| format!("[[server.tokens]]\nname = \"x\"\nsha256 = \"{hash}\"\njurisdictions = {codes}");
    assert!(sentence(&token("abc", "[\"220100\"]")).contains("server.tokens.sha256"));
    assert!(sentence(&token(&"0".repeat(64), "[]")).contains("server.tokens.jurisdictions"));
    assert_eq!(parse(&token(&"a".repeat(64), "[\"220100\"]")).expect("valid").server.tokens.len(), 1);
    let basemap = |url: &str| format!("[[basemaps]]\nname = \"x\"\nattribution = \"x\"\nurl = \"{url}\"");
    assert!(sentence(&basemap("https://a.cn/{z}/{x}")).contains("basemaps.url"));
    assert!(sentence(&basemap("file:///{z}/{x}/{y}")).contains("basemaps.url"));
    assert!(parse(&basemap("https://a.cn/{z}/{x}/{y}")).is_ok());
}
