//! Drawing by a hash: whoever knows the seed and the lists can do it again.
//!
//! The rank of something is the SHA-256 of `seed|…` as hexadecimal digits; the lowest ranks are drawn. Nobody who did not choose the seed
//! after seeing the lists can steer it. So the seed should be something that is known to all before the day and to nobody before that,
//! such as the numbers of an announced lottery.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The longest seed, in characters.
const SEED_CHARS_MAX: usize = 200;

/// What a draw begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Seed {
    text: String,
    origin: SeedOrigin,
}

/// Where a seed is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SeedOrigin {
    /// Somebody said it.
    Given,
    /// It was made of random bytes of the machine.
    Made,
}

/// A text that is no seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a seed is one line of 1 to {SEED_CHARS_MAX} characters")]
pub struct SeedFault;

impl Seed {
    /// A seed that somebody says. Blanks around it are no part of it.
    ///
    /// # Errors
    /// It is empty, of several lines, or too long.
    pub fn given(text: &str) -> Result<Self, SeedFault> {
        let text = text.trim();
        let is_line = !text.is_empty() && text.chars().count() <= SEED_CHARS_MAX && !text.chars().any(char::is_control);
        is_line.then(|| Self { text: text.to_owned(), origin: SeedOrigin::Given }).ok_or(SeedFault)
    }

    /// A seed of random bytes.
    pub fn made(random: [u8; 16]) -> Self {
        Self { text: hexadecimal(&random), origin: SeedOrigin::Made }
    }

    /// The text that goes into every rank.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it is from.
    pub fn origin(&self) -> SeedOrigin {
        self.origin
    }
}

/// The text whose hash is a rank: the seed and the parts, with `|` between them.
pub fn key(seed: &Seed, parts: &[&str]) -> String {
    let mut key = seed.text.clone();
    for part in parts {
        key.push('|');
        key.push_str(part);
    }
    key
}

/// SHA-256 of a text in UTF-8, as `sha256sum` prints it.
pub fn rank(key: &str) -> String {
    hexadecimal(&Sha256::digest(key.as_bytes()))
}

/// Draws `count` of some ids: whether each is drawn, and its rank, in the order given.
pub fn sample(seed: &Seed, ids: &[&str], count: usize) -> Vec<(bool, String)> {
    let ranks: Vec<String> = ids.iter().map(|id| rank(&key(seed, &[id]))).collect();
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by(|a, b| (&ranks[*a], ids[*a]).cmp(&(&ranks[*b], ids[*b])));
    let mut drawn = vec![false; ids.len()];
    for place in order.into_iter().take(count) {
        drawn[place] = true;
    }
    drawn.into_iter().zip(ranks).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(|nibble| char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
    bytes.iter().flat_map(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_is_what_sha256sum_prints() {
        // printf '%s' '2026-12-01 双色球|220184|JL-0001' | sha256sum
        let key = key(&Seed::given(" 2026-12-01 双色球 ").expect("a seed"), &["220184", "JL-0001"]);
        assert_eq!(key, "2026-12-01 双色球|220184|JL-0001");
        assert_eq!(rank(&key), "1e5806a1efe5451c1c7a932e59a0c6d7e40bf9005feb3ea9488cc649623cc5cf");
    }

    #[test]
    fn the_same_seed_draws_the_same_whatever_the_order_of_the_list() {
        let seed = Seed::given("s").expect("a seed");
        let drawn = |ids: &[&str]| {
            let mut drawn: Vec<String> = ids.iter().zip(sample(&seed, ids, 2)).filter(|(_, (drawn, _))| *drawn).map(|(id, _)| (*id).to_owned()).collect();
            drawn.sort();
            drawn
        };
        assert_eq!(drawn(&["a", "b", "c", "d"]).len(), 2);
        assert_eq!(drawn(&["a", "b", "c", "d"]), drawn(&["d", "b", "a", "c"]));
        assert_eq!(sample(&seed, &["a"], 5).len(), 1);
    }

    #[test]
    fn a_seed_is_one_line() {
        for wrong in ["", "  ", "a\nb", &"x".repeat(201)] {
            assert_eq!(Seed::given(wrong), Err(SeedFault), "{wrong:?}");
        }
        assert_eq!(Seed::made([0xA5; 16]).text(), "a5".repeat(16));
    }
}
