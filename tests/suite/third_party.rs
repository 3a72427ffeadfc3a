//! What others wrote, and is compiled into what we hand out: `THIRD-PARTY.txt` of each face names every crate with its licence and
//! holds the licence's text. `UPDATE=1 cargo test -p entitle-conformance --test third_party` writes the files.
//!
//! Crates are those of `cargo tree` for the system below without macros and what only builds; other systems add crates of their
//! own. A licence that is not listed here is a fault, until somebody has read it.

use entitle_conformance::folder;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A face: its folder, what its file is called by, its crates, and the system for which they are built.
const FACES: [(&str, &str, &[&str], &str); 4] = [
    (
        "bindings/wasm",
        "the npm package",
        &["entitle-wasm", "entitle-wasm-columns", "entitle-wasm-compiler"],
        "wasm32-unknown-unknown",
    ),
    ("bindings/python", "the Python package", &["entitle-python"], LINUX),
    ("bindings/c", "the C library", &["entitle-c"], LINUX),
    ("bindings/cli", "the command line", &["entitle-cli"], LINUX),
];

const LINUX: &str = "x86_64-unknown-linux-gnu";

/// Licences under which what we hand out may hold the code of others: each asks for its text and its notices, and no more.
const TAKEN: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// The library that every program in Rust holds; no crate of a registry.
const STANDARD_LIBRARY: &str = "The Rust standard library, MIT OR Apache-2.0, copyright the Rust Project contributors; taken under \
                                Apache-2.0, whose text stands below.";

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Crate {
    name: String,
    version: String,
}

fn cargo(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).current_dir(folder().join("..")).args(words).output().unwrap();
    assert!(output.status.success(), "cargo {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The crates of others in the programs of a face.
fn crates(of: &[&str], target: &str) -> BTreeSet<Crate> {
    let tree = [
        "tree",
        "--locked",
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
        "--target",
        target,
    ];
    let packages: Vec<&str> = of.iter().flat_map(|package| ["--package", package]).collect();
    let lines = cargo(&[&tree[..], &packages].concat());
    let crates = lines.lines().filter(|line| !line.is_empty() && !line.contains(" (/")).map(|line| {
        let mut words = line.split(' ');
        let (name, version) = (words.next().unwrap(), words.next().unwrap());
        Crate { name: name.to_owned(), version: version.trim_start_matches('v').to_owned() }
    });
    crates.filter(|each| !each.name.starts_with("entitle")).collect()
}

/// Where the sources of a crate lie, its licence, and who wrote it.
struct Package {
    folder: PathBuf,
    licence: String,
    authors: String,
}

fn packages(target: &str) -> BTreeMap<Crate, Package> {
    let words = ["metadata", "--locked", "--format-version", "1", "--filter-platform", target];
    let metadata: serde_json::Value = serde_json::from_str(&cargo(&words)).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().unwrap().iter().map(|package| {
        let authors = package["authors"].as_array().unwrap().iter().map(text).collect::<Vec<_>>().join(", ");
        let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap().to_owned();
        let of = Package { folder, licence: text(&package["license"]), authors };
        (Crate { name: text(&package["name"]), version: text(&package["version"]) }, of)
    });
    packages.collect()
}

/// The licences under which a crate is taken: the first alternative that asks for nothing else than `TAKEN` do; MIT before others,
/// whose text is short and names who wrote it.
fn taken(licence: &str) -> Option<Vec<&str>> {
    let alternatives = licence.split(" OR ").flat_map(|each| each.split('/'));
    let mut taken: Vec<Vec<&str>> = alternatives
        .map(|each| each.split(" AND ").map(|one| one.trim_matches(['(', ')', ' '])).collect())
        .filter(|each: &Vec<&str>| each.iter().all(|one| TAKEN.contains(one)))
        .collect();
    taken.sort_by_key(|each| *each != ["MIT"]);
    taken.into_iter().next()
}

/// The files at the head of a crate whose names hold one of these words.
fn files(folder: &Path, words: &[&str]) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().to_uppercase();
        path.is_file() && !name.ends_with(".RS") && words.iter().any(|word| name.contains(word))
    };
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(holds).collect();
    found.sort();
    found
}

