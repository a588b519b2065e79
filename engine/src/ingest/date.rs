//! Dates as people write them, in civil time of China.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use super::fold::narrow;

/// Hours that China's time is ahead of UTC.
const CHINA_OFFSET_H: i64 = 8;
/// Excel's day 0. (Its day 60 is a 29 February 1900 that never was; clues are younger.)
const EXCEL_EPOCH: Date = jiff::civil::date(1899, 12, 30);
/// Excel's serial numbers for 1954 to 2119. A number outside is no date.
const EXCEL_DAYS: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;

/// Reads 2024-05-03, 2024/5/3, 2024.5.3, 2024年5月3日 and 20240503, each with or without a time of day.
///
/// The year comes first, always: 3/5/2024 is two dates. A time with an offset from UTC is turned into China's.
pub(super) fn date_time(text: &str) -> Option<DateTime> {
    let narrow = narrow(text);
    let text = narrow.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return digits_only(text);
    }
    let (year, rest) = leading_number(text)?;
    let rest = rest.strip_prefix(['-', '/', '.', '年'])?;
    let (month, rest) = leading_number(rest.trim_start())?;
    let rest = rest.strip_prefix(['-', '/', '.', '月'])?;
    let (day, rest) = leading_number(rest.trim_start())?;
    let rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
    let date = checked_date(year, month, day)?;
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(date.at(0, 0, 0, 0));
    }
    time_of_day(date, rest.strip_prefix(['T', 't']).unwrap_or(rest).trim())
}

/// The date of one of Excel's serial numbers.
pub(super) fn excel_serial(days: f64) -> Option<DateTime> {
    if !EXCEL_DAYS.contains(&days) {
        return None;
    }
    EXCEL_EPOCH.at(0, 0, 0, 0).checked_add(SignedDuration::from_secs((days * 86_400.0).round() as i64)).ok()
}

fn digits_only(text: &str) -> Option<DateTime> {
    let part = |from: usize, to: usize| text.get(from..to).and_then(|t| t.parse::<i64>().ok());
    let (hour, minute, second) = match text.len() {
        8 => (0, 0, 0),
        12 => (part(8, 10)?, part(10, 12)?, 0),
        14 => (part(8, 10)?, part(10, 12)?, part(12, 14)?),
        _ => return None,
    };
    at_time(checked_date(part(0, 4)?, part(4, 6)?, part(6, 8)?)?, hour, minute, second)
}

fn time_of_day(date: Date, text: &str) -> Option<DateTime> {
    let (text, afternoon) = match (text.strip_prefix("下午").or_else(|| text.strip_prefix("晚上")), text.strip_prefix("上午")) {
        (Some(rest), _) => (rest.trim_start(), true),
        (_, Some(rest)) => (rest.trim_start(), false),
        _ => (text, false),
    };
    let (hour, rest) = leading_number(text)?;
    let rest = rest.strip_prefix([':', '时', '点'])?;
    let (minute, rest) = if rest.trim().is_empty() { (0, "") } else { leading_number(rest.trim_start())? };
    let rest = rest.strip_prefix('分').unwrap_or(rest);
    let (second, rest) = match rest.strip_prefix(':').or_else(|| rest.starts_with(|c: char| c.is_ascii_digit()).then_some(rest)) {
        Some(rest) => leading_number(rest)?,
        None => (0, rest),
    };
    let rest = rest.strip_prefix('秒').unwrap_or(rest);
    // Fractions of a second are dropped: nothing is decided by them.
    let rest = rest.strip_prefix('.').map_or(rest, |r| r.trim_start_matches(|c: char| c.is_ascii_digit())).trim();
    let hour = if afternoon && hour < 12 { hour + 12 } else { hour };
    let local = at_time(date, hour, minute, second)?;
    match rest {
        "" => Some(local),
        "Z" | "z" => local.checked_add(SignedDuration::from_hours(CHINA_OFFSET_H)).ok(),
        _ => {
            let sign = match rest.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let (hours, minutes) = match rest[1..].split_once(':') {
                Some((h, m)) => (h.parse::<i64>().ok()?, m.parse::<i64>().ok()?),
                None if rest.len() == 5 => (rest.get(1..3)?.parse().ok()?, rest.get(3..5)?.parse().ok()?),
                None => (rest[1..].parse().ok()?, 0),
            };
            if !(0..=14).contains(&hours) || !(0..60).contains(&minutes) {
                return None;
            }
            local.checked_add(SignedDuration::from_mins(CHINA_OFFSET_H * 60 - sign * (hours * 60 + minutes))).ok()
        }
    }
}

fn leading_number(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    digits.parse().ok().map(|n| (n, rest))
}

fn checked_date(year: i64, month: i64, day: i64) -> Option<Date> {
    if !(1900..=2200).contains(&year) {
        return None;
    }
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

fn at_time(date: Date, hour: i64, minute: i64, second: i64) -> Option<DateTime> {
    let (hour, minute, second) = (hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?);
    DateTime::new(date.year(), date.month(), date.day(), hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for (text, iso) in [
            ("2024-05-03", "2024-05-03T00:00:00"),
            ("2024/5/3", "2024-05-03T00:00:00"),
            ("2024.5.3", "2024-05-03T00:00:00"),
            ("2024年5月3日", "2024-05-03T00:00:00"),
            ("2024年5月3日 14时05分", "2024-05-03T14:05:00"),
            ("20240503", "2024-05-03T00:00:00"),
            ("20240503140509", "2024-05-03T14:05:09"),
            ("2024-05-03 14:05", "2024-05-03T14:05:00"),
            ("2024-05-03T14:05:09.250", "2024-05-03T14:05:09"),
            ("2024-05-03T06:05:09Z", "2024-05-03T14:05:09"),
            ("2024-05-03T14:05:09+08:00", "2024-05-03T14:05:09"),
            ("2024-05-03 14:05:09+0000", "2024-05-03T22:05:09"),
            ("2024/5/3 下午2:05", "2024-05-03T14:05:00"),
            ("２０２４－０５－０３", "2024-05-03T00:00:00"),
        ] {
            assert_eq!(date_time(text), Some(iso.parse().expect(iso)), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "3/5/2024", "2024-13-01", "2024-02-30", "去年", "2024", "2024-05", "45415", "2024-05-03 25:00", "2024-05-03 noon", "9999-99-99"] {
            assert_eq!(date_time(text), None, "{text}");
        }
    }

    #[test]
    fn excels_serial_numbers_are_dates() {
        assert_eq!(excel_serial(45_415.5), Some("2024-05-03T12:00:00".parse().expect("iso")));
        assert_eq!(excel_serial(7.0), None);
        assert_eq!(excel_serial(f64::NAN), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9年月日时分秒:/. TZ+-]{0,24}") {
            let _ = date_time(&text);
        }
    }
}
