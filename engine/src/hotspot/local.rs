//! Getis-Ord Gi* and local Moran: where high values lie beside high ones, low beside low, or one among its opposites.
//!
//! Both grow with the sum over the neighbours of an area. How often does chance alone give such a sum? That depends on what is asked.
//!
//! *Does it lie among its like?* Conditional permutation answers: the area keeps its value, and its neighbours get those of areas drawn
//! from all others. That is Moran's question, and what PySAL and GeoDa answer for Gi* too. *Is there more here than elsewhere?* is the
//! question of who looks for hot spots. Its own value is part of the answer, so it is drawn like the others (total permutation): a hexagon
//! with all of a cluster in it is hot, whatever its neighbours have.
//!
//! 1. A replicate draws as many areas as the most neighbours that anyone has, and one more, without putting them back; an area with k
//!    neighbours gets the first k, and for itself and its neighbours the first k + 1. So one list of partial sums serves all areas and both
//!    questions; PySAL and GeoDa have such a list for theirs.
//! 2. Areas with equally many neighbours are compared with the same sum. Sorted by what was observed, those that it reaches come before a
//!    place that a binary search finds: what a replicate costs hardly depends on the number of areas.
//! 3. Where it keeps its value, an area among its own draws gets the next one instead.
//!
//! # References
//! Getis and Ord (1992), Geographical Analysis 24(3); Ord and Getis (1995), Geographical Analysis 27(4), eq. 14 for Gi*; Anselin (1995),
//! *Local indicators of spatial association*, Geographical Analysis 27(2), eq. 12 and §2.3; Davison and Hinkley (1997), *Bootstrap Methods*, §4.2
//! for (r + 1) / (n + 1).

use rayon::prelude::*;

use super::draws::{Draws, Urn};
use super::neighbours::Neighbours;

/// Where an area stands to its neighbours: itself and their mean above or below the mean of all (Moran's scatter plot).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quadrant {
    /// High among high.
    HighHigh,
    /// Low among high.
    LowHigh,
    /// Low among low.
    LowLow,
    /// High among low.
    HighLow,
}

/// What is found about an area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Local {
    /// Gi*, in standard deviations: the area and its neighbours (weights of 1) against what all areas would give. `None` where everybody is its neighbour.
    pub gi_star: Option<f64>,
    /// Local Moran with weights that sum to 1; `None` without neighbours.
    pub moran: Option<f64>,
    /// Its place in Moran's scatter plot; `None` without neighbours.
    pub quadrant: Option<Quadrant>,
    /// How likely chance gives it and its neighbours a sum as far out, on either side: of Gi*, by total permutation.
    pub gi_star_p_value: f64,
    /// How likely chance gives its neighbours a sum as far out, on either side: of Moran, by conditional permutation; `None` without neighbours.
    pub p_value: Option<f64>,
    /// The same on the side where the sum lies, which is what PySAL and GeoDa call the pseudo p-value. Replicates that give the very sum count as
    /// farther out, on both sides, also where rounding tells them apart: of counts, many do.
    pub p_one_sided: Option<f64>,
}

/// Of all areas, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalStatistics {
    /// An area each.
    pub areas: Vec<Local>,
    /// How many replicates the p-values rest on.
    pub permutations: u32,
}

/// Why there is nothing to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LocalError {
    /// Fewer than three areas have no pattern.
    #[error("fewer than three areas")]
    TooFew,
    /// All values are the same.
    #[error("all values are the same")]
    Constant,
    /// A value is not a finite number.
    #[error("value {0} is not a finite number")]
    NotFinite(usize),
}

/// Replicates that one thread does at a time.
const REPLICATES_AT_ONCE: u32 = 64;

