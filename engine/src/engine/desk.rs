//! Where units of rows are decided one after the other: what is worked out for one serves the next.

use arrow_array::ArrayRef;

use super::assign::{Batch, Chunk};
use super::coding::{Coder, Shares};
use super::{Engine, Territory};
use crate::join::Matches;
use crate::lang::Lang;
use crate::model::Clues;
use crate::route::{Clocks, Decider, Decisions, Row, Summary};

/// What a worker keeps from unit to unit: outcomes it has worked out, sentences it has made, and memory.
pub(super) struct Desk<'a> {
    engine: &'a Engine,
    territory: &'a Territory,
    decider: Decider<'a>,
    decisions: Decisions,
    coder: Coder<'a>,
    clocks: Clocks<'a>,
    chunk: Chunk,
    matches: Matches,
    /// The rows of a unit and their reasons in the order of places, kept together as each is brought back by itself.
    decided: Vec<(Row, u32)>,
    /// The reasons as the rows came.
    reasons: Vec<u32>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(engine: &'a Engine, territory: &'a Territory, lang: Lang) -> Self {
        Self {
            engine,
            territory,
            decider: engine.decider(territory),
            decisions: Decisions::default(),
            coder: Coder::new(engine, territory, lang),
            clocks: Clocks::new(&engine.laws.calendar),
            chunk: Chunk::default(),
            matches: Matches::default(),
            decided: Vec::new(),
            reasons: Vec::new(),
        }
    }

    /// Decides the rows of a unit, which come in several pieces: the decision's columns over all of them, and what they add up to.
    pub(super) fn columns(&mut self, pieces: &[Clues]) -> (Vec<(&'static str, ArrayRef)>, Summary) {
        self.decide(&Batch::of(self.engine, self.territory, pieces));
        let summary = self.decisions.summary(pieces.iter().map(Clues::len).sum());
        let columns = self.coder.take(&self.decisions, std::mem::take(&mut self.reasons));
        self.coder.make_room(&mut self.decider, &mut self.decisions);
        (columns, summary)
    }

    /// Decides a batch, chunk by chunk in the order of places: what is found of a chunk is still at hand when it is used.
    fn decide(&mut self, batch: &Batch) {
        self.decisions.start_anew();
        self.decided.clear();
        for places in batch.chunks() {
            batch.fetch(places, &mut self.chunk);
            batch.join(self.engine, self.territory, &self.chunk, &mut self.matches);
            let facts = batch.facts(&self.chunk);
            self.decisions.rows.clear();
            let before = self.decisions.discs.len();
            self.decider.decide(&self.matches, &facts, &mut self.decisions);
            let rows = facts.rows.iter().copied().zip(self.decisions.rows.iter().copied());
            let shares = Shares { discs: &self.decisions.discs[before..], shares: &self.decisions.shares };
            self.decided.extend(self.coder.reasons(&self.decisions.outcomes, shares, facts.faults, rows));
        }
        (self.decisions.rows, self.reasons) = batch.as_they_came(&self.decided).unzip();
        self.decisions.finish();
        self.clocks.set(&batch.days(), &mut self.decisions);
    }
}
