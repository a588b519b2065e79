//! Outfalls of the registry (入河排污口).

use super::DivisionCode;
use crate::coord::LonLat;

/// One outfall that has a position.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Outfall {
    /// Register id, opaque text (HJ 1235-2021 is not read into).
    pub id: String,
    /// Name.
    pub name: String,
    /// Type: 工业, 城镇污水处理厂, 农业, 其他.
    pub kind: String,
    /// The county that the register names, as written there.
    pub registered_county: Option<String>,
    /// The same as a code in force: superseded codes are mapped; `None` when missing, statistical or unreadable.
    pub county: Option<DivisionCode>,
    /// Responsible unit; where nobody owns an outfall, the county government does (DOMAIN §5).
    pub owner: Option<String>,
    /// 在用, 停用, 整治中.
    pub status: String,
    /// Where it is.
    pub position: LonLat,
}

/// Words of a status that say that nothing flows any more.
const OUT_OF_USE: [&str; 5] = ["停用", "关闭", "封堵", "拆除", "closed"];

impl Outfall {
    /// Whether something may still flow from it; a status that nobody knows does not say otherwise.
    pub fn is_in_use(&self) -> bool {
        !OUT_OF_USE.iter().any(|word| self.status.contains(word))
    }

    /// Whether the register has a code that another took the place of.
    pub fn was_superseded(&self) -> bool {
        let written = self.registered_county.as_deref().and_then(|text| text.parse().ok());
        written.is_some_and(|written: DivisionCode| self.county.is_some_and(|county| county != written))
    }
}
