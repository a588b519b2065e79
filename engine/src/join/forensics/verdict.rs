//! From scores to a verdict.

use std::collections::BTreeMap;

use super::evidence::{KINDS, Kind, Scene, Score, Witness};
use super::reading::{Reading, Tried};
use super::sign::sign_test;
use crate::coord::{LonLat, distance};
use crate::units::Metres;

/// A verdict needs a chance below this of being an accident, after correction for the number of readings tried. At least fourteen
/// places that speak are needed for it.
pub const P_MAX: f64 = 1e-4;
/// A reading that is not clearly worse than the best, at this level, is named beside it.
const P_RIVAL: f64 = 0.01;
/// A reading that moves most rows by less than this cannot be told from the declared one.
const MOVES_MIN: Metres = Metres(100.0);
/// Rows of one square of this size are one place: about a kilometre, in degrees and in metres.
const PLACE_DEG: f64 = 0.01;
const PLACE_M: f64 = 1000.0;

/// What became of the places of a batch, of one kind of evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// Places that it speaks for under the reading and not as declared.
    pub better: u64,
    /// Places that it speaks for as declared and not under the reading.
    pub worse: u64,
}

/// The outcome for one reading.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How the numbers would really be meant.
    pub reading: Reading,
    /// Places that fit better under it.
    pub improved: u64,
    /// Places that fit worse.
    pub worsened: u64,
    /// The same for each kind of evidence, in the order of [`Kind::ALL`].
    pub evidence: [Change; KINDS],
    /// Probability of at least so many improvements were both equally good, times the number of readings tried.
    pub p_value: f64,
    /// The same for so many worsenings.
    pub p_ruled_out: f64,
    /// Other readings in favour of which the batch could be doubted as well, and which the evidence does not tell from this one.
    pub rivals: Vec<Reading>,
}

/// How the batch fits as it is declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct AsDeclared {
    /// Rows asked.
    pub rows: u64,
    /// Of these, rows with a position.
    pub placed: u64,
    /// Rows that name a county.
    pub naming_county: u64,
    /// Of these, rows that lie in it.
    pub in_that_county: u64,
    /// Rows at an outfall.
    pub at_outfall: u64,
    /// Rows at a river.
    pub at_river: u64,
}

/// What can be said of the declared system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every other reading that was tried fits clearly worse, and most rows lie in the county they name.
    Fits,
    /// Another reading fits clearly better.
    Doubtful,
    /// Neither.
    CannotTell,
}

/// What was found about the system of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Forensics {
    /// How the batch fits as declared.
    pub as_declared: AsDeclared,
    /// The readings tried, the most telling first.
    pub findings: Vec<Finding>,
}

impl AsDeclared {
    /// Whether most rows have a place, and most of those that name a county lie in it: that all else fits worse is not enough.
    fn is_credible(&self) -> bool {
        self.placed * 2 >= self.rows && self.in_that_county * 2 >= self.naming_county
    }
}

impl Finding {
    /// Whether the batch should be looked at before it is used.
    pub fn is_suspicious(&self) -> bool {
        self.p_value < P_MAX
    }

    /// Whether the reading can be left out of account.
    pub fn is_ruled_out(&self) -> bool {
        self.p_ruled_out < P_MAX
    }
}

impl Forensics {
    /// What can be said.
    pub fn verdict(&self) -> Verdict {
        if self.doubt().is_some() {
            Verdict::Doubtful
        } else if !self.findings.is_empty() && self.findings.iter().all(Finding::is_ruled_out) && self.as_declared.is_credible() {
            Verdict::Fits
        } else {
            Verdict::CannotTell
        }
    }

    /// The reading that fits clearly better than the declared one, if any does.
    pub fn doubt(&self) -> Option<&Finding> {
        self.findings.first().filter(|finding| finding.is_suspicious())
    }
}

