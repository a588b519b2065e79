//! The acceptance fixture F: four square counties of two prefectures that meet in one point.

use bailiwick_engine::coord::LonLat;
use bailiwick_engine::engine::Engine;
use bailiwick_engine::hotspot::{Cluster, Nearness, dbscan, split};
use bailiwick_engine::lang::Lang;
use bailiwick_engine::route::{Decisions, Status};
use bailiwick_engine::units::Metres;

use crate::support::{assign, clues, engine, uniform};

fn fixture() -> Engine {
    engine("tests/fixtures/f/bailiwick.toml")
}

fn one(engine: &Engine, lon: f64, lat: f64, accuracy_m: f64) -> Decisions {
    assign(engine, &clues(engine, &format!("lon,lat,accuracy_m\n{lon},{lat},{accuracy_m}\n")))
}

fn candidates(decisions: &Decisions) -> Vec<String> {
    decisions.of(0).candidates.iter().map(ToString::to_string).collect()
}

#[test]
fn item_1_an_interior_point_is_assigned_for_certain() {
    let d = one(&fixture(), 125.05, 43.55, 10.0);
    assert_eq!(d.of(0).status, Status::Assigned);
    assert_eq!(candidates(&d), ["220184"]);
    assert_eq!(d.of(0).handler.unwrap().to_string(), "220184");
    assert_eq!(d.of(0).probability, 1.0);
    assert!((d.rows[0].border_distance_m - 4_040.0).abs() < 50.0, "about 4.0 km: {}", d.rows[0].border_distance_m);
    assert!(!d.of(0).on_boundary);
}

#[test]
fn item_2_a_point_on_a_line_belongs_to_both_and_the_common_superior_decides() {
    let engine = fixture();
    for (lon, lat, claimants, superior) in [(125.10, 43.55, ["220184", "220323"], "220000"), (125.15, 43.60, ["220322", "220323"], "220300")] {
        let d = one(&engine, lon, lat, 0.0);
        assert_eq!(d.of(0).status, Status::Escalated);
        assert_eq!(candidates(&d), claimants);
        assert!(d.of(0).on_boundary);
        assert_eq!(d.of(0).common_superior.unwrap().to_string(), superior);
        assert_eq!(d.of(0).handler, d.of(0).common_superior);
        assert_eq!(d.rows[0].border_distance_m, 0.0);
    }
}

#[test]
fn item_3_four_corners_have_four_claimants_whatever_the_order_of_input() {
    let engine = fixture();
    let rows = ["125.10,43.60", "125.05,43.55", "125.10,43.55", "125.15,43.65"];
    for turn in 0..rows.len() {
        let mut turned = rows;
        turned.rotate_left(turn);
        let d = assign(&engine, &clues(&engine, &format!("lon,lat\n{}\n", turned.join("\n"))));
        let corner = (rows.len() - turn) % rows.len();
        let codes: Vec<String> = d.of(corner).candidates.iter().map(ToString::to_string).collect();
        assert_eq!(codes, ["220182", "220184", "220322", "220323"]);
        assert_eq!(d.of(corner).status, Status::Escalated);
        assert_eq!(d.of(corner).common_superior.unwrap().to_string(), "220000");
    }
}

#[test]
fn item_7_outside_the_province_nobody_is_assigned_and_the_nearest_is_named() {
    let engine = fixture();
    let batch = clues(&engine, "lon,lat,accuracy_m\n124.99745,43.55,50\n");
    let d = assign(&engine, &batch);
    assert_eq!(d.of(0).status, Status::Outside);
    assert_eq!((d.of(0).county, d.of(0).handler), (None, None));
    assert_eq!(d.rows[0].neighbour.unwrap().to_string(), "220184");
    assert!((d.rows[0].border_distance_m - 206.0).abs() < 1.0, "{}", d.rows[0].border_distance_m);
    let reason = engine.reason(engine.current(), &batch, &d, 0, Lang::Zh);
    assert!(reason.contains("甲县") && reason.contains("206 米"), "{reason}");
}

/// 10 000 rows: 50 exactly on lines, 20 outside, 5 without numbers, 5 with exchanged axes, the rest anywhere inside.
fn ten_thousand() -> String {
    let mut next = uniform(13);
    let mut rows: Vec<String> = Vec::new();
    for i in 0..50 {
        rows.push(if i % 2 == 0 { format!("125.1,{}", 43.5 + 0.2 * next()) } else { format!("{},43.6", 125.0 + 0.2 * next()) });
    }
    for i in 0..20 {
        rows.push(if i % 2 == 0 { format!("{},43.55", 124.99 - 0.1 * next()) } else { format!("125.15,{}", 43.71 + 0.1 * next()) });
    }
    rows.extend((0..5).map(|_| "NaN,NaN".to_owned()));
    for _ in 0..5 {
        rows.push(format!("{},{}", 43.5 + 0.2 * next(), 125.0 + 0.2 * next()));
    }
    while rows.len() < 10_000 {
        rows.push(format!("{},{}", 125.0 + 0.2 * next(), 43.5 + 0.2 * next()));
    }
    format!("lon,lat\n{}\n", rows.join("\n"))
}

