//! What changes hands, in sentences and as a table for the terminal.

use std::fmt::Write as _;

use super::boundaries::level_word;
use super::tables::joined;
use super::{Boundaries, Carried, Diff, Output, Which};
use crate::join::change::{BorderFate, LEAST_AREA, LEAST_WIDTH, LevelChange, Move};
use crate::lang::Lang;
use crate::model::{DivisionCode, HierarchyFault, Level};
use crate::units::{SquareMetres, total};

/// Rows of one table on the terminal; files and `--json` have all.
const ROWS_SHOWN: usize = 20;
/// The same for ground that was nobody's or becomes nobody's.
const EDGE_ROWS_SHOWN: usize = 5;
/// Ground counted twice below this is rounding of many small sums.
const DOUBLED_MIN: SquareMetres = SquareMetres(10_000.0);

/// From whom to whom.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    old: Option<DivisionCode>,
    new: Option<DivisionCode>,
}

impl Ends {
    pub(super) fn of(moved: &Move) -> Self {
        Self { old: moved.old, new: moved.new }
    }
}

/// An area in square kilometres, to the thousandth.
fn square_kilometres(area: SquareMetres, lang: Lang) -> String {
    format!("{:.3} {}", area.square_kilometres(), lang.pick("平方千米", "km²"))
}

impl Diff {
    /// Which sets are compared.
    pub fn title(&self, lang: Lang) -> String {
        let (old, new) = (file_name(&self.old), file_name(&self.new));
        let sample = if self.is_sample() { lang.pick("（示例数据）", " (sample data)") } else { "" };
        lang.pick(format!("界线变化：{old} → {new}{sample}"), format!("Change of boundaries: {old} → {new}{sample}"))
    }

    /// The totals, a sentence each.
    pub fn sentences(&self, output: Output<'_>, lang: Lang) -> Vec<String> {
        let (before, after) = (total(self.ground.old_area.iter().copied()), total(self.ground.new_area.iter().copied()));
        let (old_count, new_count) = (self.old.jurisdictions().len(), self.new.jurisdictions().len());
        let level = level_word(self.new.level, lang);
        let mut sentences = vec![lang.pick(
            format!("{level}：{old_count} 个，{} → {new_count} 个，{}", square_kilometres(before, lang), square_kilometres(after, lang)),
            format!("{level} level: {old_count}, {} → {new_count}, {}", square_kilometres(before, lang), square_kilometres(after, lang)),
        )];
        sentences.extend(self.levels().map(|(level, change)| level_sentence(level, change, lang)));
        let km = |fate: BorderFate| self.borders.iter().fold(0.0, |sum, border| sum + border.length(fate).get()) / 1000.0;
        let (vanished, appeared, stayed) = (km(BorderFate::Vanished), km(BorderFate::Appeared), km(BorderFate::Stayed));
        let tolerance = self.border_tolerance.get();
        sentences.push(lang.pick(
            format!("界线：消失 {vanished:.1} 千米，新增 {appeared:.1} 千米，不变 {stayed:.1} 千米（相距不超过 {tolerance} 米视为不变）"),
            format!("borders: {vanished:.1} km vanish, {appeared:.1} km appear, {stayed:.1} km stay (within {tolerance} m of where they were)"),
        ));
        for (carried, zh, en) in [(output.outfalls, "排污口", "outfalls"), (output.clues, "线索", "clues")] {
            sentences
                .extend(carried.into_iter().flat_map(|carried| self.levels().map(move |(level, _)| carried_sentence(carried, level, lang.pick(zh, en), lang))));
        }
        sentences
    }

    /// Everything for the terminal.
    pub fn in_words(&self, output: Output<'_>, lang: Lang) -> String {
        let mut text = format!("{}\n", self.title(lang));
        for sentence in self.sentences(output, lang) {
            let _ = writeln!(text, "  {sentence}");
        }
        for (level, change) in self.levels() {
            self.moves_in_words(level, change, lang, &mut text);
            self.bodies_in_words(level, change, lang, &mut text);
        }
        for (carried, zh, en) in [(output.outfalls, "易主的排污口", "outfalls that change owner"), (output.clues, "易主的线索", "clues that change owner")]
        {
            if let Some(carried) = carried {
                self.carried_in_words(carried, lang.pick(zh, en), lang, &mut text);
            }
        }
        for note in self.notes(lang) {
            let _ = writeln!(text, "\n{note}");
        }
        text
    }

