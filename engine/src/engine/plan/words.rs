//! A plan in sentences.

use std::fmt::Write as _;

use super::{Body, JointAction};
use crate::lang::Lang;
use crate::model::DivisionCode;
use crate::plan::{Article, Grouping, Scope, StartedBy, TargetKind};
use crate::rules::Term;

/// Participants that are named in the title; more are counted.
const NAMED_MAX: usize = 4;

impl JointAction {
    /// The title, without the word draft.
    pub fn heading(&self, lang: Lang) -> String {
        if let Some(title) = &self.title {
            return title.clone();
        }
        let who = if self.participants.len() <= NAMED_MAX {
            self.names(lang)
        } else {
            let (superior, count) = (self.superior.as_ref().map_or("", |body| body.name.as_str()), self.participants.len());
            lang.pick(format!("{superior}{count}个单位"), format!("{count} jurisdictions of {superior}"))
        };
        if self.participants.len() == 1 {
            lang.pick(format!("关于开展{who}生态环境联合执法行动的工作方案"), format!("Work plan of a joint enforcement action in {who}"))
        } else {
            lang.pick(format!("关于开展{who}生态环境跨区域联合执法行动的工作方案"), format!("Work plan of a cross-regional joint enforcement action in {who}"))
        }
    }

    /// What a plan of ours is: a draft, perhaps of sample data.
    pub fn mark(&self, lang: Lang) -> String {
        let draft = lang.pick("草案，须经批准", "Draft, for approval");
        if self.sample {
            format!("{draft}{}", lang.pick("；示例数据，不得作为执法依据", "; sample data: not for enforcement"))
        } else {
            draft.to_owned()
        }
    }

    pub(super) fn names(&self, lang: Lang) -> String {
        let names: Vec<&str> = self.participants.iter().map(|participant| participant.body.name.as_str()).collect();
        names.join(lang.pick("、", ", "))
    }

    /// The bureau that organises; a blank where it is not known.
    pub(super) fn organiser(&self, lang: Lang) -> String {
        self.superior.as_ref().map_or_else(|| lang.pick("（须人工确定）", "(to be settled by hand)").to_owned(), |body| body.bureau.clone())
    }

    /// Why it organises, with the articles.
    pub(super) fn organised(&self, lang: Lang) -> String {
        let (who, count, articles) = (self.organiser(lang), self.participants.len(), cited(&self.organisation.organised_by, lang));
        match self.organisation.scope {
            Scope::OneCounty => lang.pick(
                format!("行动只涉及{}，由{who}在本辖区组织开展（{articles}）。", self.names(lang)),
                format!("Only {} takes part; {who} organises it within its own territory ({articles}).", self.names(lang)),
            ),
            Scope::OnePrefecture => lang.pick(
                format!("行动跨同一市（州）的{count}个县级辖区，由{who}组织开展（{articles}）。"),
                format!("{count} jurisdictions of one prefecture take part; {who} organises it ({articles})."),
            ),
            Scope::SeveralPrefectures => lang.pick(
                format!("行动跨市（州），涉及{count}个辖区，由{who}组织开展（{articles}）。"),
                format!("{count} jurisdictions of several prefectures take part; {who} organises it ({articles})."),
            ),
            Scope::BeyondTheData => lang.pick(
                "参加单位在现有数据中没有共同的上级，组织单位和批准单位须人工确定，本方案不作推断。".to_owned(),
                "The participants have no common superior in the data: who organises and approves is to be settled by hand.".to_owned(),
            ),
        }
    }

    /// Who approves, with the articles.
    pub(super) fn approval(&self, lang: Lang) -> String {
        let who = self.organiser(lang);
        let both = cited(&[Article::Two, Article::Six], lang);
        if self.superior.is_none() {
            return who;
        }
        match self.organisation.started_by {
            StartedBy::Superior => lang.pick(
                format!("由{who}统一组织（{}）；如改由市（县、区）联合发起，报其批准（{both}）。", Article::Two.as_str()),
                format!("{who} organises it itself ({}); if those who take part start it instead, {who} approves ({both}).", Article::Two.as_str()),
            ),
            StartedBy::Participants => lang.pick(
                format!("由参加单位联合发起，报共同的上级主管部门{who}批准，在其组织或指导下开展（{both}）。"),
                format!("Those who take part start it together; their common superior {who} approves, and organises or guides it ({both})."),
            ),
        }
    }

