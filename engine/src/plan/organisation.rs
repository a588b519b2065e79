//! Who organises and who approves: articles 2, 3 and 6 of the regulation.
//!
//! The province organises what reaches across prefectures, a prefecture what lies within it or reaches across its counties (article 6). An
//! action that counties or prefectures start themselves is approved by their common superior (articles 2 and 6), under whose lead it runs.
//! So in both cases it is the lowest division above all who take part. Of divisions of two provinces there is none in the data, and none
//! is made up.

use serde::Serialize;

use crate::model::{DivisionCode, Generation, Level};

/// Who starts an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StartedBy {
    /// The province or the prefecture that organises it.
    Superior,
    /// Those who take part, together.
    Participants,
}

/// How far an action reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One county.
    OneCounty,
    /// Several counties of one prefecture.
    OnePrefecture,
    /// Several prefectures of the province.
    SeveralPrefectures,
    /// The participants have no common superior in the data.
    BeyondTheData,
}

/// An article of the regulation. The number 9 occurs twice there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Article {
    /// What a joint action is.
    #[serde(rename = "第二条")]
    Two,
    /// Who the regulation is for.
    #[serde(rename = "第三条")]
    Three,
    /// How actions are organised.
    #[serde(rename = "第六条")]
    Six,
}

impl Article {
    /// As it is cited.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Two => "第二条",
            Self::Three => "第三条",
            Self::Six => "第六条",
        }
    }
}

/// How an action is organised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Organisation {
    /// Who starts it.
    pub started_by: StartedBy,
    /// How far it reaches.
    pub scope: Scope,
    /// Who organises or guides it; and approves it, where those who take part start it.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub superior: Option<DivisionCode>,
    /// The articles that say who organises.
    pub organised_by: Vec<Article>,
    /// The articles that say who approves; none where the superior starts it itself.
    pub approved_by: Vec<Article>,
}

/// The organisation of an action of these participants: counties, or bodies beside the standard hierarchy.
pub fn organisation(generation: &Generation, participants: &[DivisionCode], started_by: StartedBy) -> Organisation {
    let superior = generation.common_superior(participants);
    let scope = match superior.and_then(|code| generation.division(code)).map(|division| division.level) {
        None => Scope::BeyondTheData,
        Some(Level::Province) if participants.len() > 1 => Scope::SeveralPrefectures,
        Some(_) if participants.len() > 1 => Scope::OnePrefecture,
        Some(_) => Scope::OneCounty,
    };
    let approved_by = match started_by {
        StartedBy::Superior => Vec::new(),
        StartedBy::Participants => vec![Article::Two, Article::Six],
    };
    Organisation { started_by, scope, superior, organised_by: vec![Article::Three, Article::Six], approved_by }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::roster::tests::{code, fixture_f};

    #[test]
    fn the_lowest_division_above_all_organises() {
        let generation = fixture_f();
        for (participants, scope, superior) in [
            (&["220323", "220322"][..], Scope::OnePrefecture, Some("220300")),
            (&["220184", "220323"], Scope::SeveralPrefectures, Some("220000")),
            (&["220184", "220182", "220322", "220323"], Scope::SeveralPrefectures, Some("220000")),
            (&["220184"], Scope::OneCounty, Some("220100")),
            (&["220184", "230183"], Scope::BeyondTheData, None),
            (&[], Scope::BeyondTheData, None),
        ] {
            let codes: Vec<DivisionCode> = participants.iter().map(|text| code(text)).collect();
            let found = organisation(&generation, &codes, StartedBy::Superior);
            assert_eq!((found.scope, found.superior), (scope, superior.map(code)), "{participants:?}");
            assert_eq!(found.approved_by, []);
        }
    }

    #[test]
    fn what_counties_start_themselves_their_common_superior_approves() {
        let found = organisation(&fixture_f(), &[code("220322"), code("220323")], StartedBy::Participants);
        assert_eq!((found.superior, found.approved_by), (Some(code("220300")), vec![Article::Two, Article::Six]));
    }
}
