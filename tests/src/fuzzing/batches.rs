//! Files of record batches: Parquet and Arrow IPC, as `entitle evaluate` reads them.

/// A Parquet file: it is read or refused; no reader's panic comes through.
pub fn parquet(data: &[u8]) {
    let _ = entitle_cli::count_batch_rows(data, true);
}

/// The same of Arrow IPC, file or stream.
pub fn arrow(data: &[u8]) {
    let _ = entitle_cli::count_batch_rows(data, false);
}