/// The texts that a crate asks for: of its licence and its notices; none where it ships none.
fn texts(package: &Package, taken: &[&str]) -> Vec<String> {
    let all = files(&package.folder, &["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"]);
    let named = |path: &&PathBuf, word: &str| path.file_name().unwrap().to_string_lossy().to_uppercase().contains(word);
    let of_mit: Vec<&PathBuf> = all.iter().filter(|path| named(path, "MIT")).collect();
    let chosen: Vec<&PathBuf> = match taken == ["MIT"] && !of_mit.is_empty() {
        true => of_mit.into_iter().chain(all.iter().filter(|path| named(path, "NOTICE"))).collect(),
        false => all.iter().collect(),
    };
    let read = |path: &PathBuf| String::from_utf8_lossy(&fs::read(path).unwrap()).replace("\r\n", "\n");
    chosen.into_iter().map(|path| read(path).trim().to_owned()).collect()
}

const RULE: &str = "--------------------------------------------------------------------------------";

/// The file of a face.
fn written(what: &str, of: &[&str], target: &str) -> String {
    let packages = packages(target);
    let mut list = String::new();
    let mut without = String::new();
    let mut bodies: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for each in crates(of, target) {
        let package = packages.get(&each).unwrap_or_else(|| panic!("no sources of {} {}", each.name, each.version));
        let name = format!("{} {}", each.name, each.version);
        let taken = taken(&package.licence).unwrap_or_else(|| {
            panic!("{name} is under {:?}: read it, and add it to TAKEN or leave the crate", package.licence)
        });
        list += &format!("{name}, {}; taken under {}\n", package.licence, taken.join(" and "));
        let texts = texts(package, &taken);
        if texts.is_empty() {
            let authors = if package.authors.is_empty() { "its authors" } else { &package.authors };
            without += &format!("{name}, {}, by {authors}\n", package.licence);
        }
        for text in texts {
            bodies.entry(text).or_default().push(name.clone());
        }
    }
    let mut file = format!(
        "What others wrote, and is compiled into {what} of Entitle. Entitle itself is under MIT or Apache-2.0.\n\n{STANDARD_LIBRARY}\n\n{list}"
    );
    if !without.is_empty() {
        file +=
            &format!("\nThese crates ship no text of their licence; those of the same names stand below:\n\n{without}");
    }
    let mut bodies: Vec<(String, String)> = bodies.into_iter().map(|(text, names)| (names.join(", "), text)).collect();
    bodies.sort();
    bodies.push(("The Rust standard library; Apache-2.0 wherever it is named".to_owned(), read("LICENSE-APACHE")));
    bodies.push((
        "MIT wherever it is named, with the names of those who wrote the crate in the first line".to_owned(),
        mit(),
    ));
    for (names, text) in bodies {
        file += &format!("\n{RULE}\n{names}\n{RULE}\n\n{text}\n");
    }
    file
}

fn read(path: &str) -> String {
    fs::read_to_string(folder().join("..").join(path)).unwrap().trim().to_owned()
}

/// The terms of MIT without our own line of copyright.
fn mit() -> String {
    let ours = read("LICENSE-MIT");
    let lines = ours.lines().filter(|line| !line.starts_with("Copyright"));
    lines.collect::<Vec<_>>().join("\n").replace("\n\n\n", "\n\n")
}

fn is_held(face: usize) {
    let (place, what, of, target) = FACES[face];
    let path = folder().join("..").join(place).join("THIRD-PARTY.txt");
    let written = written(what, of, target);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &written).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == written, "{place}/THIRD-PARTY.txt is not what is compiled in; UPDATE=1 mends it");
}

#[test]
fn the_npm_package_names_what_others_wrote() {
    is_held(0);
}

#[test]
fn the_python_package_names_what_others_wrote() {
    is_held(1);
}

#[test]
fn the_c_library_names_what_others_wrote() {
    is_held(2);
}

#[test]
fn the_command_line_names_what_others_wrote() {
    is_held(3);
}

#[test]
fn a_licence_that_asks_for_more_is_not_taken() {
    assert_eq!(taken("Apache-2.0 OR MIT"), Some(vec!["MIT"]));
    assert_eq!(taken("Unlicense/MIT"), Some(vec!["MIT"]));
    assert_eq!(taken("Apache-2.0 OR GPL-2.0-only"), Some(vec!["Apache-2.0"]));
    assert_eq!(taken("Apache-2.0 AND MIT"), Some(vec!["Apache-2.0", "MIT"]));
    assert_eq!(taken("GPL-3.0-only"), None);
    assert_eq!(taken("MIT AND MPL-2.0"), None);
    assert_eq!(taken(""), None);
}
