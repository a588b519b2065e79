//! A tint for each prefecture, as the map page gives them (`web/src/map/tints.ts`).

/// Soft tints; six are enough to keep neighbours apart.
const TINTS: [u32; 6] = [0xf4_ea_d0, 0xdf_ec_d8, 0xe6_e3_f2, 0xf6_e0_d9, 0xd9_eb_ea, 0xee_f0_d4];

/// A prefecture and a position in it.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Longitude and latitude of a position in it, degrees.
    pub at: [f64; 2],
}

/// Which prefectures have which tint.
#[derive(Clone, Debug, Default)]
pub struct Tints {
    groups: [Vec<Place>; TINTS.len()],
}

impl Tints {
    /// Tints such that two prefectures of the same one lie as far apart as possible: each in the order of the codes takes the tint
    /// whose nearest holder is farthest away. Equal input gives equal colours.
    pub fn new(prefectures: impl IntoIterator<Item = Place>) -> Self {
        let mut prefectures: Vec<Place> = prefectures.into_iter().collect();
        prefectures.sort_by(|a, b| a.code.cmp(&b.code));
        let mut tints = Self::default();
        for prefecture in prefectures {
            let nearest = |holders: &[Place]| holders.iter().map(|holder| squared_distance(holder.at, prefecture.at)).fold(f64::INFINITY, f64::min);
            let mut best = (0, f64::NEG_INFINITY);
            for (place, holders) in tints.groups.iter().enumerate() {
                let distance = nearest(holders);
                if distance > best.1 {
                    best = (place, distance);
                }
            }
            tints.groups[best.0].push(prefecture);
        }
        tints
    }

    /// The colours in use with their prefectures.
    pub(super) fn groups(&self) -> impl Iterator<Item = (u32, &[Place])> {
        TINTS.into_iter().zip(self.groups.iter().map(Vec::as_slice)).filter(|(_, places)| !places.is_empty())
    }

    /// The colour of a prefecture that is none of ours.
    pub(super) fn other() -> u32 {
        TINTS[0]
    }
}

/// Only for comparing: degrees, longitude shortened for the latitude.
fn squared_distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let x = (a[0] - b[0]) * f64::midpoint(a[1], b[1]).to_radians().cos();
    let y = a[1] - b[1];
    x * x + y * y
}
