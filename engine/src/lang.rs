//! The two languages every sentence exists in.

use std::str::FromStr;

/// Language of sentences for people. Codes and column names never change with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Simplified Chinese, the working language of the bureaus.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language of a locale name or an HTTP language tag such as `zh_CN.UTF-8`, `zh-Hans` or `en`.
    ///
    /// Anything that is not Chinese is answered in English, as the wider-read of the two.
    pub fn from_tag(tag: &str) -> Self {
        if tag.trim().to_ascii_lowercase().starts_with("zh") { Self::Zh } else { Self::En }
    }

    /// The language of a program: what `--lang` says among its arguments, else its locale, else English.
    ///
    /// It is needed before the command line is parsed, because help and usage errors are sentences too.
    pub fn of_program(args: &[String], locale: Option<&str>) -> Self {
        let said = args.iter().enumerate().find_map(|(i, arg)| match arg.strip_prefix("--lang")? {
            "" => args.get(i + 1).cloned(),
            value => value.strip_prefix('=').map(str::to_owned),
        });
        let by_locale = || locale.map_or(Self::En, Self::from_tag);
        said.and_then(|text| text.parse().ok()).unwrap_or_else(by_locale)
    }

    /// Picks the sentence of this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "zh" | "zh-cn" | "中文" => Ok(Self::Zh),
            "en" => Ok(Self::En),
            other => Err(format!("unknown language {other:?}: use zh or en (未知语言：请用 zh 或 en)")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn locale_names_and_http_tags_choose_the_language() {
        for (tag, lang) in [("zh_CN.UTF-8", Lang::Zh), ("zh-Hans;q=0.8", Lang::Zh), ("en-US", Lang::En), ("C", Lang::En)] {
            assert_eq!(Lang::from_tag(tag), lang, "{tag}");
        }
    }

    #[test]
    fn what_the_arguments_say_wins_over_the_locale() {
        let of = |args: &[&str], locale| Lang::of_program(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>(), locale);
        assert_eq!(of(&["bailiwick", "check", "--lang", "en"], Some("zh_CN")), Lang::En);
        assert_eq!(of(&["bailiwick", "--lang=zh"], Some("en_US")), Lang::Zh);
        assert_eq!(of(&["bailiwick", "--lang", "xx"], Some("zh_CN")), Lang::Zh);
        assert_eq!(of(&["bailiwick", "--language"], None), Lang::En);
    }
}
