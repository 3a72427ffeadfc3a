//! The Quality and Outcomes Framework in England against published tables: points, groups, domains, flags and the
//! registers of 2023/24 from NHS Digital's own metadata; thresholds of 2023/24 and 2025/26, with how well each is
//! known, from the table compiled for this project.
//!
//! The tables lie outside the repository (`ENTITLE_QOF_DIR`, by default `../shared/data/qof`).

use std::collections::BTreeMap;
use std::path::Path;

use entitle_conformance::{contract, outside_data};
use entitle_kernel::image::code::ScaleKind;
use entitle_kernel::image::record::{self, NONE};
use entitle_kernel::{Contract, Date, Error, Grade, Number};

/// Paid by prevalence though the publication's flag shows none: Management in Practice 2023 (cholesterol) and Pulse
/// Intelligence 2022 (smoking). Blood pressure, screening and vaccination agree with the flag.
const ADJUSTED_ALL_THE_SAME: [&str; 4] = ["CHOL001", "CHOL002", "SMOK002", "SMOK005"];

/// One row of a table, by column.
type Row = BTreeMap<String, String>;

/// Rates at which a band begins and ends.
type Band = (Number, Number);

fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows: Vec<Row> = reader.deserialize().map(|row| row.unwrap()).collect();
    assert!(!rows.is_empty(), "{} has no rows", path.display());
    rows
}

/// The rows of one year of the compiled table, by indicator.
fn year(folder: &Path, year: &str) -> BTreeMap<String, Row> {
    let rows = rows(&folder.join("qof_indicators_2023_2026.csv"));
    rows.into_iter().filter(|row| row["year"] == year).map(|row| (row["indicator"].clone(), row)).collect()
}

fn number(text: &str) -> Number {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

/// `"40.0"` per cent as the rate 0.4.
fn rate(percent: &str) -> Number {
    number(percent).checked_mul(number("0.01")).unwrap()
}

fn qof(day: &str) -> Contract<'static> {
    contract("qof-england", day.parse().unwrap())
}

/// What a definition says of one indicator.
struct Stated {
    points: Number,
    register: &'static str,
    grade: Grade,
    /// Empty where the scale stands within its indicator.
    scale_name: &'static str,
    /// Of a band its two ends.
    band: Option<Band>,
    attributes: BTreeMap<&'static str, String>,
}

fn stated(contract: &Contract<'static>) -> BTreeMap<&'static str, Stated> {
    let indicators = contract.all::<record::Indicator>().enumerate().map(|(index, indicator)| {
        let scale = contract.record::<record::Scale>(indicator.scale.into()).unwrap();
        let stated = Stated {
            points: contract.decimal(indicator.points),
            register: contract.register_name(indicator.register.into()),
            grade: Grade::from_u8(indicator.grade).unwrap(),
            scale_name: if scale.name == NONE { "" } else { contract.name(scale.name) },
            band: band(contract, &scale),
            attributes: contract
                .all::<record::Attribute>()
                .map(|attribute| (contract.name(attribute.name), attribute_text(contract, &attribute, index)))
                .collect(),
        };
        (contract.name(indicator.name), stated)
    });
    indicators.collect()
}

fn band(contract: &Contract<'static>, scale: &record::Scale) -> Option<Band> {
    if ScaleKind::from_u8(scale.kind) != Some(ScaleKind::Band) {
        return None;
    }
    assert_eq!((scale.flags, scale.of), (0, NONE), "every band here is of numerator by denominator, higher is better");
    let mut ends = contract.records::<record::Item>(scale.first.into(), 2).map(|item| contract.decimal(item.value));
    Some((ends.next().unwrap(), ends.next().unwrap()))
}

/// A text attribute by name, a boolean one as `true` or `false`.
fn attribute_text(contract: &Contract<'static>, attribute: &record::Attribute, indicator: usize) -> String {
    let value = contract.record::<record::AttributeValue>(usize::from(attribute.first) + indicator).unwrap().value;
    if attribute.enumeration == NONE {
        return (value == 1).to_string();
    }
    contract.enumerated(attribute.enumeration, value).to_owned()
}

fn sum(points: impl Iterator<Item = Number>) -> Number {
    points.fold(Number::ZERO, |sum, points| sum.checked_add(points).unwrap())
}

/// The official metadata of 2023/24 by indicator.
fn metadata(folder: &Path) -> BTreeMap<String, Row> {
    let rows = rows(&folder.join("nhsd_qof2324_indicator_reference_control.csv"));
    rows.into_iter().map(|row| (row["INDICATOR_CODE"].clone(), row)).collect()
}

fn domain(sub_domain_code: &str) -> &'static str {
    match sub_domain_code {
        "CL" => "clinical",
        "PH" => "public health",
        "PHAS" => "additional services",
        "PHVI" => "vaccination",
        "QI" => "quality improvement",
        other => panic!("{other}: a domain unheard of"),
    }
}

