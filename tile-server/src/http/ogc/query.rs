//! What the query of a request for features says, checked.

use axum::http::StatusCode;
use bailiwick_engine::lang::Lang;
use geo_types::Rect;

use super::super::error::ApiError;
use super::super::params::Params;
use crate::features::crs::Crs;
use crate::features::filter::{Filter, FilterError, Queryable};
use crate::features::{Order, queryables};
use crate::layers::{Kind, Layer};

/// Features on a page where the client does not say.
const LIMIT: usize = 1_000;
/// Features on a page at most; who asks for more gets this many and the way to the rest.
pub(crate) const LIMIT_MAX: usize = 10_000;

/// What every request for features may say beside the names of the layer's fields.
pub(crate) const KNOWN: [&str; 16] = [
    "f",
    "lang",
    "token",
    "v",
    "limit",
    "offset",
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "filter",
    "filter-lang",
    "filter-crs",
    "sortby",
    "properties",
    "skipGeometry",
];

/// A request for features of a layer.
pub(crate) struct Asked {
    /// `None` where the client does not say.
    pub(crate) limit: Option<usize>,
    pub(crate) offset: usize,
    pub(crate) crs: Crs,
    pub(crate) boxes: Vec<Rect<f64>>,
    pub(crate) filters: Vec<Filter>,
    pub(crate) order: Vec<Order>,
    /// The columns told, in the layer's order.
    pub(crate) columns: Vec<usize>,
    pub(crate) skips_geometry: bool,
}

impl Asked {
    /// Features on a page.
    pub(crate) fn page(&self) -> usize {
        self.limit.unwrap_or(LIMIT).min(LIMIT_MAX)
    }

    /// Reads the query.
    ///
    /// # Errors
    /// A parameter that there is not, or a value that it cannot have.
    pub(crate) fn read(params: &Params, layer: &Layer) -> Result<Self, ApiError> {
        let is_field = |name: &str| layer.column(name).is_some();
        if let Some(unknown) = params.names().find(|name| !KNOWN.contains(name) && !is_field(name)) {
            return Err(unknown_parameter(unknown));
        }
        let crs = system(params, "crs")?;
        let fields = queryables(layer);
        Ok(Self {
            limit: count(params, "limit")?.map(|limit| if limit == 0 { Err(no_limit()) } else { Ok(limit) }).transpose()?,
            offset: count(params, "offset")?.unwrap_or(0),
            crs,
            boxes: boxes(params)?,
            filters: filters(params, layer, &fields)?,
            order: order(params, layer)?,
            columns: columns(params, layer)?,
            skips_geometry: flag(params, "skipGeometry")?,
        })
    }
}

fn no_limit() -> ApiError {
    ApiError::bad_request("limit_out_of_range", ["limit 至少为 1", "limit must be at least 1"])
}

fn unknown_parameter(name: &str) -> ApiError {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
    let sentence = [
        format!("没有参数“{shown}”；可用的属性见 queryables"),
        format!("there is no parameter {shown:?}: queryables lists the properties that can be asked for"),
    ];
    ApiError::bad_request("unknown_parameter", sentence)
}

fn count(params: &Params, name: &str) -> Result<Option<usize>, ApiError> {
    let Some(text) = params.get(name) else { return Ok(None) };
    let digits = text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty();
    // More digits than a number has are more than there are features.
    let number = digits.then(|| text.parse().unwrap_or(usize::MAX >> 1));
    number
        .map(Some)
        .ok_or_else(|| ApiError::bad_request("not_a_count", [format!("{name} 应为非负整数"), format!("{name} must be a whole number, not below zero")]))
}

fn flag(params: &Params, name: &str) -> Result<bool, ApiError> {
    match params.get(name) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(ApiError::bad_request("not_a_flag", [format!("{name} 应为 true 或 false"), format!("{name} must be true or false")])),
    }
}

/// The coordinate system that a parameter names; the default of the standard where it is not given.
fn system(params: &Params, name: &str) -> Result<Crs, ApiError> {
    let Some(text) = params.get(name) else { return Ok(Crs::default()) };
    Crs::of(text).ok_or_else(|| {
        let shown: String = text.chars().filter(|c| !c.is_control()).take(80).collect();
        let known = Crs::ALL.map(Crs::uri).join("、");
        let known_en = Crs::ALL.map(Crs::uri).join(", ");
        ApiError::bad_request(
            "unknown_crs",
            [format!("{name} 的坐标系“{shown}”不支持，可用：{known}"), format!("{name} {shown:?} is not supported: {known_en}")],
        )
    })
}

/// `bbox` in the system of `bbox-crs`: four numbers, or six of which the heights count for nothing. A box whose west lies east of its east
/// goes across the antimeridian and is two.
fn boxes(params: &Params) -> Result<Vec<Rect<f64>>, ApiError> {
    let crs = system(params, "bbox-crs")?;
    let Some(text) = params.get("bbox") else { return Ok(Vec::new()) };
    let wrong = || {
        let sentence = [
            "bbox 应为四个数：西、南、东、北（按 bbox-crs 的轴序），南不大于北",
            "bbox must be four numbers: west, south, east, north, in the axis order of bbox-crs, with the south not above the north",
        ];
        ApiError::bad_request("bad_bbox", sentence)
    };
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok().filter(|n: &f64| n.is_finite())).collect();
    let corners = match numbers.as_deref() {
        Some(&[a, b, c, d] | &[a, b, _, c, d, _]) => [[a, b], [c, d]],
        _ => return Err(wrong()),
    };
    let [Some([west, south]), Some([east, north])] = corners.map(|corner| crs.to_degrees(corner)) else { return Err(wrong()) };
    if south > north {
        return Err(wrong());
    }
    let between = |west: f64, east: f64| Rect::new([west, south], [east, north]);
    Ok(if west <= east { vec![between(west, east)] } else { vec![between(west, 180.0), between(-180.0, east)] })
}

