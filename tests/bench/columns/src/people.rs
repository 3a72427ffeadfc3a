//! The invented patients of the seven rules: made once from a seed, kept as files, read in four forms.
//!
//! Wide columns hold numbers and days as `i32`, 22 bytes a row; narrow ones as `u8` and as `u16` days after 1900-01-01, 10
//! bytes a row. Null is a sentinel, or lies in a bitmap as Arrow has it; under the bitmap stands a value that the rules would
//! take if they did not look.

use crate::{hand, npy};
use std::io::Result;
use std::path::{Path, PathBuf};

/// The achievement date of all: 2026-03-31, as days after 1970-01-01.
pub const ACHIEVEMENT_DAY: i32 = 20_543;
/// 1900-01-01, as days after 1970-01-01: the first day that a narrow date can be.
pub const BASE_DAY: i32 = -25_567;
/// Null in a wide column.
pub const WIDE_NULL: i32 = i32::MIN;

/// Shares of patients with diabetes, per cent: most rows run on to the last rule, or hardly any.
pub const DIABETIC_PERCENT: [u32; 2] = [85, 8];

/// What stands in a column of numbers or days.
pub trait Lane: Copy + Ord {
    /// Null in the form with sentinels.
    const NULL: Self;
    /// From a number in a wide column, which is no null.
    fn from_number(number: i32) -> Self;
    /// From a day after 1970-01-01 in a wide column, which is no null.
    fn from_day(day: i32) -> Self;
    /// Whether it lies within these bounds, both included; one test, as null lies below them or above.
    fn within(self, bounds: [Self; 2]) -> bool;
}

impl Lane for i32 {
    const NULL: i32 = WIDE_NULL;
    fn from_number(number: i32) -> i32 {
        number
    }
    fn from_day(day: i32) -> i32 {
        day
    }
    #[inline(always)]
    fn within(self, [least, most]: [i32; 2]) -> bool {
        (self.wrapping_sub(least) as u32) <= (most.wrapping_sub(least) as u32)
    }
}

impl Lane for u8 {
    const NULL: u8 = u8::MAX;
    fn from_number(number: i32) -> u8 {
        u8::try_from(number).expect("a narrow number")
    }
    fn from_day(_: i32) -> u8 {
        unreachable!("days take 16 bits")
    }
    #[inline(always)]
    fn within(self, [least, most]: [u8; 2]) -> bool {
        self.wrapping_sub(least) <= most.wrapping_sub(least)
    }
}

impl Lane for u16 {
    const NULL: u16 = u16::MAX;
    fn from_number(_: i32) -> u16 {
        unreachable!("numbers take 8 bits")
    }
    fn from_day(day: i32) -> u16 {
        u16::try_from(day - BASE_DAY).expect("a narrow day")
    }
    #[inline(always)]
    fn within(self, [least, most]: [u16; 2]) -> bool {
        self.wrapping_sub(least) <= most.wrapping_sub(least)
    }
}

/// Which rows have a value, bit 1 of 8 rows in a byte, lowest first.
pub struct Validity {
    pub hba1c: Vec<u8>,
    pub hba1c_date: Vec<u8>,
    pub declined: Vec<u8>,
}

/// Patients in columns: `N` for numbers, `D` for days.
pub struct People<N, D> {
    pub age: Vec<N>,
    pub diabetic: Vec<u8>,
    pub frail: Vec<u8>,
    pub hba1c: Vec<N>,
    pub hba1c_date: Vec<D>,
    pub declined: Vec<D>,
    pub registered: Vec<D>,
    /// Where null is; without it null is [`Lane::NULL`].
    pub validity: Option<Validity>,
}

pub type Wide = People<i32, i32>;
pub type Narrow = People<u8, u16>;

impl<N: Lane, D: Lane> People<N, D> {
    pub fn rows(&self) -> usize {
        self.age.len()
    }
}

impl Wide {
    /// The same in narrow columns.
    pub fn narrow(&self) -> Narrow {
        let numbers = |column: &[i32]| narrowed(column, u8::from_number);
        let days = |column: &[i32]| narrowed(column, u16::from_day);
        Narrow {
            age: numbers(&self.age),
            diabetic: self.diabetic.clone(),
            frail: self.frail.clone(),
            hba1c: numbers(&self.hba1c),
            hba1c_date: days(&self.hba1c_date),
            declined: days(&self.declined),
            registered: days(&self.registered),
            validity: None,
        }
    }