#[test]
fn every_indicator_of_2023_24_has_its_official_points_group_domain_and_flags() {
    let Some(folder) = outside_data("ENTITLE_QOF_DIR", "qof") else { return };
    let (official, ours) = (metadata(&folder), stated(&qof("2023-06-30")));
    assert!(ours.keys().copied().eq(official.keys().map(String::as_str)), "the same indicators, no more and no fewer");
    assert_eq!(ours.len(), 76);
    for (name, ours) in &ours {
        let row = &official[*name];
        let by_hand = row["AUTOMATIC_MANUAL_ENTRY"] == "M";
        let flag = |column: &str| match row[column].as_str() {
            "1" => "true",
            "" => "false",
            other => panic!("{name} {column}: {other}"),
        };
        // What is keyed in by hand has no register, so no prevalence; the flag is not set for it.
        let published = flag("NO_PREVALENCE_FLAG") == "false" && !by_hand;
        let prevalence_adjusted = published || ADJUSTED_ALL_THE_SAME.contains(name);
        let expected = [
            ("domain", domain(&row["SUB_DOMAIN_CODE"])),
            ("group", &row["GROUP_CODE"]),
            ("prevalence_adjusted", if prevalence_adjusted { "true" } else { "false" }),
            ("register_indicator", flag("REGISTER_FLAG")),
            ("zero_register", flag("ZERO_REGISTER_FLAG")),
        ];
        assert_eq!(ours.points, number(&row["INDICATOR_POINT_VALUE"]), "{name}: points");
        assert_eq!(ours.attributes.len(), expected.len(), "{name}: every attribute is compared");
        for (attribute, expected) in expected {
            assert_eq!(ours.attributes[attribute], expected, "{name}: {attribute}");
        }
        assert_eq!(ours.scale_name == "quality_improvement", by_hand, "{name}: a yes or no is keyed in by hand");
    }
    let of_domain =
        |domain: &str| sum(ours.values().filter(|ours| ours.attributes["domain"] == domain).map(|ours| ours.points));
    for (domain, points) in [
        ("clinical", "401"),
        ("public health", "85"),
        ("additional services", "11"),
        ("vaccination", "64"),
        ("quality improvement", "74"),
    ] {
        assert_eq!(of_domain(domain), number(points), "{domain}");
    }
    assert_eq!(sum(ours.values().map(|ours| ours.points)), number("635"));
    println!("2023/24: 76 indicators, 635 points, groups, domains and flags as published");
}

#[test]
fn every_payment_of_2023_24_follows_the_register_that_the_official_extract_names() {
    let Some(folder) = outside_data("ENTITLE_QOF_DIR", "qof") else { return };
    let fields = rows(&folder.join("nhsd_qof2324_indicator_values_FIELDS_ONLY.csv"));
    let registers = fields.iter().filter(|row| row["FIELD_NAME"].to_lowercase().ends_with("register"));
    let named: BTreeMap<&str, &str> =
        registers.map(|row| (row["IND_CODE"].as_str(), row["FIELD_NAME"].as_str())).collect();
    let ours = stated(&qof("2023-06-30"));
    let (mut official_of, mut ours_of) = (BTreeMap::new(), BTreeMap::new());
    for (name, ours) in ours.iter().filter(|(_, ours)| ours.attributes["prevalence_adjusted"] == "true") {
        // The extract files cholesterol under coronary heart disease; its payment follows a register of its own, of
        // patients on several (Management in Practice 2023).
        if let Some(hybrid) = [("CHOL001", "CHOL1"), ("CHOL002", "CHOL2")].iter().find(|hybrid| hybrid.0 == *name) {
            assert_eq!((named[name], ours.register), ("Coronary Heart Disease Register", hybrid.1), "{name}");
            continue;
        }
        let official = named.get(name).unwrap_or_else(|| panic!("{name}: the extract names no register"));
        assert_eq!(ours_of.entry(*official).or_insert(ours.register), &ours.register, "{name}: {official}");
        assert_eq!(official_of.entry(ours.register).or_insert(*official), official, "{name}: {}", ours.register);
    }
    println!("{} registers carry the payments of 2023/24, one for one as in the extract", official_of.len());
    assert_eq!(official_of.len(), 23);
}

#[test]
fn the_payments_of_462_points_of_564_and_of_459_of_635_follow_prevalence() {
    // 462 and 102 are Insight Solutions' for 2025/26; 459 and 176 the same indicators of 2023/24, with 74 points of
    // quality improvement.
    let by_list_alone = ["BP002", "CS005", "CS006", "SMOK004", "VI001", "VI002", "VI003", "VI004"];
    let improvement = ["QI013", "QI014", "QI016", "QI017", "QI018", "QI019"];
    for (day, others, adjusted, by_list) in
        [("2025-06-30", &[][..], "462", "102"), ("2023-06-30", &improvement[..], "459", "176")]
    {
        let ours = stated(&qof(day));
        let of = |adjusted: &'static str| {
            ours.iter().filter(move |(_, ours)| ours.attributes["prevalence_adjusted"] == adjusted)
        };
        let names: Vec<&str> = of("false").map(|(name, _)| *name).collect();
        let mut expected = [&by_list_alone[..], others].concat();
        expected.sort_unstable();
        assert_eq!(names, expected, "{day}");
        assert_eq!(sum(of("true").map(|(_, ours)| ours.points)), number(adjusted), "{day}");
        assert_eq!(sum(of("false").map(|(_, ours)| ours.points)), number(by_list), "{day}");
    }
}

