#!/usr/bin/env bash
# The C face of the conformance suite: the programs of tests/c against the static library.
#
#   bash tests/c_face.sh [OUT_DIR]
#
# OUT_DIR holds the scripts and expected transcripts (`transcripts OUT_DIR` writes them; made where it is not given).
# The transcript has to be byte for byte that of the Rust face; promises against misuse, and threads, are asserted by the
# programs themselves. Each runs plain, under AddressSanitizer and UndefinedBehaviorSanitizer, and under valgrind; threads
# under ThreadSanitizer too. Exits with 77 where a tool cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

# shellcheck source=tests/tools.sh
. tests/tools.sh
need gcc gcc libc6-dev
need clang clang libc6-dev
need valgrind valgrind

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

scripts=${1:-}
if [ -z "$scripts" ]; then
  scripts=$work/scripts
  cargo run --quiet --release --package entitle-conformance --bin transcripts -- "$scripts"
fi
scripts=$(cd "$scripts" && pwd)

cargo rustc --quiet --release --package entitle-c --crate-type staticlib
library=${CARGO_TARGET_DIR:-$root/target}/release/libentitle_c.a
sample=$root/core/kernel/sample/sample-contract.image
strict=(-std=c11 -Wall -Wextra -Wpedantic -Werror -g -O1 -I"$root/include")
system=(-lpthread -lm -ldl -lrt -lutil)
# The library is one of Rust's: it brings the unwinder's needs of its standard library along.
system+=(-lgcc_s)

# built COMPILER PROGRAM NAME FLAGS...: compiles tests/c/PROGRAM.c.
built() {
  local compiler=$1 program=$2 name=$3
  shift 3
  "$compiler" "${strict[@]}" "$@" "tests/c/$program.c" "$library" "${system[@]}" -o "$work/$name"
}

# same SCRIPT COMMAND...: runs a script and compares what is written.
same() {
  local script=$1
  shift
  (cd "$scripts" && "$@" <"$script.script" >"$work/written")
  cmp "$work/written" "$scripts/$script.expected"
  echo "  $script: $(wc -l <"$scripts/$script.script") commands, $(wc -c <"$work/written") bytes, as expected"
}

memory=(valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=all)
# misuse compares the library's objects byte by byte, with the padding in them.
cat >"$work/padding" <<'END'
{
  the padding of objects
  Memcheck:Cond
  fun:*cmp*
  fun:judge
}
END
memory+=("--suppressions=$work/padding")
sanitized=(-fsanitize=address,undefined -fno-sanitize-recover=all)

echo "compilers: $(gcc -dumpfullversion), clang $(clang -dumpversion)"
for program in transcript misuse threads; do
  built gcc "$program" "$program.gcc"
  built clang "$program" "$program.clang"
  built gcc "$program" "$program.sanitized" "${sanitized[@]}"
done

echo "transcript"
same all "$work/transcript.gcc"
same all "$work/transcript.clang"
echo "transcript under AddressSanitizer and UndefinedBehaviorSanitizer"
same all "$work/transcript.sanitized"
echo "transcript under valgrind"
same all "${memory[@]}" "$work/transcript.gcc"

echo "misuse: plain, sanitized, under valgrind"
"$work/misuse.gcc" "$sample"
"$work/misuse.clang" "$sample"
"$work/misuse.sanitized" "$sample"
"${memory[@]}" "$work/misuse.gcc" "$sample"

echo "threads: plain, sanitized, under helgrind (which sees into the library) and ThreadSanitizer"
"$work/threads.gcc"
"$work/threads.sanitized"
valgrind -q --tool=helgrind --error-exitcode=9 "$work/threads.gcc" 50
built gcc threads threads.watched -fsanitize=thread
# ThreadSanitizer of older compilers does not know how some kernels lay memory out at random.
if setarch "$(uname -m)" -R true 2>/dev/null; then
  setarch "$(uname -m)" -R "$work/threads.watched"
else
  "$work/threads.watched"
fi
