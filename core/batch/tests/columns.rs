//! Which columns are taken, which are refused with what words, and what the builder writes.

use arrow_array::cast::AsArray;
use arrow_array::types::{UInt8Type, UInt16Type};
use arrow_array::{
    Array, ArrayRef, Date64Array, Float32Array, Float64Array, Int16Array, RecordBatch, StringArray,
    TimestampMicrosecondArray, UInt8Array,
};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use entitle_batch::{
    BASE_DAY, BatchReader, ColumnBuilder, ColumnFaultKind, FactColumn, Keep, NULL, Population, Storage, check_field,
    check_name_field, native_field, native_schema, patient_facts, read,
};
use entitle_kernel::{Contract, Error, Fact, Value, sample};
use std::sync::Arc;

const NUMBER: &str = "an integer, a decimal or a float that is exact";

fn contract() -> Contract<'static> {
    Contract::new(sample::IMAGE).unwrap()
}

fn fact(name: &str) -> Fact<'static> {
    contract().find_patient_input(name).unwrap()
}

fn field(name: &str, form: DataType, metadata: &[(&str, &str)]) -> Field {
    let metadata = metadata.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Field::new(name, form, true).with_metadata(metadata.collect::<std::collections::HashMap<_, _>>())
}

#[track_caller]
fn is_refused(name: &str, form: DataType, metadata: &[(&str, &str)], expected: &str) {
    let fault = check_field(&fact(name), &field(name, form, metadata)).unwrap_err();
    assert_eq!(fault.to_string(), format!("column {name}: {expected}"));
}

#[track_caller]
fn is_taken(name: &str, form: DataType, metadata: &[(&str, &str)]) {
    assert_eq!(check_field(&fact(name), &field(name, form, metadata)), Ok(()));
}

fn texts(keys: DataType, values: DataType) -> DataType {
    DataType::Dictionary(Box::new(keys), Box::new(values))
}

#[test]
fn what_hangs_on_a_time_zone_is_refused_with_what_to_do() {
    let timestamp = DataType::Timestamp(TimeUnit::Microsecond, Some("Europe/London".into()));
    is_refused(
        "diagnosed",
        timestamp,
        &[],
        "it is Timestamp(µs, \"Europe/London\"); it may be date32, a timestamp without a time zone at midnight, or an integer \
         with the day from which it counts; its day hangs on a time zone: cast it to a date",
    );
}

/// The values of a column of one fact, or the errors in their place, and what stands there.
fn values_of(name: &str, array: ArrayRef) -> Vec<(Result<String, Error>, String)> {
    let fact = fact(name);
    let field = Field::new(name, array.data_type().clone(), true);
    let column = FactColumn::read(&fact, &field, &array).unwrap();
    let value = |row| match column.value(row) {
        Value::Error(error) => Err(error),
        value => Ok(fact.written(value).to_string()),
    };
    (0..array.len()).map(|row| (value(row), column.text(row))).collect()
}

#[test]
fn a_float_is_taken_where_it_is_exact_and_refused_row_by_row_where_it_is_not() {
    let taken = |text: &str| (Ok(text.to_owned()), text.to_owned());
    let refused = |error, text: &str| (Err(error), text.to_owned());
    let ages: ArrayRef = Arc::new(Float64Array::from(vec![Some(12.0), None, Some(12.5), Some(f64::NAN), Some(1e30)]));
    let nothing = (Ok("null".to_owned()), String::new());
    let expected = [
        taken("12"),
        nothing,
        refused(Error::TooManyPlaces, "12.5"),
        refused(Error::InvalidNumber, "NaN"),
        refused(Error::OutOfRange, "1000000000000000000000000000000"),
    ];
    assert_eq!(values_of("age", ages), expected);
    // 0.1 and 8.6 have no binary fraction; each is read as the shortest decimal of its own width.
    let scores: ArrayRef = Arc::new(Float64Array::from(vec![0.1, 8.55]));
    assert_eq!(values_of("breath_score", scores), [taken("0.1"), refused(Error::TooManyPlaces, "8.55")]);
    let scores: ArrayRef = Arc::new(Float32Array::from(vec![8.6]));
    assert_eq!(values_of("breath_score", scores), [taken("8.6")]);
}

