//! Content codings: which one a client would like, and bytes in it.
//!
//! # References
//! RFC 9110 §12.5.3 (Accept-Encoding), RFC 8878 (zstd), RFC 7932 (Brotli), RFC 1952 (gzip).

use std::io;

use axum::http::{HeaderMap, HeaderValue, header};

use crate::gzip;

/// How bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Coding {
    /// As they are.
    Identity,
    /// gzip, which every client knows.
    Gzip,
    /// Brotli, which every browser knows.
    Brotli,
    /// Zstandard, the fastest.
    Zstd,
}

/// Marks an answer whose coding, or that it has none, has been settled: nobody is to code it again.
#[derive(Clone, Copy)]
pub(crate) struct Settled;

/// Of codings that are liked equally the first.
const PREFERRED: [Coding; 3] = [Coding::Zstd, Coding::Brotli, Coding::Gzip];
/// Bytes below this are sent as they are: they fit into one packet either way.
const WORTH_BYTES: usize = 512;
/// A tile is coded once and sent often, but somebody waits for the first. Of outlines the higher levels make nothing less, as of gzip.
const ZSTD_LEVEL: i32 = 3;
const BROTLI_QUALITY: i32 = 4;
const BROTLI_WINDOW_BITS: i32 = 20;

impl Coding {
    /// The one that the client likes best.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let weights = PREFERRED.map(|coding| (coding, coding.weight(headers)));
        weights.into_iter().fold((Self::Identity, 0), |best, next| if next.1 > best.1 { next } else { best }).0
    }

    /// Whether the client takes this one, liked or not.
    pub(crate) fn is_accepted(self, headers: &HeaderMap) -> bool {
        self == Self::Identity || self.weight(headers) > 0
    }

    /// How much the client likes this one, in thousandths.
    fn weight(self, headers: &HeaderMap) -> u32 {
        let said = || headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        let of = |name: &str| said().map(str::trim).find(|part| named(part).eq_ignore_ascii_case(name)).map(weight);
        of(self.name()).or_else(|| of("*")).unwrap_or(0)
    }

    /// Its name in headers.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// The value of `Content-Encoding`, where there is one.
    pub(crate) fn header(self) -> Option<HeaderValue> {
        (self != Self::Identity).then(|| HeaderValue::from_static(self.name()))
    }

    /// Bytes in this coding; as they are, where that is no longer.
    pub(crate) fn encode(self, bytes: Vec<u8>) -> io::Result<(Self, Vec<u8>)> {
        if bytes.len() < WORTH_BYTES {
            return Ok((Self::Identity, bytes));
        }
        let coded = match self {
            Self::Identity => return Ok((self, bytes)),
            Self::Gzip => gzip::quick(&bytes),
            Self::Brotli => {
                let params = brotli::enc::BrotliEncoderParams { quality: BROTLI_QUALITY, lgwin: BROTLI_WINDOW_BITS, ..Default::default() };
                let mut coded = Vec::new();
                brotli::BrotliCompress(&mut bytes.as_slice(), &mut coded, &params)?;
                coded
            }
            Self::Zstd => zstd::bulk::compress(&bytes, ZSTD_LEVEL)?,
        };
        Ok(if coded.len() < bytes.len() { (self, coded) } else { (Self::Identity, bytes) })
    }
}

/// The name of an element such as `gzip;q=0.5`.
fn named(part: &str) -> &str {
    part.split(';').next().unwrap_or_default().trim()
}

/// Its weight in thousandths, 1000 where none is said. What is no weight is none: the element is as if it were not there.
fn weight(part: &str) -> u32 {
    let Some(said) = part.split(';').skip(1).find_map(|parameter| parameter.trim().strip_prefix("q=")) else { return 1000 };
    said.trim().parse::<f64>().ok().filter(|weight| (0.0..=1.0).contains(weight)).map_or(0, |weight| (weight * 1000.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn liked(said: &'static str) -> Coding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(said));
        Coding::of(&headers)
    }

    #[test]
    fn the_client_s_weights_count_and_then_our_preference() {
        for (said, coding) in [
            ("gzip, deflate, br, zstd", Coding::Zstd),
            ("gzip, deflate, br", Coding::Brotli),
            ("gzip", Coding::Gzip),
            ("GZIP;q=0.5", Coding::Gzip),
            ("br;q=0.1, gzip;q=0.9", Coding::Gzip),
            ("zstd;q=0, br;q=0, gzip", Coding::Gzip),
            ("*", Coding::Zstd),
            ("zstd;q=0, *", Coding::Brotli),
            ("gzip;q=0", Coding::Identity),
            ("gzip;q=2", Coding::Identity),
            ("gzip;q=nan", Coding::Identity),
            ("identity", Coding::Identity),
            (";;;,,=", Coding::Identity),
        ] {
            assert_eq!(liked(said), coding, "{said}");
        }
        assert_eq!(Coding::of(&HeaderMap::new()), Coding::Identity);
        assert!(Coding::Identity.is_accepted(&HeaderMap::new()) && !Coding::Gzip.is_accepted(&HeaderMap::new()));
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0.1, br;q=0, zstd"));
        assert_eq!(PREFERRED.map(|coding| coding.is_accepted(&headers)), [true, false, true]);
    }

    #[test]
    fn every_coding_gives_the_bytes_back() {
        let bytes: Vec<u8> = (0..20_000u32).flat_map(|i| (i / 7).to_le_bytes()).collect();
        for coding in PREFERRED {
            let (used, coded) = coding.encode(bytes.clone()).expect("memory");
            assert!(used == coding && coded.len() < bytes.len() / 2, "{coding:?}");
            let back = match coding {
                Coding::Zstd => zstd::bulk::decompress(&coded, bytes.len()).expect("zstd"),
                Coding::Brotli => {
                    let mut back = Vec::new();
                    brotli::BrotliDecompress(&mut coded.as_slice(), &mut back).expect("brotli");
                    back
                }
                _ => {
                    let mut back = Vec::new();
                    io::Read::read_to_end(&mut flate2::read::GzDecoder::new(coded.as_slice()), &mut back).expect("gzip");
                    back
                }
            };
            assert!(back == bytes, "{coding:?}");
        }
        assert_eq!(Coding::Zstd.encode(vec![7; 10]).expect("memory"), (Coding::Identity, vec![7; 10]));
    }
}