/// Both statistics of a value for each area.
///
/// # Errors
/// There is no pattern to find, see [`LocalError`].
///
/// # Panics
/// If there are more or fewer values than areas.
///
/// # Cost
/// For each replicate as many draws as the most neighbours that an area has, and as many binary searches as there are different numbers of
/// neighbours: a microsecond or two, however many areas there are.
pub fn local_statistics(values: &[f64], neighbours: &Neighbours, permutations: u32, seed: u64) -> Result<LocalStatistics, LocalError> {
    assert_eq!(values.len(), neighbours.len(), "each area has a value");
    if let Some(place) = values.iter().position(|value| !value.is_finite()) {
        return Err(LocalError::NotFinite(place));
    }
    if values.len() < 3 {
        return Err(LocalError::TooFew);
    }
    if values.iter().all(|value| *value == values[0]) {
        return Err(LocalError::Constant);
    }
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let sums: Vec<f64> = (0..values.len()).map(|area| neighbours.of(area).iter().map(|other| values[*other as usize]).sum()).collect();
    let [of_all, of_others] = tails(values, neighbours, &sums, permutations, seed);
    let one_sided = |tails: Tails| f64::from(tails.at_least.min(tails.at_most) + 1) / f64::from(permutations + 1);
    let areas = (0..values.len()).map(|area| {
        let near = neighbours.of(area).len() as f64;
        let of_mean = values[area] - mean;
        let weight = near + 1.0;
        let spread = ((squares / count) * (count * weight - weight * weight) / (count - 1.0)).sqrt();
        let gi_star = (near + 1.0 < count).then(|| (sums[area] + values[area] - mean * weight) / spread);
        let gi_star_p_value = (2.0 * one_sided(of_all[area])).min(1.0);
        if near == 0.0 {
            return Local { gi_star, moran: None, quadrant: None, gi_star_p_value, p_value: None, p_one_sided: None };
        }
        let lag = sums[area] / near - mean;
        let quadrant = match (of_mean > 0.0, lag > 0.0) {
            (true, true) => Quadrant::HighHigh,
            (false, true) => Quadrant::LowHigh,
            (false, false) => Quadrant::LowLow,
            (true, false) => Quadrant::HighLow,
        };
        let one_sided = one_sided(of_others[area]);
        Local {
            gi_star,
            gi_star_p_value,
            moran: Some((count - 1.0) * of_mean * lag / squares),
            quadrant: Some(quadrant),
            p_value: Some((2.0 * one_sided).min(1.0)),
            p_one_sided: Some(one_sided),
        }
    });
    Ok(LocalStatistics { areas: areas.collect(), permutations })
}

/// How many replicates gave a sum at least, and at most, as large as the one observed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tails {
    at_least: u32,
    at_most: u32,
}

/// Areas whose sums are of equally many values, by these sums.
struct Group {
    draws: usize,
    sums: Vec<f64>,
    areas: Vec<u32>,
}

/// What replicates add up to.
struct Counted {
    /// For each group, place → how many replicates reached the sums before it, and how many stayed below those from it on.
    reached: Vec<Vec<i64>>,
    below: Vec<Vec<i64>>,
    /// Area → what is to be put right of that, because the area was among its own draws.
    amended: Vec<[i64; 2]>,
}

