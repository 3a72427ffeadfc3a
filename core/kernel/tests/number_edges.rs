//! `Number` at its edges: one unit, one digit, one exponent to either side of where it changes.

use std::fmt;

use entitle_kernel::Error;
use entitle_kernel::number::{Number, RoundingMode};
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;
use serde::{Deserialize, Serialize};

/// One more than the largest coefficient.
const COEFFICIENT_END: u128 = 10_u128.pow(34);
/// The largest coefficient: 34 nines.
const NINES: u128 = COEFFICIENT_END - 1;

fn number(text: &str) -> Number {
    Number::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn parts(number: Number) -> (bool, u128, i16) {
    (number.is_negative(), number.coefficient(), number.exponent())
}

fn canonical(text: &str) -> String {
    let mut out = String::new();
    number(text).write_canonical(&mut out).unwrap();
    out
}

#[test]
fn thirty_four_nines_and_one_carry_into_the_next_power() {
    let nines = Number::from_parts(false, NINES, 0).unwrap();
    let sum = nines.checked_add(Number::ONE).unwrap();
    assert_eq!(parts(sum), (false, 10_u128.pow(33), 1));
    let back = sum.checked_sub(Number::ONE).unwrap();
    assert_eq!(parts(back), (false, NINES, 0));
}

#[test]
fn a_tie_in_arithmetic_goes_to_the_even_digit() {
    let nines = Number::from_parts(false, NINES, 0).unwrap();
    let even = Number::from_parts(false, NINES - 1, 0).unwrap();
    let half = number("0.5");
    assert_eq!(parts(nines.checked_add(half).unwrap()), (false, 10_u128.pow(33), 1));
    assert_eq!(parts(even.checked_add(half).unwrap()), (false, NINES - 1, 0));
    assert_eq!(parts(even.checked_add(number("0.50000000000000000001")).unwrap()), (false, NINES, 0));
    assert_eq!(parts(nines.checked_sub(number("0.50000000000000000001")).unwrap()), (false, NINES - 1, 0));
}

#[test]
fn a_speck_far_below_moves_nothing_but_a_tie() {
    let speck = number("1e-6176");
    let tower = number("1e6111");
    assert_eq!(parts(tower.checked_add(speck).unwrap()), (false, 10_u128.pow(33), 6078));
    // Just under a power of ten the digits are nines; rounding brings the power back.
    assert_eq!(parts(tower.checked_sub(speck).unwrap()), (false, 10_u128.pow(33), 6078));
    assert!(tower.checked_add(Number::ZERO).unwrap() == tower);
    assert_eq!(parts(tower.checked_add(Number::ZERO).unwrap()).2, 6078);
}

#[test]
fn the_gap_between_exponents_is_exact_up_to_every_last_digit() {
    // One digit against 34, at every distance about the switch to a stand-in.
    for gap in 30_i16..80 {
        let upper = Number::from_parts(false, 1, gap).unwrap();
        let lower = Number::from_parts(true, NINES, 0).unwrap();
        let sum = upper.checked_add(lower).unwrap();
        let Some(exact) = 10_u128.checked_pow(gap.unsigned_abs().into()).map(|power| power.abs_diff(NINES)) else {
            // 10^39 and more against 10^34: at most five digits are borrowed.
            let shown = sum.coefficient();
            assert!(shown > 10_u128.pow(33) * 9 || shown == 10_u128.pow(33));
            continue;
        };
        let expected = Number::parse_rounded(&exact.to_string()).unwrap();
        assert_eq!(sum.abs(), expected, "10^{gap} - (10^34 - 1)");
    }
}

#[test]
fn the_largest_number_overflows_by_half_a_unit_and_not_by_less() {
    let largest = Number::from_parts(false, NINES, 6111).unwrap();
    let half = Number::from_parts(false, 5, 6110).unwrap();
    let less = Number::from_parts(false, 4_999, 6107).unwrap();
    assert_eq!(largest.checked_add(half), Err(Error::Overflow));
    assert_eq!(largest.neg().checked_sub(half), Err(Error::Overflow));
    assert_eq!(largest.checked_add(less), Ok(largest));
    assert_eq!(largest.checked_mul(number("10")), Err(Error::Overflow));
    assert_eq!(largest.checked_div(number("0.1")), Err(Error::Overflow));
    assert_eq!(largest.checked_mul(largest), Err(Error::Overflow));
}

#[test]
fn what_is_too_large_stays_finite_only_where_the_mode_rounds_towards_zero() {
    let largest = Number::from_parts(false, NINES, 6111).unwrap();
    let (plus, minus) = (Ok(parts(largest)), Ok(parts(largest.neg())));
    let refused = Err(Error::Overflow);
    let cases = [
        (RoundingMode::HalfUp, refused, refused),
        (RoundingMode::HalfEven, refused, refused),
        (RoundingMode::HalfDown, refused, refused),
        (RoundingMode::Up, refused, refused),
        (RoundingMode::Down, plus, minus),
        (RoundingMode::Floor, plus, refused),
        (RoundingMode::Ceiling, refused, minus),
        (RoundingMode::ZeroFiveUp, plus, minus),
    ];
    let (ten, tenth, big) = (number("10"), number("0.1"), number("9e6144"));
    for (mode, above, below) in cases {
        for (value, big, expected) in [(largest, big, above), (largest.neg(), big.neg(), below)] {
            assert_eq!(value.add_rounded(value, mode).map(parts), expected, "{mode}");
            assert_eq!(value.sub_rounded(value.neg(), mode).map(parts), expected, "{mode}");
            assert_eq!(value.mul_rounded(ten, mode).map(parts), expected, "{mode}");
            assert_eq!(value.div_rounded(tenth, mode).map(parts), expected, "{mode}");
            // Too large without a digit to round.
            assert_eq!(big.add_rounded(big, mode).map(parts), expected, "{mode}");
            assert_eq!(value.add_rounded(Number::ZERO, mode), Ok(value), "{mode}");
        }
        assert_eq!(largest.div_rounded(Number::ZERO, mode), Err(Error::DivisionByZero));
    }
    // A speck more than the largest: only the modes that go away from zero leave the range.
    let speck = number("1e-6176");
    for (mode, above, below) in cases {
        let halves = matches!(mode, RoundingMode::HalfUp | RoundingMode::HalfEven | RoundingMode::HalfDown);
        let (above, below) = if halves { (plus, minus) } else { (above, below) };
        assert_eq!(largest.add_rounded(speck, mode).map(parts), above, "{mode}");
        assert_eq!(largest.neg().sub_rounded(speck, mode).map(parts), below, "{mode}");
    }
}

#[test]
fn the_zero_of_a_cancellation_is_negative_under_floor_alone() {
    let (amount, zero) = (number("1.50"), number("0.0"));
    let minus_zero = number("-0.0");
    for mode in RoundingMode::ALL {
        let negative = *mode == RoundingMode::Floor;
        let differ = [
            amount.sub_rounded(amount, *mode),
            amount.neg().add_rounded(amount, *mode),
            number("-1.5").add_rounded(amount, *mode),
            zero.sub_rounded(zero, *mode),
            zero.add_rounded(minus_zero, *mode),
        ];
        for (result, exponent) in differ.into_iter().zip([-2, -2, -2, -1, -1]) {
            assert_eq!(result.map(parts), Ok((negative, 0, exponent)), "{mode}");
        }
        assert_eq!(zero.add_rounded(zero, *mode).map(parts), Ok((false, 0, -1)));
        assert_eq!(minus_zero.add_rounded(minus_zero, *mode).map(parts), Ok((true, 0, -1)));
        assert_eq!(minus_zero.sub_rounded(zero, *mode).map(parts), Ok((true, 0, -1)));
    }
}

#[test]
fn rounding_up_at_zero_or_five_leaves_a_digit_that_tells_of_the_loss() {
    let speck = number("1e-6176");
    let mode = RoundingMode::ZeroFiveUp;
    for last in 0..10 {
        let value = Number::from_parts(false, NINES - 9 + last, 0).unwrap();
        let moved = NINES - 9 + last + u128::from(last % 5 == 0);
        assert_eq!(value.add_rounded(speck, mode).map(parts), Ok((false, moved, 0)));
        assert_eq!(value.neg().sub_rounded(speck, mode).map(parts), Ok((true, moved, 0)));
        assert_eq!(value.add_rounded(number("0.0"), mode), Ok(value));
    }
    // Below the least subnormal the kept digit is 0.
    assert_eq!(speck.div_rounded(number("9"), mode).map(parts), Ok((false, 1, -6176)));
    assert_eq!(speck.mul_rounded(speck.neg(), mode).map(parts), Ok((true, 1, -6176)));
}

#[test]
fn what_is_too_small_becomes_subnormal_and_then_zero() {
    let least = Number::from_parts(false, 1, -6176).unwrap();
    let two = Number::from_i64(2);
    assert_eq!(parts(least.checked_div(two).unwrap()), (false, 0, -6176));
    let three = Number::from_parts(true, 3, -6176).unwrap();
    assert_eq!(parts(three.checked_div(two).unwrap()), (true, 2, -6176));
    assert_eq!(parts(least.checked_mul(least).unwrap()), (false, 0, -6176));
    assert_eq!(parts(least.checked_mul(number("0.51")).unwrap()), (false, 1, -6176));
    // A long product cut by more than 34 digits at once.
    let long = Number::from_parts(false, NINES, -6176).unwrap();
    let cut = long.checked_mul(Number::from_parts(false, NINES, -60).unwrap());
    assert_eq!(parts(cut.unwrap()), (false, 100_000_000, -6176));
    // Half a unit and a little more, where the little more lies in the first 34 digits cut.
    let tie = Number::from_parts(false, 10_u128.pow(20), -6176).unwrap();
    let above = Number::from_parts(false, 10_u128.pow(20) + 1, -6176).unwrap();
    let factor = Number::from_parts(false, 5 * 10_u128.pow(19), -40).unwrap();
    assert_eq!(parts(tie.checked_mul(factor).unwrap()), (false, 0, -6176));
    assert_eq!(parts(above.checked_mul(factor).unwrap()), (false, 1, -6176));
}

#[test]
fn an_exponent_above_the_top_is_folded_into_zeros() {
    assert_eq!(parts(number("1e6144")), (false, 10_u128.pow(33), 6111));
    assert_eq!(parts(number("0e9999")), (false, 0, 6111));
    assert_eq!(parts(number("-0e-9999")), (true, 0, -6176));
    assert_eq!(Number::parse("1e6145"), Err(Error::InvalidNumber));
    assert_eq!(Number::parse_rounded("1e6145"), Err(Error::Overflow));
    assert_eq!(Number::parse("1e-6177"), Err(Error::InvalidNumber));
    assert_eq!(parts(Number::parse_rounded("1e-6177").unwrap()).1, 0);
    let zero = Number::from_parts(false, 0, 6000).unwrap();
    assert_eq!(parts(zero.checked_mul(zero).unwrap()), (false, 0, 6111));
    let low = Number::from_parts(false, 0, -6000).unwrap();
    assert_eq!(parts(low.checked_mul(low).unwrap()), (false, 0, -6176));
    assert_eq!(parts(low.checked_div(number("1e300")).unwrap()).2, -6176);
}

#[test]
fn the_sign_of_zero_follows_the_standard_and_is_never_shown() {
    let minus_zero = number("-0.00");
    assert_eq!(parts(minus_zero), (true, 0, -2));
    assert_eq!(minus_zero.to_string(), "0.00");
    assert_eq!(canonical("-0.00"), "0");
    assert_eq!(minus_zero, Number::ZERO);
    assert!(!minus_zero.neg().is_negative());
    assert!(!Number::ZERO.neg().is_negative());
    let sum = number("-1.5").checked_add(number("1.5")).unwrap();
    assert_eq!(parts(sum), (false, 0, -1));
    let product = Number::ZERO.checked_mul(number("-1")).unwrap();
    assert!(product.is_negative());
    assert_eq!(parts(number("-0.4").ceiling()), (true, 0, 0));
}

#[test]
fn a_division_by_zero_is_an_error_whatever_is_divided() {
    for zero in ["0", "-0", "0e50", "0.000"] {
        for dividend in ["0", "1", "-9e6144"] {
            let result = number(dividend).checked_div(number(zero));
            assert_eq!(result, Err(Error::DivisionByZero));
        }
    }
    assert_eq!(Number::ratio(0, 0), Err(Error::DivisionByZero));
}

#[test]
fn an_exact_quotient_keeps_no_zeros_that_the_operands_did_not_bring() {
    let quotient = |left, right| number(left).checked_div(number(right)).unwrap().to_string();
    assert_eq!(quotient("1", "8"), "0.125");
    assert_eq!(quotient("6", "3"), "2");
    assert_eq!(quotient("6.00", "3"), "2.00");
    assert_eq!(quotient("2.40", "2"), "1.20");
    assert_eq!(quotient("100", "10"), "10");
    assert_eq!(quotient("1", "3"), format!("0.{}", "3".repeat(34)));
    assert_eq!(quotient("2", "3"), format!("0.{}7", "6".repeat(33)));
}

#[test]
fn a_ratio_of_the_widest_integers_is_rounded_once() {
    let least = Number::ratio(1, i128::MIN).unwrap();
    // -2^-127 from Python's decimal.
    assert_eq!(parts(least), (true, 5_877_471_754_111_437_539_843_682_686_111_228, -72));
    let most = Number::ratio(i128::MIN, 1).unwrap();
    assert_eq!(parts(most), (true, 1_701_411_834_604_692_317_316_873_037_158_841, 5));
    assert_eq!(Number::ratio(i128::MIN, i128::MIN), Ok(Number::ONE));
    assert_eq!(Number::ratio(i128::MAX, i128::MAX), Ok(Number::ONE));
    assert_eq!(parts(Number::ratio(500, -4).unwrap()), (true, 125, 0));
    assert_eq!(parts(Number::ratio(0, -4).unwrap()).1, 0);
}

#[test]
fn every_mode_rounds_the_halves_beside_zero_as_its_name_says() {
    let cases: [(RoundingMode, [i64; 6]); 8] = [
        (RoundingMode::HalfUp, [0, 1, 2, 0, -1, -2]),
        (RoundingMode::HalfEven, [0, 0, 2, 0, 0, -2]),
        (RoundingMode::HalfDown, [0, 0, 1, 0, 0, -1]),
        (RoundingMode::Up, [1, 1, 2, -1, -1, -2]),
        (RoundingMode::Down, [0, 0, 1, 0, 0, -1]),
        (RoundingMode::Floor, [0, 0, 1, -1, -1, -2]),
        (RoundingMode::Ceiling, [1, 1, 2, 0, 0, -1]),
        (RoundingMode::ZeroFiveUp, [1, 1, 1, -1, -1, -1]),
    ];
    for (mode, expected) in cases {
        let given = ["0.49", "0.5", "1.5", "-0.49", "-0.5", "-1.5"];
        for (text, whole) in given.iter().zip(expected) {
            let rounded = number(text).round(0, mode).unwrap();
            assert_eq!(rounded.to_i64(), Some(whole), "{text} {mode}");
            assert_eq!(rounded.exponent(), 0);
        }
    }
}

#[test]
fn rounding_gives_exactly_the_places_asked_for_or_overflows() {
    let up = RoundingMode::HalfUp;
    assert_eq!(number("1").round(33, up).unwrap().exponent(), -33);
    assert_eq!(number("1").round(34, up), Err(Error::Overflow));
    assert_eq!(number("0").round(6176, up).unwrap().exponent(), -6176);
    assert_eq!(number("0").round(6177, up), Err(Error::Overflow));
    assert_eq!(number("0").round(-6111, up).unwrap().exponent(), 6111);
    assert_eq!(number("0").round(-6112, up), Err(Error::Overflow));
    assert_eq!(number("0").round(i16::MIN, up), Err(Error::Overflow));
    assert_eq!(parts(number("1449").round(-2, up).unwrap()), (false, 14, 2));
    assert_eq!(parts(number("50").round(-2, up).unwrap()), (false, 1, 2));
    assert_eq!(parts(number("49").round(-2, up).unwrap()), (false, 0, 2));
    let nines = Number::from_parts(false, NINES, 0).unwrap();
    assert_eq!(parts(nines.round(-1, up).unwrap()), (false, 10_u128.pow(33), 1));
    assert_eq!(parts(nines.round(-34, up).unwrap()), (false, 1, 34));
    assert_eq!(parts(nines.round(-35, up).unwrap()), (false, 0, 35));
    assert_eq!(parts(nines.round(-35, RoundingMode::Up).unwrap()), (false, 1, 35));
}

#[test]
fn floor_and_ceiling_differ_by_one_except_on_whole_numbers() {
    assert_eq!(number("-0.01").floor().to_i64(), Some(-1));
    assert_eq!(number("-0.01").ceiling().to_i64(), Some(0));
    assert_eq!(number("0.01").floor().to_i64(), Some(0));
    assert_eq!(number("0.01").ceiling().to_i64(), Some(1));
    assert_eq!(number("3.00").floor().to_string(), "3");
    assert_eq!(number("1e6144").ceiling(), number("1e6144"));
    assert_eq!(number("-1e-6176").floor().to_i64(), Some(-1));
}

#[test]
fn one_value_written_in_two_ways_is_equal_and_not_the_same() {
    assert_eq!(number("1.0"), number("1.00"));
    assert!(!number("1.0").same_representation(&number("1.00")));
    assert_eq!(number("1e33"), number("1000000000000000000000000000000000"));
    assert!(number("1e33") < number("1000000000000000000000000000000001"));
    assert!(number("-1e33") > number("-1000000000000000000000000000000001"));
    assert!(number("-1") < number("0") && number("0") < number("1e-6176"));
    assert!(number("9e6144") > number("1e-6176"));
    assert!(number("-9e6144") < number("-1e-6176"));
    assert!(number("0e6000") > number("-1e-6176"));
    assert_eq!(number("0e6000"), number("-0e-6000"));
}

#[test]
fn scaled_integers_are_exact_or_refused() {
    assert_eq!(number("9223372036854775807").to_i64(), Some(i64::MAX));
    assert_eq!(number("9223372036854775808").to_i64(), None);
    assert_eq!(number("-9223372036854775808").to_i64(), Some(i64::MIN));
    assert_eq!(number("-9223372036854775809").to_i64(), None);
    assert_eq!(number("92233720368547758.07").to_scaled(2), Some(i64::MAX));
    assert_eq!(number("92233720368547758.08").to_scaled(2), None);
    assert_eq!(number("1e18").to_i64(), Some(10_i64.pow(18)));
    assert_eq!(number("1e19").to_i64(), None);
    assert_eq!(number("1e6144").to_i64(), None);
    assert_eq!(number("0e6111").to_i64(), Some(0));
    assert_eq!(number("1e-6176").to_scaled(255), None);
    assert_eq!(number("1.2300").to_scaled(2), Some(123));
    assert_eq!(number("-0.5").to_scaled(0), None);
    assert_eq!(number("1000e-3").to_i64(), Some(1));
    assert_eq!(Number::from_i64(i64::MIN).to_i64(), Some(i64::MIN));
    assert_eq!(Number::from_scaled(i64::MIN, 255).to_scaled(255), Some(i64::MIN));
}

#[test]
fn a_text_of_more_than_34_digits_is_refused_unless_the_rest_are_zeros() {
    let digits = "1234567890123456789012345678901234";
    assert_eq!(number(digits).to_string(), digits);
    assert_eq!(Number::parse(&format!("{digits}5")), Err(Error::InvalidNumber));
    assert_eq!(Number::parse(&format!("{digits}.05")), Err(Error::InvalidNumber));
    assert_eq!(number(&format!("{digits}000")).exponent(), 3);
    assert_eq!(number(&format!("{digits}.000")).to_string(), digits);
    assert_eq!(number(&format!("000{digits}")).to_string(), digits);
    assert_eq!(parts(number(&format!("0.000{digits}"))).2, -37);
    let rounded = Number::parse_rounded(&format!("{digits}5")).unwrap();
    assert_eq!(parts(rounded).1 % 10, 4);
    let rounded = Number::parse_rounded(&format!("{digits}50001")).unwrap();
    assert_eq!(parts(rounded).1 % 10, 5);
    let many = format!("{}.{}", "0".repeat(70_000), "0".repeat(70_000));
    assert_eq!(number(&many), Number::ZERO);
    let many = format!("1{}e-70000", "0".repeat(70_000));
    assert_eq!(number(&many), Number::ONE);
}

#[test]
fn only_plain_decimal_numbers_are_read() {
    for text in ["1", "+1", "-1", ".5", "5.", "1e5", "1E+5", "1e-05", "00.10"] {
        assert!(Number::parse(text).is_ok(), "{text}");
    }
    for text in [
        "",
        " ",
        "+",
        "-",
        ".",
        "e5",
        ".e5",
        "1e",
        "1e+",
        "1e5.0",
        "1 ",
        " 1",
        "1_000",
        "1,0",
        "--1",
        "+-1",
        "1.2.3",
        "inf",
        "-Infinity",
        "nan",
        "NaN12",
        "0x10",
        "1e5e5",
        "\u{0661}",
        "1e99999999999999999999999",
        "1-",
        "\0",
    ] {
        assert_eq!(Number::parse(text), Err(Error::InvalidNumber), "{text}");
    }
    assert_eq!(number("0e99999999999999999999999").exponent(), 6111);
}

#[test]
fn the_shown_text_keeps_the_places_and_the_canonical_text_does_not() {
    for (text, shown, transcript) in [
        ("1.50", "1.50", "1.5"),
        ("1404194.00", "1404194.00", "1404194"),
        ("0.125", "0.125", "0.125"),
        ("-5.5", "-5.5", "-5.5"),
        ("0.00", "0.00", "0"),
        ("1e3", "1000", "1000"),
        ("1200", "1200", "1200"),
        ("0e3", "0", "0"),
        (".05", "0.05", "0.05"),
        ("1e-3", "0.001", "0.001"),
        ("12e-1", "1.2", "1.2"),
        ("1e41", "1E+41", "1E+41"),
        ("1.50e41", "1.50E+41", "1.5E+41"),
        ("-1e-41", "-1E-41", "-1E-41"),
        ("0e-50", "0E-50", "0"),
        ("1e6144", "1.000000000000000000000000000000000E+6144", "1E+6144"),
        ("1e-6176", "1E-6176", "1E-6176"),
    ] {
        assert_eq!(number(text).to_string(), shown);
        assert_eq!(canonical(text), transcript);
    }
    assert_eq!(number("1e40").to_string(), format!("1{}", "0".repeat(40)));
    assert_eq!(number("1e-40").to_string(), format!("0.{}1", "0".repeat(39)));
    let longest = Number::from_parts(true, NINES, -73).unwrap();
    let expected = format!("-0.{}{}", "0".repeat(39), "9".repeat(34));
    assert_eq!(longest.to_string(), expected);
    assert_eq!(format!("{:>8.1}|{:<8}|", number("1.25"), number("-3")), "    1.25|-3      |");
    assert_eq!(format!("{:?}", number("-1.50")), "Number(-150E-2)");
}

#[test]
fn normalizing_gives_one_form_to_one_value() {
    for texts in [["100", "1e2"], ["1.500", "15e-1"], ["1e60", "1000e57"]] {
        let forms: Vec<Number> = texts.iter().map(|text| number(text).normalize()).collect();
        assert!(forms[0].same_representation(&forms[1]), "{forms:?}");
    }
    assert_eq!(parts(number("1e33").normalize()), (false, 10_u128.pow(33), 0));
    assert_eq!(parts(number("1e34").normalize()), (false, 1, 34));
    assert_eq!(parts(number("-0.00").normalize()), (true, 0, 0));
    assert_eq!(number("1.2300").places(), 2);
    assert_eq!(number("1e5").places(), 0);
    assert_eq!(number("10e-1").places(), 0);
    assert_eq!(number("0.000").places(), 0);
    assert_eq!(number("1e-6176").places(), 6176);
}

#[test]
fn the_bytes_of_a_number_are_canonical() {
    for text in ["0", "-0.00", "1.50", "-9.999999999999999999999999999999999e6144", "1e-6176"] {
        let given = number(text);
        let read = Number::from_bytes(given.to_bytes()).unwrap();
        assert!(read.same_representation(&given), "{text}");
    }
    let good = number("1.50").to_bytes();
    for (position, byte) in [(15, 0xff), (17, 0x7f), (18, 2), (19, 1), (23, 1)] {
        let mut bad = good;
        bad[position] = byte;
        assert_eq!(Number::from_bytes(bad), Err(Error::ImageNumber));
    }
    let mut least_bad = [0; 24];
    least_bad[..16].copy_from_slice(&COEFFICIENT_END.to_le_bytes());
    assert_eq!(Number::from_bytes(least_bad), Err(Error::ImageNumber));
    least_bad[..16].copy_from_slice(&NINES.to_le_bytes());
    assert!(Number::from_bytes(least_bad).is_ok());
}

#[test]
fn parts_out_of_range_are_refused() {
    let refused = Err(Error::InvalidNumber);
    assert_eq!(Number::from_parts(false, COEFFICIENT_END, 0), refused);
    assert_eq!(Number::from_parts(false, 1, 6112), refused);
    assert_eq!(Number::from_parts(false, 1, -6177), refused);
    assert_eq!(Number::from_parts(false, 0, i16::MAX), refused);
    assert!(Number::from_parts(true, NINES, 6111).is_ok());
    assert!(Number::from_parts(true, NINES, -6176).is_ok());
}

#[test]
fn serde_writes_a_text_and_reads_texts_and_whole_numbers() {
    struct Shown(Number);
    impl fmt::Display for Shown {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.serialize(f)
        }
    }
    assert_eq!(Shown(number("-1.50")).to_string(), "-1.50");
    let read = |text: &'static str| {
        let deserializer: serde::de::value::StrDeserializer<'_, ValueError> = text.into_deserializer();
        Number::deserialize(deserializer)
    };
    assert!(read("1.50").unwrap().same_representation(&number("1.50")));
    assert!(read("1.50 ").is_err());
    let whole: serde::de::value::I64Deserializer<ValueError> = (-7_i64).into_deserializer();
    assert_eq!(Number::deserialize(whole), Ok(number("-7")));
    let whole: serde::de::value::U64Deserializer<ValueError> = u64::MAX.into_deserializer();
    assert_eq!(Number::deserialize(whole), Ok(Number::from_u64(u64::MAX)));
    let float: serde::de::value::F64Deserializer<ValueError> = 1.5.into_deserializer();
    assert!(Number::deserialize(float).is_err());
}

#[test]
fn a_mode_is_known_by_one_name_and_one_number() {
    for mode in RoundingMode::ALL {
        assert_eq!(RoundingMode::from_name(mode.name()), Some(*mode));
        assert_eq!(RoundingMode::from_code(mode.code()), Some(*mode));
        let named: serde::de::value::StrDeserializer<'_, ValueError> = mode.name().into_deserializer();
        assert_eq!(RoundingMode::deserialize(named), Ok(*mode));
    }
    assert_eq!(RoundingMode::from_code(0), None);
    assert_eq!(RoundingMode::from_code(9), None);
    assert_eq!(RoundingMode::from_name("Half up"), None);
}
