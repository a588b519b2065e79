//! Faults that are known and borne.

use crate::config::Waiver;
use crate::model::BoundaryFault;

/// Faults, parted by what the waivers say.
#[derive(Default)]
pub struct Sifted<'a> {
    /// Those that nobody bears.
    pub open: Vec<&'a BoundaryFault>,
    /// Those that somebody does, with the waiver.
    pub waived: Vec<(&'a BoundaryFault, &'a Waiver)>,
}

/// Parts faults by waivers; of several that name a fault the first counts.
pub fn sift<'a>(faults: &'a [BoundaryFault], waivers: &'a [Waiver]) -> Sifted<'a> {
    let mut sifted = Sifted::default();
    for fault in faults {
        match waivers.iter().find(|waiver| covers(waiver, fault)) {
            Some(waiver) => sifted.waived.push((fault, waiver)),
            None => sifted.open.push(fault),
        }
    }
    sifted
}

/// The waivers that name none of the faults: the fault was mended, or the waiver was written wrongly.
pub fn unused_waivers<'w>(waivers: &'w [Waiver], faults: &[&BoundaryFault]) -> Vec<&'w Waiver> {
    waivers.iter().filter(|waiver| !faults.iter().any(|fault| covers(waiver, fault))).collect()
}

fn covers(waiver: &Waiver, fault: &BoundaryFault) -> bool {
    fault.is(waiver.fault)
        && (waiver.codes.is_empty() || waiver.codes.iter().any(|code| fault.codes.contains(code)))
        && waiver.at_most_m2.is_none_or(|most| fault.area.0 <= most)
}
