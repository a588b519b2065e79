//! XML that is well-formed whatever the names in it.

use std::fmt::{self, Display, Write};

/// An element with what is in it: others, or text.
#[derive(Clone, Debug)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    content: Vec<Element>,
    text: String,
}

impl Element {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), content: Vec::new(), text: String::new() }
    }

    /// An element with nothing but text in it.
    pub(super) fn text(name: &'static str, text: impl Display) -> Self {
        Self { text: text.to_string(), ..Self::new(name) }
    }

    pub(super) fn with(mut self, attribute: &'static str, value: impl Display) -> Self {
        self.attributes.push((attribute, value.to_string()));
        self
    }

    pub(super) fn holding(mut self, elements: impl IntoIterator<Item = Self>) -> Self {
        self.content.extend(elements);
        self
    }

    /// The element as a document, with a doctype if the program wants one.
    pub(super) fn document(&self, doctype: Option<&str>) -> String {
        let mut out = match doctype {
            Some(doctype) => format!("<!DOCTYPE {doctype}>\n"),
            None => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(),
        };
        self.write(&mut out, 0).expect("a string takes all");
        out
    }

    fn write(&self, out: &mut String, depth: usize) -> fmt::Result {
        write!(out, "{:depth$}<{}", "", self.name)?;
        for (name, value) in &self.attributes {
            write!(out, " {name}=\"{}\"", Escaped(value))?;
        }
        if self.content.is_empty() && self.text.is_empty() {
            return out.write_str("/>\n");
        }
        write!(out, ">{}", Escaped(&self.text))?;
        if !self.content.is_empty() {
            out.write_char('\n')?;
            self.content.iter().try_for_each(|element| element.write(out, depth + 1))?;
            write!(out, "{:depth$}", "")?;
        }
        writeln!(out, "</{}>", self.name)
    }
}

/// Text for attributes and between tags. Line ends and tabs would be blanks to a reader of attributes; what XML 1.0 cannot hold at all
/// is replaced.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\t' | '\n' | '\r' => write!(f, "&#{};", u32::from(c)),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}'),
            c => f.write_char(c),
        })
    }
}
