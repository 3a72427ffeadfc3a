//! Files of record batches that are damaged: whatever stands in them, the command ends with a word about the file.
#![cfg(unix)]

mod columnar;
mod support;

use arrow_array::RecordBatch;
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use arrow_schema::DataType;
use columnar::table;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::process::{Command, Stdio};
use support::Folder;

const CONTRACT: &str = include_str!("population/contract.toml");
const PRACTICES: &str = "practice,network,list_size,fee\nNorth,Coast,100,2.00\nSouth,Coast,200,2.00\n";
const PATIENTS: &str = "\
patient,practice,age,birth,diagnosed,reviewed,declined,rare
n1,North,60,1965-10-01,2015-05-05,2025-06-01,,
n2,North,60,1965-10-01,2015-05-05,,yes,
s1,South,60,1965-10-01,2015-05-05,2025-03-31,no,
";

/// Mutants of each file. Before they were guarded, 66 of 1,500 panicked.
const MUTANTS: usize = 300;
/// Runs of the command over each file.
const RUNS: usize = 12;
/// Kibibytes of memory that a run may take, threads and all.
const MEMORY_KIB_MAX: u64 = 3 << 20;

fn batch() -> RecordBatch {
    table(PATIENTS, |column| match column {
        "patient" | "practice" => DataType::Utf8,
        "age" => DataType::Int64,
        "declined" | "rare" => DataType::Boolean,
        _ => DataType::Date32,
    })
}

/// Small files of every kind that is read.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let batch = batch();
    let parquet = |compression: Compression| {
        let properties = WriterProperties::builder().set_compression(compression).build();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.into_inner().unwrap()
    };
    let options = |compression| IpcWriteOptions::default().try_with_compression(compression).unwrap();
    let arrow = |compression| {
        let mut writer = FileWriter::try_new_with_options(Vec::new(), &batch.schema(), options(compression)).unwrap();
        writer.write(&batch).unwrap();
        writer.into_inner().unwrap()
    };
    let stream = |compression| {
        let mut writer = StreamWriter::try_new_with_options(Vec::new(), &batch.schema(), options(compression)).unwrap();
        writer.write(&batch).unwrap();
        writer.finish().unwrap();
        writer.into_inner().unwrap()
    };
    vec![
        ("p.parquet", parquet(Compression::UNCOMPRESSED)),
        ("snappy.parquet", parquet(Compression::SNAPPY)),
        ("p.arrow", arrow(None)),
        ("zstd.arrow", arrow(Some(CompressionType::ZSTD))),
        ("p.ipc", stream(None)),
        ("lz4.ipc", stream(Some(CompressionType::LZ4_FRAME))),
    ]
}

/// Numbers without end, settled by the seed (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }

    /// A byte or a few changed, cut out or doubled; most often in the half that says where everything stands.
    fn mutant(&mut self, file: &[u8]) -> Vec<u8> {
        let mut bytes = file.to_vec();
        for _ in 0..=self.below(3) {
            let first = if self.below(3) > 0 { bytes.len() / 2 } else { 0 };
            let at = first + self.below(bytes.len() - first);
            let end = bytes.len().min(at + 1 + self.below(8));
            match self.below(6) {
                0 => bytes[at] ^= 1 << self.below(8),
                1 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][self.below(5)],
                2 => bytes[at..end].fill(0xff),
                3 => bytes[at..end].fill(u8::try_from(self.below(256)).unwrap()),
                4 => drop(bytes.drain(at..end)),
                _ => {
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
            }
        }
        bytes
    }
}

#[test]
fn no_damage_makes_a_reader_panic() {
    let mut random = Random(1);
    for (name, file) in files() {
        let count = |bytes: &[u8]| entitle_cli::count_batch_rows(bytes, name.ends_with("parquet"));
        assert_eq!(count(&file), Ok(3), "{name} as it was written");
        let refused = (0..MUTANTS).filter(|_| count(&random.mutant(&file)).is_err()).count();
        assert!(refused > 100, "{refused} of {name} were refused: the mutants are no damage");
    }
}

