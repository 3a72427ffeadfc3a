//! Practices counted from their patients, and networks of practices.

use super::case::Case;

/// Facts of a practice beside its counts.
const PRACTICE: &str = "set\tlist_size\t10184\nset\tnational_prevalence.DM\t0.07\nset\tnational_prevalence.HYP\t0.14\n";

/// A practice whose counts come from these patients.
pub(super) fn counted_practice<'c>(name: &str, patients: impl IntoIterator<Item = &'c Case>) -> String {
    let mut commands = format!("case\t{name}\nsubject\n{PRACTICE}tally\n");
    for patient in patients {
        commands.push_str(&patient.patient_commands());
        commands.push_str("count\n");
    }
    commands.push_str("write\nstatement\nheadroom\n");
    commands
}

/// A practice goes on counting: one more patient, of whom nothing is said, makes its counts unknown.
pub(super) const PATIENT_OF_WHOM_NOTHING_IS_SAID: &str = "\
case\tOne more patient, of whom nothing is said
patient\t2026-03-31
decide
count
write
statement
";

/// Two practices of `qof-england` pooled, with a third refused between them; then what is known only of the whole.
pub(super) const PRACTICES_POOLED: &str = "\
case\tTwo practices pooled, a third refused
subject
set\tnumerator.AF006\t3
member
set\tlist_size\t4000
set\tregister_size.DM\t280
set\tnumerator.DM020\t100
set\tdenominator.DM020\t250
set\tnational_prevalence.DM\t0.07
add
member
set\tlist_size\t5000
set\tnational_prevalence.DM\t0.08
add
member
set\tlist_size\t6184
set\tregister_size.DM\t500
set\tnumerator.DM020\t300
set\tdenominator.DM020\t450
add
set\tnumerator.AF006\t3
set\tdenominator.AF006\t5
statement
headroom
";

/// Three practices of the compiler's definition that uses every part of the language: folds over practices run along.
pub(super) const PRACTICES_FOLDED: &str = "\
case\tThree practices folded
subject
set\ttrack\tT1+
set\topened\t2024-01-31
set\tspend\t1000.5
set\tprevalence.DM\t0.07
set\tprevalence.HYP\t0.14
set\tprevalence.COUNTED_TOO\t0
set\tprevalence.COUNTED\t0.5
member
set\tlist_size\t20000
set\twilling\ttrue
set\tregister_size.COUNTED\t300
set\tnumerator.C1\t250
set\tdenominator.C1\t280
add
member
set\tlist_size\t15000
set\twilling\tyes
set\tregister_size.COUNTED\t100
set\tnumerator.C1\t90
set\tdenominator.C1\t95
add
member
set\tlist_size\t101
set\twilling\t1
set\tregister_size.COUNTED\t0
set\tnumerator.C1\t0
set\tdenominator.C1\t0
add
set\tadjustments.C1\t2
set\tbonus.DM020\tnull
set\tbonus.C1\t5
statement
headroom
case\tOne of them is not willing, and one has not said
subject
set\ttrack\tA
member
set\tlist_size\t30000
set\twilling\tfalse
add
statement
member
set\tlist_size\t5000
add
statement
headroom
";

/// A refused value leaves the fact as it was; a value that is not said again is unknown again.
pub(super) const REFUSED_AND_KEPT: &str = "\
case\tRefused values leave facts as they were
subject
set\tlist_size\t10184
set\tlist_size\t0
set\tnumerator.DM020\t6
set\tdenominator.DM020\t17
set\tdenominator.DM020\tmany
set\tregister_size.DM\t17
set\tnational_prevalence.DM\t0.07
set\tnational_prevalence.DM\t?
set\tnational_prevalence.DM\t0.07
statement
headroom
case\tThe next subject knows nothing of it
subject
statement
headroom
case\tNumbers as people write them: Ärztliche Angaben, données, 数
subject
set\tlist_size\t+1.0184e4
set\tnumerator.DM020\t06.000
set\tdenominator.DM020\t170E-1
set\tsame_day_resolution_removes\tTRUE
statement
headroom
";
