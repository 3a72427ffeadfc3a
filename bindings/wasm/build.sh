#!/usr/bin/env bash
# Builds the npm package into target/wasm/package (or $ENTITLE_WASM_PACKAGE): the modules, their glue, the TypeScript half, the
# contracts, and the classic scripts.
#
#   bash bindings/wasm/build.sh       from the root of the repository
#
# Exits with 77, and what is missing in the last line, where a tool cannot be had.
set -euo pipefail
# shellcheck source=tests/tools.sh
. tests/tools.sh

package=$(realpath -m "${ENTITLE_WASM_PACKAGE:-target/wasm/package}")
builds=$(realpath -m "${CARGO_TARGET_DIR:-target}")/wasm/build
target=wasm32-unknown-unknown
have node || could_not_have "node (version 20 or later)"
have npm || could_not_have npm

# The standard library's source, from rustup.
rustup_has_source() {
  [ -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library" ] || timeout 120 rustup component add rust-src >/dev/null 2>&1
}

# The standard library is built from its source, without the texts of panics: nobody reads them in a browser, and they take a tenth
# of a module. A panic is a trap, and is told as one.
cargo_for_wasm() {
  local flags="-Zunstable-options -Cpanic=immediate-abort -Clink-arg=-zstack-size=1048576 ${features:-}"
  local std="-Z build-std=std,panic_abort -Z build-std-features=optimize_for_size"
  if rustup_has "$target" && rustup_has_source; then
    # shellcheck disable=SC2086
    RUSTC_BOOTSTRAP=1 RUSTFLAGS="$flags" cargo build $std --target "$target" --profile wasm --target-dir "$1" "${@:2}"
  elif debian rustc-web cargo-web rust-web-src lld; then
    # shellcheck disable=SC2086
    RUSTUP_TOOLCHAIN='' RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS="$flags" CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld \
      /usr/bin/cargo build --quiet $std --target "$target" --profile wasm --target-dir "$1" "${@:2}"
  else
    echo "missing: a compiler for $target with its library's source; neither rustup nor Debian's rustc-web could supply one"
    return 77
  fi
}

echo "== Modules"
cargo_for_wasm "$builds/base" -p entitle-wasm -p entitle-wasm-columns -p entitle-wasm-compiler
features=-Ctarget-feature=+simd128 cargo_for_wasm "$builds/simd" -p entitle-wasm-columns

echo "== Glue"
bindgen=$builds/bindgen
cargo build --quiet --release --locked --manifest-path bindings/wasm/bindgen/Cargo.toml --target-dir "$bindgen"
(cd bindings/wasm && npm ci --silent --no-audit --no-fund)
rm -rf "$package"
mkdir -p "$package/wasm" "$package/contracts"

# glue VARIANT CRATE NAME FILE: a module and its glue; the module is made smaller on the way.
glue() {
  local module=$builds/$1/$target/wasm/$2.wasm out=$builds/glue/$1-$3
  rm -rf "$out"
  "$bindgen/release/entitle-wasm-bindgen" "$module" "$out" "$3"
  # A function with one caller stays one: what is inlined is packed less well.
  bindings/wasm/node_modules/.bin/wasm-opt -Oz --one-caller-inline-max-function-size=1 --strip-debug --strip-producers --enable-bulk-memory --enable-sign-ext \
    --enable-mutable-globals --enable-nontrapping-float-to-int --enable-reference-types --enable-multivalue ${5:-} \
    "$out/$3_bg.wasm" -o "$package/wasm/$4"
  cp "$out/$3.js" "$out/$3.d.ts" "$package/wasm/"
}
glue base entitle_wasm kernel kernel.wasm
glue base entitle_wasm_compiler compiler compiler.wasm
glue base entitle_wasm_columns columns columns.base.wasm
glue simd entitle_wasm_columns columns columns.simd.wasm --enable-simd
# One glue serves both variants.
cmp "$builds/glue/base-columns/columns.js" "$builds/glue/simd-columns/columns.js"

echo "== Contracts"
for image in core/contracts/*/*.image; do
  stem=$(basename "$image" .image)
  day=${stem%%.r*}
  revision=1
  [ "$day" = "$stem" ] || revision=${stem##*.r}
  cp "$image" "$package/contracts/$(basename "$(dirname "$image")")-$day-$revision.image"
done

echo "== TypeScript"
(cd bindings/wasm && ENTITLE_WASM_PACKAGE=$package npm run --silent build)
du -sh "$package"
