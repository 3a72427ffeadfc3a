//! NHS payments to general practice, England, 2015/16 and 2016/17: what practices under GMS were paid as global sum.
//!
//! The rows lie outside the repository (`ENTITLE_PAYMENTS_DIR`, by default `../shared/data/payments`). A global sum is paid
//! after the deduction for opting out of hours, quarter by quarter on lists that move, so that no single practice agrees
//! to the penny; the median over thousands tells which share was deducted.

use std::path::Path;

use entitle_conformance::{answers, outside_data};
use entitle_kernel::{Date, Number};
use serde_json::json;

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

/// The middle of global sum ÷ weighted patients over the practices under GMS that have both, and how many they are.
fn median(path: &Path) -> (Number, usize) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    // The files are Latin-1 and their names differ by year in case and in what follows the name.
    let heads = reader.byte_headers().unwrap().clone();
    let column = |name: &str| {
        let is = |head: &[u8]| String::from_utf8_lossy(head).to_lowercase().starts_with(name);
        heads.iter().position(is).unwrap_or_else(|| panic!("{} has no column {name}", path.display()))
    };
    let columns = ["contracttype", "globalsum", "numberofweightedpatients"].map(column);
    let mut found: Vec<Number> = Vec::new();
    for record in reader.byte_records() {
        let record = record.unwrap();
        let [contract, sum, patients] = columns.map(|index| String::from_utf8_lossy(&record[index]).into_owned());
        let (Ok(sum), Ok(patients)) = (sum.parse::<Number>(), patients.parse::<Number>()) else { continue };
        if contract == "GMS" && sum > Number::ZERO && patients > Number::ZERO {
            found.push(sum.checked_div(patients).unwrap());
        }
    }
    found.sort();
    (found[found.len() / 2], found.len())
}

/// What 10,000 weighted patients bring at a price, for each, after the year's own deduction.
fn ours(payment_year_begins: i32, price: &str) -> Number {
    let day = Date::from_ymd(payment_year_begins, 12, 31).unwrap();
    let contract = entitle_contracts::find("gms-england", day, None).unwrap();
    let facts = json!({
        "weighted_list_size": "10000",
        "global_sum_per_weighted_patient": price,
        "payment_year_begins": payment_year_begins.to_string(),
        "correction_factor_2013_14": "0",
        "opted_out_of_hours": true,
    });
    let found = answers(&contract, &facts, &[], false);
    let paid = number(&found["line.global_sum"]).checked_sub(number(&found["line.out_of_hours_deduction"])).unwrap();
    paid.checked_div(number("10000")).unwrap()
}

#[test]
fn what_practices_were_paid_is_nearer_to_the_shares_of_the_year_than_to_six_percent() {
    let Some(folder) = outside_data("ENTITLE_PAYMENTS_DIR", "payments") else { return };
    for (year, payment_year_begins, price) in [("2015-16", 2015, "76.51"), ("2016-17", 2016, "80.59")] {
        let (published, practices) = median(&folder.join(format!("nhs-payments-{year}.csv")));
        assert!(practices > 4_000, "{year}: only {practices} practices");
        let apart = |paid: Number| published.checked_sub(paid).unwrap().abs();
        let ours = ours(payment_year_begins, price);
        let at_six_percent = number(price).checked_mul(number("0.94")).unwrap();
        assert!(apart(ours) < apart(at_six_percent), "{year}: {published} published, {ours} ours");
        println!("{year}: median of {practices} practices {published}, ours {ours}, at 6 percent {at_six_percent}");
    }
}