#[test]
fn a_midnight_without_a_time_zone_is_its_day_and_any_other_time_is_refused() {
    const DAY: i64 = 86_400_000_000;
    let days: ArrayRef = Arc::new(TimestampMicrosecondArray::from(vec![20_178 * DAY, 20_178 * DAY + 10_800_000_000]));
    let expected = [
        (Ok("2025-03-31".to_owned()), "2025-03-31".to_owned()),
        (Err(Error::InvalidDate), "2025-03-31 03:00:00".to_owned()),
    ];
    assert_eq!(values_of("diagnosed", days), expected);
    let before: ArrayRef = Arc::new(Date64Array::from(vec![-86_400_000]));
    assert_eq!(values_of("diagnosed", before)[0].0, Ok("1969-12-31".to_owned()));
}

#[test]
fn days_in_integers_say_from_which_day_they_count() {
    is_refused(
        "diagnosed",
        DataType::Int32,
        &[],
        "it is Int32; it may be date32, a timestamp without a time zone at midnight, or an integer with the day from which it \
         counts; say in the field's metadata from which day it counts: base_day = 1970-01-01",
    );
    is_taken("diagnosed", DataType::Int32, &[(BASE_DAY, "1970-01-01")]);
    let why = Error::InvalidDate.text();
    for malformed in ["1970-02-30", "1970", "", "01/01/1970"] {
        let expected = format!("its metadata say base_day = {malformed}: {why}");
        is_refused("diagnosed", DataType::UInt16, &[(BASE_DAY, malformed)], &expected);
    }
    for (name, form) in [("diagnosed", DataType::Date32), ("age", DataType::UInt8)] {
        let expected = "its metadata say base_day = 1970-01-01: only days in integers are counted from one";
        is_refused(name, form, &[(BASE_DAY, "1970-01-01")], expected);
    }
}

#[test]
fn what_stands_for_null_is_no_value() {
    is_taken("age", DataType::UInt8, &[(NULL, "131")]);
    is_taken("age", DataType::Int16, &[(NULL, "-1")]);
    is_taken("age", DataType::Int32, &[(NULL, "130")]); // the greatest age: then it is none
    is_refused("age", DataType::UInt8, &[(NULL, "129")], "its metadata say null = 129: age may have this value");
    // The last day that two bytes can tell of may be given up.
    is_taken("diagnosed", DataType::UInt16, &[(BASE_DAY, "1900-01-01"), (NULL, "65535")]);
    is_refused(
        "diagnosed",
        DataType::UInt16,
        &[(BASE_DAY, "1900-01-01"), (NULL, "40000")],
        "its metadata say null = 40000: diagnosed may have this value",
    );
    for malformed in ["", "none", "6.5", "99999999999999999999"] {
        let expected = format!("its metadata say null = {malformed}: it is an integer, of a column of integers");
        is_refused("age", DataType::UInt8, &[(NULL, malformed)], &expected);
    }
    let expected = "its metadata say null = 2: it is an integer, of a column of integers";
    is_refused("smoker", DataType::Boolean, &[(NULL, "2")], expected);
    is_refused("frailty", DataType::Utf8, &[(NULL, "2")], expected);
}

