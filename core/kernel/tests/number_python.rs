//! Compares `Number` with Python's `decimal` at 34 digits, exactly, over random operations.
//!
//! The operands are aimed at where rounding goes wrong: ties, strings of nines, powers of ten,
//! cancellations, the ends of the exponent range. The seed is fixed, so a failure repeats.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use entitle_kernel::Error;
use entitle_kernel::number::{Number, RoundingMode};

/// Sebastiano Vigna's splitmix64.
struct Generator(u64);

impl Generator {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn between(&mut self, first: i64, last: i64) -> i64 {
        first + i64::try_from(self.below(last.abs_diff(first) + 1)).unwrap()
    }

    fn any_u128(&mut self) -> u128 {
        (u128::from(self.next()) << 64) | u128::from(self.next())
    }

    fn coefficient(&mut self) -> u128 {
        let length = u32::try_from(self.between(1, 34)).unwrap();
        let end = 10_u128.pow(length);
        match self.below(8) {
            0 => end - 1,
            1 => end / 10,
            2 => (end / 10 + 1) % 10_u128.pow(34),
            3 => end / 2,
            4 => {
                // Significant digits with zeros behind them.
                let zeros = 10_u128.pow(u32::try_from(self.below(u64::from(length))).unwrap());
                (self.any_u128() % end) / zeros * zeros
            }
            5 => u128::from(self.below(10_000)),
            _ => self.any_u128() % end,
        }
    }

    fn exponent(&mut self) -> i16 {
        let exponent = match self.below(10) {
            0 => self.between(-6176, 6111),
            1 => self.between(-6176, -6100),
            2 => self.between(6040, 6111),
            3 => self.between(-3120, -3040),
            4 => self.between(-80, 80),
            5 | 6 => 0,
            _ => self.between(-8, 4),
        };
        i16::try_from(exponent).unwrap()
    }

    fn number(&mut self) -> Number {
        let coefficient = if self.below(40) == 0 { 0 } else { self.coefficient() };
        let exponent = self.exponent();
        Number::from_parts(self.below(2) == 0, coefficient, exponent).unwrap()
    }

    /// A number at the very top of the range, where sums overflow too.
    fn largest(&mut self) -> Number {
        let coefficient = match self.below(3) {
            0 => 10_u128.pow(34) - 1,
            1 => self.coefficient(),
            _ => 5 * 10_u128.pow(33) - u128::from(self.below(2)),
        };
        let exponent = i16::try_from(self.between(6109, 6111)).unwrap();
        Number::from_parts(self.below(2) == 0, coefficient, exponent).unwrap()
    }

    /// Two numbers: unrelated, or the second near the last digits of the first, so that sums
    /// round and cancel, or the second near the first's own value.
    fn pair(&mut self) -> (Number, Number) {
        if self.below(50) == 0 {
            return (self.largest(), self.largest());
        }
        let left = self.number();
        if self.below(3) == 0 {
            return (left, self.number());
        }
        let negative = self.below(2) == 0;
        let exponent = i64::from(left.exponent()) + self.between(-40, 40);
        let exponent = i16::try_from(exponent.clamp(-6176, 6111)).unwrap();
        let coefficient = match self.below(5) {
            0 => 5,
            1 => 5 * 10_u128.pow(u32::try_from(self.below(33)).unwrap()),
            2 => 5 * 10_u128.pow(u32::try_from(self.below(33)).unwrap()) + 1,
            3 => (left.coefficient() + u128::from(self.below(3))) % 10_u128.pow(34),
            _ => self.coefficient(),
        };
        let right = Number::from_parts(negative, coefficient, exponent).unwrap();
        if self.below(2) == 0 { (left, right) } else { (right, left) }
    }

    fn whole(&mut self) -> i128 {
        let value = match self.below(6) {
            0 => i128::MIN,
            1 => i128::MAX,
            2 => i128::from(self.between(-1_000_000, 1_000_000)),
            _ => self.any_u128().cast_signed() >> self.below(127),
        };
        if self.below(50) == 0 { 0 } else { value }
    }

    /// Half even as often as all others together, since all but the `_rounded` operations use it.
    fn mode(&mut self) -> RoundingMode {
        if self.below(2) == 0 {
            return RoundingMode::HalfEven;
        }
        let modes = RoundingMode::ALL;
        modes[usize::try_from(self.below(8)).unwrap()]
    }

    /// A text of up to 60 digits with a point and an exponent.
    fn text(&mut self) -> String {
        let mut text = String::from(["", "-", "+"][usize::try_from(self.below(3)).unwrap()]);
        let length = self.between(1, 60);
        let point = self.between(0, length);
        let narrow = self.below(3);
        for position in 0..length {
            if position == point {
                text.push('.');
            }
            let digit = match narrow {
                0 => self.below(10),
                1 => 9 * self.below(2),
                _ => 5 * u64::from(self.below(12) == 0),
            };
            write!(text, "{digit}").unwrap();
        }
        if self.below(2) == 0 {
            write!(text, "e{}", self.between(-6240, 6160)).unwrap();
        }
        text
    }
}

fn parts(number: Number) -> String {
    let sign = if number.is_negative() { "-" } else { "" };
    format!("{sign}{}E{}", number.coefficient(), number.exponent())
}

/// A mode as the oracle names it.
fn named(mode: RoundingMode) -> String {
    mode.name().replace(' ', "_")
}

type Rounded = fn(Number, Number, RoundingMode) -> Result<Number, Error>;
type Checked = fn(Number, Number) -> Result<Number, Error>;