    fn moves_in_words(&self, level: Level, change: &LevelChange, lang: Lang, text: &mut String) {
        if change.moves.is_empty() {
            return;
        }
        let level = level_word(level, lang);
        let _ = writeln!(text, "\n{}", lang.pick(format!("易主的地块（{level}）："), format!("ground that moves ({level}):")));
        let head = lang.pick(["平方千米", "块数", "最大一块", "位置", "原属 → 现属"], ["km²", "pieces", "largest", "at", "from → to"]);
        let _ = writeln!(text, "  {}  {}  {}  {}  {}", right(head[0], 12), right(head[1], 7), right(head[2], 12), right(head[3], 20), head[4]);
        // What moves between two bodies first: at the edge of the data every new drawing takes from nobody and gives to nobody.
        let (between, edge): (Vec<&Move>, Vec<&Move>) = change.moves.iter().partition(|moved| moved.old.is_some() && moved.new.is_some());
        for (moves, shown) in [(between, ROWS_SHOWN), (edge, EDGE_ROWS_SHOWN)] {
            for moved in moves.iter().take(shown) {
                let (area, largest) = (format!("{:.3}", moved.area.square_kilometres()), format!("{:.3}", moved.largest.square_kilometres()));
                let at = format!("{:.5},{:.5}", moved.at[0], moved.at[1]);
                let arrow = self.arrow(Ends::of(moved), lang);
                let _ = writeln!(text, "  {}  {}  {}  {}  {arrow}", right(&area, 12), right(&moved.pieces.to_string(), 7), right(&largest, 12), right(&at, 20));
            }
            if let Some(rest) = moves.get(shown..).filter(|rest| !rest.is_empty()) {
                let (count, area) = (rest.len(), square_kilometres(total(rest.iter().map(|moved| moved.area)), lang));
                let _ = writeln!(
                    text,
                    "  {}",
                    lang.pick(format!("……另有 {count} 对，{area}，见 -o 或 --json"), format!("… and {count} more, {area}: see -o or --json"))
                );
            }
        }
    }

    /// Bodies whose code, name or superior changed, and those that came or went.
    fn bodies_in_words(&self, level: Level, change: &LevelChange, lang: Lang, text: &mut String) {
        let mut said = 0;
        for balance in &change.balances {
            let changes: Vec<&str> = self.changes(change, balance.old, balance.new).into_iter().filter(|word| *word != "ground").collect();
            if changes.is_empty() {
                continue;
            }
            said += 1;
            if said > ROWS_SHOWN {
                continue;
            }
            if said == 1 {
                let _ = writeln!(
                    text,
                    "\n{}",
                    lang.pick(
                        format!("{}代码、名称、上级的变化：", level_word(level, lang)),
                        format!("codes, names and superiors that change ({}):", level_word(level, lang))
                    )
                );
            }
            let parent =
                |which: Which, code: Option<DivisionCode>| code.and_then(|code| self.division(which, code)?.parent).map(|parent| self.called(which, parent));
            let superiors = match (parent(Which::Old, balance.old), parent(Which::New, balance.new)) {
                (Some(old), Some(new)) if old != new => lang.pick(format!("；上级 {old} → {new}"), format!("; superior {old} → {new}")),
                _ => String::new(),
            };
            let arrow = self.arrow(Ends { old: balance.old, new: balance.new }, lang);
            let goes_on = balance.old.is_some() && balance.new.is_some();
            let is_same = goes_on && balance.lost.0 + balance.won.0 == 0.0;
            let ground = if is_same { lang.pick("；辖区未变", "; the ground is the same") } else { "" };
            let words: Vec<&str> = changes.iter().map(|word| change_word(word, lang)).collect();
            let _ = writeln!(text, "  {arrow}{}{}{superiors}{ground}", lang.pick("：", ": "), words.join(lang.pick("、", ", ")));
        }
        if let Some(rest) = said.checked_sub(ROWS_SHOWN).filter(|rest| *rest > 0) {
            let _ = writeln!(text, "  {}", lang.pick(format!("……另有 {rest} 个，见 -o 或 --json"), format!("… and {rest} more: see -o or --json")));
        }
    }

    fn carried_in_words(&self, carried: &Carried, title: &str, lang: Lang, text: &mut String) {
        for (level, _) in self.levels() {
            let pairs = carried.pairs(level);
            if pairs.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n{}", lang.pick(format!("{title}（{}）：", level_word(level, lang)), format!("{title} ({}):", level_word(level, lang))));
            let nobody = || lang.pick("区域外", "nobody").to_owned();
            let named = |which: Which, codes: &[DivisionCode]| match codes {
                [code] => self.called(which, *code),
                codes => joined(codes).unwrap_or_else(nobody),
            };
            for (old, new, count) in pairs.iter().take(ROWS_SHOWN) {
                let _ = writeln!(text, "  {count:>8}  {} → {}", named(Which::Old, old), named(Which::New, new));
            }
            if let Some(rest) = pairs.get(ROWS_SHOWN..).filter(|rest| !rest.is_empty()) {
                let (pairs, count) = (rest.len(), rest.iter().map(|(.., count)| count).sum::<usize>());
                let _ = writeln!(text, "  {}", lang.pick(format!("……另有 {pairs} 对，{count} 个"), format!("… and {count} more, in {pairs} pairs")));
            }
        }
    }

