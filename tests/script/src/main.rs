//! The Rust face as a program: a script on standard input, its transcript on standard output.

use std::io::{Read, Write};

fn main() -> std::io::Result<()> {
    let (mut script, mut transcript) = (String::new(), String::new());
    std::io::stdin().read_to_string(&mut script)?;
    entitle_script::run(&script, &mut transcript);
    std::io::stdout().write_all(transcript.as_bytes())
}
