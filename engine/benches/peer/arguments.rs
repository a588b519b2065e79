//! `WORK --key value …`, as the comparison calls us; nobody types it.

use std::collections::HashMap;
use std::path::PathBuf;

pub(crate) struct Arguments {
    /// What to do.
    pub work: String,
    values: HashMap<String, String>,
}

impl Arguments {
    pub(crate) fn from_command_line() -> Self {
        let mut words = std::env::args().skip(1);
        let work = words.next().unwrap_or_default();
        let mut values = HashMap::new();
        while let Some(key) = words.next() {
            values.insert(key.trim_start_matches("--").to_owned(), words.next().unwrap_or_default());
        }
        Self { work, values }
    }

    pub(crate) fn path(&self, key: &str) -> PathBuf {
        self.values.get(key).unwrap_or_else(|| panic!("--{key} names a file")).into()
    }

    pub(crate) fn number(&self, key: &str, otherwise: usize) -> usize {
        self.values.get(key).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("--{key} {text} is no number")))
    }
}
