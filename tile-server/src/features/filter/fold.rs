//! What CASEI and ACCENTI do to a text before it is compared.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Which differences do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Folding {
    pub(super) case: bool,
    pub(super) accents: bool,
}

impl Folding {
    /// Both foldings.
    pub(super) fn and(self, other: Self) -> Self {
        Self { case: self.case || other.case, accents: self.accents || other.accents }
    }

    /// Through capitals to small letters: that makes one of `ß` and `SS`, and of the two small sigmas, as Unicode's full case folding does.
    pub(super) fn of(self, text: Cow<'_, str>) -> Cow<'_, str> {
        if text.is_ascii() {
            return if self.case && text.bytes().any(|byte| byte.is_ascii_uppercase()) { Cow::Owned(text.to_ascii_lowercase()) } else { text };
        }
        let text = if self.accents { Cow::Owned(text.nfd().filter(|c| !is_combining_mark(*c)).nfc().collect()) } else { text };
        if self.case { Cow::Owned(without_case(&text)) } else { text }
    }
}

fn without_case(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // Most of what is there to fold needs no table: Chinese characters and kana have no case.
            '\0'..='\u{7f}' => folded.push(c.to_ascii_lowercase()),
            '\u{3000}'..='\u{9fff}' => folded.push(c),
            _ => folded.extend(c.to_uppercase().flat_map(char::to_lowercase)),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_go_when_asked() {
        let fold = |case, accents, text: &str| Folding { case, accents }.of(Cow::Borrowed(text)).into_owned();
        assert_eq!(fold(true, false, "Straße"), fold(true, false, "STRASSE"));
        assert_eq!(fold(true, false, "ΟΔΟΣ"), fold(true, false, "Οδος"));
        assert_eq!(fold(false, true, "débárquér 松花江"), "debarquer 松花江");
        assert_eq!(fold(true, true, "Äé"), "ae");
        assert_eq!(fold(true, false, "ABC"), "abc");
        assert_eq!(fold(false, false, "Äé"), "Äé");
    }

    #[test]
    fn what_is_left_out_of_the_table_has_no_case() {
        assert!(('\u{3000}'..='\u{9fff}').all(|c| c.to_uppercase().eq([c]) && c.to_lowercase().eq([c])));
    }
}
