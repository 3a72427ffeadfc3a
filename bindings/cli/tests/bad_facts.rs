//! Bad facts: each is refused with file, row, column, value, what the fact wants and what to do; nothing is
//! written, and the exit code is 2.

mod support;

use support::{Folder, Ran, SMALL};

const HEADER: &str = "subject,list_size,share,signed,open,kind\n";

fn small() -> Folder {
    Folder::new().with("small.toml", SMALL)
}

fn statement(facts: &str, content: impl AsRef<[u8]>) -> Ran {
    let folder = small().with(facts, content);
    folder.run(&["statement", "./small.toml", "--facts", facts])
}

fn csv(row: &str) -> Ran {
    statement("facts.csv", format!("{HEADER}{row}\n"))
}

#[test]
fn every_missing_column_is_named_at_once() {
    let ran = statement("facts.csv", "subject,list_size,open\np1,10,true\n");
    ran.refused(2, &["facts.csv", "row 1", "share; signed; kind", "add the columns", "subject,fact,value"]);
}

#[test]
fn an_unknown_column_offers_the_nearest_name() {
    let ran =
        statement("facts.csv", "subject,list_siez,list_size,share,signed,open,kind\np1,1,10,,2025-04-01,true,urban\n");
    ran.refused(2, &["row 1, column list_siez", "did you mean `list_size`?"]);
}

#[test]
fn a_bad_number_names_row_column_value_and_wish() {
    let said =
        ["facts.csv", "row 2, column list_size (subject p1)", "`1,00`", "a whole number from 1 to 1000", "digits"];
    csv("p1,\"1,00\",,2025-04-01,true,urban").refused(2, &said);
    csv("p1,£10,,2025-04-01,true,urban").refused(2, &["`£10`", "Leave out the sign of the currency"]);
}

#[test]
fn thousands_that_are_parted_alike_are_read_and_told() {
    let ran = csv("p1,\"1,000\",,2025-04-01,true,urban");
    assert!(
        ran.err.contains("facts.csv, row 2, column list_size (subject p1): `1,000` was read as 1000"),
        "{}",
        ran.err
    );
    let as_digits = csv("p1,1000,,2025-04-01,true,urban");
    assert_eq!((ran.fine(), as_digits.err.as_str()), (as_digits.out, ""));
}

