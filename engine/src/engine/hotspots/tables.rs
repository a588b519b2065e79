//! What was found, as tables.

use arrow_array::ArrayRef;
use geo_types::{Geometry, LineString, MultiLineString, Point, Polygon};
use jiff::civil::Date;

use super::styles::{Classes, Look, line_style, point_style, polygon_style};
use super::{FoundCluster, FoundLevel, Hotspots, ScannedCluster};
use crate::engine::report::{ReportTable, floats, texts, truths, whole};
use crate::export::ShapeKind;
use crate::hotspot::borders::{BorderRow, TESTED};
use crate::hotspot::{Cluster, Heat, Local, Quadrant};
use crate::lang::Lang;
use crate::model::DivisionCode;

/// No place on a map.
const NOWHERE: [f64; 2] = [f64::NAN; 2];

type Columns = Vec<(&'static str, ArrayRef)>;

/// A day counted from 1970.
pub fn date(day: i64) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::SignedDuration::from_hours(day.checked_mul(24)?)).ok()
}

pub(super) fn heat_word(heat: Heat) -> &'static str {
    match heat {
        Heat::Hot => "hot",
        Heat::Cold => "cold",
        Heat::Neither => "none",
    }
}

fn quadrant_word(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::HighHigh => "high-high",
        Quadrant::LowHigh => "low-high",
        Quadrant::LowLow => "low-low",
        Quadrant::HighLow => "high-low",
    }
}

fn joined(words: impl Iterator<Item = String>) -> Option<String> {
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join(";"))
}