/// `filter`, `datetime`, and fields with a value that they must have.
fn filters(params: &Params, layer: &Layer, fields: &[Queryable<'_>]) -> Result<Vec<Filter>, ApiError> {
    let mut filters = Vec::new();
    if params.get("filter-lang").is_some_and(|lang| lang != "cql2-text") {
        return Err(ApiError::bad_request("unknown_filter_lang", ["filter-lang 只支持 cql2-text", "filter-lang can be cql2-text only"]));
    }
    let crs = system(params, "filter-crs")?;
    if let Some(text) = params.get("filter") {
        filters.push(Filter::parse_with(text, fields, &|place| crs.to_degrees(place)).map_err(|error| bad_filter(&error))?);
    }
    if let Some(text) = params.get("datetime") {
        filters.extend(when(text, layer).map(|cql| Filter::parse(&cql, fields).map_err(|_| bad_datetime())).transpose()?);
    }
    for field in &layer.fields {
        let Some(text) = params.get(field.name) else { continue };
        let value = match field.kind {
            Kind::Text | Kind::Time => format!("'{}'", text.replace('\'', "''")),
            Kind::Number | Kind::Decimal | Kind::Flag => text.to_owned(),
        };
        // A day or a moment is compared as the text it is.
        let as_text: Vec<Queryable<'_>> = layer.fields.iter().map(|f| Queryable { name: f.name, kind: as_compared(f.kind) }).collect();
        filters.push(Filter::parse(&format!("\"{}\" = {value}", field.name), &as_text).map_err(|error| bad_filter(&error))?);
    }
    Ok(filters)
}

fn as_compared(kind: Kind) -> crate::features::filter::Kind {
    use crate::features::filter::Kind as Compared;
    match kind {
        Kind::Text | Kind::Time => Compared::Text,
        Kind::Number | Kind::Decimal => Compared::Number,
        Kind::Flag => Compared::Flag,
    }
}

fn bad_filter(error: &FilterError) -> ApiError {
    ApiError::bad_request("bad_filter", [error.sentence(Lang::Zh), error.sentence(Lang::En)])
}

fn bad_datetime() -> ApiError {
    let sentence = [
        "datetime 应为时刻或区间，如 2026-06-05T00:00:00Z 或 2026-06-01T00:00:00Z/..",
        "datetime must be a moment or an interval such as 2026-06-05T00:00:00Z or 2026-06-01T00:00:00Z/..",
    ];
    ApiError::bad_request("bad_datetime", sentence)
}

/// `datetime` as a filter over the layer's time; nothing where it has none, as then every row is of every time.
fn when(text: &str, layer: &Layer) -> Option<String> {
    let times: Vec<&str> = layer.fields.iter().filter(|field| field.kind == Kind::Time).map(|field| field.name).collect();
    let literal = |text: &str| if text.is_empty() { "..".to_owned() } else { text.replace('\'', "''") };
    let asked = match text.split_once('/') {
        Some((from, to)) => format!("INTERVAL('{}','{}')", literal(from), literal(to)),
        None => format!("INTERVAL('{0}','{0}')", literal(text)),
    };
    match times[..] {
        [] => None,
        [moment] => Some(format!("T_INTERSECTS(\"{moment}\", {asked})")),
        // From the first day to the one before the last, each open where it is not given.
        [from, to, ..] => Some(format!("(\"{from}\" IS NULL OR NOT T_AFTER(\"{from}\", {asked})) AND (\"{to}\" IS NULL OR NOT T_BEFORE(\"{to}\", {asked}))")),
    }
}

fn order(params: &Params, layer: &Layer) -> Result<Vec<Order>, ApiError> {
    let Some(text) = params.get("sortby") else { return Ok(Vec::new()) };
    let by = |part: &str| {
        let part = part.trim();
        let (is_descending, name) = match part.strip_prefix('-') {
            Some(name) => (true, name),
            // A plus in a query may arrive as the space that it stands for.
            None => (false, part.trim_start_matches(['+', ' '])),
        };
        layer.column(name).map(|column| Order { column, is_descending }).ok_or_else(|| unknown_parameter(name))
    };
    text.split(',').map(by).collect()
}

fn columns(params: &Params, layer: &Layer) -> Result<Vec<usize>, ApiError> {
    let Some(text) = params.get("properties") else { return Ok((0..layer.fields.len()).collect()) };
    let mut columns = text.split(',').map(|name| layer.column(name.trim()).ok_or_else(|| unknown_parameter(name))).collect::<Result<Vec<usize>, _>>()?;
    columns.sort_unstable();
    columns.dedup();
    Ok(columns)
}

/// The data is another than that of the pages before.
pub(crate) fn changed() -> ApiError {
    let sentence = ["数据已更新，请从第一页重新读取", "the data has changed: read again from the first page"];
    ApiError::new(StatusCode::GONE, "data_changed", sentence)
}