#[test]
fn an_exponent_is_refused_since_a_spreadsheet_left_digits_out() {
    for digits in ["1.02E+02", "1e2", "1E1"] {
        csv(&format!("p1,{digits},,2025-04-01,true,urban")).refused(2, &[digits, "Write all digits"]);
        statement("facts.json", format!(r#"{{"list_size": {digits}}}"#)).refused(2, &[digits, "Write all digits"]);
    }
}

#[test]
fn a_percentage_where_a_fraction_is_wanted_says_the_fraction() {
    csv("p1,10,7.8%,2025-04-01,true,urban").refused(2, &["column share", "`7.8%`", "Write a fraction: 0.078 for 7.8%"]);
    csv("p1,10%,,2025-04-01,true,urban").refused(2, &["column list_size", "Leave out the % sign"]);
}

#[test]
fn a_name_in_another_case_is_found_and_told() {
    let ran = statement("facts.csv", "subject,LIST_SIZE,share,signed,open,kind\np1,10,,2025-04-01,true,urban\n");
    assert!(ran.err.contains("column LIST_SIZE: was read as list_size"), "{}", ran.err);
    assert_eq!(ran.fine(), csv("p1,10,,2025-04-01,true,urban").fine());
    let ran = Folder::new().run(&["show", "qof-england@2025-06-30", "dm020"]);
    assert!(ran.err.contains("dm020 was read as DM020"), "{}", ran.err);
    assert!(ran.fine().contains("DM020"));
}

#[test]
fn blank_columns_at_the_end_are_passed_over_and_filled_ones_are_not() {
    let plain = csv("p1,10,,2025-04-01,true,urban").fine();
    let saved = "subject,list_size,share,signed,open,kind,,\np1,10,,2025-04-01,true,urban,,\n";
    assert_eq!(statement("facts.csv", saved).fine(), plain);
    assert_eq!(csv("p1,10,,2025-04-01,true,urban,,,").fine(), plain);
    csv("p1,10,,2025-04-01,true,urban,,7").refused(2, &["row 2", "8 cells under 6 columns"]);
}

#[test]
fn what_stands_in_too_many_cells_is_refused_and_never_read_as_the_first_ones() {
    let header = "subject,fact,value\n";
    statement("facts.csv", format!("{header}p1,list_size,5,890\n")).refused(2, &["row 2", "4 cells under 3 columns"]);
}

#[test]
fn a_file_of_a_hundred_thousand_strange_names_is_refused_at_once() {
    let keys: Vec<String> = (0..100_000).map(|number| format!("\"strange{number}\": 1")).collect();
    statement("facts.json", format!("{{{}}}", keys.join(","))).refused(2, &["100000 faults", "and 99980 more"]);
    let names: Vec<String> = (0..100_000).map(|number| format!("strange{number}")).collect();
    let wide = format!("subject,{}\np1{}\n", names.join(","), ",1".repeat(names.len()));
    statement("facts.csv", wide).refused(2, &["and 99981 more"]);
}

#[test]
fn a_bad_day_is_refused() {
    csv("p1,10,,01/04/2025,true,urban").refused(2, &["column signed", "`01/04/2025`", "YYYY-MM-DD"]);
    csv("p1,10,,2025-02-30,true,urban").refused(2, &["column signed", "`2025-02-30`", "not a calendar day"]);
}

#[test]
fn a_bad_boolean_is_refused() {
    csv("p1,10,,2025-04-01,maybe,urban").refused(2, &["column open", "`maybe`", "true or false"]);
}

#[test]
fn a_text_out_of_its_list_offers_the_nearest() {
    csv("p1,10,,2025-04-01,true,rurl").refused(2, &["column kind", "one of urban, rural", "Did you mean `rural`?"]);
}

#[test]
fn a_value_out_of_range_names_the_range_and_the_unit() {
    csv("p1,1001,,2025-04-01,true,urban").refused(2, &["`1001`", "from 1 to 1000", "patients"]);
    csv("p1,0,,2025-04-01,true,urban").refused(2, &["`0`", "from 1 to 1000"]);
}

#[test]
fn null_is_refused_where_the_fact_does_not_allow_it() {
    csv("p1,null,,2025-04-01,true,urban").refused(2, &["column list_size", "null is not allowed", "leave it out"]);
}

#[test]
fn more_places_than_declared_are_refused_not_rounded() {
    csv("p1,10,0.125,2025-04-01,true,urban").refused(2, &["column share", "`0.125`", "at most 2 decimal places"]);
}

#[test]
fn a_subject_that_stands_twice_is_refused_in_every_form() {
    csv("p1,10,,2025-04-01,true,urban\np1,11,,2025-04-01,true,urban")
        .refused(2, &["row 3, column subject", "`p1`", "row 2"]);
    statement("facts.csv", "patient,practice,list_size\np1,a,3\np1,b,4\n")
        .refused(2, &["row 3, column patient", "`p1`", "row 2"]);
    statement("facts.json", "[{\"subject\": \"p1\"},\n {\"subject\": \"p1\"}]")
        .refused(2, &["line 2", "`p1`", "line 1"]);
    statement("facts.toml", "[[subject]]\nsubject = \"p1\"\n[[subject]]\nsubject = \"p1\"\n").refused(2, &["`p1`"]);
    statement("facts.csv", "subject,fact,value\np1,list_size,3\np1,list_size,4\n")
        .refused(2, &["row 3", "stands already in row 2"]);
}

#[test]
fn a_ragged_row_is_refused() {
    csv("p1,10,,2025-04-01,true").refused(2, &["row 2: 5 cells under 6 columns"]);
    csv("p1,10,,2025-04-01,true,urban,extra").refused(2, &["row 2: 7 cells under 6 columns"]);
}

#[test]
fn another_encoding_is_refused_by_name_and_row() {
    let latin: Vec<u8> = [HEADER.as_bytes(), b"Caf\xe9,10,,2025-04-01,true,urban\n"].concat();
    statement("facts.csv", latin).refused(2, &["facts.csv is not UTF-8", "row 2", "0xe9", "save it as UTF-8"]);
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(HEADER.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    statement("facts.csv", wide).refused(2, &["UTF-16", "UTF-8"]);
}

#[test]
fn a_byte_order_mark_is_tolerated() {
    let folder = small().with("facts.csv", format!("\u{feff}{HEADER}p1,10,,2025-04-01,true,urban\n"));
    folder.run(&["statement", "./small.toml", "--facts", "facts.csv"]).fine();
}

#[test]
fn a_file_without_subjects_is_refused() {
    statement("facts.csv", "").refused(2, &["is empty"]);
    statement("facts.csv", HEADER).refused(2, &["no row"]);
    statement("facts.csv", "list_size\n3\n").refused(2, &["no column `subject`"]);
    statement("facts.csv", "subject;list_size\np1;3\n").refused(2, &["separated by commas"]);
    statement("facts.json", "[]").refused(2, &["no subject"]);
    statement("facts.json", "3").refused(2, &["expected an object"]);
}

#[test]
fn a_column_that_stands_twice_is_refused() {
    statement("facts.csv", "subject,open,open\np1,true,false\n").refused(2, &["`open` stands twice"]);
}

#[test]
fn a_json_key_that_stands_twice_is_refused() {
    statement("facts.json", "{\"list_size\": 3,\n\"list_size\": 4}")
        .refused(2, &["line 2", "`list_size` stands twice"]);
}

#[test]
fn broken_json_and_toml_say_where() {
    statement("facts.json", "{\"list_size\": }").refused(2, &["is not JSON", "line 1 column"]);
    statement("facts.toml", "list_size = = 3").refused(2, &["is not TOML", "line 1"]);
}

#[test]
fn a_toml_float_is_refused_and_a_text_is_offered() {
    statement("facts.toml", "list_size = 3\nshare = 0.5\n").refused(2, &["line 2, key share", "float", "\"0.85\""]);
}

#[test]
fn a_json_value_of_the_wrong_kind_is_refused() {
    statement("facts.json", "{\"list_size\": [3]}").refused(2, &["key list_size", "a list is no value"]);
    statement("facts.json", "{\"list_size\": true}").refused(2, &["key list_size", "`true`", "a whole number"]);
    statement("facts.json", "{\"list_size\": 3.5}").refused(2, &["key list_size", "`3.5`"]);
    statement("facts.json", "{\"list_size\": null}").refused(2, &["key list_size", "null is not allowed"]);
}

#[test]
fn a_json_number_does_not_pass_through_a_float() {
    statement("facts.json", "{\"share\": 0.10000000000000000001}")
        .refused(2, &["`0.10000000000000000001`", "decimal places"]);
}

#[test]
fn all_faults_are_told_up_to_twenty() {
    let row = |index: usize| format!("p{index},x,,2025-04-01,true,urban\n");
    let ran = csv(&(0..25).map(row).collect::<String>());
    ran.refused(2, &["has 25 faults", "row 2,", "row 21,", "and 5 more"]);
    let ran = csv("p1,x,y,z,maybe,none");
    ran.refused(2, &["has 5 faults", "list_size", "share", "signed", "open", "kind"]);
}

#[test]
fn an_item_that_is_not_there_is_named() {
    let folder = Folder::new().with("facts.json", "{\"numerator\": {\"DM02\": 6}, \"denominator\": 7}");
    let ran = folder.run(&["statement", "qof-england@2025-06-30", "--facts", "facts.json"]);
    ran.refused(2, &["numerator.DM02", "did you mean `numerator.DM020`?", "denominator has a value per indicator"]);
}

#[test]
fn a_numerator_above_its_denominator_is_refused() {
    let folder = Folder::new().with("facts.json", "{\"numerator\": {\"DM020\": 8}, \"denominator\": {\"DM020\": 7}}");
    let ran = folder.run(&["statement", "qof-england@2025-06-30", "--facts", "facts.json"]);
    ran.refused(2, &["numerator.DM020 is 8 but denominator.DM020 is 7"]);
}

#[test]
fn nothing_is_left_behind_when_facts_are_refused() {
    let folder = small().with("facts.csv", format!("{HEADER}p1,x,,2025-04-01,true,urban\n"));
    let ran = folder.run(&["statement", "./small.toml", "--facts", "facts.csv", "--output", "out.txt"]);
    ran.refused(2, &["`x`"]);
    assert_eq!(folder.names(), ["facts.csv", "small.toml"]);
}

#[test]
fn a_form_that_is_not_clear_is_asked_for() {
    small()
        .with("facts.txt", "")
        .run(&["statement", "./small.toml", "--facts", "facts.txt"])
        .refused(2, &["--facts-format"]);
    small().run(&["statement", "./small.toml", "--facts", "-"]).refused(2, &["standard input", "--facts-format"]);
}

#[test]
fn a_file_that_is_not_there_is_exit_code_4() {
    small().run(&["statement", "./small.toml", "--facts", "none.csv"]).refused(4, &["cannot read none.csv"]);
    small().run(&["statement", "./none.toml", "--facts", "none.csv"]).refused(4, &["cannot read ./none.toml"]);
    let folder = small().with("facts.json", "{}");
    let ran = folder.run(&["statement", "./small.toml", "--facts", "facts.json", "--output", "no/such/folder.txt"]);
    ran.refused(4, &["cannot write"]);
}

#[test]
fn members_of_a_practice_are_refused() {
    statement("facts.json", "{\"subject\": \"n\", \"members\": [{\"list_size\": 3}]}")
        .refused(2, &["members make a network"]);
    statement("facts.csv", "subject,network,open\np1,n,true\n").refused(2, &["column `network`"]);
}

#[test]
fn rows_are_numbered_as_in_a_spreadsheet_whatever_the_line_ends() {
    let content = format!("{HEADER}\np1,10,,2025-04-01,true,urban\np2,x,,2025-04-01,true,urban\n");
    statement("facts.csv", content.replace('\n', "\r\n")).refused(2, &["row 4, column list_size (subject p2)"]);
    statement("facts.csv", content).refused(2, &["row 4, column list_size (subject p2)"]);
}

#[test]
fn an_empty_list_of_members_is_refused() {
    let folder = Folder::new().with("network.toml", support::NETWORK).with("facts.json", "{\"members\": []}");
    let ran = folder.run(&["statement", "./network.toml", "--facts", "facts.json"]);
    ran.refused(2, &["key members", "leave it out"]);
}

#[test]
fn eighty_thousand_keys_are_answered_in_proportion_to_their_number() {
    let keys: Vec<String> = (0..80_000).map(|key| format!("\"list_size_{key}\": 1")).collect();
    let text = format!("{{{}}}", keys.join(", "));
    let begun = std::time::Instant::now();
    statement("facts.json", text).refused(2, &["facts.json has 80000 faults", "did you mean `list_size`?"]);
    // Key by key against all before it, and against every name, it took more than half a minute.
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
}
