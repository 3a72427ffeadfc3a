//! Files of record batches, written and read by the official crates alone: what the command makes is not asked about
//! itself.
#![allow(dead_code, reason = "each test file uses a part")]

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal32Type, Decimal64Type, Int32Type, Int64Type, UInt8Type, UInt16Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray, UInt8Array,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use entitle_kernel::Date;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// The batches of a Parquet file or of an Arrow IPC file, by its extension.
pub(crate) fn batches(path: &Path) -> (SchemaRef, Vec<RecordBatch>) {
    let file = File::open(path).unwrap();
    if path.extension().unwrap() == "parquet" {
        let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let schema = reader.schema().clone();
        (schema, reader.build().unwrap().map(Result::unwrap).collect())
    } else {
        let reader = arrow_ipc::reader::FileReader::try_new(file, None).unwrap();
        (reader.schema(), reader.map(Result::unwrap).collect())
    }
}

/// Writes batches of one schema as a Parquet file, an Arrow IPC file or, for `.ipc`, a stream of it.
pub(crate) fn write(path: &Path, batches: &[RecordBatch]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let (file, schema) = (File::create(path).unwrap(), batches[0].schema());
    match path.extension().unwrap().to_str().unwrap() {
        "parquet" => {
            let mut writer = parquet::arrow::ArrowWriter::try_new(file, schema, None).unwrap();
            for batch in batches {
                writer.write(batch).unwrap();
                writer.flush().unwrap(); // a row group each
            }
            writer.close().unwrap();
        }
        "ipc" => {
            let mut writer = arrow_ipc::writer::StreamWriter::try_new(file, &schema).unwrap();
            batches.iter().for_each(|batch| writer.write(batch).unwrap());
            writer.finish().unwrap();
        }
        _ => {
            let mut writer = arrow_ipc::writer::FileWriter::try_new(file, &schema).unwrap();
            batches.iter().for_each(|batch| writer.write(batch).unwrap());
            writer.finish().unwrap();
        }
    }
}

/// The rows of a CSV text as a batch: each column in the type that `form` names for it, a blank cell null.
pub(crate) fn table(text: &str, form: impl Fn(&str) -> DataType) -> RecordBatch {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let columns = header.iter().enumerate().map(|(place, name)| {
        let cells: Vec<Option<&str>> =
            rows.iter().map(|row| Some(&row[place]).filter(|cell| !cell.is_empty())).collect();
        (Field::new(name, form(name), true), array(&cells, &form(name)))
    });
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

fn array(cells: &[Option<&str>], form: &DataType) -> ArrayRef {
    let cells = cells.iter().copied();
    let days = |cell: Option<&str>| cell.map(|cell| cell.parse::<Date>().unwrap().days());
    match form {
        DataType::Utf8 => Arc::new(cells.collect::<StringArray>()),
        DataType::Boolean => Arc::new(cells.map(|cell| cell.map(|cell| cell == "yes")).collect::<BooleanArray>()),
        DataType::Date32 => Arc::new(cells.map(days).collect::<Date32Array>()),
        DataType::UInt8 => Arc::new(cells.map(|cell| cell.map(|cell| cell.parse().unwrap())).collect::<UInt8Array>()),
        DataType::Int64 => Arc::new(cells.map(|cell| cell.map(|cell| cell.parse().unwrap())).collect::<Int64Array>()),
        DataType::Float64 => {
            Arc::new(cells.map(|cell| cell.map(|cell| cell.parse().unwrap())).collect::<Float64Array>())
        }
        // As pandas holds days; `T09` after one is nine in the morning.
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            let instant = |cell: &str| {
                let (day, hour) = cell.split_once('T').unwrap_or((cell, "0"));
                let hours = i64::from(day.parse::<Date>().unwrap().days()) * 24 + hour.parse::<i64>().unwrap();
                hours * 3_600_000_000
            };
            Arc::new(cells.map(|cell| cell.map(instant)).collect::<TimestampMicrosecondArray>())
        }
        other => panic!("{other}"),
    }
}

/// The cells of a file as CSV holds them, the header first.
pub(crate) fn cells(path: &Path) -> Vec<Vec<String>> {
    let (schema, batches) = batches(path);
    let mut rows = vec![schema.fields().iter().map(|field| field.name().clone()).collect()];
    for batch in batches {
        let columns: Vec<Vec<String>> =
            schema.fields().iter().zip(batch.columns()).map(|(field, array)| texts(field, array)).collect();
        rows.extend((0..batch.num_rows()).map(|row| columns.iter().map(|column| column[row].clone()).collect()));
    }
    rows
}

fn texts(field: &Field, array: &dyn Array) -> Vec<String> {
    let base = field.metadata().get("base_day").map(|day| day.parse::<Date>().unwrap());
    let integer = |value: i64| match base {
        Some(base) => base.add_days(value).unwrap().to_string(),
        None => value.to_string(),
    };
    let text = |row: usize| match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::UInt8 => integer(array.as_primitive::<UInt8Type>().value(row).into()),
        DataType::UInt16 => integer(array.as_primitive::<UInt16Type>().value(row).into()),
        DataType::Int32 => integer(array.as_primitive::<Int32Type>().value(row).into()),
        DataType::Int64 => integer(array.as_primitive::<Int64Type>().value(row)),
        DataType::Decimal32(_, places) => decimal(array.as_primitive::<Decimal32Type>().value(row).into(), *places),
        DataType::Decimal64(_, places) => decimal(array.as_primitive::<Decimal64Type>().value(row), *places),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let texts = dictionary.values().as_string::<i32>();
            texts.value(dictionary.normalized_keys()[row]).to_owned()
        }
        other => panic!("{field}: {other}"),
    };
    (0..array.len()).map(|row| if array.is_null(row) { String::new() } else { text(row) }).collect()
}

/// A decimal as files hold it: without zeros at the end.
fn decimal(scaled: i64, places: i8) -> String {
    let unit = 10_i64.pow(u32::try_from(places).unwrap());
    let text = format!("{}.{:0width$}", scaled / unit, scaled % unit, width = usize::try_from(places).unwrap());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
