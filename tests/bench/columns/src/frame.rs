//! A frame in an Arrow file through `entitle-batch`, as the Python face calls it: for the bench of that face.

use arrow_array::RecordBatch;
use arrow_ipc::reader::FileReader;
use entitle_batch::{BatchReader, Keep, Population, Storage, patient_facts};
use entitle_kernel::{Contract, Date};
use std::fs::File;
use std::path::Path;
use std::time::Instant;

/// Rows that are taken at once, as the Python face does.
const PIECE: usize = 1 << 20;

/// Reads the file once, then answers each line of standard input with the seconds of one evaluation whose decisions are kept.
pub fn serve(definition: &Path, frame: &Path, threads: usize) {
    let text = std::fs::read_to_string(definition).expect("a definition");
    let image = entitle_compiler::compile("definition", &text).expect("a sound definition").image;
    let contract = Contract::new(&image).expect("just compiled");
    let batches = FileReader::try_new(File::open(frame).expect("a frame"), None).expect("an Arrow file");
    let batches: Vec<RecordBatch> = batches.collect::<Result<_, _>>().expect("whole");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let day = contract.period_end().expect("a contract of one year");
    for line in std::io::stdin().lines() {
        line.expect("a line");
        let begun = Instant::now();
        let kept = pool.install(|| evaluate(&contract, day, &batches));
        let seconds = begun.elapsed().as_secs_f64();
        println!("{seconds} {}", kept.iter().map(|columns| columns[0].len()).sum::<usize>());
    }
}

fn evaluate(contract: &Contract<'_>, day: Date, batches: &[RecordBatch]) -> Vec<Vec<Vec<u8>>> {
    let facts = patient_facts(contract);
    let schema = batches[0].schema();
    let reader = BatchReader::without_names(&facts, &schema).expect("every column is there");
    let mut storage = Storage::new(contract, 1);
    let population = Population::new(contract, day, &facts, &["all"], &[], &mut storage);
    let mut population = population.expect("facts of the contract");
    population.trust_unique();
    let mut kept = Vec::new();
    let mut done = 0;
    for batch in batches {
        for first in (0..batch.num_rows()).step_by(PIECE) {
            let piece = reader.read(&batch.slice(first, PIECE.min(batch.num_rows() - first))).expect("of the schema");
            population.add_batch(&piece, done, Keep::Decisions).expect("counts have room");
            kept.push(population.take_decisions());
            done += piece.rows() as u64;
        }
    }
    kept
}