    /// What must be known to rely on the numbers.
    fn notes(&self, lang: Lang) -> Vec<String> {
        let (area, width) = (LEAST_AREA.0, LEAST_WIDTH.get() * 100.0);
        let mut notes = vec![lang.pick(
            format!("面积为椭球面积，边按经纬度直线计。小于 {area} 平方米或平均宽度不足 {width} 厘米的碎片是叠置运算的舍入，不计。"),
            format!("Areas are on the ellipsoid, edges straight in degrees. Pieces below {area} m², or narrower than {width} cm on average, are rounding of the overlay and not counted."),
        )];
        for (set, doubled) in [&self.old, &self.new].into_iter().zip(self.ground.doubled()) {
            if doubled >= DOUBLED_MIN {
                let (name, area) = (file_name(set), square_kilometres(doubled, lang));
                notes.push(lang.pick(
                    format!("警告：{name} 自身重叠，约 {area} 被重复计算；请用 bailiwick check 查看"),
                    format!("warning: {name} overlaps itself; {area} were counted twice: see bailiwick check"),
                ));
            }
            notes.extend(set.faults.iter().filter_map(|fault| match fault {
                HierarchyFault::DuplicateCode(code) => {
                    let name = file_name(set);
                    Some(lang.pick(
                        format!("警告：{name} 中代码 {code} 出现两次，只使用第一条"),
                        format!("warning: code {code} occurs twice in {name}; only the first is used"),
                    ))
                }
                _ => None,
            }));
        }
        notes
    }

    /// From whom to whom, with codes and names.
    pub(super) fn arrow(&self, ends: Ends, lang: Lang) -> String {
        let named = |which: Which, code: Option<DivisionCode>| code.map_or_else(|| lang.pick("（无）", "(nobody)").to_owned(), |code| self.called(which, code));
        format!("{} → {}", named(Which::Old, ends.old), named(Which::New, ends.new))
    }

    /// A code with its name.
    pub(super) fn called(&self, which: Which, code: DivisionCode) -> String {
        self.name(which, code).map_or_else(|| code.to_string(), |name| format!("{code} {name}"))
    }
}

fn level_sentence(level: Level, change: &LevelChange, lang: Lang) -> String {
    let pairs = change.moves.iter().filter(|moved| moved.old.is_some() && moved.new.is_some()).count();
    let [between, lost, won] = [change.between(), change.lost(), change.won()].map(|area| square_kilometres(area, lang));
    let level = level_word(level, lang);
    let between = lang.pick(
        format!("按{level}：易主 {between}（{pairs} 对）"),
        format!("by {level}: {between} change owner ({pairs} {})", if pairs == 1 { "pair" } else { "pairs" }),
    );
    if change.lost().0 + change.won().0 == 0.0 {
        return between;
    }
    lang.pick(
        format!("{between}；另有 {lost}不再属于任何行政区，{won}原不属于任何行政区"),
        format!("{between}; besides, {lost} belong to nobody any more, and {won} belonged to nobody"),
    )
}

fn carried_sentence(carried: &Carried, level: Level, what: &str, lang: Lang) -> String {
    let (count, all, without) = (carried.count(level), carried.looked_at, carried.without_position);
    let level = level_word(level, lang);
    let none = if without > 0 {
        lang.pick(format!("（{without} 个无坐标，未判）"), format!(" ({without} have no position and were not looked at)"))
    } else {
        String::new()
    };
    lang.pick(format!("{what}：{all} 个中 {count} 个的{level}属地改变{none}"), format!("{what}: {count} of {all} change owner by {level}{none}"))
}

fn change_word(word: &str, lang: Lang) -> &str {
    match word {
        "code" => lang.pick("代码", "code"),
        "name" => lang.pick("名称", "name"),
        "parent" => lang.pick("上级", "superior"),
        "new" => lang.pick("新设", "new"),
        "gone" => lang.pick("撤销", "gone"),
        other => other,
    }
}

fn file_name(set: &Boundaries) -> String {
    // The folder tells sets apart whose files have one name.
    let mut parts: Vec<_> = set.path.components().rev().take(2).map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.reverse();
    parts.join("/")
}

/// Text at the right of a column; a Chinese character is two columns wide.
fn right(text: &str, width: usize) -> String {
    let own: usize = text.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum();
    format!("{}{text}", " ".repeat(width.saturating_sub(own)))
}
