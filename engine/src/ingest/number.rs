//! Coordinates and accuracies as people write them.

use super::fold::narrow;

/// Reads a coordinate: decimal, with a degree sign, or degrees, minutes and seconds (125°19′30″E, 125度19分30秒).
///
/// `Ok(None)` is an empty cell. A decimal comma, thousands separators, NaN, infinities and text are refused: a guess here
/// would move a clue.
pub(super) fn coordinate(text: &str) -> Result<Option<f64>, ()> {
    let narrow = narrow(text);
    let text = narrow.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (text, sign) = hemisphere(text);
    let value = match plain(text) {
        Some(value) => value,
        None => sexagesimal(text).ok_or(())?,
    };
    // "-125 W" would say west twice; nobody can know what is meant.
    if sign < 0.0 && value < 0.0 {
        return Err(());
    }
    Ok(Some(value * sign))
}

/// Reads an accuracy in metres: `10`, `10米`, `±10 m`. A range is refused.
pub(super) fn accuracy(text: &str) -> Result<Option<f64>, ()> {
    let narrow = narrow(text).to_lowercase();
    let text = narrow.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let text = text.trim_start_matches(['±', '约', '<', '≤', ' ']);
    let text = ["metres", "meters", "metre", "meter", "公尺", "米", "m"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text).trim();
    plain(text).filter(|v| *v >= 0.0).map(Some).ok_or(())
}

/// A finite decimal number and nothing else: not `inf`, not `nan`.
fn plain(text: &str) -> Option<f64> {
    let is_number = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E')) && text.bytes().any(|b| b.is_ascii_digit());
    if !is_number {
        return None;
    }
    text.parse().ok().filter(|v: &f64| v.is_finite())
}

/// Takes off the mark of the hemisphere, before or after; −1 for west and south.
fn hemisphere(text: &str) -> (&str, f64) {
    const MARKS: [(&str, f64); 12] = [
        ("东经", 1.0),
        ("北纬", 1.0),
        ("西经", -1.0),
        ("南纬", -1.0),
        ("东", 1.0),
        ("北", 1.0),
        ("E", 1.0),
        ("e", 1.0),
        ("N", 1.0),
        ("n", 1.0),
        ("W", -1.0),
        ("S", -1.0),
    ];
    for (mark, sign) in MARKS {
        if let Some(rest) = text.strip_prefix(mark).or_else(|| text.strip_suffix(mark)) {
            return (rest.trim_start_matches([':', ' ']).trim(), sign);
        }
    }
    (text, 1.0)
}

/// Degrees, then minutes, then seconds, each with its mark; only the last may have decimals.
fn sexagesimal(text: &str) -> Option<f64> {
    let mut value = 0.0;
    let mut next_rank = 0;
    let mut fraction_seen = false;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let amount = plain(number)?;
        let mark = tail.trim_start();
        // Two primes are one double prime, as many keyboards write it.
        let (rank, length) = if mark.starts_with("''") || mark.starts_with("′′") || mark.starts_with("’’") {
            (2, mark.chars().take(2).map(char::len_utf8).sum())
        } else {
            let c = mark.chars().next()?;
            let rank = match c {
                '°' | 'º' | '度' | '˚' | 'd' | 'D' => 0,
                '\'' | '′' | '’' | '‘' | '分' => 1,
                '"' | '″' | '”' | '“' | '秒' => 2,
                _ => return None,
            };
            (rank, c.len_utf8())
        };
        if rank < next_rank || fraction_seen || (rank > 0 && amount >= 60.0) || (rank > 0 && next_rank == 0) {
            return None;
        }
        fraction_seen = amount.fract() != 0.0;
        value += amount / [1.0, 60.0, 3600.0][rank];
        next_rank = rank + 1;
        rest = mark[length..].trim_start();
    }
    (next_rank > 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_read_as_people_write_them() {
        let half_minute = 125.0 + 19.0 / 60.0 + 30.0 / 3600.0;
        for (text, value) in [
            ("125.325", 125.325),
            (" 125.325 ", 125.325),
            ("１２５．３２５", 125.325),
            ("125.325°", 125.325),
            ("125.325E", 125.325),
            ("1.25e2", 125.0),
            ("东经125.325度", 125.325),
            ("125°19′30″E", half_minute),
            ("125°19'30\"", half_minute),
            ("125°19'30''", half_minute),
            ("125度19分30秒", half_minute),
            ("N 43° 54′", 43.9),
            ("43.9N", 43.9),
            ("12.5W", -12.5),
            ("-12.5", -12.5),
            ("42500000.25", 42_500_000.25),
        ] {
            let read = coordinate(text).expect(text).expect(text);
            assert!((read - value).abs() < 1e-12, "{text}: {read}");
        }
    }

    #[test]
    fn what_is_no_coordinate_is_refused() {
        for text in [
            "NaN",
            "inf",
            "-Infinity",
            "长春",
            "125,325",
            "4,812,345.6",
            "125 43",
            "125°61′",
            "19′30″",
            "1e999",
            "--5",
            "125°19′30″5",
            "E",
            "°",
            "-12.5W",
            "125.5°30′",
        ] {
            assert_eq!(coordinate(text), Err(()), "{text}");
        }
        assert_eq!(coordinate("  "), Ok(None));
    }

    #[test]
    fn accuracies_are_metres_and_no_ranges() {
        for (text, value) in [("10", 10.0), ("10米", 10.0), ("10 m", 10.0), ("±5M", 5.0), ("０．５", 0.5)] {
            assert_eq!(accuracy(text), Ok(Some(value)), "{text}");
        }
        for text in ["5-10", "5~10米", "-3", "高", "nan", "10 km"] {
            assert_eq!(accuracy(text), Err(()), "{text}");
        }
        assert_eq!(accuracy(""), Ok(None));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,24}") {
            let _ = (coordinate(&text), accuracy(&text));
        }

        #[test]
        fn marks_in_any_order_do_not_panic(text in "[0-9.°′″'\"度分秒EWNS东西经 -]{0,16}") {
            let _ = coordinate(&text);
        }
    }
}
