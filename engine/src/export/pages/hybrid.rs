//! Small numbers as Parquet packs them: runs of one value, and packed bits.
//!
//! # References
//! Apache Parquet format 2.11, "Run Length Encoding / Bit-Packing Hybrid".

/// Numbers of so many bits as runs of one value and packed runs of eight.
pub(super) fn hybrid(values: &[u32], width: u32, out: &mut Vec<u8>) {
    let (mut packed_from, mut at) = (0, 0);
    while at + 8 <= values.len() {
        let value = values[at];
        if values[at..at + 8].iter().any(|other| *other != value) {
            at += 8;
            continue;
        }
        let length = 8 + values[at + 8..].iter().take_while(|other| **other == value).count();
        packed(&values[packed_from..at], width, out);
        run(value, length, width, out);
        at += length;
        packed_from = at;
    }
    packed(&values[packed_from..], width, out);
}

/// So many times one value.
pub(super) fn run(value: u32, length: usize, width: u32, out: &mut Vec<u8>) {
    varint((length as u64) << 1, out);
    out.extend_from_slice(&value.to_le_bytes()[..width.div_ceil(8) as usize]);
}

/// The last eight may be fewer: zeros fill them up.
fn packed(values: &[u32], width: u32, out: &mut Vec<u8>) {
    if values.is_empty() {
        return;
    }
    let eights = values.len().div_ceil(8);
    varint((eights as u64) << 1 | 1, out);
    let end = out.len() + eights * width as usize;
    let (mut bits, mut count) = (0u64, 0);
    for &value in values {
        bits |= u64::from(value) << count;
        count += width;
        if count >= 32 {
            out.extend_from_slice(&(bits as u32).to_le_bytes());
            bits >>= 32;
            count -= 32;
        }
    }
    out.extend_from_slice(&bits.to_le_bytes()[..count.div_ceil(8) as usize]);
    out.resize(end, 0);
}

/// A number in groups of seven bits, the low ones first.
pub(super) fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader of the format makes of the bytes.
    fn read(bytes: &[u8], width: u32, count: usize) -> Vec<u32> {
        let (mut at, mut values) = (0, Vec::new());
        while values.len() < count {
            let (mut header, mut shift) = (0u64, 0);
            loop {
                let byte = bytes[at];
                at += 1;
                header |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            if header & 1 == 0 {
                let size = width.div_ceil(8) as usize;
                let value = bytes[at..at + size].iter().rev().fold(0u32, |value, byte| value << 8 | u32::from(*byte));
                at += size;
                values.extend(std::iter::repeat_n(value, (header >> 1) as usize));
            } else {
                for place in 0..(header >> 1) as usize * 8 {
                    let bit = |index: usize| u32::from(bytes[at + index / 8] >> (index % 8) & 1);
                    values.push((0..width as usize).fold(0, |value, index| value | bit(place * width as usize + index) << index));
                }
                at += (header >> 1) as usize * width as usize;
            }
        }
        assert_eq!(at, bytes.len(), "nothing is left over");
        values.truncate(count);
        values
    }

    proptest::proptest! {
        #[test]
        fn what_is_packed_is_read_back(runs in proptest::collection::vec((0u32..0x0fff_ffff, 1usize..40), 0..40), width in 0u32..29) {
            let values: Vec<u32> = runs.into_iter().flat_map(|(value, length)| std::iter::repeat_n(value & ((1 << width) - 1), length % 11 + length / 30 * 30)).collect();
            let mut out = Vec::new();
            hybrid(&values, width, &mut out);
            proptest::prop_assert_eq!(read(&out, width, values.len()), values);
        }
    }
}
