//! Secrets that their bearers show, known here by their hashes only.

use std::fmt::Write;

use bailiwick_engine::config::Token;
use bailiwick_engine::model::DivisionCode;
use sha2::{Digest, Sha256};

/// Longest secret that is looked at.
const SECRET_BYTES_MAX: usize = 512;

/// What the bearer of a token sees, by the number of its set of jurisdictions: bearers of equal sets share what is kept for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope(u16);

impl Scope {
    /// Its place among the scopes.
    pub fn place(self) -> usize {
        self.0.into()
    }
}

/// The tokens of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// The hash of each secret, and the scope that it opens.
    known: Vec<([u8; 32], Scope)>,
    scopes: Vec<Vec<DivisionCode>>,
}

impl Tokens {
    /// The tokens of a configuration that has been checked.
    pub fn new(tokens: &[Token]) -> Self {
        let mut all = Self::default();
        for token in tokens {
            let mut jurisdictions = token.jurisdictions.clone();
            jurisdictions.sort_unstable();
            jurisdictions.dedup();
            let place = all.scopes.iter().position(|known| *known == jurisdictions).unwrap_or_else(|| {
                all.scopes.push(jurisdictions);
                all.scopes.len() - 1
            });
            if let (Some(hash), Ok(place)) = (bytes_of(&token.sha256), u16::try_from(place)) {
                all.known.push((hash, Scope(place)));
            }
        }
        all
    }

    /// Whether there are none, so that nobody can be asked for one.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// What a secret opens.
    ///
    /// Hashes are compared, so how long it takes says nothing about the secrets.
    pub fn scope_of(&self, secret: &str) -> Option<Scope> {
        if secret.len() > SECRET_BYTES_MAX {
            return None;
        }
        let hash: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        self.known.iter().find(|(known, _)| *known == hash).map(|(_, scope)| *scope)
    }

    /// The jurisdictions of each scope.
    pub fn scopes(&self) -> &[Vec<DivisionCode>] {
        &self.scopes
    }
}

/// A new secret: 256 random bits of the system's, in hexadecimal digits.
///
/// # Errors
/// The system has none to give.
pub fn secret() -> Result<String, getrandom::Error> {
    let mut bits = [0; 32];
    getrandom::fill(&mut bits)?;
    Ok(hexadecimal(&bits))
}

/// The hash of a secret as the configuration has it.
pub fn digest(secret: &str) -> String {
    hexadecimal(&Sha256::digest(secret.as_bytes()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// The bytes that 64 hexadecimal digits are.
fn bytes_of(digits: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * place..2 * place + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(secret: &str, jurisdictions: &[&str]) -> Token {
        Token { name: "x".into(), sha256: digest(secret), jurisdictions: jurisdictions.iter().map(|code| code.parse().expect("a code")).collect() }
    }

    #[test]
    fn a_secret_opens_the_scope_of_its_token_and_no_other() {
        let tokens = Tokens::new(&[token("a", &["220100"]), token("b", &["220300", "220200"]), token("c", &["220200", "220300"])]);
        assert_eq!(tokens.scopes().len(), 2);
        assert_eq!(tokens.scope_of("b"), tokens.scope_of("c"));
        assert_ne!(tokens.scope_of("a"), tokens.scope_of("b"));
        for wrong in ["", "A", "a ", &"a".repeat(10_000)] {
            assert_eq!(tokens.scope_of(wrong), None, "{wrong:?}");
        }
        assert!(Tokens::new(&[]).is_empty());
    }
}
