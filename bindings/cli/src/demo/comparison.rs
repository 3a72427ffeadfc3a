//! The best practice and the worst, side by side; what the worst can gain next; and one of its patients.

use super::population::Shown;
use super::{answer, damaged, line, paragraph, payment, percent, title, to_one_place};
use crate::explain::brief_explanation;
use crate::fault::Fault;
use crate::style;
use crate::table::{Cell, Table, page_width};
use entitle_answers::grouped;
use entitle_answers::{Evaluated, Room};
use entitle_kernel::image::record;
use entitle_kernel::{AnswerKind, Number};

/// How many indicators are shown as differing most, and as worth most.
const SHOWN: usize = 3;
/// The indicator for which a patient is explained: its rules are short.
const EXPLAINED: &str = "DEM004";
/// What the shares in the tables are shares of.
const TERMS: &str = "at target %: of the denominator, net of adjustments; adjusted %: adjustments / (denominator + \
    adjustments)";

/// The places of the practices with the most points and with the fewest.
fn best_and_worst_places(shown: &Shown<'_>) -> Result<(usize, usize), Fault> {
    let points = shown.practices.iter().map(|statement| line(&shown.contract, statement, "total_points"));
    let points: Vec<(usize, Number)> =
        points.enumerate().filter_map(|(place, points)| Some((place, points?))).collect();
    let best = points.iter().max_by(|(_, a), (_, b)| a.compare(b));
    let worst = points.iter().min_by(|(_, a), (_, b)| a.compare(b));
    let place = |found: Option<&(usize, Number)>| found.map(|(place, _)| *place);
    place(best).zip(place(worst)).ok_or_else(|| damaged("no practice has points"))
}

/// The second section.
pub(super) fn best_and_worst(shown: &Shown<'_>) -> Result<String, Fault> {
    let places = best_and_worst_places(shown)?;
    let worst = &shown.practices[places.1];
    let mut text = title("2. The best practice and the worst, by points");
    text += &summary(shown, [places.0, places.1])?.rendered(page_width());
    text += "\n";
    text += &paragraph(&format!("Where they differ most: {} / {}", shown.practices[places.0].subject, worst.subject));
    text += &differences(shown, places)?.rendered(page_width());
    text += &paragraph(TERMS);
    text += "\n";
    text += &paragraph(&format!("Where the next patient at target is worth most to {}", worst.subject));
    text += &worth_most(shown, worst)?.rendered(page_width());
    Ok(text)
}

fn summary(shown: &Shown<'_>, places: [usize; 2]) -> Result<Table, Fault> {
    let mut table = Table::new(&["practice", ">list", ">points", ">payment £", ">adjusted %"]);
    for place in places {
        let statement = &shown.practices[place];
        let paid = payment(&shown.contract, statement).map_or(String::new(), |paid| grouped(&paid.to_string()));
        table.row(vec![
            statement.subject.clone().into(),
            known(shown, statement, "list_size").into(),
            to_one_place(line(&shown.contract, statement, "total_points")).into(),
            paid.into(),
            adjusted_share(shown, place)?.into(),
        ]);
    }
    Ok(table)
}

/// Patients adjusted out of all indicators, of those adjusted or in a denominator.
fn adjusted_share(shown: &Shown<'_>, place: usize) -> Result<String, Fault> {
    let [out, within] = shown.out_and_in[place].iter().fold([0, 0], |[out, within], [a, b]| [out + a, within + b]);
    share_adjusted([out, within])
}

fn share_adjusted([out, within]: [u64; 2]) -> Result<String, Fault> {
    if out + within == 0 {
        return Ok(String::new());
    }
    let share = Number::from_u64(out).checked_div(Number::from_u64(out + within)).map_err(damaged)?;
    Ok(percent(Some(share)))
}

