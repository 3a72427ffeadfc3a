//! Writes the scripts that every face runs, and what is expected of them.
//!
//! ```text
//! cargo run -p entitle-conformance --bin transcripts -- OUT_DIR
//! ```
//!
//! OUT_DIR gets `all.script`, `embedded.script`, the transcripts `all.expected`, `embedded.expected`, and `images/`.
//! A face is started in OUT_DIR, because scripts name images by paths relative to it. What the scripts hold stands in
//! the documentation of `entitle_conformance::script`, and what a script is in that of `entitle_script`.

use std::path::Path;

use entitle_conformance::script::{self, Script};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [folder] => write(Path::new(folder)),
        _ => {
            eprintln!("usage: transcripts OUT_DIR");
            std::process::exit(2);
        }
    }
}

fn write(folder: &Path) {
    let scripts: [(&str, Script); 2] = [("all", script::all()), ("embedded", script::embedded())];
    std::fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    std::env::set_current_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for (name, script) in scripts {
        script.write_images(Path::new("."));
        let mut transcript = String::new();
        script::run(&script.text, &mut transcript);
        let lines = script.text.lines().count();
        println!("{name}.script: {lines} commands, {} bytes; transcript {} bytes", script.text.len(), transcript.len());
        std::fs::write(format!("{name}.script"), script.text).expect("the script is written");
        std::fs::write(format!("{name}.expected"), transcript).expect("the transcript is written");
    }
}
