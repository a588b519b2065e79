//! The words of the ruleset: what a page may offer for a clue, and what they are in the other language.

use bailiwick_engine::lang::Lang;
use bailiwick_engine::model::ZoneLevel;
use bailiwick_engine::rules::{Bilingual, Flag, Ruleset, Vocabulary};
use serde_json::{Value, json};

/// What `/api/v1/info` tells of the ruleset. `word` is what a clue has to say to mean the term; where a ruleset has no such
/// word it is null, and the term cannot be asked for.
pub(super) fn of(ruleset: &Ruleset) -> Value {
    let words = &ruleset.words;
    let classes = in_order(&ruleset.classes).map(|(term, class)| offered(&class.id, &class.name, &words.class, term));
    let severities = in_order(&ruleset.severities).map(|(term, severity)| offered(&severity.id, &severity.name, &words.severity, term));
    let sensors = in_order(&ruleset.sensors).map(|(term, sensor)| {
        let mut told = offered(&sensor.id, &sensor.name, &words.sensor, term);
        // NaN, which stands for none, is null in JSON.
        told["accuracy_m"] = json!(sensor.accuracy_m);
        told
    });
    let flags = [(Flag::Yes, "yes", ["是", "yes"]), (Flag::No, "no", ["否", "no"])];
    let flags = flags.map(|(flag, id, [zh, en])| json!({ "id": id, "zh": zh, "en": en, "word": words.flag.text_of(flag.term(), &[zh, en]) }));
    let zone_levels = ZoneLevel::ALL.map(|level| json!({ "zh": level.name(Lang::Zh), "en": level.name(Lang::En) }));
    json!({
        "ruleset": { "name": ruleset.name, "version": ruleset.version },
        "classes": classes.collect::<Vec<_>>(),
        "sensors": sensors.collect::<Vec<_>>(),
        "severities": severities.collect::<Vec<_>>(),
        "flags": flags,
        "urgencies": ruleset.urgencies.iter().map(|urgency| json!(urgency.name)).collect::<Vec<_>>(),
        "departments": ruleset.departments,
        "zone_levels": zone_levels,
    })
}

/// The terms of a vocabulary are the places in its list.
fn in_order<T>(list: &[T]) -> impl Iterator<Item = (u8, &T)> {
    (0..=u8::MAX).zip(list)
}

fn offered(id: &str, name: &Bilingual, words: &Vocabulary, term: u8) -> Value {
    json!({ "id": id, "zh": name.zh, "en": name.en, "word": words.text_of(term, &[&name.zh, &name.en]) })
}
