//! Images: any bytes are refused with an error of the 200 page, or evaluate without a fault.

use std::sync::OnceLock;

use entitle_kernel::Contract;
use entitle_kernel::image::CHECKSUM_FROM;

use super::{STEPS_MAX, evaluate_everything, expression_definition};
use crate::{Random, folder, make_checksum_fit};

/// The first byte of an input that is an image itself; any other is a sound image and changes to it.
pub const RAW: u8 = 255;

/// How many sound images there are to begin from.
pub const BASE_COUNT: u8 = 4;

/// An input is one byte that names a sound image, one byte that seeds the facts, and changes of five bytes
/// each: what to do, where, and with what. The checksum is made to fit. So the inputs stay small, and stay
/// of use when the format of images changes. After [`RAW`] the rest is taken as it stands.
///
/// # Panics
/// Where an image is refused with an error that is none of an image's, or the same facts give two answers.
pub fn image(data: &[u8]) {
    let [base, seed, rest @ ..] = data else { return };
    if *base == RAW {
        return judge(rest, *seed);
    }
    let bases = bases();
    let mut image = bases[usize::from(*base) % bases.len()].clone();
    for change in rest.chunks_exact(5) {
        apply(&mut image, change);
    }
    make_checksum_fit(&mut image);
    judge(&image, *seed);
}

fn apply(image: &mut [u8], change: &[u8]) {
    let number = |at: usize| u16::from_le_bytes([change[at], change[at + 1]]);
    let (place, value) = (usize::from(number(1)), number(3));
    // The last bytes are left alone, so that a change of two bytes fits everywhere.
    let at = CHECKSUM_FROM + place % (image.len() - CHECKSUM_FROM - 1);
    let old = u16::from_le_bytes([image[at], image[at + 1]]);
    let pair = match change[0] % 4 {
        0 => u16::from_le_bytes([change[3], image[at + 1]]),
        1 => value,
        2 => old.wrapping_add(value),
        _ => {
            let length = usize::from(change[0] / 4) % (image.len() - at);
            let from = CHECKSUM_FROM + usize::from(value) % (image.len() - CHECKSUM_FROM);
            let length = length.min(image.len() - from);
            return image.copy_within(from..from + length, at);
        }
    };
    image[at..at + 2].copy_from_slice(&pair.to_le_bytes());
}

fn judge(image: &[u8], seed: u8) {
    let contract = match Contract::new(image) {
        Ok(contract) => contract,
        Err(error) => return assert_eq!(error.code() / 100, 2, "{error:?} is no error of an image"),
    };
    let cost = contract.cost();
    if cost.statement_steps.max(cost.patient_steps).max(cost.member_steps) > STEPS_MAX {
        return;
    }
    let told = || evaluate_everything(&contract, &mut Random::new(seed.into()));
    assert_eq!(told(), told(), "the same facts gave two answers");
}

/// Sound images: the language's every part, the sample, the one that expressions are tried in, and a shipped one.
fn bases() -> &'static [Vec<u8>] {
    static BASES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    BASES.get_or_init(|| {
        let everything = std::fs::read_to_string(folder().join("../core/compiler/tests/good.toml")).unwrap();
        let everything = entitle_compiler::compile("everything.toml", &everything).unwrap().image;
        let expression =
            entitle_compiler::compile("expression.toml", &expression_definition(0, "age > 1")).unwrap().image;
        let shipped = entitle_contracts::of("medicare-shared-savings").last().unwrap().image;
        let bases = vec![everything, entitle_kernel::sample::IMAGE.to_vec(), expression, shipped.to_vec()];
        assert_eq!(bases.len(), usize::from(BASE_COUNT));
        bases
    })
}
