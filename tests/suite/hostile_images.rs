//! Truncated, damaged and hostile images are refused with an error, or evaluate without a fault.
//!
//! `ENTITLE_FUZZ_SECONDS` sets how long the mutations run (20 by default: `tests/fuzz/run` goes on where these
//! end), `ENTITLE_FUZZ_SEED` which.

use std::time::{Duration, Instant};

use entitle_conformance::fuzzing::{evaluate_everything, expression_definition};
use entitle_conformance::{Random, make_checksum_fit, section_of, setting};
use entitle_kernel::image::CHECKSUM_FROM;
use entitle_kernel::image::record::{LOCAL_TERM, NONE, NULL_ALLOWED, Section};
use entitle_kernel::{Contract, Error, Facts, Graded, Silent, Statement, Value};

#[test]
fn an_image_cut_short_anywhere_is_refused() {
    for definition in entitle_contracts::all() {
        for length in 0..definition.image.len() {
            let cut = Contract::new(&definition.image[..length]).err();
            assert_eq!(cut, Some(Error::ImageTruncated), "{definition:?} cut to {length} bytes");
        }
        let longer = [definition.image, &[0]].concat();
        assert_eq!(Contract::new(&longer).err(), Some(Error::ImageSection), "{definition:?} with a byte more");
    }
}

#[test]
fn an_image_with_any_single_bit_flipped_is_refused() {
    for definition in entitle_contracts::all() {
        let mut image = definition.image.to_vec();
        // Every bit of the header, and a different bit of some 500 bytes of the rest: the checksum is linear,
        // so one bit is as good as another.
        let step = (image.len() / 500).max(1);
        let places = (0..256 * 8).chain((256..image.len()).step_by(step).map(|byte| byte * 8 + byte % 8));
        for bit in places.filter(|bit| bit / 8 < definition.image.len()) {
            image[bit / 8] ^= 1 << (bit % 8);
            let error = Contract::new(&image).err().map(Error::code);
            assert!(error.is_some_and(|code| (200..300).contains(&code)), "{definition:?} bit {bit}: {error:?}");
            image[bit / 8] ^= 1 << (bit % 8);
        }
    }
}

/// One to four small changes: a byte, a bit, a 16-bit field, a copied stretch.
fn mutate(image: &mut [u8], random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = CHECKSUM_FROM + random.below(image.len() - CHECKSUM_FROM - 2);
        match random.below(4) {
            0 => image[at] = u8::try_from(random.below(256)).unwrap(),
            1 => image[at] ^= 1 << random.below(8),
            2 => {
                let fields: [u16; 6] = [0, 1, 0xffff, 0xfffe, 0x7fff, u16::try_from(random.below(2000)).unwrap()];
                image[at..at + 2].copy_from_slice(&fields[random.below(6)].to_le_bytes());
            }
            _ => {
                let length = 1 + random.below(24).min(image.len() - at - 1);
                let from = CHECKSUM_FROM + random.below(image.len() - CHECKSUM_FROM - length);
                image.copy_within(from..from + length, at);
            }
        }
    }
    make_checksum_fit(image);
}

#[test]
fn hostile_images_with_a_fitting_checksum_never_cause_a_fault() {
    let seconds = setting("ENTITLE_FUZZ_SECONDS", 20);
    let mut random = Random::new(setting("ENTITLE_FUZZ_SEED", 1));
    let (mut tried, mut accepted) = (0_u64, 0_u64);
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(seconds) {
        let definitions = entitle_contracts::all();
        let mut image = definitions[random.below(definitions.len())].image.to_vec();
        mutate(&mut image, &mut random);
        tried += 1;
        if let Ok(contract) = Contract::new(&image) {
            accepted += 1;
            let _ = evaluate_everything(&contract, &mut random);
        }
    }
    println!("{tried} mutated images in {seconds} s, {accepted} passed the check and evaluated without a fault");
    assert!(tried > 100 && accepted > 0, "{tried} tried, {accepted} accepted: the mutations reach nothing");
}

