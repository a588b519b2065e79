//! Where a map begins.

use crate::tiles::mercator::to_world;

/// The part of a window that the data should fill, in pixels; MapLibre's world has 512 at zoom 0.
const WINDOW_PX: [f64; 2] = [800.0, 600.0];
const WORLD_PX: f64 = 512.0;
/// A single place is not gone closer to than this.
const ZOOM_MAX: f64 = 14.0;

/// The middle of some bounds, and the zoom at which a usual window holds them.
pub(super) fn of([west, south, east, north]: [f64; 4]) -> ([f64; 2], f64) {
    let ([left, bottom], [right, top]) = (to_world([west, south]), to_world([east, north]));
    let shares = [right - left, bottom - top];
    let zoom = WINDOW_PX.iter().zip(shares).map(|(window, share)| (window / (WORLD_PX * share)).log2()).fold(ZOOM_MAX, f64::min);
    let rounded = |number: f64, steps: f64| (number * steps).round() / steps;
    let center = [f64::midpoint(west, east), f64::midpoint(south, north)].map(|degrees| rounded(degrees, 1e5));
    (center, rounded(zoom.max(0.0), 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_of_the_data_is_in_the_window() {
        let (center, zoom) = of([121.6, 40.8, 131.3, 46.3]);
        assert_eq!(center, [126.45, 43.55]);
        assert!((5.5..6.0).contains(&zoom), "{zoom}");
        assert_eq!(of([125.0, 43.0, 125.0, 43.0]).1, ZOOM_MAX);
        assert!(of([-180.0, -85.0, 180.0, 85.0]).1 < 1.0);
    }
}