#[test]
fn every_kind_takes_its_own_types_alone() {
    let boolean = "boolean, or an integer of 0 and 1";
    let text = "a text (utf8, large_utf8, utf8_view) or a dictionary of texts";
    for (name, form, may_be) in [
        ("smoker", DataType::Utf8, boolean),
        ("smoker", DataType::Date32, boolean),
        ("age", DataType::Utf8, NUMBER),
        ("age", DataType::Boolean, NUMBER),
        ("age", DataType::Date32, NUMBER),
        ("frailty", DataType::UInt8, text),
        ("frailty", texts(DataType::UInt8, DataType::Int32), text),
        ("frailty", DataType::Binary, text),
        (
            "diagnosed",
            DataType::Utf8,
            "date32, a timestamp without a time zone at midnight, or an integer with the day from which it counts",
        ),
    ] {
        is_refused(name, form.clone(), &[], &format!("it is {form}; it may be {may_be}"));
    }
    for (name, form) in [
        ("smoker", DataType::Boolean),
        ("smoker", DataType::Int8),
        ("age", DataType::UInt64),
        ("age", DataType::Decimal128(10, 0)),
        ("breath_score", DataType::Decimal32(9, 1)),
        ("breath_score", DataType::Decimal128(38, 10)),
        ("breath_score", DataType::Int64),
        ("frailty", texts(DataType::Int64, DataType::Utf8View)),
        ("diagnosed", DataType::Null),
    ] {
        is_taken(name, form, &[]);
    }
    is_refused(
        "breath_score",
        DataType::Decimal128(38, 30),
        &[],
        "it is Decimal128(38, 30); it may be an integer, a decimal or a float that is exact; -29 places away from the fact's",
    );
    assert!(check_name_field(&Field::new("patient", texts(DataType::Int32, DataType::LargeUtf8), false)).is_ok());
    assert!(check_name_field(&Field::new("patient", DataType::Boolean, false)).is_err());
}

#[test]
fn a_schema_is_judged_as_a_whole_before_a_row_is_read() {
    let facts = [fact("age"), fact("smoker"), fact("diagnosed")];
    let schema = Schema::new(vec![
        Field::new("patient", DataType::Float64, false),
        Field::new("age", DataType::Utf8, false),
        Field::new("smoker", DataType::Boolean, false),
        Field::new("smoker", DataType::Boolean, false),
        Field::new("weather", DataType::Float64, false),
    ]);
    let faults = BatchReader::new(&facts, &schema).unwrap_err();
    let kinds: Vec<(&str, bool, bool)> = faults
        .iter()
        .map(|fault| {
            let is = |kind| fault.kind == kind;
            (fault.column.as_str(), is(ColumnFaultKind::Missing), is(ColumnFaultKind::Repeated))
        })
        .collect();
    let mut sorted = kinds.clone();
    sorted.sort_unstable();
    let expected = [
        ("age", false, false),
        ("diagnosed", true, false),
        ("patient", false, false),
        ("practice", true, false),
        ("smoker", false, true),
    ];
    assert_eq!(sorted, expected);
}

#[test]
fn a_batch_of_another_schema_is_refused() {
    let names = |name: &str| Arc::new(StringArray::from(vec![name])) as ArrayRef;
    let batch = |age: ArrayRef| {
        let columns = [("patient", names("p")), ("practice", names("North")), ("age", age)];
        RecordBatch::try_from_iter(columns).unwrap()
    };
    let good = batch(Arc::new(UInt8Array::from(vec![64])));
    let reader = BatchReader::new(&[fact("age")], good.schema_ref()).unwrap();
    assert!(reader.read(&good).is_ok());
    let others: [ArrayRef; 3] = [
        Arc::new(Int16Array::from(vec![64])),
        Arc::new(Float64Array::from(vec![64.0])),
        Arc::new(TimestampMicrosecondArray::from(vec![64])),
    ];
    for other in others {
        let fault = reader.read(&batch(other)).err().unwrap();
        assert_eq!(fault.column, "age");
        assert!(fault.to_string().ends_with("the file's schema says UInt8"), "{fault}");
    }
    let narrow = good.project(&[0, 1]).unwrap();
    assert_eq!(reader.read(&narrow).err().unwrap().kind, ColumnFaultKind::Missing);
}

#[test]
fn a_batch_read_for_other_facts_than_the_populations_is_refused() {
    let contract = contract();
    let names = |name: &str| Arc::new(StringArray::from(vec![name])) as ArrayRef;
    let ages = Arc::new(UInt8Array::from(vec![64])) as ArrayRef;
    let batch = RecordBatch::try_from_iter([("patient", names("p")), ("practice", names("a")), ("age", ages)]).unwrap();
    let reader = BatchReader::new(&[fact("age")], batch.schema_ref()).unwrap();
    let mut storage = Storage::new(&contract, 1);
    let day = "2026-03-31".parse().unwrap();
    let mut population = Population::new(&contract, day, &[fact("smoker")], &["a"], &[], &mut storage).unwrap();
    let taken = population.add_batch(&reader.read(&batch).unwrap(), 0, Keep::Counts);
    assert_eq!(taken.err(), Some(Error::BadArgument));
}