/// Holds the rows against the scene as declared and under each reading, of which the rows' places are given.
pub fn examine(scene: &Scene, rows: &[Witness], readings: Vec<Tried>) -> Forensics {
    let scores =
        |place: &dyn Fn(usize) -> Option<LonLat>| -> Vec<Score> { rows.iter().enumerate().map(|(i, row)| scene.score(place(i), row.county)).collect() };
    let declared = scores(&|i| rows[i].declared);
    let as_declared = AsDeclared {
        rows: rows.len() as u64,
        placed: rows.iter().filter(|row| row.declared.is_some()).count() as u64,
        naming_county: rows.iter().filter(|row| row.county.is_some()).count() as u64,
        in_that_county: declared.iter().filter(|score| score[Kind::County as usize]).count() as u64,
        at_outfall: declared.iter().filter(|score| score[Kind::Outfall as usize]).count() as u64,
        at_river: declared.iter().filter(|score| score[Kind::River as usize]).count() as u64,
    };
    let places = Places::of(rows);
    let tried: Vec<Tried> = readings.into_iter().filter(|(_, positions)| moves(rows, positions)).collect();
    let count = tried.len() as f64;
    let mut found: Vec<(Finding, Votes)> = tried
        .into_iter()
        .map(|(reading, positions)| {
            let supposed = scores(&|i| positions[i]);
            let votes = Votes::of(rows, &declared, &supposed, &positions);
            let [overall, evidence @ ..] = votes.counted(&places);
            let Change { better: improved, worse: worsened } = overall;
            let p_value = (sign_test(improved, worsened) * count).min(1.0);
            let p_ruled_out = (sign_test(worsened, improved) * count).min(1.0);
            (Finding { reading, improved, worsened, evidence, p_value, p_ruled_out, rivals: Vec::new() }, votes)
        })
        .collect();
    found.sort_by(|(a, _), (b, _)| a.p_value.total_cmp(&b.p_value).then(b.improved.cmp(&a.improved)).then(a.worsened.cmp(&b.worsened)));
    let rivals = rivals(&found, &places);
    let mut findings: Vec<Finding> = found.into_iter().map(|(finding, _)| finding).collect();
    if let Some(first) = findings.first_mut() {
        first.rivals = rivals;
    }
    Forensics { as_declared, findings }
}

/// Whether a reading moves most rows so far that the evidence could notice.
fn moves(rows: &[Witness], positions: &[Option<LonLat>]) -> bool {
    let is_moved = |(row, position): &(&Witness, &Option<LonLat>)| match (row.declared, **position) {
        (None, None) => false,
        (Some(declared), Some(position)) => distance(declared, position) >= MOVES_MIN,
        _ => true,
    };
    let moved = rows.iter().zip(positions).filter(is_moved).count();
    moved > 0 && moved * 2 >= rows.iter().filter(|row| row.has_numbers()).count()
}

/// Suspicious readings that do no clearly worse than the first.
fn rivals(found: &[(Finding, Votes)], places: &Places) -> Vec<Reading> {
    let Some(((first, best), others)) = found.split_first() else { return Vec::new() };
    if !first.is_suspicious() {
        return Vec::new();
    }
    let is_rival = |votes: &Votes| {
        let Change { better, worse } = places.count(|row| best.overall(row) - votes.overall(row));
        sign_test(better, worse) > P_RIVAL
    };
    others.iter().filter(|(finding, votes)| finding.is_suspicious() && is_rival(votes)).map(|(finding, _)| finding.reading.clone()).collect()
}

/// For each row and kind of evidence: 1 for the reading, -1 for the declared system, 0 for neither.
struct Votes(Vec<[i8; KINDS]>);

impl Votes {
    fn of(rows: &[Witness], declared: &[Score], supposed: &[Score], positions: &[Option<LonLat>]) -> Self {
        let vote = |i: usize| {
            let mut vote = [0, 1, 2, 3].map(|kind| i8::from(supposed[i][kind]) - i8::from(declared[i][kind]));
            if rows[i].declared.is_some() && positions[i].is_some() {
                vote[Kind::Inside as usize] = 0;
            }
            vote
        };
        Self((0..rows.len()).map(vote).collect())
    }

    /// What a row says in all. A river only speaks where nothing else does: lines of a map are coarser than a register.
    fn overall(&self, row: usize) -> i64 {
        let votes = &self.0[row];
        let of = |kind: Kind| i64::from(votes[kind as usize]);
        match of(Kind::Outfall) + of(Kind::County) + of(Kind::Inside) {
            0 => of(Kind::River),
            firm => firm,
        }
    }

