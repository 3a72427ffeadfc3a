//! Which contract is meant: by id, day, revision or file.

mod support;

use support::{Folder, SMALL};

#[test]
fn a_day_that_no_definition_covers_lists_the_days_there_are() {
    let ran = Folder::new().run(&["show", "medicare-shared-savings@1999-01-01"]);
    ran.refused(
        3,
        &["no definition of medicare-shared-savings covers 1999-01-01", "2014-01-01 to 2014-12-31", "2024-01-01"],
    );
}

#[test]
fn an_unknown_id_offers_the_nearest() {
    Folder::new().run(&["show", "qof-engalnd"]).refused(3, &["qof-engalnd", "did you mean qof-england?"]);
    Folder::new().run(&["show", "weather"]).refused(3, &["no contract `weather`", "entitle list"]);
}

#[test]
fn a_revision_that_is_not_there_is_refused() {
    Folder::new().run(&["show", "qof-england@2025-06-30#9"]).refused(3, &["no revision 9"]);
    Folder::new().run(&["show", "qof-england@2025-06-30#x"]).refused(2, &["`x` is not a revision"]);
}

#[test]
fn a_day_that_is_no_day_is_refused() {
    Folder::new().run(&["show", "qof-england@2025-02-30"]).refused(2, &["`2025-02-30`", "YYYY-MM-DD"]);
}

#[test]
fn without_a_day_the_output_says_which_definition_it_took() {
    let out = Folder::new().run(&["show", "qof-england"]).fine();
    assert!(out.contains("no day was asked for: the latest definition, in force from 2025-04-01"));
    let out = Folder::new().run(&["show", "qof-england@2025-06-30"]).fine();
    assert!(!out.contains("no day was asked for"));
}

#[test]
fn an_image_gives_the_same_statement_as_its_definition() {
    let folder = Folder::new().with("small.toml", SMALL).with("facts.json", r#"{"list_size": 10, "kind": "rural"}"#);
    folder.run(&["compile", "small.toml", "-o", "small.image"]).fine();
    let of = |contract: &str| folder.run(&["statement", contract, "--facts", "facts.json", "--format", "csv"]).fine();
    assert_eq!(of("./small.toml"), of("./small.image"));
}

#[test]
fn a_damaged_image_is_refused() {
    let folder = Folder::new().with("small.toml", SMALL);
    folder.run(&["compile", "small.toml", "-o", "small.image"]).fine();
    let mut bytes = std::fs::read(folder.path("small.image")).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(folder.path("small.image"), &bytes).unwrap();
    folder.run(&["show", "./small.image"]).refused(2, &["checksum", "error 204"]);
    std::fs::write(folder.path("small.image"), &bytes[..last / 2]).unwrap();
    folder.run(&["show", "./small.image"]).refused(2, &["cut short"]);
}

#[test]
fn the_list_has_every_definition_in_every_format() {
    let folder = Folder::new();
    let table = folder.run(&["list"]).fine();
    let json: serde_json::Value = serde_json::from_str(&folder.run(&["list", "--format", "json"]).fine()).unwrap();
    let csv = folder.run(&["list", "--format", "csv"]).fine();
    assert_eq!(json.as_array().unwrap().len(), entitle_contracts::all().len());
    assert_eq!(csv.lines().count(), entitle_contracts::all().len() + 1);
    for definition in entitle_contracts::all() {
        assert!(table.contains(definition.id) && table.contains(&definition.in_force.to_string()));
        assert!(csv.contains(&definition.in_force.to_string()));
    }
}

#[test]
fn show_names_local_terms_and_assumed_figures() {
    let folder = Folder::new();
    let csv = folder.run(&["show", "qof-england@2025-06-30", "--format", "csv"]).fine();
    let rows = support::rows(&csv);
    assert!(rows.iter().any(|row| row[1] == "local term" && row[2] == "national_prevalence"));
    assert!(rows.iter().any(|row| row[1] == "assumed" && row[2] == "line achievement"));
    assert_eq!(rows.iter().filter(|row| row[1] == "indicator").count(), 44);
    let json = folder.run(&["show", "qof-england@2025-06-30", "--format", "json"]).fine();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["indicators"].as_array().unwrap().len(), 44);
    assert!(json["facts"].as_array().unwrap().iter().any(|fact| fact["name"] == "age" && fact["scope"] == "patient"));
    let table = folder.run(&["show", "qof-england@2025-06-30"]).fine();
    assert!(table.contains("Local terms") && table.contains("Assumed"));
}

