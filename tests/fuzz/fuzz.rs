//! Hands libFuzzer's inputs to the target that `ENTITLE_FUZZ_TARGET` names. The bodies of the targets, and
//! what they promise, stand in the conformance crate.
#![no_main]

use std::sync::OnceLock;

use entitle_conformance::fuzzing::{Body, TARGETS};

static BODY: OnceLock<Body> = OnceLock::new();

libfuzzer_sys::fuzz_target!(
    init: {
        let wanted = std::env::var("ENTITLE_FUZZ_TARGET").expect("ENTITLE_FUZZ_TARGET names a target");
        let target = TARGETS.iter().find(|(name, _)| *name == wanted);
        BODY.set(target.expect("there is such a target").1).expect("the target is set once");
    },
    |data: &[u8]| BODY.get().expect("the target is set")(data)
);