    /// All kinds together, and each.
    fn counted(&self, places: &Places) -> [Change; KINDS + 1] {
        let kind = |kind: usize| places.count(|row| i64::from(self.0[row][kind]));
        [places.count(|row| self.overall(row)), kind(0), kind(1), kind(2), kind(3)]
    }
}

/// Rows by the place of their numbers: each place has one voice.
struct Places(Vec<Vec<usize>>);

impl Places {
    fn of(rows: &[Witness]) -> Self {
        let square = |number: f64| (number / if number.abs() <= 180.0 { PLACE_DEG } else { PLACE_M }).floor() as i64;
        let mut places: BTreeMap<[i64; 2], Vec<usize>> = BTreeMap::new();
        for (i, row) in rows.iter().enumerate().filter(|(_, row)| row.has_numbers()) {
            places.entry(row.given.map(square)).or_default().push(i);
        }
        Self(places.into_values().collect())
    }

    fn count(&self, vote: impl Fn(usize) -> i64) -> Change {
        let mut change = Change::default();
        for place in &self.0 {
            let sum: i64 = place.iter().map(|&row| vote(row).signum()).sum();
            change.better += u64::from(sum > 0);
            change.worse += u64::from(sum < 0);
        }
        change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn witnesses(count: usize, apart_deg: f64) -> Vec<Witness> {
        let at = |i: usize| [125.0 + i as f64 * apart_deg, 43.5];
        (0..count).map(|i| Witness { given: at(i), declared: LonLat::new(at(i)).ok(), county: None }).collect()
    }

    fn votes(rows: usize, vote: [i8; KINDS]) -> Votes {
        Votes(vec![vote; rows])
    }

    #[test]
    fn rows_of_one_place_have_one_voice() {
        let (monitor, apart) = (witnesses(1000, 1e-6), witnesses(30, 0.02));
        let better = [1, 0, 0, 0];
        assert_eq!(votes(1000, better).counted(&Places::of(&monitor))[0], Change { better: 1, worse: 0 });
        assert_eq!(votes(30, better).counted(&Places::of(&apart))[0], Change { better: 30, worse: 0 });
    }

    #[test]
    fn a_river_speaks_where_nothing_else_does() {
        let overall = |vote: [i8; KINDS]| votes(1, vote).overall(0);
        assert_eq!([overall([1, -1, 0, 0]), overall([0, -1, 0, 0]), overall([1, 1, -1, 0]), overall([0, 0, 1, 1])], [1, -1, 1, 2]);
    }

    fn forensics(as_declared: AsDeclared, p_values: &[(f64, f64)]) -> Forensics {
        let finding = |&(p_value, p_ruled_out): &(f64, f64)| Finding {
            reading: Reading::In(crate::coord::Crs::Gcj02),
            improved: 0,
            worsened: 0,
            evidence: [Change::default(); KINDS],
            p_value,
            p_ruled_out,
            rivals: Vec::new(),
        };
        Forensics { as_declared, findings: p_values.iter().map(finding).collect() }
    }

    #[test]
    fn the_verdict_follows_from_the_chances() {
        let credible = AsDeclared { rows: 100, placed: 100, naming_county: 80, in_that_county: 75, ..AsDeclared::default() };
        let of = |as_declared, p_values: &[(f64, f64)]| forensics(as_declared, p_values).verdict();
        assert_eq!(of(credible, &[(1e-9, 1.0), (1.0, 1e-9)]), Verdict::Doubtful);
        assert_eq!(of(credible, &[(1.0, 1e-9), (1.0, 1e-9)]), Verdict::Fits);
        assert_eq!(of(credible, &[(1.0, 1e-9), (0.3, 0.8)]), Verdict::CannotTell, "one reading is not ruled out");
        assert_eq!(of(credible, &[]), Verdict::CannotTell, "nothing was tried");
        let elsewhere = AsDeclared { in_that_county: 3, ..credible };
        assert_eq!(of(elsewhere, &[(1.0, 1e-9)]), Verdict::CannotTell, "the counties named are others");
    }
}