#[test]
fn show_prints_the_rules_of_an_indicator_or_register() {
    let folder = Folder::new();
    let indicator = folder.run(&["show", "qof-england@2025-06-30", "DM020"]).fine();
    for part in ["register DM", "denominator of DM020", "numerator of DM020", "age < 17", "exclude (frail)"] {
        assert!(indicator.contains(part), "{part}");
    }
    let register = folder.run(&["show", "qof-england@2025-06-30", "HYP"]).fine();
    assert!(register.contains("register HYP") && !register.contains("denominator"));
    let ran = folder.run(&["show", "qof-england@2023-06-30", "AF006"]);
    ran.refused(2, &["AF006 by its counts only"]);
    folder.run(&["show", "qof-england@2025-06-30", "DM02"]).refused(2, &["did you mean DM020?"]);
}

#[test]
fn rules_that_rest_on_an_assumed_source_are_counted_listed_and_marked() {
    let folder = Folder::new();
    let show = |more: &[&str]| folder.run(&[&["show", "qof-england@2025-06-30"], more].concat()).fine();
    let csv = support::rows(&show(&["--format", "csv"]));
    let assumed: Vec<&str> = csv.iter().filter(|row| row[1] == "assumed").map(|row| row[2].as_str()).collect();
    for rule in ["denominator of HYP008 row 2", "numerator of HYP008 row 1", "denominator of HYP009 row 2"] {
        assert!(assumed.contains(&rule), "{rule}: {assumed:?}");
    }
    assert!(show(&[]).contains(&format!("{} assumed", assumed.len())));
    let list: serde_json::Value = serde_json::from_str(&folder.run(&["list", "--format", "json"]).fine()).unwrap();
    let list = list.as_array().unwrap();
    let qof = list.iter().find(|contract| contract["id"] == "qof-england" && contract["in_force"] == "2025-04-01");
    assert_eq!(qof.unwrap()["figures"]["assumed"], assumed.len());
    let rules = show(&["HYP008"]);
    let marked = rules.lines().filter(|line| line.contains("assumed")).count();
    assert_eq!(marked, 2, "{rules}");
    let json: serde_json::Value = serde_json::from_str(&show(&["HYP008", "--format", "json"])).unwrap();
    assert_eq!(json["tables"][1]["rows"][1]["grade"], "assumed");
    let csv = support::rows(&show(&["HYP008", "--format", "csv"]));
    let row = csv.iter().find(|row| row[1] == "denominator of HYP008" && row[2] == "2").unwrap();
    assert!(row[5].contains("rests on an assumed figure or reading"));
}

#[test]
fn contracts_are_listed_by_family_with_what_they_decide_and_how_firmly() {
    let folder = Folder::new();
    let table = folder.run(&["list"]).fine();
    let place = |text: &str| table.find(text).unwrap_or_else(|| panic!("{text} is not in {table}"));
    assert!(place("Core contracts") < place("apms-england@") && place("pms-england@") < place("Network contracts"));
    let csv = folder.run(&["list", "--format", "csv"]).fine();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let of =
        |row: &csv::StringRecord, head: &str| row[heads.iter().position(|known| known == head).unwrap()].to_owned();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let row = |id: &str| rows.iter().find(|row| of(row, "contract") == id).unwrap();
    assert_eq!(of(row("gp-fundholding"), "decides"), "eligibility only");
    assert_eq!(of(row("voluntary-gp-contract"), "decides"), "eligibility, pays GBP");
    assert_eq!(of(row("aco-reach"), "decides"), "pays USD");
    // The budget for each patient is all that it leaves to the parties.
    assert_eq!(of(row("family-care-network"), "local_terms"), "1");
}

#[test]
fn a_line_is_no_firmer_than_the_weakest_figure_that_it_may_rest_on() {
    let shown = Folder::new().run(&["show", "network-contract-des@2025-06-01", "--format", "json"]).fine();
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    let grade = |list: &str, name: &str| {
        let items = shown[list].as_array().unwrap();
        items.iter().find(|item| item["name"] == name).unwrap()["grade"].as_str().unwrap().to_owned()
    };
    assert_eq!(grade("lines", "core"), "published");
    // Its rate was read; on which population it is paid was not.
    assert_eq!(grade("lines", "participation"), "assumed");
    // The total rests on all of them, and on the terms of the fund.
    assert_eq!(grade("lines", "total"), "assumed, local");
    assert_eq!(grade("criteria", "area"), "assumed");
}

