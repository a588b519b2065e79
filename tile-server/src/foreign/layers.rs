//! The names of the layers inside a vector tile, for tiles that are put behind each other.
//!
//! # References
//! Mapbox Vector Tile Specification 2.1, §4.1: a tile is a row of layers, so two tiles behind each other are one, if no name is there twice.

use super::Undecodable;

/// Field 3 of a tile and field 1 of a layer, both of bytes with their length before them.
const LAYER: u64 = 3 << 3 | BYTES;
const NAME: u64 = 1 << 3 | BYTES;
const BYTES: u64 = 2;

/// The names of the layers of a tile, in order.
///
/// # Errors
/// Bytes that are no vector tile.
pub fn layer_names(tile: &[u8]) -> Result<Vec<String>, Undecodable> {
    fields(tile)?.into_iter().filter(|(key, _)| *key == LAYER).map(|(_, layer)| name(layer)).collect()
}

fn name(layer: &[u8]) -> Result<String, Undecodable> {
    let found = fields(layer)?.into_iter().find(|(key, _)| *key == NAME).ok_or(Undecodable)?;
    String::from_utf8(found.1.to_vec()).map_err(|_| Undecodable)
}

/// The fields of a message with what they hold; of numbers nothing.
fn fields(mut message: &[u8]) -> Result<Vec<(u64, &[u8])>, Undecodable> {
    let mut found = Vec::new();
    while !message.is_empty() {
        let key = number(&mut message)?;
        let held = match key & 7 {
            0 => {
                number(&mut message)?;
                &[]
            }
            1 => take(&mut message, 8)?,
            BYTES => {
                let length = number(&mut message)?;
                take(&mut message, length)?
            }
            5 => take(&mut message, 4)?,
            _ => return Err(Undecodable),
        };
        found.push((key, held));
    }
    Ok(found)
}

fn take<'a>(message: &mut &'a [u8], length: u64) -> Result<&'a [u8], Undecodable> {
    let (taken, rest) = usize::try_from(length).ok().and_then(|length| message.split_at_checked(length)).ok_or(Undecodable)?;
    *message = rest;
    Ok(taken)
}

fn number(message: &mut &[u8]) -> Result<u64, Undecodable> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let [byte] = take(message, 1)? else { return Err(Undecodable) };
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(Undecodable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_no_bytes_are_a_panic() {
        let tile = [0x1a, 5, 0x0a, 1, b'a', 0x78, 2, 0x1a, 6, 0x78, 2, 0x0a, 2, b'b', b'c'];
        assert_eq!(layer_names(&tile), Ok(vec!["a".into(), "bc".into()]));
        assert_eq!(layer_names(&[]), Ok(Vec::new()));
        assert_eq!(layer_names(&[0x1a, 2, 0x78, 2]), Err(Undecodable), "a layer without a name");
        for cut in 1..tile.len() {
            assert_eq!(layer_names(&tile[..cut]).is_ok(), cut == 7, "{cut}");
        }
        for bit in 0..tile.len() * 8 {
            let mut damaged = tile;
            damaged[bit / 8] ^= 1 << (bit % 8);
            let _ = layer_names(&damaged);
        }
        assert_eq!(layer_names(&[0xff; 30]), Err(Undecodable));
    }
}
