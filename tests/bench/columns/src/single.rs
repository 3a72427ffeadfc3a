//! One patient at a time: the kernel for single patients, with a trace and without, beside rules engines.

use crate::engines;
use crate::national;
use crate::patients::Stored;
use crate::people::{ACHIEVEMENT_DAY, Wide};
use crate::serve::{Contender, Output, serve};
use crate::seven_rules;
use entitle_batch::PlanStorage;
use entitle_kernel::{Cell, Contract, Date, Patient, PatientFacts, PatientScratch, Run, Silent, Trace, Watch};

/// Room for the trace of one decision.
const TRACE: usize = 256;

/// Serves the seven rules about invented patients, and all indicators of `national` about made ones.
pub fn worker(people: &Wide, truth: &[u8], (contract, run, stored): (&Contract<'_>, &Run, &[Stored])) {
    let image = seven_rules::compiled(seven_rules::TABLE);
    let seven = Contract::new(&image).expect("just compiled");
    let day = Date::from_days(ACHIEVEMENT_DAY).expect("a day");
    let seven_run = Run::new(&seven, day).expect("within the years");
    let patients: Vec<Vec<Cell>> = (0..engines::ROWS).map(|row| cells(&seven, people, row)).collect();
    let all = national::cells(contract, stored, engines::ROWS);
    let datalogic = "datalogic-rs, data parsed before";
    let mut contenders = vec![
        planned("ours, seven rules, by a plan", &seven, &seven_run, patients.clone()).against(datalogic),
        decide("ours, seven rules", &seven, &seven_run, patients.clone(), false).against(datalogic),
        decide("ours, seven rules, with a trace", &seven, &seven_run, patients, true).against(datalogic),
        engines::datalogic(people),
        #[cfg(feature = "slow")]
        engines::regorus(people).against(datalogic),
        #[cfg(feature = "slow")]
        engines::zen(people).against(datalogic),
    ];
    let mut output = Output { rows: vec![0; engines::ROWS], ..Output::default() };
    for contender in &mut contenders {
        output.rows.fill(u8::MAX);
        (contender.run)(&mut output);
        assert_eq!(output.rows, truth[..engines::ROWS], "{}", contender.name);
    }
    contenders.push(planned("ours, all indicators of qof-england, by a plan", contract, run, all.clone()));
    contenders.push(decide("ours, all indicators of qof-england", contract, run, all.clone(), false));
    contenders.push(decide("ours, all indicators of qof-england, with a trace", contract, run, all, true));
    serve(contenders, output);
}

fn cells(contract: &Contract<'_>, people: &Wide, row: usize) -> Vec<Cell> {
    let mut cells = vec![Cell::Unknown; contract.cost().patient_slots.into()];
    let mut facts = PatientFacts::new(contract, &mut cells).expect("storage suffices");
    for (name, value) in engines::patient(people, row).as_object().expect("named values") {
        let fact = contract.find_patient_input(name).expect("declared");
        let cell = match (value.as_i64(), value.as_bool()) {
            (Some(integer), _) => Cell::Integer(integer),
            (_, Some(flag)) => Cell::Integer(flag.into()),
            _ => Cell::Null,
        };
        facts.set(fact.index(), fact.from_cell(cell)).expect("a value of its fact");
    }
    cells
}

/// Every indicator of each patient, by a plan made once.
fn planned<'a>(name: &str, contract: &'a Contract<'_>, run: &'a Run, mut patients: Vec<Vec<Cell>>) -> Contender<'a> {
    let mut scratch = PatientScratch::EMPTY;
    let storage = PlanStorage::new(contract, run).expect("of one contract");
    Contender::new(name, patients.len(), move |out| {
        let plan = storage.plan(contract, run).expect("planned before");
        for (cells, decision) in patients.iter_mut().zip(&mut out.rows) {
            let facts = PatientFacts::resume(contract, cells).expect("storage suffices");
            let mut patient = plan.patient(&facts, &mut scratch).expect("of one contract");
            for indicator in 0..contract.indicator_count() {
                *decision = patient.decide(indicator).expect("rules for each indicator").0;
            }
        }
    })
}

/// Every indicator of each patient; what is noted is thrown away after each decision.
fn decide<'a>(
    name: &str,
    contract: &'a Contract<'_>,
    run: &'a Run,
    mut patients: Vec<Vec<Cell>>,
    traced: bool,
) -> Contender<'a> {
    let mut scratch = PatientScratch::EMPTY;
    let mut entries = vec![Trace::BLANK; TRACE];
    Contender::new(name, patients.len(), move |out| {
        let mut trace = Trace::new(&mut entries);
        for (cells, decision) in patients.iter_mut().zip(&mut out.rows) {
            let facts = PatientFacts::resume(contract, cells).expect("storage suffices");
            let mut patient = Patient::new(contract, run, &facts, &mut scratch).expect("of one contract");
            for indicator in 0..contract.indicator_count() {
                *decision = if traced {
                    trace.clear();
                    one(&mut patient, indicator, &mut trace)
                } else {
                    one(&mut patient, indicator, &mut Silent)
                };
            }
        }
    })
}

fn one<W: Watch>(patient: &mut Patient<'_, '_, '_>, indicator: usize, watch: &mut W) -> u8 {
    patient.decide(indicator, watch).expect("rules for each indicator").0
}
