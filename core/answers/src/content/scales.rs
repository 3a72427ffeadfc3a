//! A scale in a few words.

use entitle_kernel::image::code::ScaleKind;
use entitle_kernel::image::record;
use entitle_kernel::{Contract, Number};

/// `35% to 75%`, `steps 50%: 40%, 70%: 100%`, `best of a, b`.
pub(super) fn scale_text(contract: &Contract<'_>, scale: u16) -> String {
    let Some(record) = contract.record::<record::Scale>(scale.into()) else {
        return String::new();
    };
    let items: Vec<u16> = items(contract, &record);
    let rate = |index: &u16| percent(contract.decimal(*index));
    let rates = || items.iter().map(rate).collect::<Vec<_>>().join(", ");
    let earned = |index: u16| match record.flags & 2 {
        0 => format!("{} points", contract.decimal(index)),
        _ => percent(contract.decimal(index)),
    };
    let text = match ScaleKind::from_u8(record.kind) {
        Some(ScaleKind::Band) => items.iter().map(rate).collect::<Vec<_>>().join(" to "),
        Some(kind @ (ScaleKind::Steps | ScaleKind::Gates)) => {
            let pairs = items.chunks_exact(2).map(|pair| format!("{}: {}", rate(&pair[0]), earned(pair[1])));
            format!("{} {}", kind.name(), pairs.collect::<Vec<_>>().join(", "))
        }
        Some(ScaleKind::Deciles) => format!("deciles {}, floor {}", rates(), contract.decimal(record.floor)),
        Some(ScaleKind::AllOrNothing) => format!("all at {}", rates()),
        Some(ScaleKind::BestOf) => {
            let names = items.iter().filter_map(|index| contract.record::<record::Scale>((*index).into()));
            let names: Vec<&str> = names.map(|scale| contract.name(scale.name)).collect();
            format!("best of {}", names.join(", "))
        }
        None => String::new(),
    };
    let lower = if record.flags & 1 == 0 { "" } else { ", lower is better" };
    let computed = if record.of == record::NONE { "" } else { ", of a computed rate" };
    text + lower + computed
}

fn items(contract: &Contract<'_>, record: &record::Scale) -> Vec<u16> {
    let width = match ScaleKind::from_u8(record.kind) {
        Some(ScaleKind::Steps | ScaleKind::Gates) => 2,
        _ => 1,
    };
    let count = usize::from(record.count) * width;
    let items = contract.records::<record::Item>(record.first.into(), count);
    items.map(|item| item.value).collect()
}

fn percent(rate: Number) -> String {
    match rate.checked_mul(Number::from_i64(100)) {
        Ok(hundredfold) => format!("{}%", hundredfold.normalize()),
        Err(_) => rate.to_string(),
    }
}
