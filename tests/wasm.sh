#!/usr/bin/env bash
# The npm package of bindings/wasm: built, held to its budget, tested in Node and in Chromium, documented; and the calculator that
# stands on it.
#
#   bash tests/wasm.sh     from the root of the repository
#
# Installs what is missing where it may. Exits with 0 where everything holds, 1 where something does not, 77 where a tool could not be had.
# ENTITLE_TOOLCHAIN=debian takes Debian's compiler even where rustup has the target.
set -uo pipefail
# shellcheck source=tests/tools.sh
. tests/tools.sh

package=$(realpath -m target/wasm/package)
export ENTITLE_WASM_PACKAGE=$package
export ENTITLE_SCRIPTS=$(realpath -m target/wasm/scripts)
have node || debian nodejs npm || true
have node && have npm || could_not_have "node and npm (version 20 of Node or later)"
have chromium || debian chromium || true

# step WHAT COMMAND...: says what is done, and goes on when it is wrong; 77 ends it all.
step() {
  local what=$1 status
  shift
  echo "== $what"
  "$@"
  status=$?
  [ "$status" = 77 ] && exit 77
  [ "$status" = 0 ] || wrong "$what"
}

packed() { cat "$@" | gzip -9 | wc -c; }

# The parts of the package that a page loads, each packed as a server sends it.
budget() {
  local what limit parts bytes part
  while IFS=$'\t' read -r what limit; do
    [ "$what" = what ] && continue
    bytes=0
    parts=$what
    [[ $what == index.js* ]] && parts=$(cd "$package" && ls ./*.js wasm/kernel.js | grep -vE 'global|inlined|worker')
    for part in $parts; do
      bytes=$((bytes + $(packed "$package/$part")))
    done
    echo "$bytes of $limit bytes, packed: $what"
    [ "$bytes" -le "$limit" ] || wrong "$what takes $bytes bytes, packed; its budget is $limit"
  done <bindings/wasm/budget.tsv
  return 0
}

step "The package" bash bindings/wasm/build.sh || exit 1
[ -f "$package/package.json" ] || exit 1
budget
step "Scripts of the conformance suite" cargo run --quiet -p entitle-conformance --bin transcripts -- "$ENTITLE_SCRIPTS"
cd bindings/wasm || exit 1
step "Types" npm run --silent check
step "Documentation without warnings" npm run --silent docs
step "Node, pages, bundlers" npm --silent test
cd ../../examples/calculator || exit 1
step "The calculator" bash -c 'npm ci --silent --no-audit --no-fund && npm run --silent build && npm --silent test'
exit "$failed"
