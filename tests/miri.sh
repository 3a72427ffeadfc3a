#!/usr/bin/env bash
# The C library's unsafe code under Miri: a whole evaluation and misuse through the exported functions, with addresses that
# carry their provenance, under both models of aliasing; and once each as a 32-bit and as a big-endian machine.
# Exits with 77 where no nightly compiler with Miri can be had.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=tests/tools.sh
. tests/tools.sh
has_miri() { cargo +nightly miri --version >/dev/null 2>&1; }
if ! has_miri && have rustup; then
  timeout 300 rustup toolchain install nightly --profile minimal --component miri,rust-src >/dev/null 2>&1 || true
fi
has_miri || could_not_have "a nightly compiler with Miri"
cargo +nightly miri --version

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# under FLAGS [ARGUMENTS...]: runs the tests.
under() {
  local flags=$1
  shift
  echo "$flags $*"
  if ! MIRIFLAGS=$flags cargo +nightly miri test --quiet --package entitle-c --test evaluation --test misuse "$@" >"$log" 2>&1; then
    cat "$log"
    exit 1
  fi
  grep '^test result' "$log"
}

under "-Zmiri-strict-provenance"
under "-Zmiri-strict-provenance -Zmiri-tree-borrows"
under "-Zmiri-strict-provenance" --target armv7-unknown-linux-gnueabihf
under "-Zmiri-strict-provenance" --target s390x-unknown-linux-gnu
