//! Text as it is compared: full-width forms made narrow, case and blanks dropped.

/// Full-width ASCII (１２．５, （）) as its narrow form; the ideographic space as a space.
pub(super) fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\u{a0}' => ' ',
            _ => c,
        })
        .collect()
}

/// A column's name as it is compared: narrow, lower case, without blanks, hyphens, underscores and bracketed units, and
/// without the half character at which a DBF cut it.
pub(super) fn fold_name(name: &str) -> String {
    let mut depth = 0usize;
    let mut folded = String::with_capacity(name.len());
    for c in narrow(name).chars() {
        match c {
            '(' | '[' | '{' | '【' | '〔' => depth += 1,
            ')' | ']' | '}' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() || matches!(c, '_' | '-' | ':' | '*' | '\u{feff}' | '\u{fffd}' | '"') => {}
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// Text shortened for a message.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut short: String = text.trim().chars().take(SHOWN).collect();
    if text.trim().chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_blanks_and_units_do_not_matter() {
        assert_eq!(fold_name("精度（米）"), "精度");
        assert_eq!(fold_name(" Ｌon_Deg [°]"), "londeg");
        assert_eq!(fold_name("*经 度："), "经度");
        assert_eq!(narrow("１２５．３"), "125.3");
    }
}