impl Hotspots<'_> {
    /// Clusters, one row each: the layer `hotspots`.
    pub(super) fn clusters_table(&self, lang: Lang) -> ReportTable {
        let rows = &self.clusters;
        let of = |value: fn(&FoundCluster) -> f64| floats(rows.iter().map(|found| Some(value(found))));
        let day = |place: usize| texts(rows.iter().map(|found| Some(date(found.period?[place])?.to_string())));
        let mut columns: Columns = vec![
            ("id", texts(rows.iter().map(|found| Some(found.id.clone())))),
            ("clues", whole(rows.iter().map(|found| found.cluster.clues.len()))),
            ("counties", whole(rows.iter().map(|found| found.cluster.counties.len()))),
        ];
        columns.extend(self.split_columns(&rows.iter().map(|found| Some(&found.cluster)).collect::<Vec<_>>()));
        columns.push(("seen_by_nobody", truths(rows.iter().map(|found| found.cluster.is_seen_by_nobody()))));
        columns.push(("p_value", of(|found| found.p_value)));
        columns.push(("significant", truths(rows.iter().map(|found| found.p_value <= self.settings.rate))));
        columns.push(("first_day", day(0)));
        columns.push(("last_day", day(1)));
        columns.push(("reach_m", of(|found| found.cluster.reach.get())));
        columns.extend(touched_columns(rows.iter().map(|found| &found.touched)));
        columns.push(("lon", of(|found| found.cluster.centre.lon())));
        columns.push(("lat", of(|found| found.cluster.centre.lat())));
        let shapes = rows.iter().map(|found| found.outline.clone().into()).collect();
        let style = polygon_style(
            &Classes::First(&[("seen_by_nobody", "nobody"), ("significant", "significant")], "other"),
            &[
                Look::area("nobody", lang.pick("跨界且无县单独可见", "across borders, seen by nobody"), "#c2272d", 0.45),
                Look::area("significant", lang.pick("显著", "significant"), "#e08a1e", 0.4),
                Look::area("other", lang.pick("其他", "other"), "#8a8f98", 0.3),
            ],
        );
        self.table("hotspots", columns, rows.iter().map(|found| found.cluster.centre.to_array()), Some((ShapeKind::Polygon, shapes))).styled(style)
    }

    /// Clusters by county, one row a share: for people who sum up.
    pub(super) fn shares_table(&self) -> ReportTable {
        let rows: Vec<_> = self.clusters.iter().flat_map(|found| found.cluster.counties.iter().map(move |share| (found, share))).collect();
        let columns = vec![
            ("id", texts(rows.iter().map(|(found, _)| Some(found.id.clone())))),
            ("county_code", texts(rows.iter().map(|(_, share)| Some(share.code.to_string())))),
            ("county_name", texts(rows.iter().map(|(_, share)| self.name(share.code)))),
            ("clues", whole(rows.iter().map(|(_, share)| share.count))),
            ("share", floats(rows.iter().map(|(found, share)| Some(share.count as f64 / found.cluster.clues.len() as f64)))),
            ("sees_it", truths(rows.iter().map(|(_, share)| share.sees_it))),
        ];
        self.table("hotspot_shares", columns, rows.iter().map(|_| NOWHERE), None)
    }

    /// Clues with the cluster that each belongs to.
    pub(super) fn clues_table(&self, lang: Lang) -> ReportTable {
        let events = &self.events;
        let all = || 0..events.len();
        let cluster = |event: usize| self.cluster_of[event].map(|place| self.clusters[place as usize].id.clone());
        let columns = vec![
            ("row", whole(self.row_numbers.iter().filter_map(|row| usize::try_from(*row).ok()))),
            ("id", texts(self.ids.iter().cloned())),
            ("hotspot_id", texts(all().map(cluster))),
            ("county_codes", texts(events.codes.iter().map(|codes| joined(codes.iter().map(ToString::to_string))))),
            ("day", texts(events.times.iter().map(|time| Some(date(time.as_ref()?.floor() as i64)?.to_string())))),
            ("lon", floats(events.positions.iter().map(|position| Some(position.lon())))),
            ("lat", floats(events.positions.iter().map(|position| Some(position.lat())))),
        ];
        let shapes = events.positions.iter().map(|position| Point::from(position.to_coord()).into()).collect();
        let style = point_style(
            &Classes::Filled("hotspot_id", ["member", "alone"]),
            &[Look::point("member", lang.pick("聚集区内", "of a hotspot"), "#c2272d"), Look::point("alone", lang.pick("其他线索", "other clues"), "#7f8a94")],
        );
        let at = events.positions.iter().map(|position| position.to_array());
        self.table("hotspot_clues", columns, at, Some((ShapeKind::Point, shapes))).styled(style)
    }

    /// Hexagons.
    pub(super) fn cells_table(&self, lang: Lang) -> ReportTable {
        let rows = &self.cell_rows;
        let mut columns: Columns =
            vec![("h3", texts((0..rows.len()).map(|cell| Some(self.cells.name(cell))))), ("clues", whole(rows.iter().map(|row| row.clues as usize)))];
        columns.extend(local_columns(&rows.iter().map(|row| (row.local, row.crowding.map(|here| here.p_value), row.adjusted, row.heat))));
        columns.push(("edge", truths(rows.iter().map(|row| row.is_edge))));
        columns.push(("emerging", texts(rows.iter().map(|row| row.emergence.map(|word| word.as_str().to_owned())))));
        columns.push(("trend_p_value", floats(rows.iter().map(|row| row.trend.map(|trend| trend.p_value)))));
        columns.push(("trend_slope", floats(rows.iter().map(|row| row.trend.map(|trend| trend.slope)))));
        let shape = |cell: usize| Polygon::new(LineString::from(self.cells.corners(cell)), vec![]).into();
        let shapes = (0..rows.len()).map(shape).collect();
        let at = (0..rows.len()).map(|cell| self.cells.middle(cell).to_array());
        self.table("hotspot_cells", columns, at, Some((ShapeKind::Polygon, shapes))).styled(polygon_style(&Classes::Word("heat"), &heat_looks(lang)))
    }

    /// Counties.
    pub(super) fn counties_table(&self, lang: Lang) -> ReportTable {
        let counties = &self.territory.generation.counties;
        let rows = &self.counties;
        let mut columns: Columns = vec![
            ("county_code", texts(counties.iter().map(|county| Some(county.division.code.to_string())))),
            ("county_name", texts(counties.iter().map(|county| Some(county.division.name.clone())))),
            ("clues", whole(rows.iter().map(|row| row.clues as usize))),
            ("area_km2", floats(rows.iter().map(|row| Some(row.square_km)))),
            ("clues_per_100km2", floats(rows.iter().map(|row| (row.square_km > 0.0).then(|| f64::from(row.clues) / row.square_km * 100.0)))),
        ];
        columns.extend(local_columns(&rows.iter().map(|row| (row.local, row.local.map(|local| local.gi_star_p_value), row.adjusted, row.heat))));
        let shapes: Vec<Geometry<f64>> = counties.iter().map(|county| (*county.territory).clone().into()).collect();
        self.table("hotspot_counties", columns, counties.iter().map(|_| NOWHERE), Some((ShapeKind::MultiPolygon, shapes)))
            .styled(polygon_style(&Classes::Word("heat"), &heat_looks(lang)))
    }

    /// Cylinders of the scan.
    pub(super) fn scan_table(&self, lang: Lang) -> ReportTable {
        let rows: Vec<&ScannedCluster> = self.scan.iter().flat_map(|scan| &scan.clusters).collect();
        let of = |value: fn(&ScannedCluster) -> f64| floats(rows.iter().map(|row| Some(value(row))));
        let day = |end: bool| {
            let of = |row: &ScannedCluster| {
                let steps = self.steps.as_ref()?;
                let day = if end { steps.day(row.found.steps.end) - 1 } else { steps.day(row.found.steps.start) };
                Some(date(day)?.to_string())
            };
            texts(rows.iter().map(|row| of(row)))
        };
        let mut columns: Columns = vec![
            ("id", texts(rows.iter().map(|row| Some(row.id.clone())))),
            ("clues", whole(rows.iter().map(|row| row.found.clues as usize))),
            ("expected", of(|row| row.found.expected)),
            ("times_expected", of(|row| f64::from(row.found.clues) / row.found.expected)),
            ("log_ratio", of(|row| row.found.log_ratio)),
            ("p_value", of(|row| row.found.p_value)),
            ("significant", truths(rows.iter().map(|row| row.found.p_value <= self.settings.rate))),
            ("radius_m", of(|row| row.found.radius.get())),
            ("first_day", day(false)),
            ("last_day", day(true)),
        ];
        columns.extend(self.split_columns(&rows.iter().map(|row| row.split.as_ref()).collect::<Vec<_>>()));
        columns.extend(touched_columns(rows.iter().map(|row| &row.touched)));
        columns.push(("lon", of(|row| row.centre.lon())));
        columns.push(("lat", of(|row| row.centre.lat())));
        let shapes = rows.iter().map(|row| row.outline.clone().into()).collect();
        let style = polygon_style(
            &Classes::First(&[("significant", "significant")], "other"),
            &[Look::area("significant", lang.pick("显著", "significant"), "#7d3fa3", 0.15), Look::area("other", lang.pick("其他", "other"), "#8a8f98", 0.1)],
        );
        self.table("hotspot_scan", columns, rows.iter().map(|row| row.centre.to_array()), Some((ShapeKind::Polygon, shapes))).styled(style)
    }

    /// Pairs of neighbours at every level: the layer `borders_risk`.
    pub(super) fn borders_table(&self, lang: Lang) -> ReportTable {
        let rows: Vec<(&FoundLevel, &BorderRow)> = self.borders.levels.iter().flat_map(|level| level.found.rows.iter().map(move |row| (level, row))).collect();
        let code = |(level, row): &(&FoundLevel, &BorderRow), side: usize| level.codes[row.sides[side] as usize];
        let some = |value: fn(&BorderRow) -> Option<f64>| floats(rows.iter().map(|(_, row)| value(row)));
        let mut columns: Columns = vec![
            ("level", texts(rows.iter().map(|(level, _)| Some(level.level.as_str().into())))),
            ("one_code", texts(rows.iter().map(|row| Some(code(row, 0).to_string())))),
            ("one_name", texts(rows.iter().map(|row| self.name(code(row, 0))))),
            ("other_code", texts(rows.iter().map(|row| Some(code(row, 1).to_string())))),
            ("other_name", texts(rows.iter().map(|row| self.name(code(row, 1))))),
            ("organiser_code", texts(rows.iter().map(|row| self.common([code(row, 0), code(row, 1)]).map(|code| code.to_string())))),
            ("length_km", some(|row| Some(row.length.get() / 1000.0))),
        ];
        for (band, [one, other, on_line]) in
            [["one_1km", "other_1km", "on_line_1km"], ["one_3km", "other_3km", "on_line_3km"], ["one_5km", "other_5km", "on_line_5km"]].into_iter().enumerate()
        {
            columns.push((one, whole(rows.iter().map(|(_, row)| row.bands[band].one as usize))));
            columns.push((other, whole(rows.iter().map(|(_, row)| row.bands[band].other as usize))));
            columns.push((on_line, whole(rows.iter().map(|(_, row)| row.bands[band].on_line as usize))));
        }
        columns.push(("clues_per_km", some(|row| Some(row.per_km()))));
        columns.push(("against_interior", some(BorderRow::against_interior)));
        columns.push(("asymmetry", some(BorderRow::asymmetry)));
        columns.push(("escalated_share", some(BorderRow::escalated_share)));
        columns.push(("p_value", some(|row| row.p_value)));
        columns.push(("adjusted_p", some(|row| row.adjusted)));
        columns.push(("risk", texts(rows.iter().map(|(_, row)| Some(self.risk(row.p_value, row.adjusted, row.bands[TESTED].clues()).into())))));
        let shapes: Vec<Geometry<f64>> = rows.iter().map(|(level, row)| self.line_of(level, row).into()).collect();
        self.table("borders_risk", columns, rows.iter().map(|_| NOWHERE), Some((ShapeKind::MultiLine, shapes)))
            .styled(line_style(&Classes::Word("risk"), &risk_looks(lang)))
    }

    /// Pieces of county borders, ranked.
    pub(super) fn segments_table(&self, lang: Lang) -> ReportTable {
        let rows = &self.borders.segments;
        let segment = |row: usize| &self.borders.lines.segments[rows[row].segment as usize];
        let county =
            |row: usize, side: usize| &self.territory.generation.counties[self.borders.lines.pairs[segment(row).pair as usize][side] as usize].division;
        let all = || 0..rows.len();
        let total = |row: usize| rows[row].clues.iter().sum::<u32>();
        let middle = |row: usize| {
            let points = &segment(row).points;
            points[points.len() / 2]
        };
        let columns: Columns = vec![
            ("rank", whole(all().map(|row| row + 1))),
            ("one_code", texts(all().map(|row| Some(county(row, 0).code.to_string())))),
            ("one_name", texts(all().map(|row| Some(county(row, 0).name.clone())))),
            ("other_code", texts(all().map(|row| Some(county(row, 1).code.to_string())))),
            ("other_name", texts(all().map(|row| Some(county(row, 1).name.clone())))),
            ("organiser_code", texts(all().map(|row| self.common([0, 1].map(|side| county(row, side).code)).map(|code| code.to_string())))),
            ("length_km", floats(all().map(|row| Some(segment(row).length.get() / 1000.0)))),
            ("one_3km", whole(all().map(|row| rows[row].clues[0] as usize))),
            ("other_3km", whole(all().map(|row| rows[row].clues[1] as usize))),
            ("on_line_3km", whole(all().map(|row| rows[row].clues[2] as usize))),
            ("clues_per_km", floats(all().map(|row| Some(f64::from(total(row)) / (segment(row).length.get() / 1000.0))))),
            ("p_value", floats(all().map(|row| rows[row].p_value))),
            ("adjusted_p", floats(all().map(|row| rows[row].adjusted))),
            ("risk", texts(all().map(|row| Some(self.risk(rows[row].p_value, rows[row].adjusted, total(row)).into())))),
            ("lon", floats(all().map(|row| Some(middle(row)[0])))),
            ("lat", floats(all().map(|row| Some(middle(row)[1])))),
        ];
        let shapes = all().map(|row| LineString::from(segment(row).points.clone()).into()).collect();
        self.table("border_segments", columns, all().map(middle), Some((ShapeKind::Line, shapes))).styled(line_style(&Classes::Word("risk"), &risk_looks(lang)))
    }

    /// The settings and what became of the rows, as a table for spreadsheets.
    pub(super) fn about_table(&self, lang: Lang) -> ReportTable {
        let rows = self.about(lang);
        let columns =
            vec![("item", texts(rows.iter().map(|(item, _)| Some(item.clone())))), ("value", texts(rows.iter().map(|(_, value)| Some(value.clone()))))];
        self.table("about", columns, rows.iter().map(|_| NOWHERE), None)
    }

    /// How a border is to be taken: whether it stands among all, would stand alone, has clues, or none. One word of the column `risk`.
    pub fn risk(&self, p_value: Option<f64>, adjusted: Option<f64>, clues: u32) -> &'static str {
        let rate = self.settings.rate;
        match (adjusted, p_value) {
            _ if clues == 0 => "none",
            (Some(adjusted), _) if adjusted <= rate => "significant",
            (_, Some(p_value)) if p_value <= rate => "noticeable",
            _ => "ordinary",
        }
    }

    /// The whole border of a pair.
    pub fn line_of(&self, level: &FoundLevel, row: &BorderRow) -> MultiLineString<f64> {
        let lines = &self.borders.lines;
        let body = |county: u32| {
            let code = self.territory.generation.counties[county as usize].division.code;
            if code.level() == level.level { Some(code) } else { self.territory.generation.superior_at(code, level.level) }
        };
        let ends = row.sides.map(|side| Some(level.codes[side as usize]));
        let is_own = |pair: &[u32; 2]| {
            let own = pair.map(body);
            own == ends || [own[1], own[0]] == ends
        };
        let own: Vec<bool> = lines.pairs.iter().map(is_own).collect();
        MultiLineString(lines.segments.iter().filter(|segment| own[segment.pair as usize]).map(|segment| LineString::from(segment.points.clone())).collect())
    }

    /// The name of a division.
    pub fn name(&self, code: DivisionCode) -> Option<String> {
        self.territory.generation.division(code).map(|division| division.name.clone())
    }

    /// The lowest division above both.
    pub fn common(&self, codes: [DivisionCode; 2]) -> Option<DivisionCode> {
        self.territory.generation.common_superior(&codes)
    }

    fn split_columns(&self, clusters: &[Option<&Cluster>]) -> Columns {
        let words = |cluster: &Cluster| {
            joined(cluster.counties.iter().map(|share| format!("{} {}={}", share.code, self.name(share.code).unwrap_or_default(), share.count)))
        };
        let organiser = |cluster: Option<&Cluster>| cluster.and_then(|cluster| cluster.organiser);
        vec![
            ("split", texts(clusters.iter().map(|cluster| words((*cluster)?)))),
            ("county_codes", texts(clusters.iter().map(|cluster| joined((*cluster)?.counties.iter().map(|share| share.code.to_string()))))),
            ("on_borders", whole(clusters.iter().map(|cluster| cluster.map_or(0, |cluster| cluster.on_borders)))),
            ("outside", whole(clusters.iter().map(|cluster| cluster.map_or(0, |cluster| cluster.outside)))),
            ("organiser_code", texts(clusters.iter().map(|cluster| organiser(*cluster).map(|code| code.to_string())))),
            ("organiser_name", texts(clusters.iter().map(|cluster| self.name(organiser(*cluster)?)))),
        ]
    }

    fn table(&self, name: &str, columns: Columns, at: impl Iterator<Item = [f64; 2]>, shapes: Option<(ShapeKind, Vec<Geometry<f64>>)>) -> ReportTable {
        ReportTable::new(name, columns, at, shapes, self.engine.sample)
    }
}

