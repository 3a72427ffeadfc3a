//! Runs the binary as a person would, in a folder of its own.
#![allow(dead_code, reason = "each test file uses a part")]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A folder with the test's files, gone afterwards.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn with(self, name: &str, content: impl AsRef<[u8]>) -> Folder {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of all files directly in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, b"")
    }

    /// Runs the command in the folder with this on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_entitle"))
            .args(arguments)
            .current_dir(self.0.path())
            .env("COLUMNS", "160")
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that does not read closes the pipe; that is its right.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        Ran {
            exit: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// It ended well; hands over what it printed.
    pub(crate) fn fine(self) -> String {
        assert_eq!(self.exit, 0, "{}", self.err);
        self.out
    }

    /// It refused with this exit code, printed nothing on standard output, and said each of these.
    pub(crate) fn refused(self, exit: i32, said: &[&str]) {
        assert_eq!(self.exit, exit, "{}{}", self.out, self.err);
        assert_eq!(self.out, "");
        for words in said {
            assert!(self.err.contains(words), "`{words}` is missing in:\n{}", self.err);
        }
        assert!(self.err.lines().any(|line| line.starts_with("error: ")), "{}", self.err);
    }
}

/// The rows of the long form as cells.
pub(crate) fn rows(text: &str) -> Vec<[String; 6]> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>().join(","), "subject,kind,item,value,unit,detail");
    let rows = reader.records().map(|row| {
        let cells: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        cells.try_into().unwrap()
    });
    rows.collect()
}

/// The value of one row of the long form.
pub(crate) fn value(text: &str, kind: &str, item: &str) -> String {
    let found = rows(text).into_iter().find(|row| row[1] == kind && row[2] == item);
    found.unwrap_or_else(|| panic!("no row {kind} {item}"))[3].clone()
}

/// A small contract about a practice: two facts, a line, a table's worth of types.
pub(crate) const SMALL: &str = r#"
semantics = 1
[contract]
id = "small"
title = "A small contract"
in_force = 2025-04-01
until = 2026-04-01
subject = "practice"
pays = "payment"
[source.example]
title = "An example"
grade = "official"
[parameter.fee]
value = "2.50"
unit = "GBP"
source = "example"
[fact.practice.list_size]
type = "integer"
range = [1, 1000]
unit = "patients"
doc = "List"
[fact.practice.share]
type = "decimal"
places = 2
range = [0, 1]
null = "allowed"
doc = "Share"
[fact.practice.signed]
type = "date"
doc = "Day of signature"
[fact.practice.open]
type = "boolean"
doc = "Whether it is open"
[fact.practice.kind]
type = "text"
values = ["urban", "rural"]
doc = "Kind"
[criterion.open]
title = "It is open"
require = "open and signed <= period_end"
otherwise = "fail"
clause = "1"
source = "example"
[line.payment]
title = "Fee by list"
value = 'if kind = "rural" then fee * list_size * 2 else fee * list_size'
unit = "GBP"
round = { place = "0.01", mode = "half up" }
clause = "2"
source = "example"
[line.shared]
title = "Shared"
value = "share * 100"
unit = "percent"
clause = "3"
source = "example"
"#;

/// A small contract about a network of practices.
pub(crate) const NETWORK: &str = r#"
semantics = 1
[contract]
id = "small-network"
title = "A small network contract"
in_force = 2025-04-01
until = 2026-04-01
subject = "network"
pays = "payment"
[source.example]
title = "An example"
grade = "official"
[fact.network.rate]
type = "decimal"
places = 2
range = [0, 10]
unit = "GBP"
doc = "Rate"
[fact.practice.list_size]
type = "integer"
range = [1, 100000]
unit = "patients"
pool = "sum"
doc = "List"
[fact.practice.region]
type = "text"
values = ["north", "south"]
pool = "same"
doc = "Region"
[criterion.population]
title = "30,000 to 50,000 patients"
require = "sum(practices.list_size) in [30000..50000]"
otherwise = "refer"
clause = "4"
source = "example"
[criterion.members]
title = "At least two practices"
require = "count(practices) >= 2"
otherwise = "fail"
clause = "5"
source = "example"
[line.payment]
title = "Rate times list"
value = "rate * sum(practices.list_size)"
unit = "GBP"
round = { place = "0.01", mode = "half up" }
clause = "6"
source = "example"
"#;
