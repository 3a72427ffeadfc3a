#!/usr/bin/env bash
# Columns against loops written by hand, memory, numba, Polars, DuckDB and rules engines. One command builds and runs it all:
#
#   bash tests/bench/columns.sh [--quick] [--slow] [WORKLOAD...]
#
# and prints tables of medians and ratios, all of one run, which it also leaves in target/bench/columns.md. Workloads are
# seven-rules, national, single and statements; all of them unless named. --quick takes fewer rows and rounds (a minute
# once built; good for nothing but to see that it runs), --slow adds rules engines that take minutes to build. Data and Python
# packages are made once, under target/bench. Contenders whose packages cannot be fetched are left out, loudly.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
out=$target/bench
rows=20971520 patients=1000000 features=() arguments=()
for argument in "$@"; do
  case $argument in
    --quick) rows=1048576 patients=100000 arguments+=(--quick) ;;
    --slow) features=(--features slow) ;;
    seven-rules | national | single | statements) arguments+=("$argument") ;;
    *) echo "usage: tests/bench/columns.sh [--quick] [--slow] [seven-rules|national|single|statements...]"; exit 2 ;;
  esac
done
mkdir -p "$out"

cargo build --quiet --release --manifest-path tests/bench/columns/Cargo.toml --target-dir "$target" "${features[@]}"
bench=$target/release/entitle-bench-columns

"$bench" make-people "$out/people-$rows" "$rows"
if [ ! -f "$out/patients-$patients/columns.json" ]; then
  cargo build --quiet --release -p entitle-cli
  "$target/release/entitle" synth --force --patients "$patients" --practices 100 --seed 5 -o "$out/synth" >/dev/null
  "$bench" make-patients "$out/synth/patients.csv" "$out/patients-$patients"
  rm -r "$out/synth"
fi
"$bench" translate "$out/rules.json"

# Packages of Python, apart from the machine's own.
python=$out/venv/bin/python
packages=(numpy numba polars duckdb pyarrow)
if ! "$python" -c "import ${packages[0]}$(printf ', %s' "${packages[@]:1}")" 2>/dev/null; then
  python3 -m venv "$out/venv" && "$out/venv/bin/pip" install --quiet "${packages[@]}" ||
    { echo "LEFT OUT: numba, Polars and DuckDB, whose packages pip could not fetch"; python=none; }
fi

export NUMBA_CACHE_DIR=$out/numba PYTHONDONTWRITEBYTECODE=1
exec python3 tests/bench/columns/measure.py --bench "$bench" --python "$python" --people "$out/people-$rows" --rows "$rows" \
  --patients "$out/patients-$patients" --patient-rows "$patients" --rules "$out/rules.json" --report "$out/columns.md" \
  "${arguments[@]}"
