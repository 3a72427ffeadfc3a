#!/usr/bin/env bash
# A big-endian machine gives the same answers: the Rust face runs the whole conformance script on an emulated
# s390x, and its transcript is compared byte for byte with the one expected here.
#
#   bash tests/big_endian.sh     from the root of the repository
#
# Installs what is missing where it may. Exits with 0 where the transcripts are the same, 1 where they are not or
# something does not build, 77 where a tool could not be had; the last line says which.
set -uo pipefail
# shellcheck source=tests/tools.sh
. tests/tools.sh

target=s390x-unknown-linux-gnu
export CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_LINKER=s390x-linux-gnu-gcc
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

have cargo || could_not_have "cargo: install Rust from your system or with rustup"
need s390x-linux-gnu-gcc gcc-s390x-linux-gnu libc6-dev-s390x-cross
need qemu-s390x qemu-user

targets=$(realpath -m "${CARGO_TARGET_DIR:-target}")
face=(--release --quiet --package entitle-script --target "$target")
if rustup_has "$target"; then
  echo "building with rustup's $target"
  cargo build "${face[@]}" || exit 1
elif debian rustc-web cargo-web rust-web-src; then
  # In a target folder of its own, so that it does not undo the other compiler's work.
  echo "building with Debian's compiler and the standard library's source"
  targets=$targets/debian
  RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTUP_TOOLCHAIN='' CARGO_TARGET_DIR=$targets \
    /usr/bin/cargo build "${face[@]}" -Z build-std=std || exit 1
else
  could_not_have "the standard library for $target: rustup target add $target (Debian: rustc-web cargo-web rust-web-src)"
fi
program=$targets/$target/release/entitle-script

# The sixth byte of a program says in which order it reads bytes: 2 is the big end first.
if [ "$(od -An -j5 -N1 -tu1 "$program" | tr -d ' ')" != 2 ]; then
  echo "$program is no big-endian program: nothing would be shown"
  exit 1
fi

cargo run --quiet --package entitle-conformance --bin transcripts -- "$out" || exit 1
for script in all embedded; do
  if ! (cd "$out" && qemu-s390x -L /usr/s390x-linux-gnu "$program" <"$script.script") >"$out/$script.found"; then
    echo "$script.script: the program failed on the emulated machine"
    exit 1
  fi
  if ! cmp "$out/$script.expected" "$out/$script.found"; then
    diff "$out/$script.expected" "$out/$script.found" | head -n 20
    echo "$script.script: a big-endian machine answers differently"
    exit 1
  fi
  echo "$script.script: $(wc -c <"$out/$script.found") bytes of transcript are the same on $target"
done
