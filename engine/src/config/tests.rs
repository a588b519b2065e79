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
    assert!(config.hotspots.serve && config.hotspots.scan);
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
}

fn basemap(lines: &str) -> String {
    format!("[[basemaps]]\nname = \"天地图\"\nattribution = \"天地图\"\n{lines}\n")
}

#[test]
fn a_base_map_has_an_address_with_a_host_for_the_policy() {
    for (url, origin) in [
        ("https://t0.tianditu.gov.cn/DataServer?T=vec_w&x={x}&y={y}&l={z}&tk=KEY", "https://t0.tianditu.gov.cn"),
        (
            "https://t0.tianditu.gov.cn/img_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=img&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=KEY",
            "https://t0.tianditu.gov.cn",
        ),
        ("http://10.0.0.9:8081/{z}/{x}/{y}.png", "http://10.0.0.9:8081"),
        ("https://Tiles.Example.cn:443/{z}/{x}/{y}", "https://tiles.example.cn"),
        ("https://地图.cn/{z}/{x}/{y}", "https://xn--wcs7d.cn"),
    ] {
        let config = parse(&basemap(&format!("url = {url:?}"))).expect(url);
        let template = &config.basemaps[0].url;
        assert_eq!((template.as_str(), template.origin()), (url, origin));
        assert_eq!((config.basemaps[0].max_zoom, config.basemaps[0].tile_size), (18, 256));
    }
}

#[test]
fn an_address_that_is_none_names_its_line_and_the_remedy() {
    for (url, remedy) in [
        ("https://a.cn/{z}/{x}", "{y} is missing"),
        ("file:///{z}/{x}/{y}", "begin with https://"),
        ("//a.cn/{z}/{x}/{y}", "begin with https://"),
        ("javascript:alert(1)//{z}/{x}/{y}", "begin with https://"),
        ("https://{s}.a.cn/{z}/{x}/{y}", "one host in place of {s}"),
        ("https://a.cn/{z}/{x}/{y}{r}", "one host in place of {s}"),
        ("https:///{z}/{x}/{y}", "host name"),
        ("https://{z}/{x}/{y}", "host name"),
        ("https://*.a.cn/{z}/{x}/{y}", "host name"),
        ("https://a.cn;x/{z}/{x}/{y}", "host name"),
        ("https://a.cn:99999/{z}/{x}/{y}", "host name"),
        ("https://[::1]/{z}/{x}/{y}", "host name"),
        ("https://user:secret@a.cn/{z}/{x}/{y}", "host name"),
        ("https://a.cn/#{z}/{x}/{y}", "host name"),
        ("https://a.cn/{z}/{x}/{y} ", "percent-encode"),
        ("https://a.cn\\b/{z}/{x}/{y}", "percent-encode"),
        ("https://a.cn/'{z}/{x}/{y}", "percent-encode"),
        ("https://a.cn\n; script-src *;/{z}/{x}/{y}", "percent-encode"),
    ] {
        let sentence = parse(&basemap(&format!("url = {url:?}"))).expect_err(url).sentence(Lang::En);
        assert!(sentence.contains("line 4") && sentence.contains("basemaps.url") && sentence.contains(remedy), "{url}: {sentence}");
    }
}

#[test]
fn base_maps_have_names_of_their_own_and_sizes_that_are() {
    let url = "url = \"https://a.cn/{z}/{x}/{y}\"";
    let sentence = |text: &str| parse(text).expect_err(text).sentence(Lang::En);
    assert!(parse(&basemap(&format!("{url}\nmax_zoom = 16\ntile_size = 512"))).is_ok());
    assert!(sentence(&basemap(url).repeat(2)).contains("basemaps.name"));
    assert!(sentence(&basemap(url).replace("name = \"天地图\"", "name = \" \"")).contains("basemaps.name"));
    assert!(sentence(&basemap(&format!("{url}\nmax_zoom = 25"))).contains("basemaps.max_zoom"));
    assert!(sentence(&basemap(&format!("{url}\ntile_size = 0"))).contains("basemaps.tile_size"));
}
