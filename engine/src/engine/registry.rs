//! Where the registry of outfalls, the boundaries and the codes say different things.

use super::Engine;
use crate::ingest::CodeReading;
use crate::lang::Lang;
use crate::model::{DivisionCode, Outfall};
use crate::units::Metres;

/// What of three disagrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// The registry names another county than the one the outfall lies in.
    CountyDiffers,
    /// The outfall lies in no county.
    Outside,
    /// It lies exactly on a border, and so in several.
    OnBorder,
    /// The registry has a code that another took the place of.
    SupersededCode,
    /// The registry has a code of statistics.
    StatisticalZone,
    /// The registry has a code that no division of the data bears.
    UnknownCode,
    /// The registry names no county that can be read.
    NoCounty,
}

/// One conflict.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct RegistryConflict {
    /// What disagrees.
    pub kind: ConflictKind,
    /// Id of the outfall.
    pub outfall: String,
    /// Its name.
    pub name: String,
    /// What the registry has for its county.
    pub registered: Option<String>,
    /// The counties that it lies in.
    pub located: Vec<DivisionCode>,
    /// Longitude, CGCS2000 degrees.
    pub lon: f64,
    /// Latitude, CGCS2000 degrees.
    pub lat: f64,
    /// Metres to the nearest border: a few say that the border is meant, many that the county is wrong.
    pub border_distance_m: Option<f64>,
}

impl Engine {
    /// Every conflict of the registry with the boundaries in force and with the codes, in the order of the registry.
    pub fn registry_conflicts(&self) -> Vec<RegistryConflict> {
        self.outfalls.outfalls.iter().flat_map(|outfall| self.conflicts_of(outfall)).collect()
    }

    pub(super) fn conflicts_of(&self, outfall: &Outfall) -> Vec<RegistryConflict> {
        let territory = self.current();
        let generation = &territory.generation;
        let claims = territory.counties.claims(outfall.position);
        let located: Vec<DivisionCode> = claims.iter().map(|claim| generation.counties[claim.area as usize].division.code).collect();
        let mut kinds = Vec::new();
        match self.codes.resolve(outfall.registered_county.as_deref().unwrap_or_default()) {
            CodeReading::InForce(code) if generation.division(code).is_none() => kinds.push(ConflictKind::UnknownCode),
            CodeReading::InForce(_) => {}
            CodeReading::Superseded { .. } => kinds.push(ConflictKind::SupersededCode),
            CodeReading::StatisticalZone(_) => kinds.push(ConflictKind::StatisticalZone),
            CodeReading::Missing | CodeReading::Invalid(_) => kinds.push(ConflictKind::NoCounty),
        }
        match located.as_slice() {
            [] => kinds.push(ConflictKind::Outside),
            [_] if claims.iter().all(|claim| !claim.on_boundary) => {}
            _ => kinds.push(ConflictKind::OnBorder),
        }
        // A prefecture's code is no conflict for an outfall in one of its counties.
        let is_of = |registered: DivisionCode| located.iter().any(|code| *code == registered || generation.superiors(*code).contains(&registered));
        if let Some(registered) = outfall.county.filter(|code| generation.division(*code).is_some())
            && !located.is_empty()
            && !is_of(registered)
        {
            kinds.push(ConflictKind::CountyDiffers);
        }
        if kinds.is_empty() {
            return Vec::new();
        }
        let border_distance_m = territory.borders.nearest(outfall.position).map(|border| border.distance.get());
        let conflict = |kind| RegistryConflict {
            kind,
            outfall: outfall.id.clone(),
            name: outfall.name.clone(),
            registered: outfall.registered_county.clone(),
            located: located.clone(),
            lon: outfall.position.lon(),
            lat: outfall.position.lat(),
            border_distance_m,
        };
        kinds.into_iter().map(conflict).collect()
    }
}

impl ConflictKind {
    /// What it is, in a few words.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::CountyDiffers => lang.pick("登记的县与位置不符", "the registry names another county than its place"),
            Self::Outside => lang.pick("位置不在任何县内", "the place lies in no county"),
            Self::OnBorder => lang.pick("位置恰在界线上", "the place lies exactly on a border"),
            Self::SupersededCode => lang.pick("登记的代码已被取代", "the registry has a superseded code"),
            Self::StatisticalZone => lang.pick("登记的是统计用代码", "the registry has a code of statistics"),
            Self::UnknownCode => lang.pick("登记的代码不在行政区划中", "the registry has a code that no division bears"),
            Self::NoCounty => lang.pick("没有登记县或无法识别", "the registry names no county that can be read"),
        }
    }
}

impl RegistryConflict {
    /// One line for people.
    pub fn sentence(&self, lang: Lang) -> String {
        let Self { kind, outfall, registered, located, lon, lat, border_distance_m, .. } = self;
        let registered = registered.as_deref().unwrap_or("—");
        let located = if located.is_empty() { "—".to_owned() } else { located.iter().map(ToString::to_string).collect::<Vec<_>>().join("、") };
        let border = border_distance_m
            .map(|metres| lang.pick(format!("，距界线 {}", Metres(metres).spoken(lang)), format!(", {} from a border", Metres(metres).spoken(lang))));
        let border = border.unwrap_or_default();
        lang.pick(
            format!("{outfall}：{}（登记 {registered}，位置 {located}，{lon:.6}, {lat:.6}{border}）", kind.text(lang)),
            format!("{outfall}: {} (registry {registered}, place {located}, at {lon:.6}, {lat:.6}{border})", kind.text(lang)),
        )
    }
}