    /// The same with bitmaps.
    pub fn with_bitmaps(&self) -> Wide {
        let validity = Validity {
            hba1c: bitmap(&self.hba1c),
            hba1c_date: bitmap(&self.hba1c_date),
            declined: bitmap(&self.declined),
        };
        Wide {
            age: self.age.clone(),
            diabetic: self.diabetic.clone(),
            frail: self.frail.clone(),
            hba1c: covered(&self.hba1c, 40),
            hba1c_date: covered(&self.hba1c_date, ACHIEVEMENT_DAY),
            declined: covered(&self.declined, ACHIEVEMENT_DAY),
            registered: self.registered.clone(),
            validity: Some(validity),
        }
    }
}

fn narrowed<T: Lane>(column: &[i32], from: impl Fn(i32) -> T) -> Vec<T> {
    column.iter().map(|value| if *value == WIDE_NULL { T::NULL } else { from(*value) }).collect()
}

fn bitmap(column: &[i32]) -> Vec<u8> {
    let byte =
        |eight: &[i32]| (0..).zip(eight).fold(0, |byte, (bit, value)| byte | u8::from(*value != WIDE_NULL) << bit);
    column.chunks(8).map(byte).collect()
}

fn covered(column: &[i32], under: i32) -> Vec<i32> {
    column.iter().map(|value| if *value == WIDE_NULL { under } else { *value }).collect()
}

fn file(folder: &Path, column: &str) -> PathBuf {
    folder.join(column).with_extension("npy")
}

fn diabetic_name(percent: u32) -> String {
    format!("diabetic_{percent}")
}

/// Makes so many patients and writes their columns, unless they are there.
pub fn make(folder: &Path, rows: usize) -> Result<()> {
    // The file written last.
    if rules(folder, rows, DIABETIC_PERCENT[1]).is_ok() {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    let mut random = fastrand::Rng::with_seed(5);
    let mut column = |name: &str, value: &dyn Fn(&mut fastrand::Rng) -> i32| {
        let values: Vec<i32> = (0..rows).map(|_| value(&mut random)).collect();
        npy::write(&file(folder, name), &values)
    };
    let or_null = |random: &mut fastrand::Rng, null_percent: u32, value: i32| {
        if random.u32(0..100) < null_percent { WIDE_NULL } else { value }
    };
    column("age", &|random| random.i32(0..100))?;
    column("hba1c", &|random| {
        let value = random.i32(30..120);
        or_null(random, 10, value)
    })?;
    column("hba1c_date", &|random| {
        let day = ACHIEVEMENT_DAY - random.i32(0..1_000);
        or_null(random, 10, day)
    })?;
    column("declined", &|random| {
        let day = ACHIEVEMENT_DAY - random.i32(0..2_000);
        or_null(random, 80, day)
    })?;
    column("registered", &|random| ACHIEVEMENT_DAY - random.i32(0..7_300))?;
    let mut flags = |name: &str, percent: u32| {
        let values: Vec<u8> = (0..rows).map(|_| u8::from(random.u32(0..100) < percent)).collect();
        npy::write(&file(folder, name), &values)
    };
    flags("frail", 5)?;
    for percent in DIABETIC_PERCENT {
        flags(&diabetic_name(percent), percent)?;
        let mut rules = vec![0; rows];
        hand::branchy(read(folder, rows, percent)?.stretch(0, rows), &mut rules);
        npy::write(&file(folder, &format!("rules_{percent}")), &rules)?;
    }
    Ok(())
}

/// The rule that decided each of the first `rows` patients, as the loop with an `if` for each rule has it.
pub fn rules(folder: &Path, rows: usize, diabetic_percent: u32) -> Result<Vec<u8>> {
    npy::read(&file(folder, &format!("rules_{diabetic_percent}")), rows)
}

/// Reads the first `rows` patients, wide with sentinels.
pub fn read(folder: &Path, rows: usize, diabetic_percent: u32) -> Result<Wide> {
    let integers = |name: &str| npy::read::<i32>(&file(folder, name), rows);
    let flags = |name: &str| npy::read::<u8>(&file(folder, name), rows);
    Ok(Wide {
        age: integers("age")?,
        diabetic: flags(&diabetic_name(diabetic_percent))?,
        frail: flags("frail")?,
        hba1c: integers("hba1c")?,
        hba1c_date: integers("hba1c_date")?,
        declined: integers("declined")?,
        registered: integers("registered")?,
        validity: None,
    })
}
