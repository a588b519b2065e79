//! From text to words, numbers and signs, each with its place.

use super::error::FilterError;

/// The smallest piece that means something.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name or a keyword, as written.
    Word(String),
    /// A name in double quotes, which is never a keyword.
    Quoted(String),
    /// A text in single quotes.
    Text(String),
    /// A number without its sign.
    Number(f64),
    /// A sign; `!=` comes as `<>`.
    Sign(&'static str),
    /// After the last.
    End,
}

/// A token and the character it begins at, counted from 1.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) at: usize,
}

/// The longer ones first, so that `<=` is not `<` and `=`.
const SIGNS: [&str; 16] = ["<>", "!=", "<=", ">=", "<", ">", "=", "(", ")", ",", "+", "-", "*", "/", "%", "^"];

/// All tokens; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, FilterError> {
    let mut lexer = Lexer { rest: text, at: 1 };
    let mut tokens = Vec::new();
    loop {
        lexer.take_while(char::is_whitespace);
        let at = lexer.at;
        let token = lexer.token()?;
        let done = token == Token::End;
        tokens.push(Placed { token, at });
        if done {
            return Ok(tokens);
        }
    }
}

struct Lexer<'t> {
    rest: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    fn token(&mut self) -> Result<Token, FilterError> {
        let Some(first) = self.rest.chars().next() else { return Ok(Token::End) };
        if first == '\'' {
            return self.quoted('\'').map(Token::Text);
        }
        if first == '"' {
            return self.quoted('"').map(Token::Quoted);
        }
        if starts_name(first) {
            return Ok(Token::Word(self.take_while(continues_name).to_owned()));
        }
        if first.is_ascii_digit() || (first == '.' && self.rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
            return self.number();
        }
        let Some(sign) = SIGNS.into_iter().find(|sign| self.rest.starts_with(sign)) else {
            return Err(FilterError::Character { at: self.at, found: first });
        };
        self.skip(sign.len());
        Ok(Token::Sign(if sign == "!=" { "<>" } else { sign }))
    }

    /// What stands between two quotes. A quote in it is written twice, in texts also after a backslash; other backslashes stay.
    fn quoted(&mut self, quote: char) -> Result<String, FilterError> {
        let opened = self.at;
        let mut inside = String::new();
        self.skip(1);
        loop {
            inside.push_str(self.take_while(|c| c != quote && c != '\\'));
            let mut next = self.rest.chars();
            match (next.next(), next.next()) {
                (None, _) => return Err(FilterError::Unclosed { at: opened }),
                (Some('\\'), Some('\'')) if quote == '\'' => {
                    inside.push('\'');
                    self.skip(2);
                }
                (Some('\\'), _) => {
                    inside.push('\\');
                    self.skip(1);
                }
                (Some(_), Some(second)) if second == quote => {
                    inside.push(quote);
                    self.skip(2);
                }
                _ => {
                    self.skip(1);
                    return Ok(inside);
                }
            }
        }
    }

    fn number(&mut self) -> Result<Token, FilterError> {
        let (at, start) = (self.at, self.rest);
        self.take_while(|c| c.is_ascii_digit());
        if self.rest.starts_with('.') {
            self.skip(1);
            self.take_while(|c| c.is_ascii_digit());
        }
        // An exponent only with digits: what follows otherwise is the next token's business.
        let exponent = self.rest.strip_prefix(['e', 'E']).map(|rest| rest.strip_prefix(['+', '-']).unwrap_or(rest));
        if exponent.is_some_and(|digits| digits.starts_with(|c: char| c.is_ascii_digit())) {
            self.skip(1);
            self.take_while(|c| c == '+' || c == '-');
            self.take_while(|c| c.is_ascii_digit());
        }
        let written = &start[..start.len() - self.rest.len()];
        let number = written.parse().ok().filter(|number: &f64| number.is_finite());
        number.map(Token::Number).ok_or_else(|| FilterError::Number { at, text: written.to_owned() })
    }

    fn take_while(&mut self, inside: impl Fn(char) -> bool) -> &'t str {
        let (taken, rest) = self.rest.split_at(self.rest.find(|c| !inside(c)).unwrap_or(self.rest.len()));
        self.rest = rest;
        self.at += taken.chars().count();
        taken
    }

    /// Over characters of one byte.
    fn skip(&mut self, count: usize) {
        self.rest = &self.rest[count..];
        self.at += count;
    }
}

/// The standard lists blocks of Unicode; letters are what its lists are about.
fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == ':'
}

fn continues_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{203f}' | '\u{2040}')
}
