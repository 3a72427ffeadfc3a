#!/usr/bin/env bash
# The firmware of examples/embedded on emulated machines without an operating system: its transcript of the
# conformance script is compared byte for byte with the one expected, and what it takes of flash and RAM is held to
# examples/embedded/budget.tsv.
#
#   bash tests/embedded.sh     from the root of the repository
#
# Installs what is missing where it may. Exits with 0 where everything holds, 1 where something does not, 77 where a
# tool could not be had. ENTITLE_TOOLCHAIN=debian takes Debian's compiler even where rustup has the targets.
set -uo pipefail
# shellcheck source=tests/tools.sh
. tests/tools.sh

firmware=examples/embedded
budget=$firmware/budget.tsv
panics='panicking|rust_begin_unwind|panic_fmt'
definition=core/contracts/qof-england/2025-04-01.toml
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
builds=$(realpath -m "${CARGO_TARGET_DIR:-target}")/embedded
# build TARGET [OPTION...]: the firmware, by whichever compiler can be had. Prints the path of the program, which the
# next build for the same target overwrites.
build() {
  local target=$1 how folder
  shift
  if rustup_has "$target"; then
    how=rustup
    folder=$builds/rustup
    (cd $firmware && env -u RUSTFLAGS CARGO_TARGET_DIR="$folder" cargo build --quiet --release --target "$target" "$@") >&2
  elif debian rustc-web cargo-web rust-web-src lld; then
    # Debian ships no core for these machines, but its source; and its linker by another name.
    how=debian
    folder=$builds/debian
    local linker=CARGO_TARGET_${target//-/_}_LINKER
    (cd $firmware && env -u RUSTFLAGS "${linker^^}=ld.lld" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTUP_TOOLCHAIN= \
      CARGO_TARGET_DIR="$folder" /usr/bin/cargo build --quiet --release -Z build-std=core --target "$target" "$@") >&2
  else
    echo "missing: a compiler for $target; neither rustup nor Debian's rustc-web could supply one" >&2
    return 77
  fi || return 1
  echo "$target: built by $how's compiler" >&2
  echo "$folder/$target/release/embedded"
}

# run PROGRAM QEMU MACHINE...: the transcript goes to $out/transcript, the firmware's report to $out/report.
run() {
  local program=$1
  shift
  timeout 300 "$@" -nographic -monitor none -serial none -semihosting-config enable=on,target=native \
    -kernel "$program" <"$out/embedded.script" >"$out/transcript" 2>"$out/report"
}

# section PROGRAM NAME: its bytes.
section() { size -A "$1" | awk -v name="$2" '$1 == name { print $2 }'; }

# symbols PROGRAM: type, bytes and name of each, with Rust's names.
symbols() { nm --radix=d --print-size --demangle "$1" | awk 'NF > 3 { bytes = $2; type = $3; $1 = $2 = $3 = ""; print type, bytes + 0, $0 }'; }

# text_by_crate PROGRAM: bytes of code, the largest first. What the optimiser inlined counts where it stands.
text_by_crate() {
  symbols "$1" | awk '$1 ~ /^[tT]$/ {
    crate = $0 ~ /entitle_kernel::/ && $3 !~ /^<?embedded/ ? "entitle_kernel" : $3
    sub(/^[<&]+/, "", crate); sub(/[^A-Za-z0-9_].*/, "", crate)
    bytes[crate ~ /^(entitle_kernel|embedded|core|compiler_builtins|semihosting)$/ ? crate : "all others"] += $2
  } END { for (crate in bytes) print bytes[crate] "\t" crate }' | sort -rn
}

# other_static_bytes PROGRAM: bytes of .data and .bss whose names are not the example's own.
other_static_bytes() { symbols "$1" | awk '$1 ~ /^[bBdD]$/ && $3 !~ /^<?embedded(\[[0-9a-f]+\])?::/ { sum += $2 } END { print sum + 0 }'; }

# linked PROGRAM PATTERN: how many symbols there are of that name.
linked() { nm --demangle "$1" | grep -cE "$2"; }

