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
