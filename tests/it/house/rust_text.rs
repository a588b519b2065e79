//! Just enough of Rust's lexical grammar to tell code from comments, strings and tests.

/// The code with comments removed and the contents of strings and characters left out; line breaks stay.
pub(crate) fn code_only(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let end = match at(i) {
            '/' if at(i + 1) == '/' => (i..chars.len()).find(|&j| at(j) == '\n').unwrap_or(chars.len()),
            '/' if at(i + 1) == '*' => block_comment_end(&chars, i),
            'r' if !out.ends_with(is_word) || out.ends_with('b') => raw_string_end(&chars, i).unwrap_or(i),
            '"' => string_end(&chars, i, '"'),
            '\'' if at(i + 1) == '\\' || at(i + 2) == '\'' => string_end(&chars, i, '\''),
            _ => i,
        };
        if end == i {
            out.push(at(i));
            i += 1;
            continue;
        }
        if at(i) != '/' {
            out.push_str("\"\"");
        }
        out.extend(chars[i..end].iter().filter(|c| **c == '\n'));
        i = end;
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn block_comment_end(chars: &[char], start: usize) -> usize {
    let (mut depth, mut i) = (0, start);
    while i < chars.len() {
        match chars[i..].get(..2) {
            Some(['/', '*']) => (depth, i) = (depth + 1, i + 2),
            Some(['*', '/']) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            break;
        }
    }
    i
}

/// The end of `r"…"` or `r#"…"#`, if one starts here.
fn raw_string_end(chars: &[char], start: usize) -> Option<usize> {
    let hashes = chars[start + 1..].iter().take_while(|c| **c == '#').count();
    let open = start + 1 + hashes;
    (chars.get(open) == Some(&'"')).then_some(())?;
    let closes = |i: usize| chars[i] == '"' && chars[i + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
    (open + 1..chars.len()).find(|&i| closes(i)).map(|i| i + 1 + hashes)
}

fn string_end(chars: &[char], start: usize, quote: char) -> usize {
    let mut i = start + 1;
    while i < chars.len() && chars[i] != quote {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    (i + 1).min(chars.len())
}

/// Code without its inline test modules (`#[cfg(test)] mod tests { … }`).
pub(crate) fn without_tests(code: &str) -> String {
    let mut rest = code;
    let mut out = String::new();
    while let Some(start) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        // What the attribute belongs to ends with its block, or with a semicolon before any block.
        let semicolon = rest.find(';').unwrap_or(rest.len());
        let brace = rest.find('{').unwrap_or(rest.len());
        let end = if semicolon < brace { semicolon + 1 } else { brace + group_len(&rest[brace..]) };
        rest = &rest[end.min(rest.len())..];
    }
    out + rest
}

/// The length of `{ … }` at the start of the text, braces included.
fn group_len(text: &str) -> usize {
    let mut depth = 0;
    for (i, c) in text.char_indices() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth == 0 {
            return i + c.len_utf8();
        }
    }
    text.len()
}

/// What is named right after a path prefix such as `crate::`: `crate::a::b` gives `a`, `crate::{a::b, c}` gives `a` and `c`.
pub(crate) fn named_after(code: &str, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices(prefix) {
        if code[..start].ends_with(|c| is_word(c) || c == ':' || c == '$') {
            continue;
        }
        let rest = &code[start + prefix.len()..];
        if rest.starts_with('{') {
            let group = &rest[1..group_len(rest).max(2) - 1];
            found.extend(split_outside_braces(group).iter().map(|part| first_word(part.trim())));
        } else {
            found.push(first_word(rest));
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| is_word(*c)).collect()
}

fn split_outside_braces(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (i, c) in text.char_indices() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 {
            parts.push(&text[start..i]);
            start = i + 1;
        }
    }
    parts.push(&text[start..]);
    parts
}

#[test]
fn comments_strings_and_lifetimes_are_told_from_code() {
    let text = "a /* b /* c */ */ d // e\n'f' '\"' g<'h> r#\"i \" j\"# \"k\\\"l\" br\"m\" var\"\"";
    assert_eq!(code_only(text), "a  d \n\"\" \"\" g<'h> \"\" \"\" b\"\" var\"\"");
}

#[test]
fn test_modules_are_left_out() {
    let code = "a\n#[cfg(test)]\nmod x_tests;\nb\n#[cfg(test)]\nmod tests { fn f() { g(); } }\nc";
    assert_eq!(without_tests(code).split_whitespace().collect::<String>(), "abc");
}

#[test]
fn names_are_found_in_paths_and_in_groups() {
    assert_eq!(named_after("use crate::a::B; use crate::{c::{d, e}, f}; $crate::g; thecrate::h; x(crate::i)", "crate::"), ["a", "c", "f", "i"]);
}
