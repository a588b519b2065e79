//! A piece of ground that may be made only when somebody looks at it.
//!
//! Decisions rest on indexes, which have their own copy of every edge. Polygons as geometry are for maps, checks and overlays; a
//! program that opens a snapshot of a whole country should not have to make them all first.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use geo_types::MultiPolygon;

/// How an area is made.
type Make = Box<dyn FnOnce() -> MultiPolygon<f64> + Send>;

/// Polygons in CGCS2000 degrees. Clones share them.
#[derive(Clone)]
pub struct Area(Arc<LazyLock<MultiPolygon<f64>, Make>>);

impl Area {
    /// An area that is made on the first look.
    pub fn later(make: impl FnOnce() -> MultiPolygon<f64> + Send + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(make))))
    }
}

impl From<MultiPolygon<f64>> for Area {
    fn from(polygons: MultiPolygon<f64>) -> Self {
        Self::later(move || polygons)
    }
}

impl Deref for Area {
    type Target = MultiPolygon<f64>;

    fn deref(&self) -> &MultiPolygon<f64> {
        &self.0
    }
}

impl PartialEq for Area {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", **self)
    }
}

#[cfg(test)]
mod tests {
    use super::Area;
    use geo_types::{MultiPolygon, Rect};
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn an_area_is_made_once_and_only_when_looked_at() {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let area = Area::later(|| {
            MADE.fetch_add(1, Ordering::Relaxed);
            MultiPolygon(vec![Rect::new((0.0, 0.0), (1.0, 1.0)).to_polygon()])
        });
        let copy = area.clone();
        assert_eq!(MADE.load(Ordering::Relaxed), 0);
        assert_eq!((area.iter().count(), copy.iter().count()), (1, 1));
        assert_eq!(MADE.load(Ordering::Relaxed), 1);
    }
}
