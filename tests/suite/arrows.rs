//! Arrows run one way: the manifests and the `use` lines say so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each crate of ours may use in its product code, and what in its tests besides.
fn allowed() -> BTreeMap<&'static str, (&'static [&'static str], &'static [&'static str])> {
    BTreeMap::from([
        ("entitle-kernel", (&[][..], &[][..])),
        ("entitle-compiler", (&["entitle-kernel"][..], &[][..])),
        ("entitle-contracts", (&["entitle-kernel"][..], &["entitle-compiler"][..])),
        ("entitle-batch", (&["entitle-kernel"][..], &["entitle-contracts", "entitle-compiler"][..])),
        ("entitle-answers", (&["entitle-kernel", "entitle-contracts", "entitle-batch"][..], &["entitle-compiler"][..])),
        ("entitle-c", (&["entitle-kernel", "entitle-contracts"][..], &[][..])),
        ("entitle-cli", (FACE, &[][..])),
        ("entitle-python", (FACE, &[][..])),
        // A tool that builds; nothing of ours is in it.
        ("entitle-wasm-bindgen", (&[][..], &[][..])),
        (
            "entitle-wasm",
            (&["entitle-kernel", "entitle-contracts", "entitle-answers", "entitle-wasm-shared"][..], &[][..]),
        ),
        (
            "entitle-wasm-columns",
            (&["entitle-kernel", "entitle-batch", "entitle-answers", "entitle-wasm-shared"][..], &[][..]),
        ),
        (
            "entitle-wasm-compiler",
            (&["entitle-kernel", "entitle-compiler", "entitle-answers", "entitle-wasm-shared"][..], &[][..]),
        ),
        ("entitle-wasm-shared", (&["entitle-kernel", "entitle-answers"][..], &[][..])),
    ])
}

/// A face that reads and shows may use every crate of the core.
const FACE: &[&str] = &["entitle-kernel", "entitle-compiler", "entitle-contracts", "entitle-batch", "entitle-answers"];

fn repository() -> PathBuf {
    entitle_conformance::folder().join("..")
}

fn manifests() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for room in ["core", "bindings"] {
        for entry in fs::read_dir(repository().join(room)).unwrap() {
            let folder = entry.unwrap().path();
            // A face of several modules has their crates in its own folder.
            let inner = fs::read_dir(&folder).unwrap().map(|inner| inner.unwrap().path());
            let manifests = inner.chain([folder]).map(|folder| folder.join("Cargo.toml"));
            found.extend(manifests.filter(|manifest| manifest.exists()));
        }
    }
    found
}

fn ours(document: &toml_edit::DocumentMut, table: &str) -> Vec<String> {
    let Some(table) = document.get(table).and_then(toml_edit::Item::as_table_like) else { return Vec::new() };
    table.iter().map(|(name, _)| name.to_owned()).filter(|name| name.starts_with("entitle")).collect()
}

#[test]
fn manifests_point_only_where_arrows_may_go() {
    for path in manifests() {
        let document: toml_edit::DocumentMut = fs::read_to_string(&path).unwrap().parse().unwrap();
        let name = document["package"]["name"].as_str().unwrap().to_owned();
        let allowed = allowed();
        let (product, tests) =
            allowed.get(name.as_str()).unwrap_or_else(|| panic!("{name}: say in arrows.rs what it may use"));
        for used in ours(&document, "dependencies") {
            assert!(product.contains(&used.as_str()), "{name} must not depend on {used}");
        }
        for used in ours(&document, "dev-dependencies") {
            assert!(
                product.contains(&used.as_str()) || tests.contains(&used.as_str()),
                "{name}'s tests must not depend on {used}"
            );
        }
    }
}

#[test]
fn the_kernel_depends_on_heapless_serde_and_sha2_alone() {
    let manifest = fs::read_to_string(repository().join("core/kernel/Cargo.toml")).unwrap();
    let document: toml_edit::DocumentMut = manifest.parse().unwrap();
    let names: Vec<&str> = document["dependencies"].as_table_like().unwrap().iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["heapless", "serde", "sha2"]);
}

/// The kernel's modules in order: each imports only those before it.
const KERNEL_MODULES: &[&str] = &[
    "error",
    "limits",
    "number",
    "date",
    "value",
    "image",
    "facts",
    "trace",
    "scale",
    "lookup",
    "expr",
    "rules",
    "evaluate",
    "plan",
    "block",
    "answer",
    "transcript",
    "sample",
];

fn modules_used(text: &str) -> Vec<String> {
    let product = text.split("#[cfg(test)]").next().unwrap();
    let code = product.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| {
        line.match_indices("crate::").map(|(at, found)| line[at + found.len()..].to_owned()).collect::<Vec<_>>()
    })
    .map(|rest| rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').next().unwrap().to_owned())
    .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn each_kernel_module_imports_only_those_before_it() {
    let source = repository().join("core/kernel/src");
    let mut checked = 0;
    for file in rust_files(&source) {
        let inner = file.strip_prefix(&source).unwrap();
        let module =
            inner.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if module == "lib" {
            continue;
        }
        let place = KERNEL_MODULES.iter().position(|name| *name == module);
        let place = place.unwrap_or_else(|| panic!("{module} has no place in the order of modules"));
        for used in modules_used(&fs::read_to_string(&file).unwrap()) {
            let other = KERNEL_MODULES.iter().position(|name| *name == used);
            let other = other.unwrap_or_else(|| panic!("{}: crate::{used} is not a module", file.display()));
            assert!(other <= place, "{}: {module} imports {used}, which comes after it", file.display());
            checked += 1;
        }
    }
    assert!(checked > 30, "only {checked} imports were found");
}

#[test]
fn no_path_of_a_machine_stands_in_a_definition_or_a_readme() {
    for file in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = fs::read_to_string(repository().join(file)).unwrap();
        for line in text.lines() {
            assert!(!line.contains("/work/") && !line.contains("/root/"), "{file}: {line}");
        }
    }
}
