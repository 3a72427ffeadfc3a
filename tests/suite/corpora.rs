//! The inputs that fuzzing found worth keeping, and those that once broke a promise: all are kept now.

use std::path::{Path, PathBuf};

use entitle_conformance::folder;
use entitle_conformance::fuzzing::{RAW, TARGETS, expression_definition, image};

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_committed_input_of_every_fuzz_target_is_taken_without_a_fault() {
    for (target, body) in TARGETS {
        let corpus = files(&folder().join("fuzz/corpus").join(target));
        let regressions = files(&folder().join("fuzz/regressions").join(target));
        assert!(corpus.len() > 20, "{target}: the corpus has only {} files", corpus.len());
        for path in corpus.iter().chain(&regressions) {
            let data = std::fs::read(path).unwrap();
            let fault = std::panic::catch_unwind(|| body(&data)).is_err();
            assert!(!fault, "{} breaks a promise", path.display());
        }
        println!("{target}: {} inputs and {} regressions", corpus.len(), regressions.len());
    }
}

#[test]
fn a_shipped_image_itself_is_a_raw_input() {
    for definition in entitle_contracts::all() {
        image(&[&[RAW, 7], definition.image].concat());
    }
}

#[test]
fn each_place_for_an_expression_takes_one_that_fits() {
    let places = ["age > 1", "opened != null", "spend", "register_size", "points", "numerator / denominator", "smoker"];
    for (place, text) in (0_u8..).zip(places) {
        let definition = expression_definition(place, text);
        assert!(entitle_compiler::compile("expression.toml", &definition).is_ok(), "{text}: {definition}");
    }
}

#[test]
fn corpora_stay_small() {
    for (target, _) in TARGETS {
        let corpus = files(&folder().join("fuzz/corpus").join(target));
        let bytes: u64 = corpus.iter().map(|path| std::fs::metadata(path).unwrap().len()).sum();
        assert!(corpus.len() <= 300 && bytes <= 250_000, "{target}: {} files, {bytes} bytes", corpus.len());
    }
}
