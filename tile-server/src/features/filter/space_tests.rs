//! Geometries of filters: how they are read, what they match, and the boxes they reach.

use bailiwick_engine::coord::{LonLat, distance};
use geo::{Intersects, Translate};
use geo_types::{Coord, Geometry, LineString, Point, Polygon, Rect, coord};
use proptest::prelude::*;

use super::filter_tests::Row;
use super::{Filter, Kind, Queryable};

const QUERYABLES: [Queryable<'static>; 1] = [Queryable { name: "g", kind: Kind::Geometry }];

fn read(text: &str) -> Filter {
    Filter::parse(text, &QUERYABLES).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn row(geometry: impl Into<Geometry<f64>>) -> Row<'static> {
    let geometry = geometry.into();
    let bounds = super::wkt::bounds_of(&geometry).expect("it has coordinates");
    Row { values: vec![super::Value::Null], geometry, bounds }
}

fn square(west: f64, south: f64, size: f64) -> Polygon<f64> {
    Rect::new((west, south), (west + size, south + size)).to_polygon()
}

fn relations(text: &str, geometry: impl Into<Geometry<f64>>) -> Vec<&'static str> {
    let row = row(geometry);
    super::space::Relation::ALL.into_iter().map(|(name, _)| name).filter(|name| read(&format!("{name}(g, {text})")).matches(&row)).collect()
}

#[test]
fn relations_are_those_of_de_9im() {
    let area = "POLYGON((0 0, 4 0, 4 4, 0 4, 0 0))";
    let line = |points: &[(f64, f64)]| LineString::from(points.to_vec());
    for area in [area, "BBOX(0, 0, 4, 4)", "MULTIPOLYGON(((0 0, 4 0, 4 4, 0 4, 0 0)))", "POLYGON Z((0 0 9, 4 0 9, 4 4 9, 0 4 9, 0 0 9))"] {
        assert_eq!(relations(area, Point::new(1.0, 1.0)), ["S_INTERSECTS", "S_WITHIN"]);
        assert_eq!(relations(area, Point::new(0.0, 1.0)), ["S_INTERSECTS", "S_TOUCHES"]);
        assert_eq!(relations(area, Point::new(5.0, 1.0)), ["S_DISJOINT"]);
        assert_eq!(relations(area, line(&[(-1.0, 1.0), (1.0, 1.0)])), ["S_INTERSECTS", "S_CROSSES"]);
        assert_eq!(relations(area, square(0.0, 0.0, 4.0)), ["S_INTERSECTS", "S_EQUALS", "S_WITHIN", "S_CONTAINS"]);
        assert_eq!(relations(area, square(1.0, 1.0, 1.0)), ["S_INTERSECTS", "S_WITHIN"]);
        assert_eq!(relations(area, square(-1.0, -1.0, 6.0)), ["S_INTERSECTS", "S_CONTAINS"]);
        assert_eq!(relations(area, square(2.0, 2.0, 4.0)), ["S_INTERSECTS", "S_OVERLAPS"]);
        assert_eq!(relations(area, square(4.0, 0.0, 1.0)), ["S_INTERSECTS", "S_TOUCHES"]);
    }
    // With the operands exchanged, within is contains.
    assert!(read("S_CONTAINS(BBOX(0, 0, 4, 4), g)").matches(&row(Point::new(1.0, 1.0))));
    assert!(read("S_WITHIN(POINT(1 1), g)").matches(&row(square(0.0, 0.0, 4.0))));
    assert!(read("S_EQUALS(g, g) AND NOT S_TOUCHES(g, g) AND S_INTERSECTS(POINT(1 1), BBOX(1, 1, 1, 1))").matches(&row(Point::new(1.0, 1.0))));
}

