#!/usr/bin/env bash
# The Python face: the wheel, its types, its tests (the script that every face runs among them), examples, notebooks,
# the site.
#
#   bash tests/python.sh
#
# All that it makes lies under target/python (`venv`, `wheels`, `site`); safe to run twice. Exits with 77 where a tool
# cannot be had.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
root=$PWD

# shellcheck source=tests/tools.sh
. tests/tools.sh
need cargo cargo
need python3 python3
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || could_not_have "python3 of version 3.11 or later"
# Debian keeps what makes an environment in a package of its own.
python3 -c 'import ensurepip' 2>/dev/null || debian python3-venv ||
  could_not_have "python3's ensurepip (Debian: python3-venv)"
need java openjdk-17-jre-headless

target=${CARGO_TARGET_DIR:-$root/target}
made=$target/python
venv=$made/venv
python=$venv/bin/python
face=$root/bindings/python
mkdir -p "$made"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Nothing is left in anybody's home, and no cache stands among the sources.
export MPLCONFIGDIR=$made/matplotlib IPYTHONDIR=$made/ipython JUPYTER_PLATFORM_DIRS=1
export PYTHONDONTWRITEBYTECODE=1
# Spark talks to this machine alone, starts its workers with the same Python, and says nothing but errors.
export SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=localhost PYSPARK_PYTHON=$python PYSPARK_DRIVER_PYTHON=$python
export SPARK_CONF_DIR=$made/spark SPARK_LOCAL_DIRS=$work
mkdir -p "$SPARK_CONF_DIR"
cat >"$SPARK_CONF_DIR/log4j2.properties" <<'END'
rootLogger.level = error
rootLogger.appenderRef.errors.ref = errors
appender.errors.type = Console
appender.errors.name = errors
appender.errors.target = SYSTEM_ERR
appender.errors.layout.type = PatternLayout
appender.errors.layout.pattern = %p %c{1}: %m%n
END
cat >"$SPARK_CONF_DIR/spark-defaults.conf" <<'END'
spark.driver.bindAddress 127.0.0.1
spark.driver.host 127.0.0.1
spark.sql.shuffle.partitions 4
spark.ui.enabled false
spark.ui.showConsoleProgress false
END

# step NAME COMMAND...: says what is done and for how long; shows the output where it fails, and `lines` of its end.
step() {
  local name=$1 begun=$SECONDS
  shift
  printf '%s\n' "$name"
  if "$@" >"$work/out" 2>&1; then
    [ "${lines:-0}" = 0 ] || tail -n "$lines" "$work/out" | sed 's/^/  /'
    printf '  %s s\n' $((SECONDS - begun))
  else
    cat "$work/out"
    wrong "$name"
    return 1
  fi
}

# Stops where what follows would only repeat the fault.
or_stop() { "$@" || exit 1; }

installed() {
  [ -x "$python" ] || python3 -m venv "$venv" || return 1
  { "$python" --version && cat "$face/requirements-test.txt"; } >"$work/wanted"
  cmp -s "$work/wanted" "$venv/requirements.stamp" && return 0
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$face/requirements-test.txt" || return 1
  cp "$work/wanted" "$venv/requirements.stamp"
}

built() {
  rm -rf "$made/wheels"
  "$venv/bin/maturin" build --quiet --release --locked --manifest-path "$face/Cargo.toml" --target-dir "$target" \
    --out "$made/wheels"
}

# One wheel for every Python from 3.9 on, small enough to be taken along.
fits() {
  local bytes
  case $(basename "$wheel") in
    entitle-*-cp39-abi3-*.whl) ;;
    *) echo "the wheel is not for every Python from 3.9 on: $(basename "$wheel")" && return 1 ;;
  esac
  bytes=$(wc -c <"$wheel")
  echo "$(basename "$wheel"): $((bytes / 1024)) KiB"
  [ "$bytes" -le $((8 * 1024 * 1024)) ] || { echo "the wheel is larger than 8 MiB" && return 1; }
  "$venv/bin/pip" install --quiet --disable-pip-version-check --no-index --no-deps --force-reinstall "$wheel"
}

