#!/usr/bin/env bash
# The WebAssembly face beside the Rust call, in one run:
#
#   bash tests/bench/wasm.sh [--quick]
#
# prints tables of medians and ratios, which it also leaves in target/bench/wasm.md. --quick takes fewer rows and rounds (good for nothing
# but to see that it runs). The package is that of tests/wasm.sh, which has to have run.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
package=$(realpath -m target/wasm/package)
[ -f "$package/package.json" ] || { echo "run tests/wasm.sh first: it builds the package" && exit 1; }
patients=1000000
[ "${1:-}" = --quick ] && patients=100000
folder=$target/bench/patients-$patients
mkdir -p "$target/bench"
cargo build --quiet --release --manifest-path tests/bench/columns/Cargo.toml --target-dir "$target"
bench=$target/release/entitle-bench-columns
if [ ! -f "$folder/columns.json" ]; then
  cargo build --quiet --release -p entitle-cli
  "$target/release/entitle" synth --force --patients "$patients" --practices 100 --seed 5 -o "$target/bench/synth" >/dev/null
  "$bench" make-patients "$target/bench/synth/patients.csv" "$folder"
  rm -r "$target/bench/synth"
fi
exec node tests/bench/wasm/measure.mjs "$bench" "$folder" "$patients" "$package" "$target/bench/wasm.md" "${1:-}"