#[test]
fn geometries_are_read_as_they_are_written_in_the_wild() {
    for text in [
        "POINT(1 1)",
        "point z (1 1 5)",
        "POINT ZM (1 1 5 6)",
        "MULTIPOINT(1 1, 2 2)",
        "MULTIPOINT((9 9), (1 1))",
        "LINESTRING(0 1, 2 1)",
        "MULTILINESTRING((7 7, 8 8), (0 1, +2.0 1e0))",
        "POLYGON((0 0, 2 0, 2 2, 0 2, 0 0), (.1 .1, .1 .2, .2 .2, .1 .1))",
        "GEOMETRYCOLLECTION(POINT(9 9), GEOMETRYCOLLECTION(BBOX(0, 0, 2, 2)))",
        "BBOX(-1, -1, -100, 2, 2, 100)",
        "BBOX(1, 0, 1, 2)",
        "ENVELOPE(0, 0, 2, 2)",
        // Across the antimeridian.
        "BBOX(170, -10, 10, 10)",
    ] {
        let filter = read(&format!("S_INTERSECTS(g, {text})"));
        assert!(filter.matches(&row(Point::new(1.0, 1.0))), "{text}");
        assert!(filter.bounds().is_some_and(|bounds| bounds.intersects(&Point::new(1.0, 1.0))), "{text}");
        assert!(!filter.matches(&row(Point::new(50.0, 50.0))), "{text}");
    }
    assert!(read("S_INTERSECTS(g, BBOX(170, -10, -170, 10))").matches(&row(Point::new(-175.0, 0.0))));
    let holed = read("S_INTERSECTS(g, POLYGON((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 1 8, 8 8, 8 1, 1 1)))");
    assert!(!holed.matches(&row(Point::new(5.0, 5.0))) && holed.matches(&row(Point::new(0.5, 5.0))));
}

#[test]
fn areas_that_cannot_be_are_refused() {
    for text in [
        "POLYGON((0 0, 4 4, 4 0, 0 4, 0 0))",
        "POLYGON((0 0, 4 0, 4 4, 0 0), (5 5, 6 5, 6 6, 5 5))",
        "POLYGON((0 0, 0 0, 0 0, 0 0))",
        "POLYGON((0 0, 1 0, 2 0, 0 0))",
        "MULTIPOLYGON(((0 0, 4 0, 4 4, 0 4, 0 0)), ((1 1, 2 1, 2 2, 1 1)))",
        "POINT(181 0)",
        "POINT(nan 0)",
        "POINT(inf 0)",
        "POINT(1e400 0)",
        "POINT(1)",
        "POINT(1 2 3 4 5)",
        "POLYGON EMPTY",
        "BBOX(1, 2, 3)",
        "SRID=4326;POINT(1 1)",
    ] {
        assert!(Filter::parse(&format!("S_INTERSECTS(g, {text})"), &QUERYABLES).is_err(), "{text}");
    }
}

/// Each of these took seconds, at reading or for every record.
#[test]
fn geometries_whose_edges_meet_everywhere_are_refused() {
    let joined = |count: usize, part: &dyn Fn(usize) -> String| (0..count).map(part).collect::<Vec<_>>().join(",");
    let to_and_fro = format!("LINESTRING({})", joined(1500, &|i| format!("{} {}", i % 2 * 9, i % 7)));
    let star = format!("MULTIPOLYGON({})", joined(200, &|i| format!("((0 0,1 .{:03},1 .{:03}5,0 0))", i * 2, i * 2)));
    let comb = |flip: bool| {
        let part =
            |i: usize| [(0, i), (9, i)].map(|(along, across)| if flip { format!(".{across:02} {along}") } else { format!("{along} .{across:02}") }).join(",");
        format!("LINESTRING({})", joined(99, &part))
    };
    for text in [format!("S_CROSSES(g, {to_and_fro})"), format!("S_TOUCHES(g, {star})"), format!("S_CROSSES({}, {})", comb(true), comb(false))] {
        let error = Filter::parse(&text, &QUERYABLES).expect_err("too much").to_string();
        assert!(error.contains("meet too often"), "{error}");
    }
    assert!(Filter::parse(&format!("S_CROSSES(g, {})", comb(false)), &QUERYABLES).is_ok());
}