/// The indicators in the order of how many points more the best practice earns.
fn gaps(shown: &Shown<'_>, best: usize, worst: usize) -> Result<Vec<Gap>, Fault> {
    let mut gaps = Vec::new();
    for indicator in 0..shown.contract.indicator_count() {
        let points = [best, worst].map(|place| answer(&shown.practices[place], AnswerKind::Points, indicator));
        if let [Some(more), Some(fewer)] = points {
            gaps.push(Gap { indicator, points, gap: more.checked_sub(fewer).map_err(damaged)? });
        }
    }
    gaps.sort_by(|a, b| b.gap.compare(&a.gap));
    Ok(gaps)
}

/// An indicator for which two practices earn different points.
struct Gap {
    indicator: usize,
    /// The best practice's and the worst's.
    points: [Option<Number>; 2],
    gap: Number,
}

fn differences(shown: &Shown<'_>, (best, worst): (usize, usize)) -> Result<Table, Fault> {
    let mut table = Table::new(&["indicator", ">points", ">at target %", ">adjusted %", "~"]);
    for Gap { indicator, points, .. } in gaps(shown, best, worst)?.into_iter().take(SHOWN) {
        let achieved = [best, worst].map(|place| answer(&shown.practices[place], AnswerKind::Achieved, indicator));
        let adjusted = [best, worst].map(|place| share_adjusted(shown.out_and_in[place][indicator]));
        let [more, less] = adjusted;
        table.row(vec![
            shown.contract.indicator_name(indicator).into(),
            points.map(to_one_place).join(" / ").into(),
            achieved.map(percent).join(" / ").into(),
            [more?, less?].join(" / ").into(),
            Cell::new(style::FAINT, indicator_title(shown, indicator)),
        ]);
    }
    Ok(table)
}

fn indicator_title<'c>(shown: &Shown<'c>, indicator: usize) -> &'c str {
    let record = shown.contract.record::<record::Indicator>(indicator);
    record.map_or("", |record| shown.contract.text(record.title))
}

/// A fact of a statement's subject.
fn known(shown: &Shown<'_>, statement: &Evaluated<'_>, name: &str) -> String {
    let Ok((fact, item)) = shown.contract.find_input(name) else {
        return String::new();
    };
    let mut facts = statement.facts.iter();
    let value = facts.find(|(place, _)| *place == (fact.index(), item)).map(|(_, value)| *value);
    value.map_or(String::new(), |value| grouped(&fact.written(value).to_string()))
}

fn worth_most(shown: &Shown<'_>, statement: &Evaluated<'_>) -> Result<Table, Fault> {
    let rooms = statement.headroom.iter().filter_map(|room| Some((room, room.next_patient.number()?)));
    let mut rooms: Vec<(&Room<'_>, Number)> = rooms.collect();
    rooms.sort_by(|(_, a), (_, b)| b.compare(a));
    let mut table = Table::new(&["indicator", ">denominator", ">at target", ">to full points", ">worth £", "~"]);
    for (room, worth) in rooms.into_iter().take(SHOWN) {
        table.row(vec![
            room.indicator.into(),
            known(shown, statement, &format!("denominator.{}", room.indicator)).into(),
            known(shown, statement, &format!("numerator.{}", room.indicator)).into(),
            room.patients_needed.clone().into(),
            worth.to_string().into(),
            Cell::new(style::FAINT, indicator_title(shown, room.index)),
        ]);
    }
    Ok(table)
}

/// The third section: a patient whom the worst practice does not reach.
pub(super) fn one_patient(shown: &Shown<'_>) -> Result<String, Fault> {
    let (_, worst) = best_and_worst_places(shown)?;
    let practice = &shown.practices[worst].subject;
    let indicator = shown.contract.find_indicator(EXPLAINED).ok_or_else(|| damaged("no such indicator"))?;
    let patient = shown.who_misses(worst, indicator).ok_or_else(|| damaged("nobody misses the target"))?;
    let heading = format!("3. Why a patient of {practice} does not count as achieved for {EXPLAINED}");
    let text = title(&heading) + &brief_explanation(&shown.contract, EXPLAINED, &patient)?;
    Ok(text + &paragraph("rows are asked in order, and > is the one that settled it; null: there is no such record"))
}
