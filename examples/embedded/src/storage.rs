//! All memory that evaluation needs, sized once, when the firmware is built.
//!
//! The kernel owns no memory. [`Contract::cost`] says how much of each kind a contract needs; the figures here are
//! those of qof-england as of 2025-04-01. A contract that needs more is refused, with what it needs.

use core::fmt::{self, Write};

use entitle_kernel::{Cell, Contract, Graded, PatientScratch, Value};

/// Facts of one practice.
const SUBJECT_SLOTS: usize = 157;
/// Facts of one patient.
const PATIENT_SLOTS: usize = 308;
/// Results of one statement.
const VALUES: usize = 233;
/// What is held of a network's members.
const MEMBER_FOLDS: usize = 0;
/// Counts of patients' decisions.
const TALLY_SLOTS: usize = 685;

/// One of each: the firmware evaluates one practice and one patient at a time.
pub struct Storage {
    pub subject: [Value; SUBJECT_SLOTS],
    /// A practice of a network, until it is added.
    pub member: [Value; SUBJECT_SLOTS],
    pub folds: [Graded; MEMBER_FOLDS],
    pub results: [Graded; VALUES],
    /// Headroom asks what a second statement would say.
    pub spare: [Graded; VALUES],
    pub patient: [Cell; PATIENT_SLOTS],
    pub scratch: PatientScratch,
    pub tally: [u32; TALLY_SLOTS],
}

impl Storage {
    pub const EMPTY: Storage = Storage {
        subject: [Value::Unknown; SUBJECT_SLOTS],
        member: [Value::Unknown; SUBJECT_SLOTS],
        folds: [Graded::UNKNOWN; MEMBER_FOLDS],
        results: [Graded::UNKNOWN; VALUES],
        spare: [Graded::UNKNOWN; VALUES],
        patient: [Cell::Unknown; PATIENT_SLOTS],
        scratch: PatientScratch::EMPTY,
        tally: [0; TALLY_SLOTS],
    };

    /// Whether the contract fits; writes what it needs more of, a line each.
    pub fn suffices(contract: &Contract<'_>, out: &mut dyn Write) -> Result<bool, fmt::Error> {
        let cost = contract.cost();
        let wanted = [
            ("facts of a practice", SUBJECT_SLOTS, usize::from(cost.subject_slots)),
            ("facts of a patient", PATIENT_SLOTS, usize::from(cost.patient_slots)),
            ("results of a statement", VALUES, usize::from(cost.values)),
            ("folds of a network", MEMBER_FOLDS, usize::from(cost.member_folds)),
            ("counts of decisions", TALLY_SLOTS, usize::from(cost.tally_slots)),
        ];
        let mut suffices = true;
        for (what, held, needed) in wanted.into_iter().filter(|(_, held, needed)| needed > held) {
            writeln!(out, "{what}: the contract needs room for {needed}, this firmware has room for {held}")?;
            suffices = false;
        }
        Ok(suffices)
    }
}
