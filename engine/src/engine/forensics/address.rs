//! Which county a text names.

use std::collections::HashMap;

use crate::model::Generation;

/// The names of counties, to be found in free text.
pub(super) struct Gazetteer<'a> {
    /// Names by their first character, the longest first, each with its counties.
    names: HashMap<char, Vec<(&'a str, Vec<u32>)>>,
    /// The name of the prefecture of each county.
    prefecture: Vec<Option<&'a str>>,
}

impl<'a> Gazetteer<'a> {
    pub(super) fn of(generation: &'a Generation) -> Self {
        let mut counties: HashMap<&str, Vec<u32>> = HashMap::new();
        for (county, jurisdiction) in generation.counties.iter().enumerate() {
            counties.entry(jurisdiction.division.name.as_str()).or_default().push(county as u32);
        }
        let mut names: HashMap<char, Vec<(&str, Vec<u32>)>> = HashMap::new();
        for (name, counties) in counties {
            if let Some(first) = name.chars().next() {
                names.entry(first).or_default().push((name, counties));
            }
        }
        for names in names.values_mut() {
            names.sort_by_key(|(name, _)| (std::cmp::Reverse(name.len()), *name));
        }
        let prefecture = |county| generation.superiors_of_county(county)[0].and_then(|code| generation.division(code)).map(|division| division.name.as_str());
        Self { names, prefecture: (0..generation.counties.len()).map(prefecture).collect() }
    }

    /// The one county that a text names: by the longest name at each place of the text, and by the prefecture before it where several
    /// counties are called the same. A text that names two counties (榆树市与德惠市交界处) names none.
    pub(super) fn county(&self, text: &str) -> Option<u32> {
        let mut found: Option<u32> = None;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let named = self.names.get(&first).into_iter().flatten().find(|(name, _)| rest.starts_with(*name));
            let Some((name, counties)) = named else {
                rest = &rest[first.len_utf8()..];
                continue;
            };
            rest = &rest[name.len()..];
            let county = self.only(counties, text)?;
            if found.is_some_and(|other| other != county) {
                return None;
            }
            found = Some(county);
        }
        found
    }

    fn only(&self, counties: &[u32], text: &str) -> Option<u32> {
        let is_in_context = |county: &&u32| self.prefecture[**county as usize].is_some_and(|prefecture| text.contains(prefecture));
        match counties {
            [one] => Some(*one),
            several => {
                let mut fitting = several.iter().filter(is_in_context);
                fitting.next().filter(|_| fitting.next().is_none()).copied()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Division, DivisionCode, Jurisdiction, Validity};
    use geo_types::MultiPolygon;

    fn division(code: &str, name: &str, parent: Option<&str>) -> Division {
        let code_of = |text: &str| text.parse::<DivisionCode>().expect("a code");
        Division { code: code_of(code), name: name.into(), level: code_of(code).level(), parent: parent.map(code_of) }
    }

    fn generation() -> Generation {
        let divisions = [
            ("220000", "吉林省", None),
            ("220100", "长春市", Some("220000")),
            ("220200", "吉林市", Some("220000")),
            ("220104", "朝阳区", Some("220100")),
            ("220184", "公主岭市", Some("220100")),
            ("220204", "朝阳区", Some("220200")),
            ("220221", "永吉县", Some("220200")),
            ("220281", "前郭县", Some("220200")),
            ("220282", "前郭县城区", Some("220200")),
        ];
        let jurisdictions = divisions.map(|(code, name, parent): (&str, &str, Option<&str>)| Jurisdiction {
            division: division(code, name, parent),
            territory: MultiPolygon(Vec::new()).into(),
        });
        Generation::new(Validity::default(), jurisdictions.into()).0
    }

    #[test]
    fn a_text_names_the_county_that_it_contains() {
        let generation = generation();
        let gazetteer = Gazetteer::of(&generation);
        let name = |text: &str| gazetteer.county(text).map(|county| generation.counties[county as usize].division.code.to_string());
        for (text, code) in [
            ("吉林省长春市公主岭市怀德镇三里堡村", Some("220184")),
            ("公主岭市", Some("220184")),
            ("吉林市永吉县口前镇，永吉县政府旁", Some("220221")),
            ("长春市朝阳区红旗街", Some("220104")),
            ("吉林市朝阳区", Some("220204")),
            ("前郭县城区", Some("220282")),
            // Two counties are called so, or two are named, or none.
            ("朝阳区红旗街", None),
            ("永吉县与公主岭市交界处", None),
            ("长春市", None),
            ("", None),
        ] {
            assert_eq!(name(text).as_deref(), code, "{text}");
        }
    }
}