    /// What nobody here knows.
    pub(super) fn unknown(&self, lang: Lang) -> Vec<String> {
        let mut unknown = Vec::new();
        if self.outside_km2 > 0.0 {
            let (part, whole) = (self.outside_km2, self.ground_km2);
            unknown.push(lang.pick(
                format!("区域共 {whole:.3} 平方千米，其中 {part:.3} 平方千米不在已载入的界线之内，属哪一行政区未知：如涉及外省，须另行商定，本方案不作推断。"),
                format!("{part:.3} of the {whole:.3} km² lie outside the boundaries that are loaded; whose that is, is not known here. If another province is concerned, agree with it first."),
            ));
        }
        if !self.nobodys.is_empty() {
            let ids = self.nobodys.join(lang.pick("、", ", "));
            unknown.push(lang.pick(
                format!("以下排污口不在任何县内、登记也未写明属地，未列入检查对象：{ids}。"),
                format!("These outfalls lie in no county and their registry names none; they are no targets: {ids}."),
            ));
        }
        unknown
    }

    pub(super) fn when(&self, lang: Lang) -> String {
        let day = |day: Option<jiff::civil::Date>| match day {
            Some(day) => lang.pick(format!("{}年{}月{}日", day.year(), day.month(), day.day()), day.to_string()),
            None => lang.pick("____年__月__日", "____-__-__").to_owned(),
        };
        let (from, to) = (day(self.period.from), day(self.period.to));
        lang.pick(format!("{from}至{to}"), format!("{from} to {to}"))
    }

    /// Who is told though nothing of theirs is inspected.
    pub(super) fn told_words(&self, lang: Lang) -> Option<String> {
        let names: Vec<&str> = self.told.iter().map(|body| body.name.as_str()).collect();
        (!names.is_empty()).then(|| {
            lang.pick(
                format!("水源保护区还涉及：{}，通报其生态环境主管部门（第十条）。", names.join("、")),
                format!("Source zones in reach also lie in {}; their bureaus are told (第十条).", names.join(", ")),
            )
        })
    }

    /// How many of what there are.
    pub(super) fn counts(&self, lang: Lang) -> String {
        let of = |kind, drawn: bool| self.targets.iter().filter(|target| target.kind == kind && (target.drawn || !drawn)).count();
        let (ground, zones, chosen, all) =
            (of(TargetKind::Ground, true), of(TargetKind::Zone, true), of(TargetKind::Outfall, true), of(TargetKind::Outfall, false));
        let drawn = match self.outfalls_drawn {
            Some(_) => lang.pick(format!("（自 {all} 个中随机抽取）"), format!(" (drawn at random from {all})")),
            None => String::new(),
        };
        lang.pick(
            format!(
                "区域 {ground} 处，水源保护区 {zones} 处，入河排污口及其责任单位 {chosen} 个{drawn}；排污口和保护区取区域内及其外 {} 米以内的",
                self.reach_m
            ),
            format!(
                "{ground} pieces of ground, {zones} of source zones, {chosen} outfalls with their dischargers{drawn}; within {} m of the areas",
                self.reach_m
            ),
        )
    }

    /// The terms of feedback, and where they are from.
    pub(super) fn deadlines(&self, lang: Lang) -> String {
        let terms: Vec<String> = self
            .feedback
            .iter()
            .map(|feedback| {
                let urgency = feedback.urgency.of(lang);
                feedback
                    .term
                    .map_or_else(|| lang.pick(format!("{urgency}：未设"), format!("{urgency}: none")), |term| format!("{urgency} {}", term_words(term, lang)))
            })
            .collect();
        let ruleset = &self.ruleset;
        lang.pick(
            format!("反馈时限（办法未规定天数，以下为规则“{ruleset}”的设定）：{}。", terms.join("；")),
            format!("Feedback is due (the regulation gives no figures; these are settings of the ruleset {ruleset}): {}.", terms.join("; ")),
        )
    }