typed() {
  # pyarrow, duckdb and polars say little of their types; ours are held to all.
  "$venv/bin/mypy" --cache-dir "$made/mypy" --strict --ignore-missing-imports "$face/python/entitle" &&
    (cd "$work" && "$python" -m mypy.stubtest entitle._entitle)
}

# In a folder of its own, so that the installed package is what is imported.
tested() { (cd "$work" && "$venv/bin/pytest" -q -r s -o cache_dir="$made/pytest" "$@"); }

# run_tests NAME WHICH...: a step of tests. They are counted, and a skip is told with its reason.
run_tests() {
  local name=$1
  shift
  lines=1 step "$name" tested "$@"
  tail -n 1 "$work/out" >>"$work/counts"
  sed -n 's/^SKIPPED \[[0-9]*\] //p' "$work/out" | tee -a "${ENTITLE_SKIP_LOG:-/dev/null}" | sed 's/^/  SKIPPED: /'
}

# Every Python at hand, from the oldest that the wheel is for: the same wheel, unpacked, and the examples in its
# docstrings that need no other package.
on_other_pythons() {
  local other version seen=""
  "$python" -m zipfile -e "$wheel" "$work/unpacked" || return 1
  cat >"$work/promises.py" <<'END'
import doctest, importlib, sys

import entitle

others = ("numpy", "pandas", "polars", "pyarrow", "matplotlib", "pyspark", "plot")
assert not set(others) & set(sys.modules), "nothing is imported before it is needed"
finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner()
for name in ("comparison", "contract", "exact", "explanation", "facts", "listing", "rules", "statement"):
    importlib.import_module(f"entitle.{name}")
    for test in finder.find(sys.modules[f"entitle.{name}"]):
        if not any(other in test.docstring for other in others):
            runner.run(test)
assert runner.tries > 30, runner.tries
sys.exit(runner.failures > 0)
END
  for other in python3.{9..15} $(have pyenv && echo "$(pyenv root)"/versions/3.*/bin/python3); do
    "$other" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null || continue
    version=$("$other" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    case " $seen " in *" $version "*) continue ;; esac
    seen="$seen $version"
    (cd "$work" && PYTHONPATH=$work/unpacked "$other" -W error promises.py) || { echo "Python $version" && return 1; }
  done
  echo "Python:${seen:- no other is at hand}"
}

# What the tests compare with: the script that every face runs, and the command line.
others_built() {
  cargo build --quiet --release --package entitle-cli || return 1
  cargo run --quiet --release --package entitle-conformance --bin transcripts -- "$work/scripts" || return 1
  export ENTITLE_COMMAND=$target/release/entitle ENTITLE_SCRIPTS=$work/scripts
}

site() {
  "$venv/bin/mkdocs" --quiet build --strict --clean --config-file "$face/mkdocs.yml" --site-dir "$made/site" || return 1
  # Whoever reads it on a machine without a network reads the same.
  ! grep -rlE '<(script|img|link|iframe)[^>]* (src|href)="(https?:)?//' --include='*.html' "$made/site" || return 1
  echo "$(find "$made/site" -name '*.html' | wc -l) pages in target/python/site"
}

step "What the Python face is tested with" installed ||
  could_not_have "what bindings/python/requirements-test.txt names (pip)"
or_stop step "The wheel" built
wheel=$(ls "$made/wheels"/*.whl)
lines=1 or_stop step "Its name, its size, its installation" fits
or_stop step "What it is compared with: the command line, the script of every face" others_built
lines=2 step "Types: strict, and the stubs of the compiled half are true" typed
run_tests "Tests" "$face/tests" --ignore "$face/tests/test_notebooks.py"
run_tests "Examples in the docstrings" --doctest-modules --pyargs entitle
run_tests "Notebooks" "$face/tests/test_notebooks.py"
lines=1 step "Other Pythons" on_other_pythons
lines=1 step "The site, without warnings" site

count() { grep -oE "[0-9]+ $1" "$work/counts" | awk '{ sum += $1 } END { print sum + 0 }'; }
echo "Python: $(count passed) tests passed, $(count failed) failed, $(count skipped) skipped"
[ "$failed" = 0 ]
