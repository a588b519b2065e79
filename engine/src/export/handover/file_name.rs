//! File names from data: what a recipient is called, made safe for every system.

use std::collections::HashSet;

use super::UNASSIGNED_FILE;

/// Bytes of a name without ending and number: below the 255 of Linux in UTF-8, and short enough for Windows paths.
const BYTES_MAX: usize = 150;

/// Names that Windows keeps for devices, whatever the ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// One name for each recipient: its parts joined by `-`, no two alike on a system that ignores case.
pub(super) fn distinct<'a, const N: usize>(recipients: impl Iterator<Item = [&'a str; N]>) -> Vec<String> {
    let mut taken: HashSet<String> = [UNASSIGNED_FILE, "index"].map(str::to_lowercase).into();
    let free = |parts: [&str; N]| {
        let name = safe(&parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-"));
        let mut candidate = name.clone();
        let mut number = 2;
        while !taken.insert(candidate.to_lowercase()) {
            candidate = format!("{name}-{number}");
            number += 1;
        }
        candidate
    };
    recipients.map(free).collect()
}

/// A name without separators, control and direction characters, reserved names, or dots and spaces where they disappear.
pub(super) fn safe(name: &str) -> String {
    let mut clean = String::new();
    for c in name.chars() {
        let hidden = matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
        let c = if c.is_control() || hidden || "/\\:*?\"<>|%".contains(c) { '_' } else { c };
        if clean.len() + c.len_utf8() > BYTES_MAX {
            break;
        }
        clean.push(c);
    }
    // A shell takes a leading hyphen for an option, a folder hides a leading dot, Windows drops a dot or space at the end.
    let mut clean: String = clean.trim_matches(|c: char| c.is_whitespace() || c == '.').to_owned();
    if clean.is_empty() || clean.starts_with(['-', '~', '=', '+', '@', '$']) {
        clean.insert(0, '_');
    }
    let stem = clean.split('.').next().unwrap_or("").trim().to_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt")).is_some_and(|n| n.chars().count() == 1);
    if port || DEVICES.contains(&stem.as_str()) { format!("_{clean}") } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_harmless_ones() {
        for (name, expected) in [
            ("220184-公主岭市-生态环境", "220184-公主岭市-生态环境"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("C:\\x|y<z>?*\"", "C__x_y_z____"),
            ("..", "_"),
            ("", "_"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("LPT1", "_LPT1"),
            ("COMMON", "COMMON"),
            ("-rf", "_-rf"),
            ("a. ", "a"),
            ("gpj\u{202E}xslx", "gpj_xslx"),
            ("a\nb\0c", "a_b_c"),
        ] {
            assert_eq!(safe(name), expected, "{name:?}");
            assert_eq!(safe(expected), expected, "{expected:?} stays");
        }
        assert!(safe(&"长".repeat(1000)).len() <= BYTES_MAX);
    }

    #[test]
    fn two_recipients_never_share_a_file() {
        let names =
            distinct([["1", "A", "x"], ["1", "a", "X"], ["1/A", "x", ""], ["1\\A", "x", ""], ["index", "", ""], ["未移交", "unassigned", ""]].into_iter());
        assert_eq!(names, ["1-A-x", "1-a-X-2", "1_A-x", "1_A-x-2", "index-2", "未移交-unassigned-2"]);
        let long = "长".repeat(300);
        let names = distinct([[long.as_str(), "a"], [long.as_str(), "b"]].into_iter());
        assert_ne!(names[0], names[1]);
    }
}