/// Of every area and its neighbours; of the neighbours alone.
fn tails(values: &[f64], neighbours: &Neighbours, of_others: &[f64], permutations: u32, seed: u64) -> [Vec<Tails>; 2] {
    let near = |area: u32| neighbours.of(area as usize).len();
    let all = 0..values.len() as u32;
    let of_all: Vec<f64> = values.iter().zip(of_others).map(|(own, others)| own + others).collect();
    let mut groups = grouped(all.clone(), &of_all, |area| near(area) + 1);
    let with_all = groups.len();
    groups.extend(grouped(all.filter(|area| near(*area) > 0), of_others, near));
    let most = neighbours.most();
    // Sums of the same numbers in another order differ by their rounding, and are the same.
    let slack = 1e-12 * values.iter().map(|value| value.abs()).fold(0.0, f64::max) * (most + 1) as f64;
    let replicates: Vec<u32> = (0..permutations).collect();
    let none = || Counted {
        reached: groups.iter().map(|group| vec![0; group.areas.len() + 1]).collect(),
        below: groups.iter().map(|group| vec![0; group.areas.len() + 1]).collect(),
        amended: vec![[0; 2]; values.len()],
    };
    let count = |mut counted: Counted, replicates: &[u32]| {
        let (mut urn, mut drawn, mut partial) = (Urn::new(values.len() as u32), Vec::new(), Vec::new());
        for replicate in replicates {
            urn.draw(most + 1, &mut Draws::new(seed, (*replicate).into()), &mut drawn);
            partial.clear();
            partial.push(0.0);
            partial.extend(drawn.iter().scan(0.0, |sum, area| {
                *sum += values[*area as usize];
                Some(*sum)
            }));
            for (place, group) in groups.iter().enumerate() {
                let sum = partial[group.draws];
                counted.reached[place][group.sums.partition_point(|observed| *observed <= sum + slack)] += 1;
                counted.below[place][group.sums.partition_point(|observed| *observed < sum - slack)] += 1;
            }
            for (place, area) in drawn.iter().enumerate() {
                let area = *area as usize;
                let near = neighbours.of(area).len();
                if place >= near {
                    continue;
                }
                let (wrong, right) = (partial[near], partial[near + 1] - values[area]);
                let told = |sum: f64| [i64::from(sum + slack >= of_others[area]), i64::from(sum - slack <= of_others[area])];
                for side in 0..2 {
                    counted.amended[area][side] += told(right)[side] - told(wrong)[side];
                }
            }
        }
        counted
    };
    let add = |mut a: Counted, b: Counted| {
        let lists = a.reached.iter_mut().chain(&mut a.below).zip(b.reached.iter().chain(&b.below));
        for (a, b) in lists.flat_map(|(a, b)| a.iter_mut().zip(b)) {
            *a += b;
        }
        for (a, b) in a.amended.iter_mut().zip(&b.amended) {
            *a = [a[0] + b[0], a[1] + b[1]];
        }
        a
    };
    let counted = replicates.par_chunks(REPLICATES_AT_ONCE as usize).fold(none, count).reduce(none, add);
    let mut tails = [vec![Tails::default(); values.len()], vec![Tails::default(); values.len()]];
    for (place, group) in groups.iter().enumerate() {
        let is_of_others = place >= with_all;
        let mut at_least: i64 = counted.reached[place].iter().sum();
        let mut at_most = 0;
        for (i, area) in group.areas.iter().enumerate() {
            at_least -= counted.reached[place][i];
            at_most += counted.below[place][i];
            let [more, less] = if is_of_others { counted.amended[*area as usize] } else { [0; 2] };
            tails[usize::from(is_of_others)][*area as usize] = Tails { at_least: (at_least + more) as u32, at_most: (at_most + less) as u32 };
        }
    }
    tails
}