#[test]
fn a_damaged_file_ends_the_command_with_a_word_about_it_and_takes_no_more_memory_than_there_is() {
    let folder = Folder::new().with("c.toml", CONTRACT).with("practices.csv", PRACTICES);
    let mut random = Random(2);
    for (name, file) in files() {
        for mutant in 0..RUNS {
            let bytes = if mutant == 0 { file.clone() } else { random.mutant(&file) };
            std::fs::write(folder.path(name), &bytes).unwrap();
            let arguments = format!("c.toml --patients {name} --practices practices.csv --out out --force --threads 1");
            let command = format!("ulimit -v {MEMORY_KIB_MAX}; exec \"$0\" evaluate {arguments}");
            let ran = Command::new("sh")
                .args(["-c", &command, env!("CARGO_BIN_EXE_entitle")])
                .current_dir(folder.path(""))
                .stdin(Stdio::null())
                .output()
                .unwrap();
            let said = String::from_utf8(ran.stderr).unwrap();
            match ran.status.code() {
                Some(0) => {}
                Some(2 | 4) if mutant > 0 && !said.contains("panicked") && said.contains(name) => {}
                other => panic!("mutant {mutant} of {name}: {other:?}\n{said}"),
            }
        }
    }
}

#[test]
fn a_column_of_a_form_that_is_not_read_is_told_by_its_name() {
    // As Polars 2.1.0 writes them: a row of North, and a column `total` of 128 bits, for which no rule asks.
    let folder = Folder::new()
        .with("c.toml", CONTRACT)
        .with("practices.csv", PRACTICES)
        .with("p.parquet", include_bytes!("columnar/polars_int128.parquet"))
        .with("p.arrow", include_bytes!("columnar/polars_int128.arrow"));
    let evaluate = |name: &str| {
        let files = ["evaluate", "c.toml", "--patients", name, "--practices", "practices.csv", "--out", "out"];
        folder.run(&files)
    };
    evaluate("p.parquet").refused(2, &["p.parquet has a fault", "column total: the contract takes no such fact"]);
    evaluate("p.arrow").refused(2, &["p.arrow cannot be read", "column total: integers of 128 bits are not read"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_replaced_while_it_is_read_is_told() {
    use std::io::Write;
    let files = files();
    let whole = [
        ("p.parquet", &files[0].1[..]),
        ("p.arrow", &files[2].1),
        ("p.ipc", &files[4].1),
        ("p.csv", PATIENTS.as_bytes()),
    ];
    for (name, bytes) in whole {
        for in_place in [false, true] {
            let folder = Folder::new().with("c.toml", CONTRACT).with(name, bytes);
            let mut run = Command::new(env!("CARGO_BIN_EXE_entitle"))
                .args(["evaluate", "c.toml", "--patients", name, "--practices", "-", "--out", "out"])
                .current_dir(folder.path(""))
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            // It has opened the patients, and waits for the practices.
            let path = std::fs::canonicalize(folder.path(name)).unwrap();
            let is_open = || {
                let open = std::fs::read_dir(format!("/proc/{}/fd", run.id())).unwrap().flatten();
                open.filter_map(|entry| std::fs::read_link(entry.path()).ok()).any(|open| open == path)
            };
            while !is_open() {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            // Its schema is known by then, or shortly.
            std::thread::sleep(std::time::Duration::from_millis(300));
            if in_place {
                std::fs::write(&path, bytes).unwrap();
            } else {
                std::fs::write(folder.path("new"), bytes).unwrap();
                std::fs::rename(folder.path("new"), &path).unwrap();
            }
            run.stdin.take().unwrap().write_all(PRACTICES.as_bytes()).unwrap();
            let ran = run.wait_with_output().unwrap();
            let said = String::from_utf8(ran.stderr).unwrap();
            assert_eq!(ran.status.code(), Some(4), "{name}: {said}");
            assert!(
                said.contains(&format!("{name} was replaced or written to while it was read; no results were written")),
                "{said}"
            );
            assert!(!folder.path("out").exists());
        }
    }
}