#[test]
fn the_builder_writes_what_the_reader_reads() {
    let contract = contract();
    let facts = patient_facts(&contract);
    let schema = Arc::new(native_schema(&contract));
    let rows: Vec<Vec<&str>> = vec![
        sample::PATIENT.iter().map(|(_, text)| *text).collect(),
        facts.iter().map(|fact| if fact.null_allowed() { "" } else { "0" }).collect(),
    ];
    // The second row's age and smoker are 0; whatever else may not be null is given as in the first.
    let text = |row: usize, column: usize| match facts[column].range() {
        Some((least, _)) if rows[row][column] == "0" && facts[column].check(read(&facts[column], "0")).is_err() => {
            facts[column].written(least).to_string()
        }
        _ => rows[row][column].to_owned(),
    };
    let names = |names: [&str; 2]| Arc::new(StringArray::from_iter_values(names)) as ArrayRef;
    let practice = [Some("a"), Some("b")].into_iter().collect::<arrow_array::DictionaryArray<UInt16Type>>();
    let mut arrays = vec![names(["p", "q"]), Arc::new(practice) as ArrayRef];
    for (column, fact) in facts.iter().enumerate() {
        let mut builder = ColumnBuilder::new(fact, schema.field(column + 2)).unwrap();
        assert_eq!(builder.push(Value::Unknown), Err(Error::WrongType), "{fact:?}: no column holds unknown");
        for row in 0..2 {
            builder.push(read(fact, &text(row, column))).unwrap();
        }
        arrays.push(builder.finish());
        assert_eq!(builder.finish().len(), 0, "it begins anew");
    }
    let batch = RecordBatch::try_new(schema.clone(), arrays).unwrap();
    let reader = BatchReader::new(&facts, &schema).unwrap();
    let batch = reader.read(&batch).unwrap();
    for row in 0..2 {
        for (column, fact) in facts.iter().enumerate() {
            let written = read(fact, &text(row, column));
            assert!(batch.value(column, row).same(&written), "{fact:?}");
            let expected =
                if matches!(written, Value::Null) { String::new() } else { fact.written(written).to_string() };
            assert_eq!(batch.text(column, row), expected);
        }
    }
    assert_eq!((batch.patient(1), batch.practice(1), batch.patient(2)), ("q".into(), "b".into(), "".into()));
    assert!(matches!(batch.value(99, 0), Value::Null) && batch.text(0, 99).is_empty());
}

#[test]
fn the_builder_writes_nulls_as_the_field_says() {
    let diagnosed = fact("diagnosed");
    let with_null = native_field(&diagnosed);
    let mut metadata = with_null.metadata().clone();
    metadata.insert(NULL.to_owned(), "65535".to_owned());
    let mut builder = ColumnBuilder::new(&diagnosed, &with_null.clone().with_metadata(metadata)).unwrap();
    builder.push(Value::Null).unwrap();
    builder.push(diagnosed.parse("1900-01-03").unwrap()).unwrap();
    assert_eq!(builder.push(diagnosed.parse("1899-12-31").unwrap()), Err(Error::OutOfRange));
    assert_eq!(builder.push(diagnosed.parse("2079-06-07").unwrap()), Err(Error::OutOfRange));
    let array = builder.finish();
    assert_eq!((array.as_primitive::<UInt16Type>().values().as_ref(), array.null_count()), (&[65535, 2][..], 0));

    let mut builder = ColumnBuilder::new(&diagnosed, &with_null).unwrap();
    builder.push(Value::Null).unwrap();
    assert_eq!(builder.finish().null_count(), 1);
    let mut ages = ColumnBuilder::new(&fact("age"), &native_field(&fact("age"))).unwrap();
    assert_eq!(ages.push(Value::Null), Err(Error::NullRefused));
    ages.push(Value::integer(130)).unwrap();
    assert_eq!(ages.finish().as_primitive::<UInt8Type>().values().as_ref(), &[130]);
    assert!(ColumnBuilder::new(&fact("frailty"), &Field::new("frailty", DataType::Utf8, true)).is_err());
}