need qemu-system-arm qemu-system-arm
need qemu-system-riscv32 qemu-system-misc
have size && have nm || debian binutils || could_not_have "size and nm of binutils"

echo "== Script and image"
cargo run --quiet -p entitle-conformance --bin transcripts -- "$out" >/dev/null || exit 1
export ENTITLE_IMAGE=$out/qof-england.image
cargo run --quiet -- compile --without-text "$definition" --output "$ENTITLE_IMAGE" >/dev/null || exit 1
echo "$(wc -l <"$out/embedded.script") commands, $(wc -c <"$out/embedded.expected") bytes of transcript"

echo "== The firmware without evaluation"
copy=$out/copy
program=$(build thumbv7m-none-eabi --features copy </dev/null)
case $? in
  0) cp "$program" "$copy" ;;
  77) exit 77 ;;
  *) echo "FAILED: it does not build" && exit 1 ;;
esac
if run "$copy" qemu-system-arm -machine lm3s6965evb -cpu cortex-m3 && cmp "$out/transcript" "$out/embedded.script"; then
  echo "reads and writes the script, byte for byte"
else
  wrong "it does not copy the script"
fi

while IFS=$'\t' read -r target emulator; do
  echo "== $target"
  program=$(build "$target" </dev/null)
  case $? in
    0) ;;
    77) exit 77 ;;
    *) wrong "$target does not build" && continue ;;
  esac
  # shellcheck disable=SC2086
  if ! run "$program" $emulator; then
    wrong "$emulator ended with an error"
    tail -n 3 "$out/report"
  elif ! cmp "$out/transcript" "$out/embedded.expected"; then
    wrong "the transcript of $target differs"
  else
    echo "$emulator: the transcript is the same, byte for byte; $(awk -F'\t' '$1 == "stack" { print $2 }' "$out/report") bytes of stack"
  fi
  [ "$(linked "$program" "$panics")" = 0 ] || wrong "a panic is linked for $target"
  [ "$target" = thumbv7m-none-eabi ] && { measured=$program && cp "$out/report" "$out/report_measured"; }
done <<'MACHINES'
thumbv7m-none-eabi	qemu-system-arm -machine lm3s6965evb -cpu cortex-m3
thumbv6m-none-eabi	qemu-system-arm -machine lm3s6965evb -cpu cortex-m0
riscv32imac-unknown-none-elf	qemu-system-riscv32 -machine virt -bios none
MACHINES
[ -n "${measured:-}" ] || exit 1

echo "== What the firmware takes on a Cortex-M3"
echo "code, bytes by crate (all of it: $(section "$measured" .text); without evaluation: $(section "$copy" .text))"
text_by_crate "$measured" | sed 's/^/  /'
echo "stack, bytes by command"
sed -n 's/^stack \(.*\)\t\(.*\)/  \2\t\1/p' "$out/report_measured" | sort -rn
echo "static memory, bytes by name ($(section "$measured" .data) of .data, $(section "$measured" .bss) of .bss)"
symbols "$measured" | awk '$1 ~ /^[bBdD]$/ { print "  " $2 "\t" $3 }' | sort -rn

cat >"$out/measured.tsv" <<MEASURED
text that evaluation adds	$(($(section "$measured" .text) - $(section "$copy" .text)))
stack	$(awk -F'\t' '$1 == "stack" { print $2 }' "$out/report_measured")
image	$(wc -c <"$ENTITLE_IMAGE")
static memory that is not the example's	$(other_static_bytes "$measured")
symbols of a panic	$(linked "$measured" "$panics")
symbols of a heap	$(linked "$measured" '__rust_alloc|__rust_dealloc|alloc::')
MEASURED

echo "== Budget"
while IFS=$'\t' read -r name limit unit; do
  value=$(awk -F'\t' -v name="$name" '$1 == name { print $2 }' "$out/measured.tsv")
  printf '%-40s %8s of %6s %s\n' "$name" "${value:-?}" "$limit" "$unit"
  [ -n "$value" ] && [ "$value" -le "$limit" ] || wrong "$name is over its limit in $budget"
done < <(tail -n +2 $budget)

[ "$failed" = 0 ] && echo "everything holds"
exit $failed
