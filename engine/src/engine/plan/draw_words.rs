//! How the draws were made, so that anyone can make them again.

use super::JointAction;
use crate::lang::Lang;
use crate::plan::{Exclusion, Grouping, SeedOrigin, key};

/// The line of a shell that prints the rank of a text.
pub(super) fn command(key: &str) -> String {
    format!("printf '%s' '{}' | sha256sum", key.replace('\'', r"'\''"))
}

impl JointAction {
    /// Whether anything was drawn.
    pub(super) fn has_draw(&self) -> bool {
        !self.teams.is_empty() || self.outfalls_drawn.is_some()
    }

    /// The seed, and where it is from.
    pub(super) fn seed_words(&self, lang: Lang) -> String {
        let seed = self.seed.text();
        match self.seed.origin() {
            SeedOrigin::Given => lang.pick(format!("{seed}（指定）"), format!("{seed} (given)")),
            SeedOrigin::Made => lang.pick(
                format!("{seed}（由本机随机生成；为使各方信服，建议用 --seed 指定抽签前公布的文字）"),
                format!("{seed} (made at random on this machine; a text announced before the draw, by --seed, convinces more)"),
            ),
        }
    }

    /// How the teams are made.
    pub(super) fn how_teams(&self, lang: Lang) -> String {
        let size = self.rules.size;
        if self.teams.is_empty() {
            return lang.pick(format!("待抽取（未提供名单）；每组 {size} 人"), format!("not drawn, for want of a roster; {size} a team"));
        }
        let count = self.teams.len();
        match self.rules.grouping {
            Grouping::Jurisdiction => lang.pick(
                format!("{count} 组，每组 {size} 人，每个辖区一组，统一行动期间一人只在一组"),
                format!("{count} teams of {size}, one for each jurisdiction; nobody is in two"),
            ),
            Grouping::Target => lang.pick(
                format!("{count} 组，每组 {size} 人，逐个检查对象抽取，一人可检查多个对象"),
                format!("{count} teams of {size}, one for each target; one person may have several"),
            ),
        }
    }

    /// The algorithm, a line each.
    pub(super) fn algorithm(&self, lang: Lang) -> Vec<String> {
        let size = self.rules.size;
        let mut lines = vec![lang.pick(format!("种子：{}", self.seed_words(lang)), format!("Seed: {}", self.seed_words(lang)))];
        if self.outfalls_drawn.is_some() {
            lines.push(
                lang.pick(
                    "抽取检查对象：对每个排污口，取文本“种子|编号”（UTF-8）的 SHA-256，按十六进制由小到大取前若干个。",
                    "Targets: for each outfall the SHA-256 of the text seed|id (UTF-8), in hexadecimal; the lowest are drawn.",
                )
                .into(),
            );
        }
        if self.teams.is_empty() {
            return lines;
        }
        lines.push(lang.pick(
            format!("抽取检查组：对每组和名单中的每一人，取文本“种子|组代码|证号”（UTF-8）的 SHA-256，按十六进制由小到大排列；去掉应排除的人员，前 {size} 人为该组成员。"),
            format!("Teams: for each team and everybody on the roster the SHA-256 of the text seed|team|certificate (UTF-8), in hexadecimal; of those not left out the lowest {size} are the team."),
        ));
        lines.push(
            lang.pick(
                "排除：被检查辖区及其下属单位的人员；应回避的人员。",
                "Left out are people of the jurisdiction inspected, or of a bureau below it, and those recused.",
            )
            .to_owned()
                + if self.rules.other_prefecture {
                    lang.pick("同一市（州）的人员也排除。", " People of the same prefecture are left out, too.")
                } else {
                    ""
                }
                + match self.rules.grouping {
                    Grouping::Jurisdiction => lang.pick(
                        "各组依次抽取，可抽人数少者先抽，相同时代码小者先抽；已编入前面各组的不再抽取。",
                        " The team with the fewest to choose from draws first, of equals the lower code; who is in a team is in no other.",
                    ),
                    Grouping::Target => "",
                },
        );
        if let Some(candidate) = self.teams.first().and_then(|team| team.candidates.iter().find(|candidate| candidate.drawn)) {
            lines.push(lang.pick(format!("核验一行：{}", command(&candidate.key)), format!("To check one row: {}", command(&candidate.key))));
        }
        lines
    }

    /// The text whose hash is the rank of a target.
    pub(super) fn target_key(&self, id: &str) -> String {
        key(&self.seed, &[id])
    }
}

/// Why somebody was left out.
pub(super) fn exclusion_words(exclusion: &Exclusion, lang: Lang) -> String {
    match exclusion {
        Exclusion::OwnJurisdiction => lang.pick("本辖区人员", "of the jurisdiction inspected").into(),
        Exclusion::Recused => lang.pick("回避", "recused").into(),
        Exclusion::SamePrefecture => lang.pick("同一市（州）人员", "of the same prefecture").into(),
        Exclusion::OtherTeam(team) => lang.pick(format!("已编入 {team} 组"), format!("in team {team}")),
    }
}