/// An id is never a file: a path has a separator, or the extension of a definition or an image.
#[test]
fn a_file_that_is_named_as_a_contract_is_not_taken_for_it() {
    let id = "gp-fundholding@1992-06-01";
    let folder = Folder::new().with(id, SMALL).with("facts.json", "{}").with("gp-fundholding", SMALL);
    let elsewhere = Folder::new().with("facts.json", "{}");
    let commands: [&[&str]; 5] = [
        &["show", id],
        &["show", "gp-fundholding"],
        &["verify", id],
        &["statement", id, "--facts", "facts.json"],
        &["compare", id, "gp-fundholding", "--facts", "facts.json"],
    ];
    for command in commands {
        assert_eq!(folder.run(command).fine(), elsewhere.run(command).fine(), "{command:?}");
    }
    // A path says that it is one.
    let shown = folder.run(&["show", "./gp-fundholding"]).fine();
    assert!(shown.contains("small@") || shown.contains("small"), "{shown}");
    folder.run(&["show", "./absent"]).refused(4, &["cannot read ./absent"]);
    folder.run(&["show", "absent.image"]).refused(4, &["cannot read absent.image"]);
    folder.run(&["show", "facts.json"]).refused(3, &["no contract `facts.json` is built in", "./"]);
}

/// The image of `qof-england` 2025/26 with the value of a point changed to 999.99 and the checksum mended: the genuine name and
/// source, and payments that are 4.4 times as high.
fn forged() -> Vec<u8> {
    use entitle_kernel::{Number, image};
    let genuine = entitle_contracts::latest("qof-england").unwrap();
    let [value, other] = ["225.49", "999.99"].map(|text| text.parse::<Number>().unwrap().to_bytes());
    let mut image = genuine.image.to_vec();
    let at = image.windows(value.len()).position(|bytes| bytes == value).unwrap();
    image[at..at + value.len()].copy_from_slice(&other);
    let sum = image::checksum(&image[image::CHECKSUM_FROM..]).to_le_bytes();
    image[12..16].copy_from_slice(&sum);
    image
}

#[test]
fn a_forged_image_answers_under_a_digest_of_its_own() {
    let folder = Folder::new()
        .with("forged.image", forged())
        .with("facts.json", r#"{"list_size": 10184, "numerator": {"DM020": 6}, "denominator": {"DM020": 17}}"#);
    let contract = |name: &str| -> serde_json::Value {
        let out = folder.run(&["statement", name, "--facts", "facts.json", "--format", "json"]).fine();
        serde_json::from_str::<serde_json::Value>(&out).unwrap()[0]["contract"].clone()
    };
    let (genuine, forged) = (contract("qof-england@2025-06-30"), contract("forged.image"));
    for same in ["id", "in_force", "revision", "source_digest", "text_digest"] {
        assert_eq!(genuine[same], forged[same], "{same}");
    }
    assert_ne!(genuine["image_digest"], forged["image_digest"]);
    let ran = folder.run(&["verify", "qof-england@2025-06-30", "forged.image"]);
    assert_eq!(ran.exit, 1, "{}", ran.err);
    assert!(
        ran.out.starts_with("built-in  qof-england@2025-06-30\n  qof-england@2025-04-01#1\n  source:"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("unknown  forged.image\n  qof-england@2025-04-01#1\n"), "{}", ran.out);
    assert!(ran.out.contains("is not what that compiles to here"), "{}", ran.out);
    assert!(ran.err.contains("1 of 2: neither built in"), "{}", ran.err);
}

#[test]
fn an_image_is_verified_by_what_it_evaluates_and_by_its_text() {
    let whole = entitle_contracts::latest("gms-england").unwrap();
    let stripped = entitle_compiler::without_text(whole.image).unwrap();
    let title = whole.contract().unwrap().title().to_owned();
    let mut retold = whole.image.to_vec();
    let at = retold.windows(title.len()).position(|bytes| bytes == title.as_bytes()).unwrap();
    retold[at] ^= 0x20;
    let sum = entitle_kernel::image::checksum(&retold[entitle_kernel::image::CHECKSUM_FROM..]).to_le_bytes();
    retold[12..16].copy_from_slice(&sum);
    let folder = Folder::new()
        .with("whole.image", whole.image)
        .with("stripped.image", stripped)
        .with("retold.image", retold)
        .with("own.toml", SMALL);
    let out = folder.run(&["verify", "gms-england", "whole.image", "stripped.image"]).fine();
    let digests =
        |name: &str| out.lines().filter(|line| line.trim().starts_with(name)).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(out.matches("built-in").count(), 3, "{out}");
    assert!(digests("image:").windows(2).all(|pair| pair[0] == pair[1]), "{out}");
    assert_eq!((digests("image:").len(), digests("text:").len()), (3, 2));
    let ran = folder.run(&["verify", "retold.image"]);
    assert!(ran.exit == 1 && ran.out.contains("its titles and documentation are not"), "{}", ran.out);
    let ran = folder.run(&["verify", "own.toml"]);
    assert!(ran.exit == 1 && ran.out.starts_with("unknown  own.toml"), "{}", ran.out);
}
