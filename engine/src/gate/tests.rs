use super::*;
use crate::config::Waiver;
use crate::index::{Coverage, Locator, ShapeCollector};
use crate::model::{Division, FaultDetail, FaultKind, Validity};
use geo_types::Rect;

/// A thousandth of a degree is 81.5 m east and 111.1 m north here.
fn square(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    let at = |x: f64, y: f64| (125.0 + x / 1000.0, 43.0 + y / 1000.0);
    MultiPolygon(vec![Rect::new(at(west, south), at(east, north)).to_polygon()])
}

fn place(code: &str, parent: Option<&str>, territory: MultiPolygon<f64>) -> Jurisdiction {
    let code: DivisionCode = code.parse().expect("a code");
    let parent = parent.map(|parent| parent.parse().expect("a code"));
    Jurisdiction { division: Division { code, name: format!("县{code}"), level: code.level(), parent }, territory: territory.into() }
}

/// Two counties each in two prefectures, side by side from west to east.
fn sound() -> Vec<Jurisdiction> {
    vec![
        place("220000", None, square(0.0, 0.0, 400.0, 100.0)),
        place("220100", Some("220000"), square(0.0, 0.0, 200.0, 100.0)),
        place("220300", Some("220000"), square(200.0, 0.0, 400.0, 100.0)),
        place("220102", Some("220100"), square(0.0, 0.0, 100.0, 100.0)),
        place("220103", Some("220100"), square(100.0, 0.0, 200.0, 100.0)),
        place("220302", Some("220300"), square(200.0, 0.0, 300.0, 100.0)),
        place("220303", Some("220300"), square(300.0, 0.0, 400.0, 100.0)),
    ]
}

fn judged(jurisdictions: Vec<Jurisdiction>) -> Vec<BoundaryFault> {
    let mut known = std::collections::BTreeSet::new();
    let (kept, left_out): (Vec<_>, Vec<_>) = jurisdictions.into_iter().partition(|jurisdiction| known.insert(jurisdiction.division.code));
    let (generation, hierarchy) = Generation::new(Validity::default(), kept);
    let areas: Vec<&MultiPolygon<f64>> = generation.counties.iter().map(|county| &*county.territory).collect();
    let coverage = Coverage::build(&areas);
    let mut shapes = ShapeCollector::default();
    let layer: Vec<Vec<u32>> = areas.iter().map(|area| shapes.add(area)).collect();
    let counties = Locator::for_layers(&shapes.finish(), &[layer]).remove(0);
    let read = Read { hierarchy: &hierarchy, left_out: &left_out, files: &[], codes: &CodeTable::default() };
    let case = Case { generation: &generation, coverage: &coverage, counties: &counties, read: &read };
    judge(&case)
}

/// Kind, detail, whether it is an error, and the codes.
type Told = (FaultKind, FaultDetail, bool, Vec<String>);

fn told(jurisdictions: Vec<Jurisdiction>) -> Vec<Told> {
    let codes = |fault: &BoundaryFault| fault.codes.iter().map(ToString::to_string).collect();
    judged(jurisdictions).iter().map(|fault| (fault.kind, fault.detail, fault.is_error, codes(fault))).collect()
}

fn with(code: &str, change: impl FnOnce(&mut Jurisdiction)) -> Vec<Jurisdiction> {
    let mut all = sound();
    change(all.iter_mut().find(|own| own.division.code.to_string() == code).expect("it is there"));
    all
}