#[test]
fn coordinates_of_another_system_are_converted() {
    let halved = |[x, y]: [f64; 2]| (y < 1000.0).then_some([y / 10.0, x / 10.0]);
    let read = |text: &str| Filter::parse_with(text, &QUERYABLES, &halved);
    let inside = row(Point::new(4.0, 3.0));
    assert!(read("S_INTERSECTS(g, POINT(30 40))").expect("read").matches(&inside));
    let area = read("S_WITHIN(g, BBOX(20, 30, 50, 60))").expect("read");
    assert!(area.matches(&inside) && !area.matches(&row(Point::new(3.0, 1.5))));
    assert_eq!(area.bounds(), Some(Rect::new((3.0, 2.0), (6.0, 5.0))));
    assert!(read("S_INTERSECTS(g, BBOX(30, 40, 30, 40))").expect("a point").matches(&inside));
    assert!(read("S_INTERSECTS(g, POINT(0 2000))").is_err() && read("S_INTERSECTS(g, POINT(0 990))").is_ok() && read("S_INTERSECTS(g, POINT(990 0))").is_err());
}

#[test]
fn bounds_are_those_of_what_must_hold() {
    let bounds = |text: &str| read(text).bounds().map(|rect| [rect.min().x, rect.min().y, rect.max().x, rect.max().y]);
    let (a, b) = ("S_INTERSECTS(g, BBOX(0, 0, 4, 4))", "S_WITHIN(g, BBOX(2, 2, 3, 3))");
    assert_eq!(bounds(a), Some([0.0, 0.0, 4.0, 4.0]));
    assert_eq!(bounds(&format!("{a} AND {b} AND g IS NOT NULL")), Some([2.0, 2.0, 3.0, 3.0]));
    assert_eq!(bounds(&format!("{a} OR S_EQUALS(g, POINT(9 9))")), Some([0.0, 0.0, 9.0, 9.0]));
    assert_eq!(bounds(&format!("{a} OR TRUE")), None);
    assert_eq!(bounds(&format!("NOT {a}")), None);
    assert_eq!(bounds("NOT S_DISJOINT(g, POINT(1 2))"), Some([1.0, 2.0, 1.0, 2.0]));
    assert_eq!(bounds("NOT (TRUE OR S_DISJOINT(g, POINT(1 2)))"), Some([1.0, 2.0, 1.0, 2.0]));
    assert_eq!(bounds("S_DISJOINT(g, POINT(1 2))"), None);
    // A line from one to the other: what two boxes share is no bound.
    let far = read("S_INTERSECTS(g, POINT(0 0)) AND S_INTERSECTS(g, POINT(9 9))");
    let line = row(LineString::from(vec![(0.0, 0.0), (9.0, 9.0)]));
    assert!(far.matches(&line) && far.bounds().is_some_and(|bounds| bounds.intersects(&line.bounds)));
}

