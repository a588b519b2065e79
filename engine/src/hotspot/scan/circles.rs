//! Circles of places.

use rayon::prelude::*;

use crate::coord::{LonLat, distance};
use crate::units::Metres;

/// Circles around every place, each with the places of the ones before it and some more.
pub(super) struct Circles {
    /// Centre → where its neighbours begin; one more than there are centres.
    starts: Vec<u32>,
    /// The places around each centre, the nearest first; equally near ones by number.
    order: Vec<u32>,
    /// Centre → where its circles begin.
    firsts: Vec<u32>,
    /// Circles: how many of the nearest places, and their baseline.
    nested: Vec<Circle>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Circle {
    pub(super) count: u32,
    pub(super) baseline: f64,
}

impl Circles {
    /// Circles up to a radius and a baseline. The place in the middle is a circle if its baseline is not above that.
    ///
    /// # Cost
    /// A distance for every pair of places whose latitudes are as near as the radius.
    pub(super) fn new(places: &[LonLat], baseline: &[f64], radius: Metres, most: f64, growth: f64) -> Self {
        let mut by_latitude: Vec<u32> = (0..places.len() as u32).collect();
        by_latitude.sort_by(|a, b| places[*a as usize].lat().total_cmp(&places[*b as usize].lat()));
        // No degree of latitude is shorter than this.
        let reach_deg = radius.get() / 110_000.0;
        let around = |centre: usize| {
            let (low, high) = (places[centre].lat() - reach_deg, places[centre].lat() + reach_deg);
            let first = by_latitude.partition_point(|place| places[*place as usize].lat() < low);
            let near = by_latitude[first..].iter().take_while(|place| places[**place as usize].lat() <= high);
            let mut near: Vec<(f64, u32)> = near.map(|place| (distance(places[centre], places[*place as usize]).get(), *place)).collect();
            near.retain(|(metres, _)| *metres <= radius.get());
            near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let (mut sum, mut last, mut circles) = (0.0, 0.0, Vec::new());
            let mut kept = 0;
            for (at, (metres, place)) in near.iter().enumerate() {
                sum += baseline[*place as usize];
                // Places that are equally near are in the same circles.
                let is_last = near.get(at + 1).is_none_or(|(next, _)| next > metres);
                if sum > most {
                    break;
                }
                if is_last && sum > 0.0 && sum >= last * growth && sum > last {
                    circles.push(Circle { count: at as u32 + 1, baseline: sum });
                    (last, kept) = (sum, at + 1);
                }
            }
            (near[..kept].iter().map(|(_, place)| *place).collect::<Vec<u32>>(), circles)
        };
        let found: Vec<(Vec<u32>, Vec<Circle>)> = (0..places.len()).into_par_iter().map(around).collect();
        let mut all = Self { starts: vec![0], order: Vec::new(), firsts: vec![0], nested: Vec::new() };
        for (order, circles) in found {
            all.order.extend(order);
            all.nested.extend(circles);
            all.starts.push(all.order.len() as u32);
            all.firsts.push(all.nested.len() as u32);
        }
        all
    }

    /// How many centres there are.
    pub(super) fn centres(&self) -> usize {
        self.starts.len() - 1
    }

    /// The circles around a centre, the smallest first.
    pub(super) fn around(&self, centre: usize) -> &[Circle] {
        &self.nested[self.range(centre)]
    }

    /// Where they stand among all.
    pub(super) fn range(&self, centre: usize) -> std::ops::Range<usize> {
        self.firsts[centre] as usize..self.firsts[centre + 1] as usize
    }

    /// All circles.
    pub(super) fn all(&self) -> &[Circle] {
        &self.nested
    }

    /// The places around a centre, as far as its largest circle goes.
    pub(super) fn order(&self, centre: usize) -> &[u32] {
        &self.order[self.starts[centre] as usize..self.starts[centre + 1] as usize]
    }

    /// The places of a circle.
    pub(super) fn places(&self, centre: u32, circle: usize) -> &[u32] {
        &self.order(centre as usize)[..self.around(centre as usize)[circle].count as usize]
    }

    /// How far the farthest place of a circle is.
    pub(super) fn radius(&self, places: &[LonLat], centre: u32, circle: usize) -> Metres {
        let farthest = self.places(centre, circle).last().copied().unwrap_or(centre);
        distance(places[centre as usize], places[farthest as usize])
    }
}