fn codes(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

#[test]
fn sound_boundaries_have_no_fault() {
    assert_eq!(told(sound()), []);
}

#[test]
fn gaps_and_overlaps_are_errors_with_their_counties_and_those_of_rounding_are_not() {
    // A county with a hole of 20 by 20, and one that reaches into its neighbour.
    let holed = with("220103", |own| {
        let hole = square(140.0, 40.0, 160.0, 60.0).0[0].exterior().clone();
        own.territory = MultiPolygon(vec![geo_types::Polygon::new(square(100.0, 0.0, 200.0, 100.0).0[0].exterior().clone(), vec![hole])]).into();
    });
    assert_eq!(told(holed), [(FaultKind::Gap, FaultDetail::Uncovered, true, codes(&["220103"]))]);
    let wide = |east: f64| with("220102", |own| own.territory = square(0.0, 0.0, east, 100.0).into());
    assert_eq!(told(wide(110.0)), [(FaultKind::Overlap, FaultDetail::Shared, true, codes(&["220102", "220103"]))]);
    // 8 m wide and 11 km long; 8 cm wide.
    assert_eq!(told(wide(100.1)), [(FaultKind::Sliver, FaultDetail::Shared, true, codes(&["220102", "220103"]))]);
    assert_eq!(told(wide(100.001)), [(FaultKind::Sliver, FaultDetail::Shared, false, codes(&["220102", "220103"]))]);
    let fault = &judged(wide(100.1))[0];
    assert!((fault.area.0 / 90_600.0 - 1.0).abs() < 0.01 && (fault.width.expect("a width").0 - 8.15).abs() < 0.1, "{fault:?}");
    assert!(fault.at.is_some_and(|[x, _]| (125.1..125.1001).contains(&x)), "{fault:?}");
}

#[test]
fn a_gap_that_opens_to_the_outside_is_told_by_the_superior() {
    let short = |north: f64| with("220103", |own| own.territory = square(100.0, 0.0, 200.0, north).into());
    // The province lacks it too, and that is not said again.
    let leftover = |is_error| [(FaultKind::MissingCode, FaultDetail::Leftover, is_error, codes(&["220100"]))];
    // 10 by 100 thousandths are 9 km²; half a thousandth of latitude is 55 m, half a square kilometre.
    assert_eq!(told(short(90.0)), leftover(true));
    assert_eq!(told(short(99.5)), leftover(false));
    assert_eq!(told(short(99.9)).iter().map(|fault| fault.0).collect::<Vec<_>>(), [FaultKind::Sliver]);
    let mut missing = sound();
    missing.retain(|own| own.division.code.to_string() != "220303");
    assert_eq!(told(missing), [(FaultKind::MissingCode, FaultDetail::Leftover, true, codes(&["220300"]))]);
}

#[test]
fn a_county_outside_its_superior_is_told_once_with_its_share() {
    // 220103 says that it belongs to 220300, where its code does not either.
    let moved = with("220103", |own| own.division.parent = Some("220300".parse().expect("a code")));
    let expected = [FaultDetail::ForeignPrefix, FaultDetail::OutsideParent].map(|detail| (FaultKind::WrongParent, detail, true, codes(&["220103", "220300"])));
    assert_eq!(told(moved.clone()), expected);
    let fault = judged(moved).into_iter().find(|fault| fault.detail == FaultDetail::OutsideParent).expect("told");
    assert!((fault.share.expect("a share") - 1.0).abs() < 1e-6 && (fault.area.0 / 9.06e7 - 1.0).abs() < 0.01, "{fault:?}");
    // One that reaches 3 of its 103 thousandths beyond: two lines that differ.
    let mut beyond = with("220103", |own| own.territory = square(100.0, 0.0, 203.0, 100.0).into());
    beyond.iter_mut().filter(|own| own.division.code.to_string() == "220302").for_each(|own| own.territory = square(203.0, 0.0, 300.0, 100.0).into());
    assert_eq!(told(beyond), [(FaultKind::WrongParent, FaultDetail::OutsideParent, false, codes(&["220103", "220100"]))]);
}

#[test]
fn superiors_that_are_missing_or_not_above_are_errors_and_a_level_that_nobody_brings_is_a_warning() {
    let parent = |text: Option<&str>| with("220102", |own| own.division.parent = text.map(|text| text.parse().expect("a code")));
    let details = |all: Vec<Jurisdiction>| {
        told(all).into_iter().filter(|fault| fault.0 == FaultKind::WrongParent).map(|fault| (fault.1, fault.2, fault.3)).collect::<Vec<_>>()
    };
    assert_eq!(details(parent(Some("220900"))), [(FaultDetail::UnknownParent, true, codes(&["220102", "220900"]))]);
    assert_eq!(details(parent(Some("220103"))), [(FaultDetail::NotHigher, true, codes(&["220102", "220103"]))]);
    assert_eq!(details(parent(None)), [(FaultDetail::NoParent, true, codes(&["220102"]))]);
    // Directly under the province is no contradiction of the code; but it is not in its prefecture then.
    assert_eq!(details(parent(Some("220000"))), []);
    let mut counties = sound();
    counties.retain(|own| own.division.level == crate::model::Level::County);
    assert_eq!(told(counties), [(FaultKind::WrongParent, FaultDetail::AbsentLevel, false, codes(&["220102", "220103", "220302", "220303"]))]);
}

#[test]
fn a_code_that_stands_twice_is_told_with_the_ground_that_is_lost() {
    let mut twice = sound();
    twice.push(place("220102", Some("220100"), square(400.0, 0.0, 500.0, 100.0)));
    assert_eq!(told(twice.clone()), [(FaultKind::MissingCode, FaultDetail::DuplicateCode, true, codes(&["220102"]))]);
    let fault = &judged(twice)[0];
    assert!(fault.at.is_some_and(|[x, _]| x > 125.4) && fault.area.0 > 9.0e7, "{fault:?}");
}

fn waiver(fault: FaultKind, codes: &[&str], at_most_m2: Option<f64>) -> Waiver {
    Waiver { fault, codes: codes.iter().map(|code| code.parse().expect("a code")).collect(), at_most_m2, reason: "known".into() }
}

#[test]
fn waivers_bear_what_they_name_and_nothing_else() {
    let faults = judged(with("220102", |own| own.territory = square(0.0, 0.0, 100.1, 100.0).into()));
    let is_refused = |waivers: &[Waiver]| Refusal::of(&faults, waivers, &["county.geojson".into()]).is_some();
    let all: Vec<&BoundaryFault> = faults.iter().collect();
    assert!(is_refused(&[]));
    for named in
        [waiver(FaultKind::Sliver, &[], None), waiver(FaultKind::Overlap, &[], None), waiver(FaultKind::Overlap, &["220103", "220999"], Some(95_000.0))]
    {
        assert!(!is_refused(std::slice::from_ref(&named)), "{named:?}");
        assert!(unused_waivers(&[named], &all).is_empty());
    }
    for other in [waiver(FaultKind::Gap, &[], None), waiver(FaultKind::Overlap, &["220302"], None), waiver(FaultKind::Overlap, &[], Some(80_000.0))] {
        assert!(is_refused(std::slice::from_ref(&other)), "{other:?}");
        assert_eq!(unused_waivers(&[other], &all).len(), 1);
    }
}

#[test]
fn a_refusal_names_file_count_place_area_and_remedy_in_both_languages() {
    use crate::lang::Lang;
    let faults = judged(with("220102", |own| own.territory = square(0.0, 0.0, 110.0, 100.0).into()));
    let refusal = Refusal::of(&faults, &[], &["county.geojson".into()]).expect("refused");
    for (lang, words) in [
        (Lang::En, ["county.geojson", "1 fault,", "overlap × 1", "9.05 km²", "at (125.1", "[[waivers]]  fault = \"overlap\"  codes = [\"220102\"]"]),
        (Lang::Zh, ["county.geojson", "1 处错误", "重叠 × 1", "9.05 平方千米", "位于 (125.1", "[[waivers]]  fault = \"overlap\"  codes = [\"220102\"]"]),
    ] {
        let sentence = refusal.sentence(lang);
        for word in words {
            assert!(sentence.contains(word), "{word} in {sentence}");
        }
    }
}