    pub(super) fn damage(&self, lang: Lang) -> String {
        let term = self.damage_notice.map(|term| term_words(term, lang));
        let how = term.map_or_else(String::new, |term| lang.pick(format!("（计算方式为设定：{term}）"), format!(" (how they count is a setting: {term})")));
        lang.pick(
            format!("发现生态环境损害的，于3日内将有关情况通报属地生态环境主管部门{how}（第十一条）。"),
            format!("Of damage to the environment the territorial bureau is told within 3 days{how} (第十一条)."),
        )
    }

    /// The name of a unit or participant.
    pub(super) fn called(&self, code: DivisionCode) -> String {
        let participants = self.participants.iter().map(|participant| &participant.body);
        let known = participants.chain(&self.units).chain(&self.told).chain(&self.superior).find(|body: &&Body| body.code == code);
        known.map_or_else(|| code.to_string(), |body| body.name.clone())
    }

    /// What a team is for.
    pub(super) fn team_words(&self, id: &str) -> String {
        match self.rules.grouping {
            Grouping::Jurisdiction => id.parse().map_or_else(|_| id.to_owned(), |code| self.called(code)),
            Grouping::Target => self.targets.iter().find(|target| target.id == id).map_or_else(|| id.to_owned(), |target| target.name.clone()),
        }
    }

    /// Everything that matters, for the terminal.
    pub fn in_words(&self, lang: Lang) -> String {
        let mut text = format!("{}\n", self.heading(lang));
        let colon = lang.pick("：", ": ");
        for (caption, fact) in self.facts(lang) {
            let _ = writeln!(text, "  {caption}{colon}{}", fact.replace('\n', lang.pick("；", "; ")));
        }
        for team in &self.teams {
            let members: Vec<String> = team
                .members()
                .map(|member| lang.pick(format!("{}（{}）", member.name, self.called(member.unit)), format!("{} ({})", member.name, self.called(member.unit))))
                .collect();
            let _ = writeln!(text, "  {} {}{colon}{}", team.id, self.team_words(&team.id), members.join(lang.pick("、", ", ")));
        }
        text
    }

    /// Captions and facts: the summary.
    pub(super) fn facts(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let mut facts = vec![
            (lang.pick("性质", "What it is"), self.mark(lang)),
            (lang.pick("依据", "By"), self.basis(lang)),
            (lang.pick("区域", "Areas"), format!("{} ({:.3} km²)", self.areas.join(lang.pick("、", ", ")), self.ground_km2)),
            (lang.pick("参加单位", "Who takes part"), self.names(lang)),
            (lang.pick("组织单位", "Organiser"), self.organiser(lang)),
            (lang.pick("组织依据", "Why"), self.organised(lang)),
            (lang.pick("批准单位", "Approval"), self.approval(lang)),
            (lang.pick("时间", "Period"), self.when(lang)),
            (lang.pick("检查对象", "Targets"), self.counts(lang)),
            (lang.pick("检查组", "Teams"), self.how_teams(lang)),
            (lang.pick("移交与反馈", "Feedback"), self.deadlines(lang)),
            (lang.pick("损害通报", "Damage"), self.damage(lang)),
        ];
        if self.has_draw() {
            facts.push((lang.pick("种子", "Seed"), self.seed_words(lang)));
        }
        facts.extend(self.told_words(lang).map(|told| (lang.pick("通报", "Told"), told)));
        facts.extend(self.unknown(lang).into_iter().map(|unknown| (lang.pick("未知", "Not known"), unknown)));
        facts
    }

    pub(super) fn basis(&self, lang: Lang) -> String {
        let regulation = &self.regulation;
        lang.pick(
            format!("《{regulation}》第二条、第三条、第五条、第六条、第八条、第九条[一]、第九条[二]、第十条、第十一条、第十二条"),
            format!("{regulation}: 第二条, 第三条, 第五条, 第六条, 第八条, 第九条[一], 第九条[二], 第十条, 第十一条, 第十二条"),
        )
    }
}

/// Articles as they are cited.
fn cited(articles: &[Article], lang: Lang) -> String {
    articles.iter().map(|article| article.as_str()).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

fn term_words(term: Term, lang: Lang) -> String {
    let (days, count, from) = (term.days, term.count.text(lang), term.from.text(lang));
    lang.pick(format!("{days} 个{count}，自{from}起"), format!("{days} {count} from {from}"))
}