#[test]
fn distances_are_metres_on_the_ground() {
    // Along the equator, a degree is 111 319.49 m.
    let at = |lon: f64| row(Point::new(lon, 0.0));
    assert!(read("DWITHIN(g, POINT(0 0), 111320)").matches(&at(1.0)) && !read("DWITHIN(g, POINT(0 0), 111319)").matches(&at(1.0)));
    assert!(read("S_DWITHIN(POINT(0 0), g, 111.32, 'km')").matches(&at(1.0)) && read("DWITHIN(g, POINT(0 0), 70, miles)").matches(&at(1.0)));
    // Half a degree from a line's middle; across the antimeridian; inside an area.
    assert!(
        read("DWITHIN(g, LINESTRING(1.5 -10, 1.5 10), 55660)").matches(&at(1.0)) && !read("DWITHIN(g, LINESTRING(1.5 -10, 1.5 10), 55659)").matches(&at(1.0))
    );
    assert!(
        read("DWITHIN(g, LINESTRING(-179.5 -10, -179.5 10), 111320)").matches(&at(179.5))
            && !read("DWITHIN(g, LINESTRING(-179.5 -10, -179.5 10), 111319)").matches(&at(179.5))
    );
    assert!(read("DWITHIN(g, POINT(5 5), 0)").matches(&row(square(4.0, 4.0, 2.0))));
    assert!(read("DWITHIN(g, BBOX(2, -1, 3, 1), 111320)").matches(&row(square(0.0, -0.5, 1.0))));
    assert!(!read("DWITHIN(g, BBOX(2, -1, 3, 1), 111000)").matches(&row(square(0.0, -0.5, 1.0))));
    assert!(read("DWITHIN(g, POINT(0 89.9), 30000)").matches(&row(Point::new(180.0, 89.9))));
}

fn place() -> impl Strategy<Value = Coord<f64>> {
    (-170.0..170.0f64, -80.0..80.0f64).prop_map(|(x, y)| coord! { x: x, y: y })
}

proptest! {
    #[test]
    fn what_is_near_touches_the_bounds_and_points_are_measured(a in place(), lon in -10.0..10.0f64, lat in -9.0..9.0f64, metres in 0.0..1e6f64) {
        let b = coord! { x: a.x + lon, y: a.y + lat };
        let filter = read(&format!("DWITHIN(g, POINT({} {}), {metres})", a.x, a.y));
        let to = LonLat::new([b.x, b.y]).expect("on Earth");
        let is_near = distance(LonLat::try_from(a).expect("on Earth"), to).get() <= metres;
        prop_assert_eq!(filter.matches(&row(Point::from(b))), is_near);
        prop_assert!(!is_near || filter.bounds().is_some_and(|bounds| bounds.intersects(&b)));
    }

    #[test]
    fn lines_are_as_near_as_their_nearest_place(start in place(), ends in prop::collection::vec((-0.05..0.05f64, -0.05..0.05f64), 3), metres in 100.0..8000.0f64) {
        let at = |(x, y): (f64, f64)| coord! { x: start.x + x, y: start.y + y };
        let (point, line) = (at(ends[0]), [at(ends[1]), at(ends[2])]);
        // The obvious way: places all along the line.
        let from = LonLat::try_from(point).expect("on Earth");
        let along = (0..=2000).map(|step| f64::from(step) / 2000.0).map(|t| coord! { x: line[0].x + t * (line[1].x - line[0].x), y: line[0].y + t * (line[1].y - line[0].y) });
        let nearest_m = along.map(|place| distance(from, LonLat::try_from(place).expect("on Earth")).get()).fold(f64::INFINITY, f64::min);
        let filter = read(&format!("DWITHIN(g, LINESTRING({} {}, {} {}), {metres})", line[0].x, line[0].y, line[1].x, line[1].y));
        // Its steps are some metres.
        prop_assume!((nearest_m - metres).abs() > 5.0);
        prop_assert_eq!(filter.matches(&row(Point::from(point))), nearest_m < metres);
        let flipped = read(&format!("DWITHIN(g, POINT({} {}), {metres})", point.x, point.y));
        prop_assert_eq!(flipped.matches(&row(LineString::from(line.to_vec()))), nearest_m < metres);
    }

    #[test]
    fn boxes_decide_as_geometries_do(x in -5.0..5.0f64, y in -5.0..5.0f64, size in 0.1..6.0f64) {
        let area = square(0.0, 0.0, 2.0).translate(x, y);
        let rect = Rect::new((0.0, 0.0), (size, size));
        let row = row(area.clone());
        prop_assert_eq!(read(&format!("S_INTERSECTS(g, BBOX(0, 0, {size}, {size}))")).matches(&row), area.intersects(&rect));
    }
}
