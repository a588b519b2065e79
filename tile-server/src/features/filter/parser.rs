//! From tokens to a tree, by recursive descent without going back: each token is looked at a bounded number of times.
//!
//! From the loosest: OR; AND; NOT; comparisons and LIKE, BETWEEN, IN, IS NULL, which do not chain; + and −; * / % div; ^, from the right; a sign.
//!
//! # References
//! OGC 21-065r2, CQL2, annex B (the grammar of the text encoding).

use super::error::FilterError;
use super::lexer::{Placed, Token};
use super::time::Instant;
use super::tree::{Arithmetic, Comparison, End, Node, Tree};

/// Parentheses, NOTs, signs and functions within each other. A level takes some frames of the stack here and one or two in what follows.
pub(super) const DEPTH_MAX: usize = 64;

/// Words that are not names of properties unless they stand in double quotes.
const RESERVED: [&str; 11] = ["AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL", "TRUE", "FALSE", "DIV"];

pub(super) type Parsed<T> = Result<T, FilterError>;

/// The whole of the tokens as one expression.
pub(super) fn parse(tokens: Vec<Placed>, to_degrees: Option<&dyn Fn([f64; 2]) -> Option<[f64; 2]>>) -> Parsed<Tree> {
    let mut parser = Parser { tokens, next: 0, depth: 0, to_degrees };
    let tree = parser.expression()?;
    match parser.peek() {
        Token::End => Ok(tree),
        _ => Err(parser.unexpected(["AND、OR 或结尾", "AND, OR or the end"])),
    }
}

pub(super) struct Parser<'f> {
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
    pub(super) to_degrees: Option<&'f dyn Fn([f64; 2]) -> Option<[f64; 2]>>,
}

