//! What moves, at one level: areas of the sets are gathered by the body they belong to.

use std::collections::BTreeMap;

use super::{Ground, Shared, Succession};
use crate::model::DivisionCode;
use crate::units::{SquareMetres, total};

/// Ground that goes from one body to another; `None` is nobody.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Whose it was.
    pub old: Option<DivisionCode>,
    /// Whose it is.
    pub new: Option<DivisionCode>,
    /// How much.
    pub area: SquareMetres,
    /// In how many pieces. Those of different areas of the sets count apart, even where they meet.
    pub pieces: usize,
    /// The largest piece.
    pub largest: SquareMetres,
    /// A position in the largest piece, `[lon, lat]`.
    pub at: [f64; 2],
    /// Places in [`Ground::shared`] of what it consists of.
    pub shared: Vec<usize>,
}

/// What one body had, lost, won and has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Balance {
    /// Its code in the old set.
    pub old: Option<DivisionCode>,
    /// Its code in the new set.
    pub new: Option<DivisionCode>,
    /// What it had.
    pub before: SquareMetres,
    /// What it lost, to others or to nobody.
    pub lost: SquareMetres,
    /// What it won, from others or from nobody.
    pub won: SquareMetres,
    /// What it has.
    pub after: SquareMetres,
}

/// Everything that moves at one level.
#[derive(Clone, Debug, Default)]
pub struct LevelChange {
    /// Who goes on as whom.
    pub succession: Succession,
    /// Largest first.
    pub moves: Vec<Move>,
    /// Everybody, in the order of the codes.
    pub balances: Vec<Balance>,
}

impl LevelChange {
    /// Gathers ground by bodies: `old` and `new` say to whom each area of the two sets belongs. What belongs to none is nobody's.
    pub fn of(ground: &Ground, old: &[Option<DivisionCode>], new: &[Option<DivisionCode>]) -> Self {
        let ends = |shared: &Shared| (shared.old.and_then(|area| old[area as usize]), shared.new.and_then(|area| new[area as usize]));
        let (before, after) = (sizes(old, &ground.old_area), sizes(new, &ground.new_area));
        let mut gathered: BTreeMap<(Option<DivisionCode>, Option<DivisionCode>), Vec<usize>> = BTreeMap::new();
        for (place, shared) in ground.shared.iter().enumerate() {
            gathered.entry(ends(shared)).or_default().push(place);
        }
        let area_of = |places: &[usize]| places.iter().map(|place| ground.shared[*place].area().0).sum::<f64>();
        let common = gathered.iter().filter_map(|((from, to), places)| Some(((*from)?, (*to)?, area_of(places))));
        let succession = Succession::of(&before, &after, common);
        let moves = |ends: &(Option<DivisionCode>, Option<DivisionCode>)| match *ends {
            (Some(from), to) => to.is_none() || succession.successor(from) != to,
            (None, to) => to.is_some(),
        };
        let mut moves: Vec<Move> = gathered.into_iter().filter(|(ends, _)| moves(ends)).filter_map(|(ends, places)| gather(ground, ends, places)).collect();
        moves.sort_by(|a, b| b.area.0.total_cmp(&a.area.0).then((a.old, a.new).cmp(&(b.old, b.new))));
        let balances = balances(&succession, &moves, &before, &after);
        Self { succession, moves, balances }
    }

    /// What goes from somebody to somebody else.
    pub fn between(&self) -> SquareMetres {
        self.sum(|end| end.old.is_some() && end.new.is_some())
    }

    /// What belonged to somebody and belongs to nobody.
    pub fn lost(&self) -> SquareMetres {
        self.sum(|end| end.new.is_none())
    }

    /// What belonged to nobody and belongs to somebody.
    pub fn won(&self) -> SquareMetres {
        self.sum(|end| end.old.is_none())
    }

    fn sum(&self, counts: impl Fn(&Move) -> bool) -> SquareMetres {
        total(self.moves.iter().filter(|moved| counts(moved)).map(|moved| moved.area))
    }
}

fn sizes(bodies: &[Option<DivisionCode>], areas: &[SquareMetres]) -> BTreeMap<DivisionCode, f64> {
    let mut sizes = BTreeMap::new();
    for (body, area) in bodies.iter().zip(areas) {
        if let Some(body) = body {
            *sizes.entry(*body).or_default() += area.0;
        }
    }
    sizes
}

fn gather(ground: &Ground, (old, new): (Option<DivisionCode>, Option<DivisionCode>), places: Vec<usize>) -> Option<Move> {
    let shared = || places.iter().map(|place| &ground.shared[*place]);
    // The pieces of each are sorted; of equal ones the first is taken, so that the answer does not depend on chance.
    let largest = shared().filter_map(|shared| shared.pieces.first()).reduce(|a, b| if b.area > a.area { b } else { a })?;
    Some(Move {
        old,
        new,
        area: SquareMetres(shared().map(|shared| shared.area().0).sum()),
        pieces: shared().map(|shared| shared.pieces.len()).sum(),
        largest: largest.area,
        at: largest.point(),
        shared: places,
    })
}

fn balances(succession: &Succession, moves: &[Move], before: &BTreeMap<DivisionCode, f64>, after: &BTreeMap<DivisionCode, f64>) -> Vec<Balance> {
    let mut balances: BTreeMap<DivisionCode, Balance> = BTreeMap::new();
    for (code, area) in before {
        let balance = balances.entry(succession.identity(*code)).or_default();
        (balance.old, balance.before) = (Some(*code), SquareMetres(*area));
    }
    for (code, area) in after {
        let balance = balances.entry(*code).or_default();
        (balance.new, balance.after) = (Some(*code), SquareMetres(*area));
    }
    for moved in moves {
        if let Some(balance) = moved.old.and_then(|code| balances.get_mut(&succession.identity(code))) {
            balance.lost.0 += moved.area.0;
        }
        if let Some(balance) = moved.new.and_then(|code| balances.get_mut(&code)) {
            balance.won.0 += moved.area.0;
        }
    }
    balances.into_values().collect()
}
