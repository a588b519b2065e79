//! A plan as tables for people.

use super::JointAction;
use super::draw_words::{command, exclusion_words};
use crate::engine::ConflictKind;
use crate::export::{PaperCell, PaperColumn, PaperTable, paper_column};
use crate::lang::Lang;
use crate::model::{DivisionCode, ZoneLevel};
use crate::plan::{Target, TargetKind};

/// Columns by caption in both languages and width.
fn columns(lang: Lang, captions: &[(&str, &str, f64)]) -> Vec<PaperColumn> {
    captions.iter().map(|(zh, en, width)| paper_column(lang.pick(*zh, *en), *width)).collect()
}

fn table(name: &str, columns: Vec<PaperColumn>, rows: Vec<Vec<PaperCell>>) -> PaperTable {
    PaperTable { name: name.to_owned(), notes: Vec::new(), columns, rows }
}

impl JointAction {
    /// All sheets of the workbook.
    pub(super) fn sheets(&self, lang: Lang) -> Vec<PaperTable> {
        let mut sheets = vec![self.summary_table(lang), self.participants_table(lang), self.targets_table(lang)];
        if !self.teams.is_empty() {
            sheets.push(self.teams_table(lang));
        }
        if self.has_draw() {
            sheets.push(self.draw_table(lang));
        }
        sheets
    }

    fn summary_table(&self, lang: Lang) -> PaperTable {
        let mut rows: Vec<Vec<PaperCell>> = self.facts(lang).into_iter().map(|(caption, fact)| vec![caption.into(), fact.into()]).collect();
        let files = self.files.iter().map(|file| (file.name.clone(), file.sha256.as_str()));
        let data = self.datasets.iter().map(|data| (data.path.display().to_string(), data.sha256.as_str()));
        rows.push(vec![lang.pick("规则", "Ruleset").into(), self.ruleset.clone().into()]);
        rows.extend(files.chain(data).map(|(name, sha256)| vec![lang.pick("数据", "Data").into(), format!("{name}\nSHA-256 {sha256}").into()]));
        let mut summary = table(lang.pick("工作方案", "Plan"), columns(lang, &[("项目", "Item", 16.0), ("内容", "Content", 100.0)]), rows);
        summary.notes = vec![format!("{}{}", self.heading(lang), lang.pick("（草案）", " (draft)"))];
        summary
    }

    pub(super) fn participants_table(&self, lang: Lang) -> PaperTable {
        let row = |participant: &super::Participant| {
            let body = &participant.body;
            let why = if participant.ground_km2 > 0.0 {
                lang.pick("区域在其辖区内", "has ground of the areas")
            } else {
                lang.pick("检查对象属其管辖", "answers for targets within reach")
            };
            let (km2, count) = (PaperCell::Number(participant.ground_km2, 3), participant.targets.into());
            vec![body.code.to_string().into(), body.name.clone().into(), body.bureau.clone().into(), km2, count, why.into()]
        };
        let captions = columns(
            lang,
            &[
                ("代码", "Code", 10.0),
                ("辖区", "Jurisdiction", 20.0),
                ("单位", "Bureau", 34.0),
                ("区域面积（平方千米）", "Ground (km²)", 14.0),
                ("检查对象数", "Targets", 10.0),
                ("参加原因", "Why", 22.0),
            ],
        );
        table(lang.pick("参加单位", "Participants"), captions, self.participants.iter().map(row).collect())
    }

    pub(super) fn targets_table(&self, lang: Lang) -> PaperTable {
        let mut captions = vec![
            ("序号", "No.", 6.0),
            ("编号", "Id", 20.0),
            ("类别", "Kind", 14.0),
            ("名称", "Name", 26.0),
            ("类型或级别", "Type or level", 14.0),
            ("责任单位", "Discharger", 24.0),
            ("状态", "Status", 8.0),
            ("属地", "Jurisdiction", 20.0),
            ("所属区域", "Area", 12.0),
            ("距区域（米）", "Distance (m)", 12.0),
            ("经度", "Longitude", 12.0),
            ("纬度", "Latitude", 12.0),
            ("登记与位置的差异", "Registry and place", 26.0),
        ];
        if self.outfalls_drawn.is_some() {
            captions.extend([("抽中", "Drawn", 8.0), ("SHA-256", "SHA-256", 68.0), ("核验命令", "Command", 60.0)]);
        }
        let row = |(place, target): (usize, &Target)| {
            let mut cells: Vec<PaperCell> = vec![
                (place + 1).into(),
                target.id.clone().into(),
                kind_words(target.kind, lang).into(),
                target.name.clone().into(),
                detail_words(target, lang).into(),
                target.owner.clone().unwrap_or_default().into(),
                target.status.clone().into(),
                self.joined(&target.responsible, lang).into(),
                target.area.clone().into(),
                PaperCell::Number(target.distance_m, 0),
                PaperCell::Number(target.lon, 6),
                PaperCell::Number(target.lat, 6),
                conflict_words(target, lang).into(),
            ];
            if self.outfalls_drawn.is_some() {
                let is_drawn = if target.drawn { lang.pick("是", "yes") } else { lang.pick("否", "no") };
                let rank = target.rank.clone().unwrap_or_default();
                let line = if rank.is_empty() { String::new() } else { command(&self.target_key(&target.id)) };
                cells.extend([is_drawn.into(), rank.into(), line.into()]);
            }
            cells
        };
        table(lang.pick("检查对象", "Targets"), columns(lang, &captions), self.targets.iter().enumerate().map(row).collect())
    }

