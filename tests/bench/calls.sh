#!/usr/bin/env bash
# What a call from C costs over the same call from Rust, and the instructions of one patient through all indicators of
# qof-england (callgrind). One command: bash tests/bench/calls.sh. Medians of seven interleaved runs.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
out=$target/bench
mkdir -p "$out"

cargo build --quiet --release -p entitle-cli
"$target/release/entitle" synth --force --patients 256 --practices 1 --seed 1 -o "$out/made" >/dev/null
cargo build --quiet --profile c-library -p entitle-c --example calls
cargo rustc --quiet --profile c-library -p entitle-c --crate-type staticlib --features bare
cc -O2 -std=c11 -Wall -Wextra -Werror -Iinclude tests/bench/calls.c "$target/c-library/libentitle_c.a" -o "$out/calls"

rust() { "$target/c-library/examples/calls" "$out/made/patients.csv" "$1"; }
c() { "$out/calls" "$out/made/patients.csv" "$1"; }

for _ in 1 2 3 4 5 6 7; do
  rust 40 | sed 's/^/rust /'
  c 40 | sed 's/^/c /'
done | python3 -c '
import statistics, sys
rust, one, all_, sums, indicators = [], [], [], set(), 1
for line in sys.stdin:
    face, *fields = line.split()
    indicators = int(fields[0])
    if face == "rust":
        rust.append(float(fields[1])); sums.add(2 * int(fields[2]))
    else:
        one.append(float(fields[1])); all_.append(float(fields[2])); sums.add(int(fields[3]))
assert len(sums) == 1, "C and Rust decide differently"
rust, one, all_ = map(statistics.median, (rust, one, all_))
print(f"one patient through {indicators} indicators, one thread, median of 7 interleaved runs")
print(f"  from Rust                       {rust:9.0f} ns")
print(f"  from C, a call for each         {one:9.0f} ns   {(one - rust) / indicators:+6.1f} ns a call")
print(f"  from C, one call for all        {all_:9.0f} ns   {all_ - rust:+6.1f} ns a call")'

if command -v valgrind >/dev/null; then
  instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$target/c-library/examples/calls" "$out/made/patients.csv" "$1" \
      2>&1 >/dev/null | sed -nE 's/.*Collected : ([0-9]+).*/\1/p'
  }
  # The difference of two runs leaves out the start.
  few=$(instructions 2) many=$(instructions 6)
  echo "  instructions (callgrind)        $(((many - few) / 4 / 256)) a patient, $(((many - few) / 4 / 256 / 44)) an indicator"
else
  echo "  instructions: valgrind is missing"
fi
