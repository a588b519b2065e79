//! Hexagons of H3 over a region.
//!
//! A cell belongs to the *inside* if its middle lies in the region, or if a clue of the region lies in it. Around it lies a *ring*, as wide as is
//! asked for: cells whose clues are known, count as neighbours, and are not told of. A cell of the inside is on the *edge* if a neighbour is
//! neither: what lies beyond is not known there, and its statistics compare less than the others'.
//!
//! # References
//! Uber (2018), *H3: a hexagonal hierarchical geospatial indexing system*, by the crate `h3o`.

use std::collections::BTreeMap;
use std::f64::consts::TAU;

use geo_types::{Coord, LineString, Polygon};
use h3o::{CellIndex, LatLng, Resolution};

use super::Neighbours;
use crate::coord::{Bounds, LocalPlane, LonLat, surface_area};
use crate::units::Metres;

/// Cells, those of the inside first, each part by number.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    all: Vec<CellIndex>,
    numbers: BTreeMap<CellIndex, u32>,
    inside: usize,
    is_edge: Vec<bool>,
}

/// How large cells are: a resolution of H3, from [`CellSize::MIN`] to [`CellSize::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellSize(Resolution);

impl CellSize {
    /// 1 770 km² a cell, on average.
    pub const MIN: u8 = 4;
    /// 0.1 km² a cell, on average.
    pub const MAX: u8 = 9;

    /// A resolution of H3.
    pub fn new(resolution: u8) -> Option<Self> {
        Resolution::try_from(resolution).ok().filter(|_| (Self::MIN..=Self::MAX).contains(&resolution)).map(Self)
    }

    /// The resolution of H3.
    pub fn resolution(self) -> u8 {
        self.0.into()
    }

    /// From the middle of a cell to that of its neighbour, on average over the Earth; it is up to a fifth less or more.
    pub fn spacing(self) -> Metres {
        Metres(self.0.edge_length_m() * 3.0_f64.sqrt())
    }

    /// The cell that a position lies in.
    pub fn cell_of(self, position: LonLat) -> CellIndex {
        LatLng::new(position.lat(), position.lon()).expect("a position is on Earth").to_cell(self.0)
    }
}

/// The least distance of neighbouring cells, against that on average.
const NARROWEST: f64 = 0.8;