    /// What a document says of the targets that are inspected: the page is narrow.
    pub(super) fn short_targets_table(&self, lang: Lang) -> PaperTable {
        let row = |(place, target): (usize, &Target)| {
            let kind = kind_words(target.kind, lang);
            let detail = detail_words(target, lang);
            let what = if detail.is_empty() { kind.to_owned() } else { lang.pick(format!("{kind}（{detail}）"), format!("{kind} ({detail})")) };
            let owner = target.owner.clone().unwrap_or_default();
            let at = format!("{:.5}\n{:.5}", target.lon, target.lat);
            vec![(place + 1).into(), target.name.clone().into(), what.into(), owner.into(), self.joined(&target.responsible, lang).into(), at.into()]
        };
        let captions = columns(
            lang,
            &[
                ("序号", "No.", 6.0),
                ("名称", "Name", 24.0),
                ("类别", "Kind", 18.0),
                ("责任单位", "Discharger", 20.0),
                ("属地", "Jurisdiction", 16.0),
                ("经度、纬度", "Lon, lat", 13.0),
            ],
        );
        let rows = self.targets.iter().filter(|target| target.drawn).enumerate().map(row).collect();
        table(lang.pick("检查对象", "Targets"), captions, rows)
    }

    pub(super) fn teams_table(&self, lang: Lang) -> PaperTable {
        let rows = self.teams.iter().flat_map(|team| {
            team.members().map(move |member| {
                let own = self.teams.iter().filter(|other| other.members().any(|one| one.certificate == member.certificate));
                let load: usize = own.map(|team| team.targets.len()).sum();
                vec![
                    team.id.clone().into(),
                    self.team_words(&team.id).into(),
                    member.name.clone().into(),
                    member.certificate.clone().into(),
                    self.called(member.unit).into(),
                    member.role.clone().into(),
                    load.into(),
                ]
            })
        });
        let captions = columns(
            lang,
            &[
                ("组代码", "Team", 12.0),
                ("检查", "Inspects", 22.0),
                ("姓名", "Name", 14.0),
                ("证号", "Certificate", 18.0),
                ("单位", "Unit", 22.0),
                ("职务", "Role", 14.0),
                ("其检查对象数", "Targets of theirs", 10.0),
            ],
        );
        table(lang.pick("检查组", "Teams"), captions, rows.collect())
    }

    /// Everybody in every team's list, with what it takes to check it.
    pub(super) fn draw_table(&self, lang: Lang) -> PaperTable {
        let rows = self.teams.iter().flat_map(|team| {
            team.candidates.iter().map(move |candidate| {
                let state = match &candidate.excluded {
                    Some(exclusion) => {
                        lang.pick(format!("排除：{}", exclusion_words(exclusion, lang)), format!("left out: {}", exclusion_words(exclusion, lang)))
                    }
                    None if candidate.drawn => lang.pick("抽中", "drawn").into(),
                    None => lang.pick("未抽中", "not drawn").into(),
                };
                vec![
                    team.id.clone().into(),
                    candidate.inspector.certificate.clone().into(),
                    candidate.inspector.name.clone().into(),
                    self.called(candidate.inspector.unit).into(),
                    candidate.rank.clone().into(),
                    state.into(),
                    candidate.key.clone().into(),
                ]
            })
        });
        let captions = columns(
            lang,
            &[
                ("组代码", "Team", 12.0),
                ("证号", "Certificate", 18.0),
                ("姓名", "Name", 12.0),
                ("单位", "Unit", 20.0),
                ("SHA-256", "SHA-256", 68.0),
                ("结果", "Result", 24.0),
                ("抽签文本", "Text", 40.0),
            ],
        );
        let mut draw = table(lang.pick("抽签记录", "Draw"), captions, rows.collect());
        draw.notes = self.algorithm(lang);
        draw
    }

    fn joined(&self, codes: &[DivisionCode], lang: Lang) -> String {
        codes.iter().map(|code| self.called(*code)).collect::<Vec<_>>().join(lang.pick("、", ", "))
    }
}

fn kind_words(kind: TargetKind, lang: Lang) -> &'static str {
    match kind {
        TargetKind::Ground => lang.pick("区域现场", "ground"),
        TargetKind::Zone => lang.pick("水源保护区", "source zone"),
        TargetKind::Outfall => lang.pick("入河排污口", "outfall"),
    }
}

fn detail_words(target: &Target, lang: Lang) -> String {
    match target.kind {
        TargetKind::Ground => lang.pick(format!("{:.3} 平方千米", target.ground_km2), format!("{:.3} km²", target.ground_km2)),
        TargetKind::Zone => target.detail.parse().map_or_else(|_| target.detail.clone(), |level: ZoneLevel| level.name(lang).to_owned()),
        TargetKind::Outfall => target.detail.clone(),
    }
}

fn conflict_words(target: &Target, lang: Lang) -> String {
    let words = target.conflicts.iter().map(|code| ConflictKind::of_code(code).map_or(code.as_str(), |kind| kind.text(lang)));
    words.collect::<Vec<_>>().join(lang.pick("；", "; "))
}