#[test]
fn item_13_every_row_comes_out_exactly_once() {
    let engine = fixture();
    let batch = clues(&engine, &ten_thousand());
    let d = assign(&engine, &batch);
    let summary = d.summary(batch.len());
    assert_eq!((summary.rows, summary.invalid, summary.outside), (10_000, 10, 20));
    assert_eq!(summary.escalated, 50);
    assert_eq!(summary.assigned, 9_920);
    assert_eq!(batch.fault.values().filter(|fault| fault.code() == "swapped_axes").count(), 5);
    assert_eq!(batch.fault.values().filter(|fault| fault.code() == "not_a_number").count(), 5);
}

#[test]
fn the_answer_does_not_depend_on_the_number_of_threads() {
    let engine = fixture();
    let batch = clues(&engine, &ten_thousand());
    let with = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| engine.table(engine.current(), &batch, &assign(&engine, &batch), Lang::En))
    };
    assert_eq!(with(1), with(4));
}

/// Six events around the border of A and B, within 800 m of each other: three on each side.
const ACROSS: [&str; 6] = ["125.0965,43.5500", "125.0972,43.5512", "125.0980,43.5495", "125.1015,43.5503", "125.1022,43.5510", "125.1030,43.5492"];

fn clusters_of(rows: &[&str], enough: usize) -> Vec<Cluster> {
    let engine = fixture();
    let batch = clues(&engine, &format!("lon,lat\n{}\n", rows.join("\n")));
    let decisions = assign(&engine, &batch);
    let positions: Vec<LonLat> = (0..batch.len()).map(|row| LonLat::new([batch.lon_deg[row], batch.lat_deg[row]]).unwrap()).collect();
    let together = Nearness { radius: Metres(800.0), days: None, enough };
    let labels = dbscan(&positions, &[], together).unwrap();
    split(&labels, &positions, &[], together, engine.generation(), |row| &decisions.of(row).candidates).unwrap()
}

#[test]
fn item_14_a_cluster_across_a_line_that_no_county_sees_is_one_and_the_common_superior_organises() {
    let clusters = clusters_of(&[&ACROSS[..], &["125.05,43.52", "125.18,43.68"]].concat(), 5);
    let [cluster] = &clusters[..] else { panic!("{clusters:?}") };
    assert_eq!(cluster.clues, [0, 1, 2, 3, 4, 5]);
    let shares: Vec<(String, usize, bool)> = cluster.counties.iter().map(|share| (share.code.to_string(), share.count, share.sees_it)).collect();
    assert_eq!(shares, [("220184".to_owned(), 3, false), ("220323".to_owned(), 3, false)]);
    assert_eq!((cluster.on_borders, cluster.outside), (0, 0));
    assert_eq!(cluster.organiser.unwrap().to_string(), "220000");
    assert!(cluster.is_seen_by_nobody() && cluster.reach.get() < 400.0);
}

#[test]
fn who_has_enough_alone_sees_it_and_events_on_the_line_count_for_both_sides_sight_and_for_neither_share() {
    // Two more of A: now it has five. One on the line.
    let rows = [&ACROSS[..], &["125.0975,43.5503", "125.0968,43.5508", "125.1000,43.5500"]].concat();
    let clusters = clusters_of(&rows, 5);
    let [cluster] = &clusters[..] else { panic!("{clusters:?}") };
    let shares: Vec<(usize, bool)> = cluster.counties.iter().map(|share| (share.count, share.sees_it)).collect();
    assert_eq!((shares, cluster.on_borders), (vec![(5, true), (3, false)], 1));
    assert_eq!(cluster.counties.iter().map(|share| share.count).sum::<usize>() + cluster.on_borders + cluster.outside, rows.len());
    assert!(!cluster.is_seen_by_nobody());
}

#[test]
fn a_cluster_within_a_county_is_organised_by_the_county_and_one_outside_by_nobody() {
    let inside = clusters_of(&["125.05,43.55", "125.0505,43.55", "125.051,43.55"], 3);
    assert_eq!(inside[0].organiser.unwrap().to_string(), "220184");
    let outside = clusters_of(&["124.9,43.55", "124.9005,43.55", "124.901,43.55"], 3);
    assert_eq!((outside[0].organiser, outside[0].outside, outside[0].counties.len()), (None, 3, 0));
    assert!(clusters_of(&["125.05,43.55"], 2).is_empty());
}