impl Parser<'_> {
    pub(super) fn peek(&self) -> &Token {
        &self.tokens[self.next].token
    }

    pub(super) fn at(&self) -> usize {
        self.tokens[self.next].at
    }

    fn after(&self) -> &Token {
        &self.tokens[(self.next + 1).min(self.tokens.len() - 1)].token
    }

    /// The next token. After the last one it is again the last.
    pub(super) fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        token
    }

    pub(super) fn takes(&mut self, sign: &'static str) -> bool {
        let is_next = *self.peek() == Token::Sign(sign);
        self.next += usize::from(is_next);
        is_next
    }

    fn is_word(token: &Token, word: &str) -> bool {
        matches!(token, Token::Word(written) if written.eq_ignore_ascii_case(word))
    }

    pub(super) fn takes_word(&mut self, word: &str) -> bool {
        let is_next = Self::is_word(self.peek(), word);
        self.next += usize::from(is_next);
        is_next
    }

    pub(super) fn needs(&mut self, sign: &'static str) -> Parsed<()> {
        if self.takes(sign) { Ok(()) } else { Err(self.unexpected([sign, sign])) }
    }

    pub(super) fn unexpected(&self, expected: [&'static str; 2]) -> FilterError {
        let found = match self.peek() {
            Token::Word(word) => word.clone(),
            Token::Quoted(name) => format!("\"{name}\""),
            Token::Text(text) => format!("'{text}'"),
            Token::Number(number) => number.to_string(),
            Token::Sign(sign) => (*sign).to_owned(),
            Token::End => String::new(),
        };
        FilterError::Unexpected { at: self.at(), found, expected }
    }

    /// One level further in.
    pub(super) fn within<T>(&mut self, inside: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == DEPTH_MAX {
            return Err(FilterError::TooDeep { at: self.at() });
        }
        self.depth += 1;
        let read = inside(self);
        self.depth -= 1;
        read
    }

    fn expression(&mut self) -> Parsed<Tree> {
        let at = self.at();
        let first = self.conjunction()?;
        if !Self::is_word(self.peek(), "OR") {
            return Ok(first);
        }
        let mut any = vec![first];
        while self.takes_word("OR") {
            any.push(self.conjunction()?);
        }
        Ok(Tree { at, node: Node::Any(any) })
    }

    fn conjunction(&mut self) -> Parsed<Tree> {
        let at = self.at();
        let first = self.negation()?;
        if !Self::is_word(self.peek(), "AND") {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.takes_word("AND") {
            all.push(self.negation()?);
        }
        Ok(Tree { at, node: Node::All(all) })
    }

    fn negation(&mut self) -> Parsed<Tree> {
        let at = self.at();
        if self.takes_word("NOT") {
            let inner = self.within(Self::negation)?;
            return Ok(Tree { at, node: Node::Not(Box::new(inner)) });
        }
        self.predicate()
    }

    fn predicate(&mut self) -> Parsed<Tree> {
        let at = self.at();
        let left = self.sum()?;
        if let Some(comparison) = self.comparison() {
            let right = self.sum()?;
            return Ok(Tree { at, node: Node::Compare(comparison, Box::new([left, right])) });
        }
        if self.takes_word("IS") {
            let negated = self.takes_word("NOT");
            if !self.takes_word("NULL") {
                return Err(self.unexpected(["NULL", "NULL"]));
            }
            return Ok(not_if(negated, Tree { at, node: Node::IsNull(Box::new(left)) }));
        }
        let negated = self.takes_word("NOT");
        let node = if self.takes_word("LIKE") {
            Node::Like(Box::new([left, self.sum()?]))
        } else if self.takes_word("BETWEEN") {
            let low = self.sum()?;
            if !self.takes_word("AND") {
                return Err(self.unexpected(["AND", "AND"]));
            }
            Node::Between(Box::new([left, low, self.sum()?]))
        } else if self.takes_word("IN") {
            self.needs("(")?;
            Node::In(Box::new(left), self.list()?)
        } else if negated {
            return Err(self.unexpected(["LIKE、BETWEEN 或 IN", "LIKE, BETWEEN or IN"]));
        } else {
            return Ok(left);
        };
        Ok(not_if(negated, Tree { at, node }))
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let Token::Sign(sign) = self.peek() else { return None };
        let comparison = match *sign {
            "=" => Comparison::Equal,
            "<>" => Comparison::NotEqual,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return None,
        };
        self.take();
        Some(comparison)
    }

    fn sum(&mut self) -> Parsed<Tree> {
        self.chain(Self::product, |parser| match parser.peek() {
            Token::Sign("+") => Some(Arithmetic::Add),
            Token::Sign("-") => Some(Arithmetic::Subtract),
            _ => None,
        })
    }

    fn product(&mut self) -> Parsed<Tree> {
        self.chain(Self::power, |parser| match parser.peek() {
            Token::Sign("*") => Some(Arithmetic::Multiply),
            Token::Sign("/") => Some(Arithmetic::Divide),
            Token::Sign("%") => Some(Arithmetic::Remainder),
            word if Self::is_word(word, "DIV") => Some(Arithmetic::Quotient),
            _ => None,
        })
    }

    fn chain(&mut self, operand: fn(&mut Self) -> Parsed<Tree>, operator: fn(&Self) -> Option<Arithmetic>) -> Parsed<Tree> {
        let at = self.at();
        let first = operand(self)?;
        let mut others = Vec::new();
        while let Some(operator) = operator(self) {
            self.take();
            others.push((operator, operand(self)?));
        }
        if others.is_empty() { Ok(first) } else { Ok(Tree { at, node: Node::Arithmetic(Box::new(first), others) }) }
    }

    fn power(&mut self) -> Parsed<Tree> {
        let at = self.at();
        let base = self.signed()?;
        if !self.takes("^") {
            return Ok(base);
        }
        let exponent = self.within(Self::power)?;
        Ok(Tree { at, node: Node::Arithmetic(Box::new(base), vec![(Arithmetic::Power, exponent)]) })
    }

    fn signed(&mut self) -> Parsed<Tree> {
        let at = self.at();
        if self.takes("-") {
            let inner = self.within(Self::signed)?;
            return Ok(match inner.node {
                Node::Number(number) => Tree { at, node: Node::Number(-number) },
                _ => Tree { at, node: Node::Arithmetic(Box::new(Tree { at, node: Node::Number(0.0) }), vec![(Arithmetic::Subtract, inner)]) },
            });
        }
        if self.takes("+") {
            return self.within(Self::signed);
        }
        self.primary()
    }

    fn primary(&mut self) -> Parsed<Tree> {
        let at = self.at();
        if self.takes("(") {
            let inner = self.within(Self::expression)?;
            self.needs(")")?;
            return Ok(inner);
        }
        let node = match self.peek() {
            Token::Number(number) => Node::Number(*number),
            Token::Text(text) => Node::Text(text.clone()),
            Token::Quoted(name) => Node::Property(name.clone()),
            Token::Word(word) if word.eq_ignore_ascii_case("TRUE") => Node::Flag(true),
            Token::Word(word) if word.eq_ignore_ascii_case("FALSE") => Node::Flag(false),
            Token::Word(word) if word.eq_ignore_ascii_case("NULL") => return Err(FilterError::Null { at }),
            Token::Word(word) if !RESERVED.iter().any(|reserved| word.eq_ignore_ascii_case(reserved)) => {
                let word = word.clone();
                return self.named(at, word);
            }
            _ => return Err(self.unexpected(["属性名、数字、文字或函数", "a property, a number, a text or a function"])),
        };
        self.take();
        Ok(Tree { at, node })
    }

    /// A word is a literal or a function when a parenthesis follows, else a property.
    fn named(&mut self, at: usize, word: String) -> Parsed<Tree> {
        let upper = word.to_ascii_uppercase();
        let is_call = *self.after() == Token::Sign("(");
        let of_space = super::wkt::is_tag(&upper);
        let is_space = of_space && (is_call || ["Z", "M", "ZM", "EMPTY"].iter().any(|word| Self::is_word(self.after(), word)));
        if is_space {
            return self.geometry().map(|literal| Tree { at, node: Node::Geometry(literal) });
        }
        self.take();
        if !is_call {
            return Ok(Tree { at, node: Node::Property(word) });
        }
        self.take();
        let node = match upper.as_str() {
            "DATE" | "TIMESTAMP" => {
                let instant = self.instant()?;
                self.needs(")")?;
                Node::Instant(instant)
            }
            "INTERVAL" => {
                let from = self.end()?;
                self.needs(",")?;
                let to = self.end()?;
                self.needs(")")?;
                if let (End::At(from), End::At(to)) = (&from, &to)
                    && from.first > to.last
                {
                    return Err(FilterError::Interval { at });
                }
                Node::Interval([from, to])
            }
            _ if self.takes(")") => Node::Call(word, Vec::new()),
            _ => Node::Call(word, self.list()?),
        };
        Ok(Tree { at, node })
    }

    /// Expressions with commas between them, up to the parenthesis that closes.
    fn list(&mut self) -> Parsed<Vec<Tree>> {
        let mut list = vec![self.within(Self::expression)?];
        while self.takes(",") {
            list.push(self.within(Self::expression)?);
        }
        self.needs(")")?;
        Ok(list)
    }

    fn instant(&mut self) -> Parsed<Instant> {
        let at = self.at();
        let Token::Text(text) = self.peek() else {
            return Err(self.unexpected(["单引号中的日期或时间", "a date or time in single quotes"]));
        };
        let instant = Instant::parse(text).ok_or_else(|| FilterError::Time { at, text: text.clone() })?;
        self.take();
        Ok(instant)
    }

    fn end(&mut self) -> Parsed<End> {
        let at = self.at();
        match self.peek() {
            Token::Text(text) if text == ".." => {
                self.take();
                Ok(End::Open)
            }
            Token::Word(word) if ["DATE", "TIMESTAMP"].iter().any(|tag| word.eq_ignore_ascii_case(tag)) && *self.after() == Token::Sign("(") => {
                self.take();
                self.take();
                let instant = self.instant()?;
                self.needs(")")?;
                Ok(End::At(instant))
            }
            Token::Word(name) | Token::Quoted(name) => {
                let name = name.clone();
                self.take();
                Ok(End::Property(at, name))
            }
            _ => self.instant().map(End::At),
        }
    }
}

fn not_if(negated: bool, tree: Tree) -> Tree {
    if negated { Tree { at: tree.at, node: Node::Not(Box::new(tree)) } } else { tree }
}
