//! Names of downloads.
//!
//! # References
//! RFC 6266 (Content-Disposition) and RFC 8187 (names beyond ASCII).

use axum::http::HeaderValue;

/// An attachment by a name; clients that cannot read the full name get one in ASCII.
pub(crate) fn attachment(name: &str) -> HeaderValue {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let encoded: String =
        name.bytes().map(|b| if b.is_ascii_alphanumeric() || b"._-".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect();
    HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")).expect("only ASCII letters, digits and marks")
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn a_chinese_name_travels_encoded() {
        assert_eq!(attachment("线索-assigned.csv"), "attachment; filename=\"__-assigned.csv\"; filename*=UTF-8''%E7%BA%BF%E7%B4%A2-assigned.csv");
        assert_eq!(attachment("a\"\r\nb"), "attachment; filename=\"a___b\"; filename*=UTF-8''a%22%0D%0Ab");
    }
}
