//! What was found, for scripts and for the map page.

use serde_json::{Value, json};

use super::tables::{date, heat_word};
use super::{Hotspots, Touched};
use crate::hotspot::borders::BANDS;
use crate::hotspot::{Cluster, Emergence};
use crate::lang::Lang;
use crate::model::DivisionCode;

impl Hotspots<'_> {
    /// Everything but the shapes, which are in the GeoPackage.
    pub fn as_json(&self, lang: Lang) -> Value {
        json!({
            "title": self.title(lang),
            "sample": self.engine.sample,
            "counted": self.counted,
            "sentences": self.sentences(lang),
            "notes": self.notes_in_words(lang),
            "steps": self.steps.as_ref().map(|steps| json!({
                "days": steps.days,
                "first_days": (0..steps.count).map(|step| date(steps.day(step)).map(|date| date.to_string())).collect::<Vec<_>>(),
                "clues": self.by_step,
            })),
            "clusters": self.clusters.iter().map(|found| json!({
                "id": found.id,
                "sentence": self.cluster_sentence(found, lang),
                "p_value": found.p_value,
                "significant": found.p_value <= self.settings.rate,
                "period": found.period.map(|days| days.map(|day| date(day).map(|date| date.to_string()))),
                "reach_m": found.cluster.reach.get(),
                "split": self.split_json(&found.cluster),
                "touches": touches_json(&found.touched),
            })).collect::<Vec<_>>(),
            "scan": self.scan.as_ref().map(|scan| json!({
                "replicates": scan.replicates,
                "cylinders": scan.cylinders,
                "clusters": scan.clusters.iter().map(|row| json!({
                    "id": row.id, "centre": row.centre, "radius_m": row.found.radius.get(),
                    "clues": row.found.clues, "expected": row.found.expected, "log_ratio": row.found.log_ratio, "p_value": row.found.p_value,
                    "steps": [row.found.steps.start, row.found.steps.end],
                    "split": row.split.as_ref().map(|split| self.split_json(split)),
                })).collect::<Vec<_>>(),
            })),
            "cells": self.cell_rows.iter().enumerate().filter(|(_, row)| row.clues > 0 || row.emergence.is_some()).map(|(cell, row)| json!({
                "h3": self.cells.name(cell), "clues": row.clues, "gi_star": row.local.and_then(|local| local.gi_star), "adjusted_p": row.adjusted,
                "heat": heat_word(row.heat), "edge": row.is_edge, "emerging": row.emergence.map(Emergence::as_str), "by_step": row.by_step,
            })).collect::<Vec<_>>(),
            "borders": self.borders.levels.iter().map(|level| json!({
                "level": level.level.as_str(),
                "clues_near": level.found.near[0], "clues": level.found.near[1], "ground_near": level.found.ground_near, "p_value": level.found.p_value,
                "pairs": level.found.rows.iter().map(|row| json!({
                    "one": level.codes[row.sides[0] as usize], "other": level.codes[row.sides[1] as usize], "length_km": row.length.get() / 1000.0,
                    "bands": row.bands.iter().zip(BANDS).map(|(band, width)| json!({
                        "within_m": width.get(), "one": band.one, "other": band.other, "on_line": band.on_line,
                        "ground_one_km2": band.ground_one.square_kilometres(), "ground_other_km2": band.ground_other.square_kilometres(),
                    })).collect::<Vec<_>>(),
                    "clues_per_km": row.per_km(), "against_interior": row.against_interior(), "asymmetry": row.asymmetry(),
                    "escalated_share": row.escalated_share(), "p_value": row.p_value, "adjusted_p": row.adjusted,
                })).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })
    }

    fn split_json(&self, cluster: &Cluster) -> Value {
        let body = |code: DivisionCode| json!({ "code": code, "name": self.name(code) });
        json!({
            "clues": cluster.clues.len(),
            "counties": cluster.counties.iter().map(|share| json!({ "code": share.code, "name": self.name(share.code), "clues": share.count, "sees_it": share.sees_it })).collect::<Vec<_>>(),
            "on_borders": cluster.on_borders,
            "outside": cluster.outside,
            "seen_by_nobody": cluster.is_seen_by_nobody(),
            "organiser": cluster.organiser.map(body),
            "centre": cluster.centre,
        })
    }
}

fn touches_json(touched: &Touched) -> Value {
    json!({
        "zones": touched.zones.iter().map(|(id, name, level)| json!({ "id": id, "name": name, "level": level })).collect::<Vec<_>>(),
        "outfalls": touched.outfalls.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect::<Vec<_>>(),
        "waters": touched.waters,
    })
}