/// Which ends of a band of 2023/24 a second public source confirms, by indicator.
fn confirmed(folder: &Path) -> BTreeMap<String, [Option<Number>; 2]> {
    let rows = rows(&folder.join("qof-thresholds-checked.csv"));
    let end = |text: &str| (!text.is_empty()).then(|| rate(text));
    let of_the_year = rows.into_iter().filter(|row| row["year"] == "2023/24");
    of_the_year.map(|row| (row["indicator"].clone(), [end(&row["lower"]), end(&row["upper"])])).collect()
}

#[test]
fn every_threshold_of_2023_24_is_that_of_the_table_and_claims_no_more_than_was_read() {
    let Some(folder) = outside_data("ENTITLE_QOF_DIR", "qof") else { return };
    let (table, confirmed, ours) = (year(&folder, "2023/24"), confirmed(&folder), stated(&qof("2023-06-30")));
    assert!(ours.keys().copied().eq(table.keys().map(String::as_str)));
    let mut known = BTreeMap::<Grade, (usize, Number)>::new();
    for (name, ours) in &ours {
        let row = &table[*name];
        let grade = match row["type"].as_str() {
            "fraction" => {
                let band = (rate(&row["lower_pct"]), rate(&row["upper_pct"]));
                assert_eq!(ours.band, Some(band), "{name}: thresholds");
                let read = confirmed.get(*name).copied().unwrap_or_default();
                assert!(read[0].is_none_or(|lower| lower == band.0), "{name}: the lower threshold as confirmed");
                assert!(read[1].is_none_or(|upper| upper == band.1), "{name}: the upper threshold as confirmed");
                match row["threshold_source"].as_str() {
                    _ if read.iter().all(Option::is_some) => Grade::Published,
                    "memory, unverified" => Grade::Assumed,
                    source if source.starts_with("carried from") => Grade::Derived,
                    other => panic!("{name}: {other}"),
                }
            }
            "register-only" => {
                assert_eq!(ours.scale_name, "register_kept", "{name}");
                // That palliative care earns for an empty register is read off a blank flag.
                if *name == "PC001" { Grade::Derived } else { Grade::Published }
            }
            "yes/no" => {
                assert_eq!(ours.scale_name, "quality_improvement", "{name}");
                Grade::Published
            }
            other => panic!("{name}: {other}"),
        };
        assert_eq!(ours.grade, grade, "{name}: grade");
        let (count, points) = known.entry(grade).or_default();
        *count += 1;
        *points = points.checked_add(ours.points).unwrap();
    }
    for (grade, (count, points)) in &known {
        println!("2023/24 {grade:?}: {count} indicators, {points} points");
    }
    assert!(confirmed.keys().all(|name| ours.contains_key(name.as_str())), "what was confirmed is one of ours");
    assert_eq!(confirmed.len(), 8, "five with both thresholds, three with the upper one");
}

#[test]
fn every_indicator_of_2025_26_has_the_points_and_thresholds_of_the_table() {
    let Some(folder) = outside_data("ENTITLE_QOF_DIR", "qof") else { return };
    let (table, ours) = (year(&folder, "2025/26"), stated(&qof("2025-06-30")));
    assert!(ours.keys().copied().eq(table.keys().map(String::as_str)), "the same indicators, no more and no fewer");
    assert_eq!(ours.len(), 44);
    for (name, ours) in &ours {
        let row = &table[*name];
        assert_eq!(ours.points, number(&row["points"]), "{name}: points");
        assert_eq!(ours.band, Some((rate(&row["lower_pct"]), rate(&row["upper_pct"]))), "{name}: thresholds");
    }
    assert_eq!(sum(ours.values().map(|ours| ours.points)), number("564"));
    println!("2025/26: 44 indicators, 564 points and 88 thresholds as in the table");
}

#[test]
fn a_year_that_no_definition_covers_is_an_error_and_never_the_nearest_one() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let found = |asked: &str| entitle_contracts::find("qof-england", day(asked), None).map(|found| found.in_force());
    for (asked, expected) in [
        ("2023-03-31", Err(Error::NotInForce)),
        ("2023-04-01", Ok(day("2023-04-01"))),
        ("2024-03-31", Ok(day("2023-04-01"))),
        ("2024-04-01", Err(Error::NotInForce)),
        ("2025-03-31", Err(Error::NotInForce)),
        ("2025-04-01", Ok(day("2025-04-01"))),
    ] {
        assert_eq!(found(asked), expected, "{asked}");
    }
}