impl Cells {
    /// The cells of a region, told by its bounds and by which positions lie in it; `with` are positions of the region that must have one.
    ///
    /// # Cost
    /// A microsecond for each cell of the bounds.
    pub fn over(bounds: Bounds, size: CellSize, ring: Metres, is_inside: impl Fn(&[LonLat]) -> Vec<bool>, with: &[LonLat]) -> Self {
        // No cell is so small that a lattice this fine misses it: its inscribed circle has half the spacing for a radius, less what H3 distorts.
        let step_deg = size.spacing().get() * 0.35 / 111_000.0;
        let mut candidates: Vec<CellIndex> = Vec::new();
        if !bounds.is_empty() {
            let columns = ((bounds.east - bounds.west) / step_deg).ceil().max(1.0) as u32;
            let rows = ((bounds.north - bounds.south) / step_deg).ceil().max(1.0) as u32;
            for row in 0..=rows {
                let lat = bounds.south + f64::from(row) * step_deg;
                let in_row = (0..=columns).filter_map(|column| LonLat::new([bounds.west + f64::from(column) * step_deg, lat]).ok());
                let mut in_row: Vec<CellIndex> = in_row.map(|position| size.cell_of(position)).collect();
                in_row.dedup();
                candidates.extend(in_row);
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let middles: Vec<LonLat> = candidates.iter().map(|cell| middle_of(*cell)).collect();
        let mut cells: Vec<CellIndex> = candidates.into_iter().zip(is_inside(&middles)).filter(|(_, is_inside)| *is_inside).map(|(cell, _)| cell).collect();
        cells.extend(with.iter().map(|position| size.cell_of(*position)));
        cells.sort_unstable();
        cells.dedup();
        let inside = cells.len();
        let mut numbers: BTreeMap<CellIndex, u32> = cells.iter().copied().zip(0..).collect();
        let width = (ring.get() / (size.spacing().get() * NARROWEST)).ceil() as u32;
        let mut front: Vec<CellIndex> = cells.clone();
        let mut beyond: Vec<CellIndex> = Vec::new();
        for _ in 0..width {
            let mut next: Vec<CellIndex> = front.iter().flat_map(|cell| cell.grid_disk_safe(1)).filter(|cell| !numbers.contains_key(cell)).collect();
            next.sort_unstable();
            next.dedup();
            numbers.extend(next.iter().map(|cell| (*cell, 0)));
            beyond.extend_from_slice(&next);
            front = next;
        }
        beyond.sort_unstable();
        cells.extend(beyond);
        let numbers: BTreeMap<CellIndex, u32> = cells.iter().copied().zip(0..).collect();
        let is_edge = cells[..inside].iter().map(|cell| cell.grid_disk_safe(1).any(|near| !numbers.contains_key(&near))).collect();
        Self { all: cells, numbers, inside, is_edge }
    }

    /// How many there are, the ring among them.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many are of the inside; these come first.
    pub fn inside(&self) -> usize {
        self.inside
    }

    /// Whether neighbours of a cell of the inside are unknown.
    pub fn is_edge(&self, cell: usize) -> bool {
        self.is_edge[cell]
    }

    /// The cell that a position lies in, if there is one.
    pub fn number_at(&self, position: LonLat) -> Option<u32> {
        let size = CellSize(self.all.first()?.resolution());
        self.numbers.get(&size.cell_of(position)).copied()
    }

    /// The name of a cell as H3 writes it: hexadecimal digits.
    pub fn name(&self, cell: usize) -> String {
        self.all[cell].to_string()
    }

    /// The middle of a cell.
    pub fn middle(&self, cell: usize) -> LonLat {
        middle_of(self.all[cell])
    }

    /// The corners of a cell, counter-clockwise, the first not repeated.
    pub fn corners(&self, cell: usize) -> Vec<[f64; 2]> {
        self.all[cell].boundary().iter().map(|corner| [corner.lng(), corner.lat()]).collect()
    }

    /// Square metres of each cell that are inside; those of the ring count whole. A cell that the end of the ground crosses is measured by
    /// positions all over it, and has some in any case.
    pub fn ground(&self, is_inside: impl Fn(&[LonLat]) -> Vec<bool>) -> Vec<f64> {
        let square_metres = |cell: usize| {
            let corners = self.corners(cell).into_iter().map(|[lon, lat]| Coord { x: lon, y: lat }).collect();
            surface_area(&Polygon::new(LineString(corners), Vec::new())).square_kilometres() * 1e6
        };
        let mut ground: Vec<f64> = (0..self.len()).map(square_metres).collect();
        for (cell, ground) in ground.iter_mut().enumerate().take(self.inside()) {
            let radius = Metres((*ground / std::f64::consts::PI).sqrt());
            let positions: Vec<LonLat> = disc(self.middle(cell), radius).collect();
            let inside = is_inside(&positions).into_iter().filter(|is_inside| *is_inside).count();
            *ground *= (inside as f64).max(0.5) / positions.len() as f64;
        }
        ground
    }

    /// Cells that share a side.
    pub fn neighbours(&self) -> Neighbours {
        let pairs = (0..).zip(&self.all).flat_map(|(cell, index)| {
            let near = index.grid_disk_safe(1).filter_map(|near| self.numbers.get(&near));
            near.map(move |near| [cell, *near])
        });
        Neighbours::of_pairs(self.len(), pairs)
    }
}

fn middle_of(cell: CellIndex) -> LonLat {
    let middle = LatLng::from(cell);
    LonLat::new([middle.lng(), middle.lat()]).expect("the middle of a cell is on Earth")
}

/// How many positions stand for a disc.
pub const OF_DISC: u32 = 64;

/// Positions that stand for a disc evenly: a spiral by the golden angle (Vogel 1979, *A better way to construct the sunflower head*,
/// Mathematical Biosciences 44).
pub fn disc(middle: LonLat, radius: Metres) -> impl Iterator<Item = LonLat> {
    const GOLDEN: f64 = TAU * 0.381_966_011_250_105;
    let [east, north] = LocalPlane::at(middle).metres_per_degree();
    (0..OF_DISC).filter_map(move |piece| {
        let out = radius.get() * ((f64::from(piece) + 0.5) / f64::from(OF_DISC)).sqrt();
        let (sin, cos) = (f64::from(piece) * GOLDEN).sin_cos();
        LonLat::new([middle.lon() + out * cos / east, middle.lat() + out * sin / north]).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::new([lon, lat]).expect("on Earth")
    }

    /// Cells of a box of 40 km.
    fn box_of_cells(ring: f64) -> Cells {
        let bounds = Bounds { west: 125.0, south: 43.0, east: 125.5, north: 43.4 };
        Cells::over(
            bounds,
            CellSize::new(7).expect("a size"),
            Metres(ring),
            |all| all.iter().map(|position| bounds.contains(*position)).collect(),
            &[at(125.6, 43.2)],
        )
    }

    #[test]
    fn every_place_of_the_region_is_in_a_cell_or_beside_one() {
        let cells = box_of_cells(0.0);
        // 40.4 km × 44.4 km, and the cell beyond the region that holds a clue. Cells of this size are 3.7 km² here and 5.2 km² on average.
        assert!((480..500).contains(&cells.inside()), "{}", cells.inside());
        assert_eq!(cells.len(), cells.inside());
        assert!(cells.number_at(at(125.6, 43.2)).is_some() && cells.number_at(at(125.25, 43.2)).is_some() && cells.number_at(at(126.0, 43.2)).is_none());
        let neighbours = cells.neighbours();
        for cell in 0..cells.len() {
            assert_eq!(cells.is_edge(cell), neighbours.of(cell).len() < 6, "a hexagon with fewer neighbours than six is on the edge");
            assert_eq!(cells.number_at(cells.middle(cell)), Some(cell as u32));
            assert_eq!(cells.corners(cell).len(), 6);
        }
    }

    #[test]
    fn with_a_ring_no_cell_of_the_inside_is_on_the_edge() {
        let (bare, ringed) = (box_of_cells(0.0), box_of_cells(2_000.0));
        assert_eq!(bare.inside(), ringed.inside());
        assert!(ringed.len() > bare.len() + 60);
        assert!((0..ringed.inside()).all(|cell| !ringed.is_edge(cell)));
        assert!((0..bare.inside()).any(|cell| bare.is_edge(cell)));
        assert_eq!(bare.name(3), ringed.name(3));
    }

    #[test]
    fn sizes_are_those_that_a_province_can_bear() {
        assert!(CellSize::new(3).is_none() && CellSize::new(10).is_none() && CellSize::new(255).is_none());
        assert!((CellSize::new(6).expect("a size").spacing().get() - 6_450.0).abs() < 300.0);
        assert!(Cells::over(Bounds::EMPTY, CellSize::new(6).expect("a size"), Metres(1e4), |_| Vec::new(), &[]).is_empty());
    }

    #[test]
    fn a_disc_is_filled_evenly() {
        let middle = LonLat::new([126.0, 43.5]).expect("on Earth");
        let off: Vec<f64> = disc(middle, Metres(2_000.0)).map(|place| crate::coord::distance(middle, place).get()).collect();
        assert_eq!(off.len(), 64);
        assert!(off.iter().all(|metres| *metres < 2_010.0));
        // A quarter of the disc lies within half its radius.
        assert_eq!(off.iter().filter(|metres| **metres < 1_000.0).count(), 16);
    }

    #[test]
    fn ground_is_what_lies_inside() {
        let bounds = Bounds { west: 125.0, south: 43.0, east: 126.0, north: 44.0 };
        let inside = |positions: &[LonLat]| positions.iter().map(|position| bounds.contains(*position)).collect();
        let cells = Cells::over(bounds, CellSize::new(6).expect("a size"), Metres(0.0), inside, &[]);
        let square_km: f64 = cells.ground(inside).iter().sum::<f64>() / 1e6;
        // The degree square has 8 957 km²; a cell whose middle is beyond its sides is none of the region's.
        let of_lattice = |i: u32| LonLat::new([125.0 + f64::from(i % 300) / 300.0, 43.0 + f64::from(i / 300) / 300.0]).expect("on Earth");
        let covered = (0..90_000).filter(|i| cells.number_at(of_lattice(*i)).is_some()).count();
        let expected = 8_957.0 * covered as f64 / 90_000.0;
        assert!((square_km / expected - 1.0).abs() < 0.005, "{square_km} {expected}");
    }
}
