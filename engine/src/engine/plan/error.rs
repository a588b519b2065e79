//! Why there is no plan.

use crate::lang::Lang;
use crate::plan::{RosterFault, TooFew};

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The selection has no area.
    #[error("nothing is selected")]
    NoAreas,
    /// No county has any of the ground.
    #[error("the areas lie outside the boundaries")]
    Outside,
    /// The roster cannot be drawn from.
    #[error("the roster cannot be drawn from")]
    Roster(#[from] RosterFault),
    /// There are not enough people for a team.
    #[error("there are not enough people for a team")]
    TooFew {
        /// Which team, and how many.
        fault: TooFew,
        /// What the team inspects, for people.
        name: String,
    },
}

impl PlanError {
    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        match self {
            Self::NoAreas => lang.pick("所选文件中没有可用的区域", "the selection has no usable area").into(),
            Self::Outside => lang
                .pick(
                    "所选区域不在已载入的任何县（市、区）内，无法确定参加单位和共同上级：请检查坐标系，或载入相应的界线",
                    "the areas lie in no county that is loaded, so nobody can be said to take part: check the coordinate system, or load the boundaries",
                )
                .into(),
            Self::Roster(fault) => fault.sentence(lang),
            Self::TooFew { fault, name } => {
                let TooFew { found, elsewhere, wanted, .. } = fault;
                let others = if *elsewhere > 0 {
                    lang.pick(format!("（另有 {elsewhere} 人已编入其他检查组）"), format!(" ({elsewhere} more are in other teams)"))
                } else {
                    String::new()
                };
                lang.pick(
                    format!(
                        "检查“{name}”的组需要 {wanted} 人，名单中除去本辖区和应回避的人员后只有 {found} 人可抽{others}：请在名单中增加其他单位的人员、减少 --team，或用 --per-target 逐个对象抽取"
                    ),
                    format!(
                        "the team for {name} needs {wanted}, and without its own people and those recused {found} are left to draw{others}: put people of other bureaus on the roster, lower --team, or draw target by target with --per-target"
                    ),
                )
            }
        }
    }
}
