//! Four edges at a time.
//!
//! What is done to one is done to all, without a branch: once in plain Rust, and once more in the instructions that have registers
//! for four numbers, because the compiler makes pairs of the plain one.

use super::edges::Best;
use crate::coord::LocalPlane;

/// Edges that are calculated together.
pub(super) const FOUR: usize = 4;

/// A number of each lane. Of what is yes or no, a number other than 0 is yes.
type Four = [f64; FOUR];

/// The best edge of each of four lanes.
pub(super) struct Lanes {
    squared: Four,
    /// The edge as a floating-point number, so that all registers are alike.
    edge: Four,
    /// Whether the foot is the beginning of the edge, and whether it is its end.
    begins: Four,
    ends: Four,
    /// Whether another edge of the lane was at the same distance as the best then.
    tied: Four,
}

impl Lanes {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self { squared: [f64::INFINITY; FOUR], edge: [0.0; FOUR], begins: [0.0; FOUR], ends: [0.0; FOUR], tied: [0.0; FOUR] }
    }

    /// Takes up to four edges that follow each other, given by their vertices. As [`crate::coord::Planar::nearest_between`], to the bit.
    #[inline(always)]
    pub(super) fn take(&mut self, plane: LocalPlane, vertices: &[[f64; 2]; FOUR + 1], first: u32, count: u32) {
        let ([lon, lat], [east_scale, north_scale]) = (plane.origin(), plane.metres_per_degree());
        let (first, count) = (f64::from(first), f64::from(count));
        let from_east: Four = std::array::from_fn(|i| (vertices[i][0] - lon) * east_scale);
        let from_north: Four = std::array::from_fn(|i| (vertices[i][1] - lat) * north_scale);
        let to_east: Four = std::array::from_fn(|i| (vertices[i + 1][0] - lon) * east_scale);
        let to_north: Four = std::array::from_fn(|i| (vertices[i + 1][1] - lat) * north_scale);
        for i in 0..FOUR {
            let (de, dn) = (to_east[i] - from_east[i], to_north[i] - from_north[i]);
            let t = -(from_east[i] * de + from_north[i] * dn) / (de * de + dn * dn);
            let t = if t > 0.0 { t } else { 0.0 };
            let east = if t < 1.0 { from_east[i] + t * de } else { to_east[i] };
            let north = if t < 1.0 { from_north[i] + t * dn } else { to_north[i] };
            let place = i as f64;
            let squared = if place < count { east * east + north * north } else { f64::INFINITY };
            let begins = yes(east == from_east[i]) * yes(north == from_north[i]);
            let ends = yes(east == to_east[i]) * yes(north == to_north[i]);
            // Past the last edge both may be infinite.
            let ties = yes(squared == self.squared[i]) * yes(place < count);
            self.tied[i] = if ties > 0.0 { 1.0 } else { self.tied[i] };
            let is_nearer = squared < self.squared[i];
            self.squared[i] = if is_nearer { squared } else { self.squared[i] };
            self.edge[i] = if is_nearer { first + place } else { self.edge[i] };
            self.begins[i] = if is_nearer { begins } else { self.begins[i] };
            self.ends[i] = if is_nearer { ends } else { self.ends[i] };
        }
    }

    /// The best of all lanes, and whether others may be as good.
    #[inline(always)]
    pub(super) fn best(self) -> (Best, bool) {
        let least = self.squared.into_iter().fold(f64::INFINITY, |least, squared| if squared < least { squared } else { least });
        let edges: Four = std::array::from_fn(|i| if self.squared[i] == least { self.edge[i] } else { f64::INFINITY });
        let low = edges.into_iter().fold(f64::INFINITY, |low, edge| if edge < low { edge } else { low });
        let lanes: f64 = self.squared.iter().map(|squared| yes(*squared == least)).sum();
        // The other of two is the next edge, and they meet.
        let low_ends: f64 = (0..FOUR).map(|i| yes(edges[i] == low) * yes(self.ends[i] != 0.0)).sum();
        let next_begins: f64 = (0..FOUR).map(|i| yes(edges[i] == low + 1.0) * yes(self.begins[i] != 0.0)).sum();
        let meet = lanes == 2.0 && low_ends > 0.0 && next_begins > 0.0;
        let ties: f64 = (0..FOUR).map(|i| yes(self.squared[i] == least) * yes(self.tied[i] != 0.0)).sum();
        (Best { squared: least, edge: low as u32 }, ties > 0.0 || (lanes > 1.0 && !meet))
    }
}

