//! Columns of random form for rows whose integers are known, for tests of the kernel's blocks.

use entitle_kernel::block::{Bits, Column, Nulls, Values};
use entitle_kernel::image::code::Kind;
use entitle_kernel::{Cell, Fact};

use crate::Random;

/// The bytes of a column, in one of the forms that the kernel takes.
pub struct Stored {
    values: Raw,
    base: i64,
    nulls: Held,
}

enum Raw {
    Bits(Packed),
    U8(Vec<u8>),
    U16(Vec<u16>),
    I32(Vec<i32>),
    I64(Vec<i64>),
}

enum Held {
    None,
    Sentinel(i64),
    Validity(Packed),
}

/// Bits from an offset on, with others around them.
struct Packed {
    bytes: Vec<u8>,
    offset: usize,
    len: usize,
}

impl Packed {
    fn new(bits: &[bool], random: &mut Random) -> Packed {
        let offset = random.below(20);
        let mut bytes =
            vec![if random.below(2) == 0 { 0xff } else { 0 }; (offset + bits.len()).div_ceil(8) + random.below(2)];
        for (index, bit) in bits.iter().enumerate() {
            let (byte, place) = ((offset + index) / 8, (offset + index) % 8);
            bytes[byte] = bytes[byte] & !(1 << place) | u8::from(*bit) << place;
        }
        Packed { bytes, offset, len: bits.len() }
    }

    fn bits(&self) -> Bits<'_> {
        Bits::new(&self.bytes, self.offset, self.len).expect("the bits were packed")
    }
}

impl Stored {
    /// The cells of a fact, in a random form that can hold them.
    ///
    /// # Panics
    /// Where a cell is unknown: no column holds that.
    #[must_use]
    pub fn new(fact: &Fact<'_>, cells: &[Cell], random: &mut Random) -> Stored {
        let integers: Vec<Option<i64>> = cells
            .iter()
            .map(|cell| match cell {
                Cell::Integer(integer) => Some(*integer),
                Cell::Null => None,
                Cell::Unknown => panic!("a column holds no unknown"),
            })
            .collect();
        let given = || integers.iter().flatten().copied();
        let (least, most) = (given().min().unwrap_or(0), given().max().unwrap_or(0));
        // A base that brings the values near the low end of a narrow form, or none.
        let base = if random.below(2) == 0 { least.saturating_sub(small(random)) } else { 0 };
        let span = (least.saturating_sub(base), most.saturating_sub(base));
        let fits = |low: i64, high: i64| low <= span.0 && span.1 <= high;
        let has_nulls = integers.contains(&None);
        let mut forms = vec![Form::I64];
        if fits(i32::MIN.into(), i32::MAX.into()) {
            forms.push(Form::I32);
        }
        if fits(0, u16::MAX.into()) {
            forms.push(Form::U16);
        }
        if fits(0, u8::MAX.into()) {
            forms.push(Form::U8);
        }
        if fact.kind() == Kind::Boolean && fits(0, 1) && base == 0 {
            forms.extend([Form::Bits, Form::Bits]);
        }
        let form = forms[random.below(forms.len())];
        let sentinel = form.sentinel(span, random);
        let nulls = match (has_nulls, sentinel, random.below(3)) {
            (false, _, 0) => Held::None,
            (_, Some(sentinel), 1) => Held::Sentinel(sentinel),
            _ => Held::Validity(Packed::new(&integers.iter().map(Option::is_some).collect::<Vec<_>>(), random)),
        };
        // Below a bit that says null stands anything.
        let rubbish = |raw: &mut Random| span.0.saturating_add(small(raw)).clamp(span.0, span.1);
        let raw: Vec<i64> = integers
            .iter()
            .map(|integer| match (integer, &nulls) {
                (Some(integer), _) => integer.wrapping_sub(base),
                (None, Held::Sentinel(sentinel)) => *sentinel,
                (None, _) => rubbish(random),
            })
            .collect();
        Stored { values: form.store(&raw, random), base, nulls }
    }

    /// As the kernel takes it.
    #[must_use]
    pub fn column(&self) -> Column<'_> {
        let values = match &self.values {
            Raw::Bits(bits) => Values::Bits(bits.bits()),
            Raw::U8(values) => Values::U8(values),
            Raw::U16(values) => Values::U16(values),
            Raw::I32(values) => Values::I32(values),
            Raw::I64(values) => Values::I64(values),
        };
        let nulls = match &self.nulls {
            Held::None => Nulls::None,
            Held::Sentinel(sentinel) => Nulls::Sentinel(*sentinel),
            Held::Validity(bits) => Nulls::Validity(bits.bits()),
        };
        Column { values, base: self.base, nulls }
    }

    /// Its form, for counting which were tried.
    #[must_use]
    pub const fn form(&self) -> (&'static str, &'static str) {
        let values = match self.values {
            Raw::Bits(_) => "bits",
            Raw::U8(_) => "u8",
            Raw::U16(_) => "u16",
            Raw::I32(_) => "i32",
            Raw::I64(_) => "i64",
        };
        let nulls = match self.nulls {
            Held::None => "no nulls",
            Held::Sentinel(_) => "sentinel",
            Held::Validity(_) => "validity",
        };
        (values, nulls)
    }
}

#[derive(Clone, Copy)]
enum Form {
    Bits,
    U8,
    U16,
    I32,
    I64,
}

impl Form {
    /// An end of the form that none of the values is.
    fn sentinel(self, (least, most): (i64, i64), random: &mut Random) -> Option<i64> {
        let (low, high) = match self {
            Form::Bits => return None,
            Form::U8 => (0, u8::MAX.into()),
            Form::U16 => (0, u16::MAX.into()),
            Form::I32 => (i32::MIN.into(), i32::MAX.into()),
            Form::I64 => (i64::MIN, i64::MAX),
        };
        match random.below(2) {
            0 if high > most => Some(high),
            _ if low < least => Some(low),
            _ => None,
        }
    }

    fn store(self, raw: &[i64], random: &mut Random) -> Raw {
        fn all<T: TryFrom<i64>>(raw: &[i64]) -> Vec<T> {
            raw.iter().map(|raw| T::try_from(*raw).ok().expect("the form holds all values")).collect()
        }
        match self {
            Form::Bits => Raw::Bits(Packed::new(&raw.iter().map(|raw| *raw == 1).collect::<Vec<_>>(), random)),
            Form::U8 => Raw::U8(all(raw)),
            Form::U16 => Raw::U16(all(raw)),
            Form::I32 => Raw::I32(all(raw)),
            Form::I64 => Raw::I64(all(raw)),
        }
    }
}

fn small(random: &mut Random) -> i64 {
    random.below(3).try_into().unwrap_or(0)
}
