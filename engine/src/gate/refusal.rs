//! Why boundaries are not routed by.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::sift;
use crate::config::Waiver;
use crate::lang::Lang;
use crate::model::{BoundaryFault, FaultKind};

/// Faults told at once; `check` has all of them.
const SHOWN: usize = 5;

/// Faults of boundaries that are errors and that nobody bears.
#[derive(Debug)]
pub struct Refusal {
    /// The files they are in.
    pub files: Vec<PathBuf>,
    /// How many there are of each kind.
    pub counts: BTreeMap<FaultKind, usize>,
    /// The first of them, the largest of each kind first.
    pub worst: Vec<BoundaryFault>,
}

impl Refusal {
    /// Whether there is reason to refuse.
    pub fn of(faults: &[BoundaryFault], waivers: &[Waiver], files: &[PathBuf]) -> Option<Self> {
        let errors: Vec<&BoundaryFault> = sift(faults, waivers).open.into_iter().filter(|fault| fault.is_error).collect();
        if errors.is_empty() {
            return None;
        }
        let mut counts = BTreeMap::new();
        for fault in &errors {
            *counts.entry(fault.kind).or_default() += 1;
        }
        // Of records the file is known; of ground between counties it is one of all.
        let mut of_records: Vec<PathBuf> = errors.iter().filter_map(|fault| fault.file.clone()).collect();
        of_records.dedup();
        let files = if errors.iter().all(|fault| fault.file.is_some()) { of_records } else { files.to_vec() };
        // One of each kind before a second of any.
        let rank = |place: usize| errors[..place].iter().filter(|other| other.kind == errors[place].kind).count();
        let mut order: Vec<usize> = (0..errors.len()).collect();
        order.sort_by_cached_key(|&place| rank(place));
        let worst = order.into_iter().take(SHOWN).map(|place| BoundaryFault { outline: None, ..errors[place].clone() }).collect();
        Some(Self { files, counts, worst })
    }

    /// What is wrong and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let files: Vec<String> = self.files.iter().map(|file| file.display().to_string()).collect();
        let files = files.join(lang.pick("、", ", "));
        let count: usize = self.counts.values().sum();
        let kinds: Vec<String> = self.counts.iter().map(|(kind, count)| format!("{} × {count}", kind.words(lang))).collect();
        let kinds = kinds.join(lang.pick("，", ", "));
        let noun = if count == 1 { "fault" } else { "faults" };
        let mut lines = vec![lang.pick(
            format!("界线数据有 {count} 处错误，不能据以分派（{kinds}）：{files}"),
            format!("{files}: {count} {noun}, so these boundaries are not used ({kinds})"),
        )];
        lines.extend(self.worst.iter().map(|fault| format!("  {}", fault.sentence(lang))));
        if count > self.worst.len() {
            let rest = count - self.worst.len();
            lines.push(lang.pick(format!("  ……另有 {rest} 处"), format!("  … and {rest} more")));
        }
        lines.push(
            lang.pick(
                "请修正文件；bailiwick check 列出全部问题，-o 问题.gpkg 可在 QGIS 中查看。确知无碍的，在 bailiwick.toml 中注明：".into(),
                "Mend the file: bailiwick check lists every fault, and -o faults.gpkg shows them in QGIS. What is known and borne is named in bailiwick.toml:"
                    .into(),
            ),
        );
        if let Some(worst) = self.worst.first() {
            let codes = worst.codes.first().map(|code| format!("  codes = [\"{code}\"]")).unwrap_or_default();
            lines.push(format!("  [[waivers]]  fault = \"{}\"{codes}  reason = \"{}\"", worst.kind, lang.pick("……", "…")));
        }
        lines.join("\n")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(Lang::En))
    }
}

impl std::error::Error for Refusal {}