fn grouped(areas: impl Iterator<Item = u32>, sums: &[f64], draws: impl Fn(u32) -> usize) -> Vec<Group> {
    let mut areas: Vec<u32> = areas.collect();
    areas.sort_by(|a, b| draws(*a).cmp(&draws(*b)).then(sums[*a as usize].total_cmp(&sums[*b as usize])));
    let chunks = areas.chunk_by(|a, b| draws(*a) == draws(*b));
    chunks.map(|same| Group { draws: draws(same[0]), sums: same.iter().map(|area| sums[*area as usize]).collect(), areas: same.to_vec() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of areas, each next to those beside it.
    fn row(count: u32) -> Neighbours {
        Neighbours::of_pairs(count as usize, (1..count).map(|i| [i - 1, i]))
    }

    #[test]
    fn what_has_no_pattern_is_said_to_have_none() {
        assert_eq!(local_statistics(&[1.0, 2.0], &row(2), 9, 1), Err(LocalError::TooFew));
        assert_eq!(local_statistics(&[3.0; 5], &row(5), 9, 1), Err(LocalError::Constant));
        assert_eq!(local_statistics(&[1.0, f64::NAN, 2.0], &row(3), 9, 1), Err(LocalError::NotFinite(1)));
        assert_eq!(local_statistics(&[], &row(0), 9, 1), Err(LocalError::TooFew));
    }

    #[test]
    fn values_by_hand() {
        // Mean 2, squares 10; of the middle: its neighbours 4 and 1.
        let found = local_statistics(&[0.0, 4.0, 2.0, 1.0, 3.0], &row(5), 99, 1).expect("a pattern");
        let middle = found.areas[2];
        assert_eq!(middle.moran, Some(0.0));
        // (7 − 6) / √(2 · (5·3 − 9) / 4)
        assert!((middle.gi_star.expect("not all are neighbours") - 1.0 / 3.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(found.areas[1].quadrant, Some(Quadrant::HighLow));
        assert!((found.areas[1].moran.expect("neighbours") - -(4.0 * 2.0) / 10.0).abs() < 1e-12);
    }

    #[test]
    fn an_area_without_neighbours_has_no_p_value_and_one_next_to_all_no_gi() {
        let neighbours = Neighbours::of_pairs(4, [[0, 1], [0, 2]]);
        let found = local_statistics(&[1.0, 2.0, 3.0, 4.0], &neighbours, 99, 1).expect("a pattern");
        assert_eq!((found.areas[3].p_value, found.areas[3].moran), (None, None));
        assert!(found.areas[3].gi_star_p_value <= 1.0);
        let all = Neighbours::of_pairs(3, [[0, 1], [0, 2], [1, 2]]);
        let found = local_statistics(&[1.0, 2.0, 4.0], &all, 99, 1).expect("a pattern");
        assert!(found.areas.iter().all(|area| area.gi_star.is_none() && area.p_value == Some(1.0) && area.gi_star_p_value == 1.0));
    }

    /// The p-values by drawing for every area on its own, as the definition says.
    #[test]
    fn shared_draws_count_as_drawing_for_each_area_does() {
        let values: Vec<f64> = (0..60_u32).map(|i| f64::from((i * 37) % 11)).collect();
        let pairs = (0..60_u32).flat_map(|i| [[i, (i + 1) % 60], [i, (i * 7 + 3) % 60]]);
        let neighbours = Neighbours::of_pairs(60, pairs);
        let (seed, permutations) = (7, 400);
        let found = local_statistics(&values, &neighbours, permutations, seed).expect("a pattern");
        for area in 0..60 {
            let near = neighbours.of(area).len();
            let sum = |areas: &[u32]| areas.iter().map(|other| values[*other as usize]).sum::<f64>();
            let observed = sum(neighbours.of(area));
            let (mut urn, mut drawn, mut more, mut less) = (Urn::new(60), Vec::new(), 0, 0);
            for replicate in 0..permutations {
                urn.draw(neighbours.most() + 1, &mut Draws::new(seed, replicate.into()), &mut drawn);
                let others: Vec<u32> = drawn.iter().copied().filter(|other| *other as usize != area).take(near).collect();
                more += u32::from(sum(&others) >= observed);
                less += u32::from(sum(&others) <= observed);
            }
            let expected = f64::from(more.min(less) + 1) / f64::from(permutations + 1);
            assert_eq!(found.areas[area].p_one_sided, Some(expected), "area {area}");
            let (mut more, mut less) = (0, 0);
            for replicate in 0..permutations {
                urn.draw(neighbours.most() + 1, &mut Draws::new(seed, replicate.into()), &mut drawn);
                more += u32::from(sum(&drawn[..=near]) >= observed + values[area]);
                less += u32::from(sum(&drawn[..=near]) <= observed + values[area]);
            }
            let expected = (2.0 * f64::from(more.min(less) + 1) / f64::from(permutations + 1)).min(1.0);
            assert_eq!(found.areas[area].gi_star_p_value, expected, "area {area} and its neighbours");
        }
    }

    #[test]
    fn one_among_the_empty_is_hot_and_lies_among_nobody_of_its_kind() {
        let mut values = vec![0.0; 400];
        values[200] = 50.0;
        let found = local_statistics(&values, &row(400), 9_999, 1).expect("a pattern");
        assert!(found.areas[200].gi_star_p_value < 0.02 && found.areas[200].p_value == Some(1.0), "{:?}", found.areas[200]);
        assert!(found.areas[100].gi_star_p_value == 1.0);
    }

    #[test]
    fn threads_and_the_order_of_areas_change_nothing() {
        let values: Vec<f64> = (0..40_u32).map(|i| f64::from((i * i) % 17)).collect();
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("threads");
        let alone = one.install(|| local_statistics(&values, &row(40), 999, 3));
        assert_eq!(alone, local_statistics(&values, &row(40), 999, 3));
        let back: Vec<f64> = values.iter().rev().copied().collect();
        let turned = local_statistics(&back, &row(40), 999, 3).expect("a pattern");
        for (area, other) in alone.expect("a pattern").areas.iter().zip(turned.areas.iter().rev()) {
            assert!((area.moran.expect("neighbours") - other.moran.expect("neighbours")).abs() < 1e-12);
        }
    }
}
