//! Truncated, damaged and hostile images are refused with an error, or evaluate without a fault.
//!
//! `ENTITLE_FUZZ_SECONDS` sets how long the mutations run (20 by default: `tests/fuzz/run` goes on where these
//! end), `ENTITLE_FUZZ_SEED` which.

use std::time::{Duration, Instant};

use entitle_conformance::fuzzing::{evaluate_everything, expression_definition};
use entitle_conformance::{Random, make_checksum_fit, section_of, setting};
use entitle_kernel::image::CHECKSUM_FROM;
use entitle_kernel::image::code::{Kind, PatientOp, Per};
use entitle_kernel::image::record::{
    Fact, LOCAL_TERM, NONE, NULL_ALLOWED, Name, PatientInstruction, Record, Shape, Text, Wide,
};
use entitle_kernel::limits::PATIENT_INTEGER_MAX;
use entitle_kernel::{Contract, Error, Facts, Graded, Silent, Statement, Value, sample};

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

/// What is said of the image after a change to one of its records, its checksum made to fit.
fn changed<R: Record>(image: &[u8], index: usize, change: impl FnOnce(&mut R)) -> Option<Error> {
    let start = section_of(image, R::SECTION).start + index * R::SIZE;
    let mut record = R::read(&image[start..]);
    change(&mut record);
    let (mut image, mut bytes) = (image.to_vec(), Vec::new());
    record.write(&mut |field| bytes.extend_from_slice(field));
    image[start..start + R::SIZE].copy_from_slice(&bytes);
    make_checksum_fit(&mut image);
    Contract::new(&image).err()
}

/// The index of a fact and that of its shape.
fn fact_and_shape(image: &[u8], name: &str) -> (usize, usize) {
    let contract = Contract::new(image).unwrap();
    let fact = contract.facts().find(|fact| fact.name() == name).unwrap().index();
    (fact, contract.record::<Fact>(fact).unwrap().shape.into())
}

type Change<R> = fn(&mut R);

#[test]
fn a_switch_that_is_not_one_is_refused() {
    let image = entitle_compiler::compile("expression.toml", &expression_definition(0, "age > 1")).unwrap().image;
    let changed = |name: &str, change: Change<Shape>| changed(&image, fact_and_shape(&image, name).1, change);
    assert_eq!(changed("reading", |shape| shape.default = 0), None, "the other reading for a default");
    let beyond: [Change<Shape>; 3] =
        [|shape| shape.default = 2, |shape| shape.default = 0x7fff, |shape| shape.default = 0xfffe];
    for change in beyond {
        assert_eq!(changed("reading", change), Some(Error::ImageNumber), "one of two texts");
    }
    let both: Change<Shape> = |shape| (shape.default, shape.source) = (0, 0);
    for (name, change) in [
        ("reading", (|shape| shape.default = NONE) as Change<Shape>),
        ("reading", |shape| shape.source = NONE),
        ("reading", |shape| shape.source = 999),
        ("reading", |shape| shape.flags |= NULL_ALLOWED),
        ("reading", |shape| shape.flags |= LOCAL_TERM),
        ("switch", |shape| shape.source = 0), // no default
        ("age", |shape| shape.source = 0),
        ("age", both),
        ("track", both),
    ] {
        assert_eq!(changed(name, change), Some(Error::ImageReference), "{name}");
    }
}

