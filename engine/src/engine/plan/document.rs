//! A plan as a document: the sections of an office's work plan, each with the articles that it rests on.

use super::JointAction;
use crate::export::{Block, PaperCell, PaperColumn, PaperTable};
use crate::lang::Lang;

/// Digits of a SHA-256.
const HASH_DIGITS: usize = 64;

impl JointAction {
    /// The document.
    pub(super) fn document(&self, lang: Lang) -> Vec<Block> {
        let mut blocks = vec![Block::Title(format!("{}{}", self.heading(lang), lang.pick("（草案）", " (draft)"))), Block::Subtitle(self.mark(lang))];
        self.purpose(lang, &mut blocks);
        self.organising(lang, &mut blocks);
        self.inspecting(lang, &mut blocks);
        self.handing_over(lang, &mut blocks);
        self.drawing(lang, &mut blocks);
        blocks.push(Block::Signature(self.organiser(lang)));
        blocks.push(Block::Signature(lang.pick("____年__月__日", "____-__-__").to_owned()));
        if !self.teams.is_empty() {
            let draw = self.draw_table(lang);
            let name = lang.pick("附件　抽签记录", "Annex: the draw").to_owned();
            blocks.extend([Block::NewPage, Block::Table(narrow(PaperTable { name, notes: Vec::new(), ..draw }))]);
        }
        blocks
    }

    fn purpose(&self, lang: Lang, blocks: &mut Vec<Block>) {
        blocks.push(Block::Heading(lang.pick("一、目的和依据", "1. Purpose and basis").into()));
        let basis = self.basis(lang);
        blocks.push(Block::Paragraph(lang.pick(
            format!("为加强生态环境跨区域联合执法，依据{basis}，制定本方案。重点查处饮用水水源地污染、入河排污口非法排污、自动监控数据造假、危险废物非法排放倾倒处置等违法违规行为（第九条[一]）。检查计划列入当年“双随机、一公开”计划（第八条）。"),
            format!("By {basis}. The focus is on pollution of drinking-water sources, illegal discharge from river outfalls, faked monitoring data, and hazardous waste (第九条[一]). The inspection is entered in the year's plan of random inspections (第八条)."),
        )));
    }

    fn organising(&self, lang: Lang, blocks: &mut Vec<Block>) {
        blocks.push(Block::Heading(lang.pick("二、组织方式", "2. Organisation").into()));
        blocks.push(Block::Paragraph(lang.pick(
            format!("组织单位：{}。{}", self.organiser(lang), self.organised(lang)),
            format!("Organiser: {}. {}", self.organiser(lang), self.organised(lang)),
        )));
        blocks.push(Block::Paragraph(lang.pick(format!("批准：{}", self.approval(lang)), format!("Approval: {}", self.approval(lang)))));
        blocks.push(Block::Paragraph(
            lang.pick(
                "组织单位建立临时组织协调机构，负责行动期间的组织指挥协调、问题线索汇总反馈、重大案件组织调查（第十条）。",
                "The organiser sets up a temporary body that leads the action, sums up clues and feedback, and investigates major cases (第十条).",
            )
            .into(),
        ));
        blocks.extend(self.unknown(lang).into_iter().map(Block::Paragraph));
        blocks.push(Block::Heading(lang.pick("三、参加单位", "3. Participants").into()));
        blocks.push(Block::Table(self.participants_table(lang)));
        blocks.extend(self.told_words(lang).map(Block::Paragraph));
        blocks.push(Block::Heading(lang.pick("四、时间", "4. Period").into()));
        blocks.push(Block::Paragraph(
            lang.pick(format!("{}，统一执法行动（第九条[二]）。", self.when(lang)), format!("{}, all at the same time (第九条[二]).", self.when(lang))),
        ));
    }