/// One of the four operations in a random mode; half even is also what the checked ones do.
fn arithmetic(generator: &mut Generator, name: &str, rounded: Rounded, checked: Checked) -> (String, String) {
    let (left, right) = generator.pair();
    let mode = generator.mode();
    let ours = answer(rounded(left, right, mode));
    if mode == RoundingMode::HalfEven {
        assert_eq!(ours, answer(checked(left, right)), "{name} {left} {right}");
    }
    (format!("{name} {} {} {}", parts(left), parts(right), named(mode)), ours)
}

fn answer(result: Result<Number, Error>) -> String {
    match result {
        Ok(number) => parts(number),
        Err(Error::Overflow) => String::from("overflow"),
        Err(Error::DivisionByZero) => String::from("division by zero"),
        Err(other) => format!("error {}", other.name()),
    }
}

/// How Python writes the result of `reduce`, which leaves 1E+2 where we write 100.
fn reduced(number: Number) -> String {
    let number = number.normalize();
    let (mut coefficient, mut exponent) = (number.coefficient(), number.exponent());
    while coefficient != 0 && coefficient % 10 == 0 && exponent < 6111 {
        coefficient /= 10;
        exponent += 1;
    }
    parts(Number::from_parts(number.is_negative(), coefficient, exponent).unwrap())
}

/// One operation as a line for Python, and our answer to it.
fn operation(generator: &mut Generator, kind: u64) -> (String, String) {
    match kind {
        0..=17 => arithmetic(generator, "add", Number::add_rounded, Number::checked_add),
        18..=35 => arithmetic(generator, "subtract", Number::sub_rounded, Number::checked_sub),
        36..=50 => arithmetic(generator, "multiply", Number::mul_rounded, Number::checked_mul),
        51..=65 => arithmetic(generator, "divide", Number::div_rounded, Number::checked_div),
        66..=72 => {
            let (left, right) = generator.pair();
            let ours = match left.compare(&right) {
                Ordering::Less => "-1",
                Ordering::Equal => "0",
                Ordering::Greater => "1",
            };
            (format!("compare {} {}", parts(left), parts(right)), String::from(ours))
        }
        73..=86 => {
            let mode = generator.mode();
            let name = named(mode);
            let number = generator.number();
            if generator.below(4) == 0 {
                return (format!("integral {} 0 {name}", parts(number)), parts(number.to_integral(mode)));
            }
            let places = i64::from(-number.exponent()) - generator.between(-10, 40);
            let places = i16::try_from(places.clamp(-6111, 6176)).unwrap();
            let ours = match number.round(places, mode) {
                Err(Error::Overflow) => String::from("invalid"),
                other => answer(other),
            };
            (format!("quantize {} {} {name}", parts(number), -places), ours)
        }
        87..=93 => {
            let (numerator, denominator) = (generator.whole(), generator.whole());
            let ours = answer(Number::ratio(numerator, denominator));
            (format!("ratio {numerator} {denominator}"), ours)
        }
        94..=95 => {
            let text = generator.text();
            let ours = answer(Number::parse_rounded(&text));
            (format!("read {text}"), ours)
        }
        96..=97 => {
            let number = generator.number();
            (format!("reduce {}", parts(number)), reduced(number))
        }
        _ => {
            let number = generator.number();
            let mut text = String::new();
            number.write_canonical(&mut text).unwrap();
            assert_eq!(Number::parse(&text), Ok(number), "{text} reads back");
            let shown = number.to_string();
            assert_eq!(Number::parse(&shown), Ok(number), "{shown} reads back");
            (format!("show {}", parts(number)), text)
        }
    }
}

#[test]
fn a_hundred_thousand_random_operations_agree_with_python_exactly() {
    const OPERATIONS: usize = 100_000;
    if Command::new("python3").arg("--version").output().is_err() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "python3 is needed to compare with its decimal module");
        eprintln!("SKIPPED: no python3, so nothing was compared with its decimal module");
        return;
    }
    let mut generator = Generator(0x656e_7469_746c_6501);
    let mut operations = Vec::with_capacity(OPERATIONS);
    for _ in 0..OPERATIONS {
        let kind = generator.below(100);
        operations.push(operation(&mut generator, kind));
    }

    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("number_operations.txt");
    let lines: Vec<&str> = operations.iter().map(|(line, _)| line.as_str()).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/number_oracle.py");
    let output = Command::new("python3").arg(script).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs = String::from_utf8(output.stdout).unwrap();
    let theirs: Vec<&str> = theirs.lines().collect();
    assert_eq!(theirs.len(), OPERATIONS);

    let mut counts = std::collections::BTreeMap::<String, (usize, usize)>::new();
    let mut failures = Vec::new();
    for ((line, ours), theirs) in operations.iter().zip(theirs) {
        // The operation, and its mode where it has one.
        let words: Vec<&str> = line.split(' ').collect();
        let count = counts.entry(format!("{} {}", words[0], words.get(3).unwrap_or(&""))).or_default();
        count.0 += 1;
        count.1 += usize::from(matches!(ours.as_str(), "overflow" | "division by zero" | "invalid"));
        if ours != theirs {
            failures.push(format!("{line}: ours {ours}, Python's {theirs}"));
        }
    }
    for (name, (total, refused)) in &counts {
        println!("{name}: {total} compared, {refused} of them refused by both");
    }
    assert!(
        failures.is_empty(),
        "{} of {OPERATIONS} differ:\n{}",
        failures.len(),
        failures[..failures.len().min(20)].join("\n")
    );
    println!("{OPERATIONS} operations agree with Python's decimal");
}
