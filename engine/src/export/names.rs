//! Column names that a format with named fields can hold.

use std::collections::HashSet;

/// Makes every name distinct, whatever its case, and different from the reserved ones (which are in lower case).
///
/// A name that is free stays as it is. The names from `own_columns` on, the decision's, are promises to scripts and choose
/// first; a name that is taken gets a number: `status` beside the decision's `status` becomes `status_2`. An empty name
/// becomes `column_3` after its place, and control characters become `_`.
pub(super) fn distinct(names: &[&str], own_columns: usize, reserved: &[&str]) -> Vec<String> {
    let clean: Vec<String> = names
        .iter()
        .enumerate()
        .map(
            |(place, name)| {
                if name.trim().is_empty() { format!("column_{}", place + 1) } else { name.chars().map(|c| if c.is_control() { '_' } else { c }).collect() }
            },
        )
        .collect();
    let mut taken: HashSet<String> = reserved.iter().map(|&r| r.to_owned()).collect();
    let mut result: Vec<Option<String>> = vec![None; clean.len()];
    let decision_first = (own_columns.min(clean.len())..clean.len()).chain(0..own_columns.min(clean.len()));
    for place in decision_first.clone() {
        if taken.insert(clean[place].to_lowercase()) {
            result[place] = Some(clean[place].clone());
        }
    }
    for place in decision_first {
        if result[place].is_none() {
            // More numbers than names and reserved words: one of them is free.
            let free = (2..=taken.len() + 2).map(|n| format!("{}_{n}", clean[place])).find(|name| !taken.contains(&name.to_lowercase()));
            let name = free.unwrap_or_else(|| format!("column_{}", place + 1));
            taken.insert(name.to_lowercase());
            result[place] = Some(name);
        }
    }
    result.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::distinct;

    #[test]
    fn the_decision_keeps_its_names_and_the_input_gives_way() {
        assert_eq!(distinct(&["status", "id", "status_2", "Status"], 3, &[]), ["status_3", "id", "status_2", "Status"]);
        assert_eq!(distinct(&["FID", "geom", "fid_2", "a"], 3, &["fid", "geom"]), ["FID_3", "geom_2", "fid_2", "a"]);
    }

    #[test]
    fn names_without_letters_get_their_place() {
        assert_eq!(distinct(&["", " ", "a\u{0}b\n", "column_1"], 4, &[]), ["column_1", "column_2", "a_b_", "column_1_2"]);
        assert!(distinct(&[], 0, &["fid"]).is_empty());
    }

    #[test]
    fn a_thousand_equal_names_become_a_thousand_names() {
        let names = vec!["同名"; 1000];
        let distinct: std::collections::HashSet<_> = distinct(&names, 500, &[]).into_iter().collect();
        assert_eq!(distinct.len(), 1000);
    }
}