    fn inspecting(&self, lang: Lang, blocks: &mut Vec<Block>) {
        blocks.push(Block::Heading(lang.pick("五、检查对象", "5. Targets").into()));
        blocks.push(Block::Paragraph(format!("{}{}", self.counts(lang), lang.pick("。", "."))));
        blocks.push(Block::Table(self.short_targets_table(lang)));
        blocks.push(Block::Heading(lang.pick("六、检查组", "6. Teams").into()));
        blocks.push(Block::Paragraph(lang.pick(
            format!("{}。执法交叉检查（第五条），任何人不检查本辖区。", self.how_teams(lang)),
            format!("{}. Inspection is crosswise (第五条): nobody inspects the own jurisdiction.", self.how_teams(lang)),
        )));
        if !self.teams.is_empty() {
            blocks.push(Block::Table(self.teams_table(lang)));
        }
        blocks.push(Block::Paragraph(
            lang.pick(
                "检查人员文明执法（第十三条），落实执法公示、执法全过程记录、重大执法决定法制审核制度，遵守各项纪律（第十六条）。",
                "Inspectors enforce in a civil manner (第十三条), publish, record the whole process, have major decisions reviewed, and keep discipline (第十六条).",
            )
            .into(),
        ));
    }

    fn handing_over(&self, lang: Lang, blocks: &mut Vec<Block>) {
        blocks.push(Block::Heading(lang.pick("七、问题线索移交", "7. Handover of clues").into()));
        let rules = lang.pick(
            [
                "按问题和涉嫌违法行为的轻重缓急和属地管理原则，分类、分地区、分部门移交，形成清单列表，并明确反馈时限（第九条[二]）。",
                "案件线索由具有管辖权限的属地生态环境主管部门组织调查处理，需提级办理的除外；涉嫌行政拘留、刑事犯罪的，及时移送公安机关；属于其他部门管辖的，及时移交相关职能部门（第十一条）。",
                "有关单位按移交清单建立整改台账，实行销号管理；组织单位督查督办，并通报整改情况（第十二条）。",
            ],
            [
                "Clues are handed over as lists, by urgency and territory, class, region and department, each with the day by which feedback is due (第九条[二]).",
                "The territorial bureau investigates, but for what a superior takes over; suspected crimes go to public security, matters of other departments to those (第十一条).",
                "Everything handed over is entered in a ledger and closed there; the organiser supervises and reports (第十二条).",
            ],
        );
        let [lists, territory, ledger] = rules.map(|rule| Block::Paragraph(rule.to_owned()));
        blocks.extend([lists, Block::Paragraph(self.deadlines(lang)), territory, Block::Paragraph(self.damage(lang)), ledger]);
    }

    fn drawing(&self, lang: Lang, blocks: &mut Vec<Block>) {
        blocks.push(Block::Heading(lang.pick("八、抽签记录与核验", "8. The draw, and how to check it").into()));
        if !self.has_draw() {
            blocks.push(Block::Paragraph(lang.pick("尚未抽签。", "Nothing has been drawn yet.").into()));
            return;
        }
        for line in self.algorithm(lang) {
            blocks.push(if line.contains("sha256sum") { Block::Command(line) } else { Block::Paragraph(line) });
        }
        blocks.push(Block::Paragraph(
            lang.pick(
                "任何人可用上述命令逐行核验；各组全部人员的哈希值、结果和排除原因见附件或工作簿的“抽签记录”。",
                "Anyone can check each row by that command; all hashes, results and reasons are in the annex, and in the workbook.",
            )
            .into(),
        ));
    }
}

/// The columns that a page has room for: all but the text, which the algorithm tells how to make.
fn narrow(table: PaperTable) -> PaperTable {
    let widths = [9.0, 14.0, 12.0, 15.0, 34.0, 15.0];
    let columns = table.columns.into_iter().zip(widths).map(|(column, width)| PaperColumn { width, ..column }).collect();
    let cell = |cell: PaperCell| match cell.text() {
        // A hash has no place to break at: it stands in two lines.
        text if text.len() == HASH_DIGITS && text.is_ascii() => format!("{}\n{}", &text[..HASH_DIGITS / 2], &text[HASH_DIGITS / 2..]).into(),
        _ => cell,
    };
    let rows = table.rows.into_iter().map(|row| row.into_iter().take(widths.len()).map(cell).collect()).collect();
    PaperTable { columns, rows, ..table }
}