#[inline(always)]
fn yes(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

/// [`Lanes`] in registers of four numbers. Yes is every bit, which is not a number and no 0 either.
#[cfg(target_arch = "x86_64")]
pub(super) mod wide {
    use std::arch::x86_64::{
        __m256d, _CMP_EQ_OQ, _CMP_LT_OQ, _mm256_add_pd, _mm256_and_pd, _mm256_blendv_pd, _mm256_cmp_pd, _mm256_cvtsd_f64, _mm256_div_pd, _mm256_max_pd,
        _mm256_min_pd, _mm256_movemask_pd, _mm256_mul_pd, _mm256_or_pd, _mm256_permute_pd, _mm256_permute2f128_pd, _mm256_set1_pd, _mm256_setr_pd,
        _mm256_setzero_pd, _mm256_sub_pd, _mm256_unpackhi_pd, _mm256_unpacklo_pd, _mm256_xor_pd,
    };

    use super::super::edges::Best;
    use super::FOUR;
    use crate::coord::LocalPlane;

    pub(in super::super) struct WideLanes {
        squared: __m256d,
        edge: __m256d,
        begins: __m256d,
        ends: __m256d,
        tied: __m256d,
    }

    impl WideLanes {
        #[inline]
        #[target_feature(enable = "avx2")]
        pub(in super::super) fn new() -> Self {
            let zero = _mm256_setzero_pd();
            Self { squared: _mm256_set1_pd(f64::INFINITY), edge: zero, begins: zero, ends: zero, tied: zero }
        }

        /// As [`super::Lanes::take`]. The lanes have the first edge, the third, the second and the fourth: so two loads and their halves
        /// in turn give each column.
        #[inline]
        #[target_feature(enable = "avx2")]
        pub(in super::super) fn take(&mut self, plane: LocalPlane, vertices: &[[f64; 2]; FOUR + 1], first: u32, count: u32) {
            let [p, q, r, s, t] = *vertices;
            let [pq, rs, qr, st] = [[p, q], [r, s], [q, r], [s, t]].map(bytemuck::cast::<[[f64; 2]; 2], __m256d>);
            let ([lon, lat], [east_scale, north_scale]) = (plane.origin().map(|v| _mm256_set1_pd(v)), plane.metres_per_degree().map(|v| _mm256_set1_pd(v)));
            let east_of = |lons: __m256d| _mm256_mul_pd(_mm256_sub_pd(lons, lon), east_scale);
            let north_of = |lats: __m256d| _mm256_mul_pd(_mm256_sub_pd(lats, lat), north_scale);
            let (from_east, from_north) = (east_of(_mm256_unpacklo_pd(pq, rs)), north_of(_mm256_unpackhi_pd(pq, rs)));
            let (to_east, to_north) = (east_of(_mm256_unpacklo_pd(qr, st)), north_of(_mm256_unpackhi_pd(qr, st)));
            let sum_of_products = |a: __m256d, b: __m256d, c: __m256d, d: __m256d| _mm256_add_pd(_mm256_mul_pd(a, b), _mm256_mul_pd(c, d));
            let (de, dn) = (_mm256_sub_pd(to_east, from_east), _mm256_sub_pd(to_north, from_north));
            let along = _mm256_xor_pd(sum_of_products(from_east, de, from_north, dn), _mm256_set1_pd(-0.0));
            // Of two numbers of which one is none this is the second.
            let t = _mm256_max_pd(_mm256_div_pd(along, sum_of_products(de, de, dn, dn)), _mm256_setzero_pd());
            let is_before_end = _mm256_cmp_pd::<_CMP_LT_OQ>(t, _mm256_set1_pd(1.0));
            let east = _mm256_blendv_pd(to_east, _mm256_add_pd(from_east, _mm256_mul_pd(t, de)), is_before_end);
            let north = _mm256_blendv_pd(to_north, _mm256_add_pd(from_north, _mm256_mul_pd(t, dn)), is_before_end);

            let place = _mm256_setr_pd(0.0, 2.0, 1.0, 3.0);
            let is_edge = _mm256_cmp_pd::<_CMP_LT_OQ>(place, _mm256_set1_pd(f64::from(count)));
            let squared = _mm256_blendv_pd(_mm256_set1_pd(f64::INFINITY), sum_of_products(east, east, north, north), is_edge);
            let is_nearer = _mm256_cmp_pd::<_CMP_LT_OQ>(squared, self.squared);
            let both_equal =
                |a: __m256d, b: __m256d, c: __m256d, d: __m256d| _mm256_and_pd(_mm256_cmp_pd::<_CMP_EQ_OQ>(a, b), _mm256_cmp_pd::<_CMP_EQ_OQ>(c, d));
            let ties = _mm256_and_pd(_mm256_cmp_pd::<_CMP_EQ_OQ>(squared, self.squared), is_edge);
            self.tied = _mm256_or_pd(self.tied, ties);
            self.squared = _mm256_blendv_pd(self.squared, squared, is_nearer);
            self.edge = _mm256_blendv_pd(self.edge, _mm256_add_pd(_mm256_set1_pd(f64::from(first)), place), is_nearer);
            self.begins = _mm256_blendv_pd(self.begins, both_equal(east, from_east, north, from_north), is_nearer);
            self.ends = _mm256_blendv_pd(self.ends, both_equal(east, to_east, north, to_north), is_nearer);
        }

        /// As [`super::Lanes::best`].
        #[inline]
        #[target_feature(enable = "avx2")]
        pub(in super::super) fn best(self) -> (Best, bool) {
            let Self { squared, edge, begins, ends, tied } = self;
            let equal = |a: __m256d, b: __m256d| _mm256_cmp_pd::<_CMP_EQ_OQ>(a, b);
            let least = least_of(squared);
            let is_least = equal(squared, least);
            let low = least_of(_mm256_blendv_pd(_mm256_set1_pd(f64::INFINITY), edge, is_least));
            let lanes_of = |lanes: __m256d| _mm256_movemask_pd(_mm256_and_pd(lanes, is_least));
            let lanes = lanes_of(is_least).count_ones();
            // The other of two is the next edge, and they meet.
            let low_ends = lanes_of(_mm256_and_pd(equal(edge, low), ends));
            let next_begins = lanes_of(_mm256_and_pd(equal(edge, _mm256_add_pd(low, _mm256_set1_pd(1.0))), begins));
            let meet = lanes == 2 && low_ends != 0 && next_begins != 0;
            let best = Best { squared: _mm256_cvtsd_f64(least), edge: _mm256_cvtsd_f64(low) as u32 };
            (best, lanes_of(tied) != 0 || (lanes > 1 && !meet))
        }
    }

    /// The least of four numbers, in every lane.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn least_of(lanes: __m256d) -> __m256d {
        let of_pairs = _mm256_min_pd(lanes, _mm256_permute_pd::<0b0101>(lanes));
        _mm256_min_pd(of_pairs, _mm256_permute2f128_pd::<1>(of_pairs, of_pairs))
    }
}