/// Where the record of a fact stands in an image.
fn fact_record(image: &[u8], name: &str) -> std::ops::Range<usize> {
    let fact = Contract::new(image).unwrap().facts().position(|fact| fact.name() == name).unwrap();
    let width = Section::WIDTHS[Section::Fact as usize];
    let start = section_of(image, Section::Fact).start + fact * width;
    start..start + width
}

#[test]
fn a_switch_that_is_not_one_is_refused() {
    /// The last fields of a fact's record: two bytes each.
    const DEFAULT: usize = 4;
    const SOURCE: usize = 2;
    let image = entitle_compiler::compile("expression.toml", &expression_definition(0, "age > 1")).unwrap().image;
    let damaged = |name: &str, change: &dyn Fn(&mut [u8])| {
        let mut image = image.clone();
        let place = fact_record(&image, name);
        change(&mut image[place]);
        make_checksum_fit(&mut image);
        Contract::new(&image).err()
    };
    let set = |field: usize, value: u16| {
        move |record: &mut [u8]| {
            let at = record.len() - field;
            record[at..at + 2].copy_from_slice(&value.to_le_bytes());
        }
    };
    let flag = |flag: u8| move |record: &mut [u8]| record[7] |= flag;
    assert_eq!(damaged("reading", &set(DEFAULT, 0)), None, "the other reading for a default");
    for value in [2, 0x7fff, 0xfffe] {
        assert_eq!(damaged("reading", &set(DEFAULT, value)), Some(Error::ImageNumber), "one of two texts: {value}");
    }
    for (name, change) in [
        ("reading", &set(DEFAULT, NONE) as &dyn Fn(&mut [u8])),
        ("reading", &set(SOURCE, NONE)),
        ("reading", &set(SOURCE, 999)),
        ("reading", &flag(NULL_ALLOWED)),
        ("reading", &flag(LOCAL_TERM)),
        ("switch", &set(SOURCE, 0)), // no default
        ("age", &set(SOURCE, 0)),
        ("age", &|record: &mut [u8]| {
            set(DEFAULT, 0)(record);
            set(SOURCE, 0)(record);
        }),
        ("track", &|record: &mut [u8]| {
            set(DEFAULT, 0)(record);
            set(SOURCE, 0)(record);
        }),
    ] {
        assert_eq!(damaged(name, change), Some(Error::ImageReference), "{name}");
    }
}

#[test]
fn an_image_without_its_text_gives_the_same_answers() {
    for definition in entitle_contracts::all() {
        let stripped = entitle_compiler::without_text(definition.image).unwrap();
        let (whole, bare) = (definition.contract().unwrap(), Contract::new(&stripped).unwrap());
        assert_eq!((bare.cost(), bare.title()), (whole.cost(), ""));
        let answers = |contract: &Contract<'_>| {
            let mut storage = vec![Value::Unknown; contract.cost().subject_slots.into()];
            let mut results = vec![Graded::UNKNOWN; contract.cost().values.into()];
            let mut facts = Facts::new(contract, &mut storage).unwrap();
            for fact in contract.facts().filter(|fact| fact.scope() != entitle_kernel::image::code::Scope::Patient) {
                for item in 0..contract.items(fact.per()) {
                    let value = fact.range().map_or(Value::boolean(true), |(low, _)| low);
                    let _ = facts.set(fact.index(), item, value);
                }
            }
            let statement = Statement::new(contract, &facts, &[], &mut results, &mut Silent).unwrap();
            statement.answers().map(|answer| format!("{} {} {answer}", answer.name, answer.item)).collect::<Vec<_>>()
        };
        assert_eq!(answers(&whole), answers(&bare), "{definition:?}");
        println!("{definition:?}: {} bytes, {} without text", definition.image.len(), stripped.len());
    }
}
