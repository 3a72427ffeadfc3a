#!/usr/bin/env bash
# Whether the loops over columns are made of vector instructions: counts them in each copy of the code (core/batch/src/dispatch.rs) in
# the release binary. A copy without them gives the same answers several times slower, and no other check would notice.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/tools.sh
. tests/tools.sh
need objdump binutils

binary=${1:-}
if [ -z "$binary" ]; then
  cargo build --release --quiet --package entitle-cli || exit 1
  binary=${CARGO_TARGET_DIR:-target}/release/entitle
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
objdump -d --no-show-raw-insn "$binary" >"$work/code" || exit 1

# count COPY REGISTERS: how many instructions of that copy name such registers.
count() {
  awk -v copy="$1" -v registers="$2" '
    /^[0-9a-f]+ <.*>:$/ { inside = index($0, "dispatch") && index($0, copy) }
    inside && $0 ~ registers { found++ }
    END { print found + 0 }' "$work/code"
}

# at_least COPY REGISTERS LEAST
at_least() {
  local found
  found=$(count "$1" "$2")
  echo "$1: $found instructions with $2"
  [ "$found" -ge "$3" ] || wrong "$1 has $found instructions with $2, of at least $3"
}

# none COPY REGISTERS
none() {
  local found
  found=$(count "$1" "$2")
  [ "$found" = 0 ] || wrong "$1 has $found instructions with $2: it would crash where there are none"
}

case $(objdump -f "$binary" | sed -n 's/^architecture: \([^,]*\).*/\1/p') in
  i386:x86-64)
    at_least take_avx2_ '%ymm' 1000
    none take_avx2_ '%zmm'
    at_least take_baseline '%xmm' 1000
    none take_baseline '%[yz]mm'
    ;;
  aarch64) at_least take_baseline '\<v[0-9]+\.16b' 500 ;;
  *) could_not_have "a machine whose vector instructions are known here" ;;
esac
exit "$failed"