#[test]
fn a_fact_of_no_shape_or_of_one_that_it_cannot_have_is_refused() {
    let image = sample::IMAGE;
    let shapes = u16::try_from(Contract::new(image).unwrap().count::<Shape>()).unwrap();
    let (age, of_age) = fact_and_shape(image, "age");
    assert_eq!(changed(image, age, |fact: &mut Fact| fact.shape = shapes), Some(Error::ImageReference));
    assert_eq!(changed(image, age, |fact: &mut Fact| fact.shape = NONE), Some(Error::ImageReference));
    let (reviewed, of_reviewed) = fact_and_shape(image, "reviewed");
    assert_eq!(changed(image, reviewed, |fact: &mut Fact| fact.shape = 0), None, "another sound shape");
    for (shape, change, error) in [
        (of_age, (|shape| shape.unit = 9999) as Change<Shape>, Error::ImageReference),
        (of_age, |shape| shape.kind = 5, Error::ImageReference),
        (of_age, |shape| shape.kind = Kind::Text as u8, Error::ImageReference), // of no enumeration
        (of_age, |shape| shape.places = 1, Error::ImageReference),              // a whole number
        (of_age, |shape| (shape.kind, shape.places) = (Kind::Decimal as u8, 10), Error::ImageReference),
        (of_age, |shape| shape.flags = 8, Error::ImageReference),
        (of_age, |shape| shape.per = 3, Error::ImageReference),
        (of_age, |shape| shape.per = Per::Register as u8, Error::ImageReference), // a patient's
        (of_age, |shape| shape.pool = 3, Error::ImageReference),
        (of_age, |shape| shape.minimum = shape.maximum + 1, Error::ImageNumber),
        (of_age, |shape| shape.maximum = PATIENT_INTEGER_MAX + 1, Error::ImageNumber),
        (of_age, |shape| shape.minimum = -PATIENT_INTEGER_MAX - 1, Error::ImageNumber),
        (of_reviewed, |shape| shape.minimum -= 1, Error::ImageNumber), // before 1800
        (of_reviewed, |shape| shape.maximum += 1, Error::ImageNumber), // after 2199
    ] {
        assert_eq!(changed(image, shape, change), Some(error), "{error:?}");
    }
}

#[test]
fn names_and_texts_that_do_not_follow_one_another_to_the_end_are_refused() {
    let image = sample::IMAGE;
    let contract = Contract::new(image).unwrap();
    let (names, texts) = (contract.count::<Name>(), contract.count::<Text>());
    for index in [1, names / 2, names - 1] {
        assert_eq!(changed(image, index, |name: &mut Name| name.end = 0), Some(Error::ImageText), "name {index}");
        assert_eq!(changed(image, index, |name: &mut Name| name.end = NONE), Some(Error::ImageText), "name {index}");
    }
    for index in [1, texts / 2, texts - 1] {
        assert_eq!(changed(image, index, |text: &mut Text| text.end = 0), Some(Error::ImageText), "text {index}");
        assert_eq!(
            changed(image, index, |text: &mut Text| text.end = u32::MAX),
            Some(Error::ImageText),
            "text {index}"
        );
    }
    assert_eq!(changed(image, names - 1, |name: &mut Name| name.end -= 1), Some(Error::ImageText), "a byte left over");
    assert_eq!(changed(image, names - 1, |name: &mut Name| name.end += 1), Some(Error::ImageText), "a byte too many");
}

#[test]
fn a_division_by_less_than_one_is_refused() {
    let text = expression_definition(0, "floor(age / 7) > 1");
    let image = entitle_compiler::compile("expression.toml", &text).unwrap().image;
    let contract = Contract::new(&image).unwrap();
    let is_division = |instruction: PatientInstruction| instruction.op == PatientOp::FloorDivide as u8;
    let division = contract.all::<PatientInstruction>().position(is_division).unwrap();
    assert_eq!(contract.record(0), Some(Wide { value: 7 }));
    assert_eq!(changed(&image, 0, |wide: &mut Wide| wide.value = 1), None);
    assert_eq!(changed(&image, 0, |wide: &mut Wide| wide.value = 0), Some(Error::ImageCode));
    assert_eq!(changed(&image, 0, |wide: &mut Wide| wide.value = -7), Some(Error::ImageCode));
    let beyond = changed(&image, division, |instruction: &mut PatientInstruction| instruction.b = 1);
    assert_eq!(beyond, Some(Error::ImageReference));
}

#[test]
fn an_image_of_another_format_is_refused_as_such() {
    for format in [0, 1, 2, 3, 5, u16::MAX] {
        let mut image = sample::IMAGE.to_vec();
        image[4..6].copy_from_slice(&format.to_le_bytes());
        assert_eq!(Contract::new(&image).err(), Some(Error::ImageVersion), "format {format}");
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
            match Statement::new(contract, &facts, &[], &mut results, &mut Silent) {
                Ok(statement) => {
                    statement.answers().map(|answer| format!("{} {} {answer}", answer.name, answer.item)).collect()
                }
                Err(error) => vec![error.name().to_owned()],
            }
        };
        assert_eq!(answers(&whole), answers(&bare), "{definition:?}");
        println!("{definition:?}: {} bytes, {} without text", definition.image.len(), stripped.len());
    }
}