fn touched_columns<'a>(rows: impl Iterator<Item = &'a super::Touched> + Clone) -> Columns {
    vec![
        (
            "touched_zones",
            texts(rows.clone().map(|touched| joined(touched.zones.iter().map(|(id, name, level)| format!("{id} {name}（{}）", level.as_str()))))),
        ),
        ("touched_outfalls", texts(rows.clone().map(|touched| joined(touched.outfalls.iter().map(|(id, name)| format!("{id} {name}")))))),
        ("touched_waters", texts(rows.map(|touched| joined(touched.waters.iter().cloned())))),
    ]
}

/// Statistics, the p-value that decides, the same adjusted for all, and what follows.
fn local_columns(rows: &(impl Iterator<Item = (Option<Local>, Option<f64>, Option<f64>, Heat)> + Clone)) -> Columns {
    let of = |value: fn(&Local) -> Option<f64>| floats(rows.clone().map(|(local, ..)| value(&local?)));
    vec![
        ("gi_star", of(|local| local.gi_star)),
        ("p_value", floats(rows.clone().map(|(_, p_value, ..)| p_value))),
        ("adjusted_p", floats(rows.clone().map(|(_, _, adjusted, _)| adjusted))),
        ("heat", texts(rows.clone().map(|(.., heat)| Some(heat_word(heat).into())))),
        ("moran", of(|local| local.moran)),
        ("quadrant", texts(rows.clone().map(|(local, ..)| Some(quadrant_word(local?.quadrant?).into())))),
        ("moran_p_value", of(|local| local.p_value)),
        ("p_one_sided", of(|local| local.p_one_sided)),
    ]
}

fn heat_looks(lang: Lang) -> [Look; 3] {
    [
        Look::area("hot", lang.pick("热点（显著）", "hot, significant"), "#c2272d", 0.6),
        Look::area("cold", lang.pick("冷点（显著）", "cold, significant"), "#2c6fb3", 0.5),
        Look::area("none", lang.pick("不显著", "not significant"), "#d9dde0", 0.15),
    ]
}

fn risk_looks(lang: Lang) -> [Look; 4] {
    [
        Look::line("significant", lang.pick("显著（已作多重校正）", "significant among all"), "#c2272d", 1.4),
        Look::line("noticeable", lang.pick("单独看显著", "noticeable alone"), "#e08a1e", 1.0),
        Look::line("ordinary", lang.pick("有线索，不显著", "with clues, ordinary"), "#5a6670", 0.5),
        Look::line("none", lang.pick("3 千米内无线索", "no clue within 3 km"), "#b7bec4", 0.3),
    ]
}
