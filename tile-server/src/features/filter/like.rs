//! Patterns of LIKE: `%` stands for any text, `_` for one character, and a backslash before either (or itself) for the sign itself.

/// A pattern, compiled once.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// What stands between the `%`s; one piece when there is none.
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    Plain(String),
    /// `None` is any one character.
    Holes(Vec<Option<char>>),
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut piece = Vec::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '%' => pieces.push(Piece::of(&std::mem::take(&mut piece))),
                '_' => piece.push(None),
                '\\' => piece.push(chars.next_if(|next| matches!(next, '%' | '_' | '\\')).or(Some('\\'))),
                other => piece.push(Some(other)),
            }
        }
        pieces.push(Piece::of(&piece));
        Self { pieces }
    }

    /// # Cost
    /// Linear in the text; a piece with `_` between two `%` costs its length times that of the text at worst.
    pub(super) fn matches(&self, text: &str) -> bool {
        let Some((first, others)) = self.pieces.split_first() else { return false };
        let Some(rest) = first.at_start(text) else { return false };
        let Some((last, middle)) = others.split_last() else { return rest.is_empty() };
        // The end is taken off first: each piece in the middle may then take the earliest place it finds.
        let Some(mut rest) = last.at_end(rest) else { return false };
        for piece in middle {
            match piece.anywhere(rest) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        true
    }
}

impl Piece {
    fn of(signs: &[Option<char>]) -> Self {
        signs.iter().copied().collect::<Option<String>>().map_or_else(|| Self::Holes(signs.to_vec()), Self::Plain)
    }

    /// The rest of a text that begins with this piece.
    fn at_start<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Plain(plain) => text.strip_prefix(plain.as_str()),
            Self::Holes(signs) => {
                let mut rest = text.chars();
                signs.iter().all(|sign| rest.next().is_some_and(|c| sign.is_none_or(|sign| sign == c))).then_some(rest.as_str())
            }
        }
    }

    /// The part before the piece of a text that ends with it.
    fn at_end<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Plain(plain) => text.strip_suffix(plain.as_str()),
            Self::Holes(signs) => {
                let mut rest = text.chars();
                signs.iter().rev().all(|sign| rest.next_back().is_some_and(|c| sign.is_none_or(|sign| sign == c))).then_some(rest.as_str())
            }
        }
    }

    /// What follows the first place at which the piece is found.
    fn anywhere<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            Self::Plain(plain) => text.find(plain.as_str()).map(|start| &text[start + plain.len()..]),
            Self::Holes(_) => text.char_indices().find_map(|(start, _)| self.at_start(&text[start..])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_for_what_the_standard_says() {
        let matching = [
            ("Smith%", "Smithson"),
            ("%Jones%", "Mr Jones"),
            ("%", ""),
            ("", ""),
            ("%%", "x"),
            ("_%", "松"),
            ("松_江", "松花江"),
            ("%_花%江", "松花的江"),
            (r"100\%", "100%"),
            (r"a\_b", "a_b"),
            (r"a\\b", r"a\b"),
            (r"a\b", r"a\b"),
            (r"a\", r"a\"),
            ("%aab", "aaaab"),
            ("a%a", "aa"),
            ("%_b%c", "abbc"),
        ];
        for (pattern, text) in matching {
            assert!(Pattern::new(pattern).matches(text), "{pattern} {text}");
        }
        let others =
            [("Smith%", "smithson"), ("", "x"), ("_", ""), ("__", "松"), (r"100\%", "1000"), (r"a\_b", "axb"), ("a%a", "a"), ("%b_%", "ab"), ("ab%bc", "abc")];
        for (pattern, text) in others {
            assert!(!Pattern::new(pattern).matches(text), "{pattern} {text}");
        }
    }

    /// The obvious way: try every length for every `%`.
    fn by_trying(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('%', rest)) => (0..=text.len()).any(|taken| by_trying(rest, &text[taken..])),
            Some((sign, rest)) => text.split_first().is_some_and(|(c, after)| (*sign == '_' || sign == c) && by_trying(rest, after)),
        }
    }

    proptest::proptest! {
        #[test]
        fn patterns_match_as_by_trying(pattern in "[ab江%_]{0,8}", text in "[ab江]{0,9}") {
            let slow = by_trying(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>());
            proptest::prop_assert_eq!(Pattern::new(&pattern).matches(&text), slow, "{} {}", pattern, text);
        }
    }
}
