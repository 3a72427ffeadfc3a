//! The trace with names in place of indexes.

use crate::waiting::name_of;
use entitle_kernel::Contract;
use entitle_kernel::image::code::{Per, StepKind};
use entitle_kernel::image::record;
use entitle_kernel::trace::{Entry, Event, Place, Reached, Role};
use serde_json::{Value, json};

/// One entry of a trace.
pub(super) fn entry(contract: &Contract<'_>, entry: &Entry) -> Value {
    let mut object = event(contract, &entry.event);
    if let Some(at) = &entry.place {
        object["at"] = place(contract, at).into();
    }
    object
}

/// `line total`, `line achievement.DM020`, `points DM020`.
fn place(contract: &Contract<'_>, at: &Place) -> String {
    let (index, item) = (usize::from(at.index), usize::from(at.item));
    let name = match at.step {
        StepKind::Condition => {
            let record = contract.record::<record::SubjectCondition>(index);
            contract.name(record.map_or(record::NONE, |record| record.name)).to_owned()
        }
        StepKind::Criterion => {
            let record = contract.record::<record::Criterion>(index);
            contract.name(record.map_or(record::NONE, |record| record.name)).to_owned()
        }
        StepKind::Line => {
            let record = contract.record::<record::Line>(index);
            let per = record.and_then(|line| Per::from_u8(line.per)).unwrap_or(Per::Subject);
            let name = contract.name(record.map_or(record::NONE, |record| record.name));
            match per {
                Per::Subject => name.to_owned(),
                per => format!("{name}.{}", contract.item_name(per, item)),
            }
        }
        StepKind::Points => contract.indicator_name(item).to_owned(),
        StepKind::Fold => format!("{index}.{item}"),
    };
    format!("{} {name}", at.step.name())
}

fn event(contract: &Contract<'_>, event: &Event) -> Value {
    match *event {
        Event::Row { table, row, must, may, action } => json!({
            "event": "row",
            "table": table_name(contract, table),
            "row": u16::from(row) + 1,
            "matched": match (must, may) { (true, _) => "yes", (_, false) => "no", _ => "unknown" },
            "action": action.name(),
        }),
        Event::Lookup { table, row } => {
            let name = contract.record::<record::Lookup>(table.into()).map_or(record::NONE, |table| table.name);
            json!({ "event": "look-up", "table": contract.name(name), "row": row + 1 })
        }
        Event::Bound { maximum, argument, of } => json!({
            "event": if maximum { "max" } else { "min" },
            "argument": u16::from(argument) + 1,
            "of": of,
        }),
        Event::Branch { then } => json!({ "event": "branch", "taken": if then { "then" } else { "else" } }),
        Event::Rounded { from, places, mode } => json!({
            "event": "rounded", "from": from, "places": places, "mode": mode.name(),
        }),
        Event::Scale { scale, reached } => {
            let name = contract.record::<record::Scale>(scale.into()).map_or(record::NONE, |scale| scale.name);
            let reached = match reached {
                Reached::NothingToMeasure => "nothing to measure".to_owned(),
                Reached::Undetermined => "undetermined".to_owned(),
                Reached::Below => "below".to_owned(),
                Reached::Above(bound) => format!("above bound {}", u16::from(bound) + 1),
                Reached::Top => "top".to_owned(),
            };
            json!({ "event": "scale", "scale": contract.name(name), "reached": reached })
        }
        Event::Unknown { fact, item } => {
            json!({ "event": "unknown", "fact": name_of(contract, fact.into(), item.into()) })
        }
    }
}

fn table_name(contract: &Contract<'_>, table: Role) -> String {
    match table {
        Role::Register(index) => format!("register {}", contract.register_name(index.into())),
        Role::Denominator(index) => format!("denominator {}", contract.indicator_name(index.into())),
        Role::Numerator(index) => format!("numerator {}", contract.indicator_name(index.into())),
    }
}
