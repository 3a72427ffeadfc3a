#!/usr/bin/env bash
# The Python face beside the Rust call, Polars and DuckDB, in one run:
#
#   bash tests/bench/python.sh [--quick]
#
# prints tables of medians and ratios, which it also leaves in target/bench/python.md. --quick takes fewer rows (good for nothing
# but to see that it runs). The wheel and its packages are those of tests/python.sh, which has to have run.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
python=$target/python/venv/bin/python
[ -x "$python" ] || { echo "run tests/python.sh first: it builds the wheel and installs what it is measured beside" && exit 1; }
mkdir -p "$target/bench"
cargo build --quiet --release --manifest-path tests/bench/columns/Cargo.toml --target-dir "$target"
cat tests/bench/columns/seven_rules/facts.toml tests/bench/columns/seven_rules/table.toml >"$target/bench/seven_rules.toml"
export PYSPARK_PYTHON=$python PYSPARK_DRIVER_PYTHON=$python SPARK_LOCAL_IP=127.0.0.1 SPARK_CONF_DIR=$target/python/spark
exec "$python" tests/bench/python/measure.py --bench "$target/release/entitle-bench-columns" \
  --definition "$target/bench/seven_rules.toml" --wheels "$target/python/wheels" --folder "$target/bench" "$@"
