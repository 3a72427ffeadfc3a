#!/usr/bin/env bash
# The C library as a vendor meets it: built and installed by CMake, its symbols, the header under two compilers, the C++
# wrapper, the first programs of its README, and examples/c against the command line.
#
#   bash tests/c_library.sh    from the root of the repository
#
# Exits with 0 where everything holds, 1 where something does not, 77 where a tool could not be had.
set -uo pipefail
# shellcheck source=tests/c_tools.sh
. tests/c_tools.sh

need g++ g++
need clang clang
need clang++ clang
need pkg-config pkg-config
need nm binutils
need python3 python3
build_library
image=$PWD/core/contracts/qof-england/2025-04-01.image
strict="-Wall -Wextra -Wpedantic -Werror"

# check WHAT COMMAND...: one claim; what the command says is shown when it does not hold.
check() {
  local what=$1
  shift
  if "$@" >"$out/log" 2>&1; then
    echo "ok: $what"
  else
    cat "$out/log"
    wrong "$what"
  fi
}

# same WHAT EXPECTED FOUND
same() {
  if [ "$2" = "$3" ]; then echo "ok: $1"; else wrong "$1: $(diff <(echo "$2") <(echo "$3"))"; fi
}

# Installed to a stage, and moved: what is installed finds itself wherever it lies.
rm -rf "$out/stage" "$out/installed"
check "the library installs, to a stage too" env DESTDIR="$out/stage" cmake --install "$out/build" --prefix /opt/entitle
mv "$out/stage/opt/entitle" "$out/installed"
same "exactly these files are installed" "include/entitle.h
include/entitle.hpp
lib/cmake/entitle/entitle-config-version.cmake
lib/cmake/entitle/entitle-config.cmake
lib/libentitle.a
lib/libentitle.so
lib/libentitle.so.0
lib/libentitle.so.0.1.0
lib/pkgconfig/entitle.pc
share/doc/entitle/LICENSE-APACHE
share/doc/entitle/LICENSE-MIT
share/doc/entitle/NOTICE
share/doc/entitle/THIRD-PARTY.txt" "$(cd "$out/installed" && find . -type f -o -type l | sed 's,^\./,,' | LC_ALL=C sort)"
static=$out/installed/lib/libentitle.a
shared=$out/installed/lib/libentitle.so.0.1.0
export PKG_CONFIG_PATH=$out/installed/lib/pkgconfig

same "the soname is libentitle.so.0" libentitle.so.0 "$(readelf -d "$shared" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')"
same "the shared library exports the header's functions and nothing else" \
  "$(declared)" "$(nm -D --defined-only "$shared" | awk '{ print $NF }' | sort)"
same "the static library exports the header's functions and nothing else" \
  "$(declared)" "$(nm -g --defined-only "$static" | awk 'NF == 3 { print $3 }' | sort)"
# Weak symbols are the C compiler's own start and end of a shared object.
needs() {
  nm "$@" --undefined-only | awk '$1 == "U" { sub("@.*", "", $2); print $2 }' |
    grep -vxE 'memcpy|memmove|memset|memcmp|bcmp'
}
same "the shared library needs memcpy and its like alone" "" "$(needs -D "$shared")"
same "the static library needs memcpy and its like alone" "" "$(needs "$static")"
same "no path of this machine stands in the libraries" "" \
  "$(cat "$shared" "$static" | strings | grep -E "$PWD|$HOME/|/rustc/" | head -n 3)"

# Two functions are for languages without the header.
same "the C++ wrapper reaches every function of the header" "entitle_abi_version
entitle_object_bytes" "$(comm -23 <(declared) <(grep -oE '\bentitle_[a-z_]+' include/entitle.hpp | sort -u))"

for compiler in gcc clang; do
  for standard in c99 c11 c17; do
    # shellcheck disable=SC2086
    check "entitle.h alone is $standard ($compiler)" $compiler -std=$standard $strict -fsyntax-only -x c include/entitle.h
  done
done
echo '#include "entitle.h"' >"$out/header.cpp"
echo '#include "entitle.hpp"' >"$out/wrapper_header.cpp"
for compiler in g++ clang++; do
  # shellcheck disable=SC2086
  check "entitle.h alone is C++17 ($compiler)" $compiler -std=c++17 $strict -Iinclude -fsyntax-only "$out/header.cpp"
  for exceptions in -fexceptions "-fno-exceptions -fno-rtti" -DENTITLE_NO_EXCEPTIONS; do
    # shellcheck disable=SC2086
    check "entitle.hpp alone is C++17 ($compiler $exceptions)" \
      $compiler -std=c++17 $strict $exceptions -Iinclude -fsyntax-only "$out/wrapper_header.cpp"
    # shellcheck disable=SC2086
    check "the C++ wrapper does what its page says ($compiler $exceptions)" bash -c "
      $compiler -std=c++17 $strict $exceptions -O1 -Iinclude bindings/c/tests/wrapper.cpp '$static' -o '$out/wrapper' &&
      '$out/wrapper' '$image'"
  done
done

# The first programs of the README, as they stand there.
block() {
  awk -v fence="\`\`\`$1" '$0 == "```" && inside { exit } inside { print } $0 == fence { inside = 1 }' bindings/c/README.md
}
block c >"$out/first.c"
block cpp >"$out/first.cpp"
flags="$(pkg-config --cflags --libs entitle) -Wl,-rpath,$out/installed/lib"
# shellcheck disable=SC2086
check "the README's first program compiles" gcc -std=c99 $strict "$out/first.c" $flags -o "$out/first"
# shellcheck disable=SC2086
check "the README's first program in C++ compiles" g++ -std=c++17 $strict "$out/first.cpp" $flags -o "$out/first_cpp"
same "it prints what the README says" "$(block text)" "$("$out/first")"
same "in C++ too" "$(block text)" "$("$out/first_cpp")"

# The example, built in both ways from a copy.
rm -rf "$out/example"
cp -r examples/c "$out/example"
check "the example is built by make" make -C "$out/example" CFLAGS="-O1 $strict"
check "the example is built by CMake" bash -c "
  cmake -S examples/c -B '$out/example/build' -DCMAKE_PREFIX_PATH='$out/installed' -DCMAKE_C_FLAGS='$strict' &&
  cmake --build '$out/example/build'"
sed 's/entitle::entitle/entitle::entitle_static/' examples/c/CMakeLists.txt >"$out/example/CMakeLists.txt"
check "the example is built with the static library" bash -c "
  cmake -S '$out/example' -B '$out/example/static' -DCMAKE_PREFIX_PATH='$out/installed' && cmake --build '$out/example/static'"
same "the static one needs no libentitle.so" "" "$(readelf -d "$out/example/static/practice" | grep libentitle)"
run() { "$out/example/practice" "$@" 2>&1; }
(cd "$out/example" && run patients.csv practice.csv P1 DM020) >"$out/printed"
for built in build static; do
  same "the one in $built prints the same" "$(cat "$out/printed")" \
    "$(cd "$out/example" && "$built/practice" patients.csv practice.csv P1 DM020)"
done
cargo build --quiet --package entitle-cli || wrong "the command line does not build"
check "the example and the command line agree" \
  python3 bindings/c/tests/example_agrees.py "$out/example/practice" "${CARGO_TARGET_DIR:-target}/debug/entitle"
tail -n 1 "$out/log"

# complains WHAT EXPECTED PATIENTS: the example refuses patients that are given, in words that say where.
complains() {
  local said status
  said=$(printf '%b' "$3" >"$out/example/bad.csv" && cd "$out/example" && run bad.csv practice.csv)
  status=$?
  if [ "$status" = 2 ] && grep -qF "$2" <<<"$said"; then echo "ok: $1"; else wrong "$1: status $status, $said"; fi
}
complains "a fact out of its range is refused by file, row and column" \
  'bad.csv, row 3, column age: `131`' 'patient,age\nA,61\nB,131\n'
complains "and what the fact takes is said" 'give integer from 0 to 130' 'patient,age\nA,131\n'
complains "a record after the period is refused" \
  'column ifcchba_dat: `2026-06-10`: the date lies after the achievement date' 'patient,ifcchba_dat\nA,2026-06-10\n'
complains "a column that is no fact is named" 'bad.csv, row 1: `height`' 'patient,height\nA,1\n'
complains "a file without a column of patients is refused" 'no column `patient`' 'name,age\nA,61\n'
complains "a row that is short is refused" 'bad.csv, row 2: 1 cells for 2 columns' 'patient,age\nA\n'
complains "a quoted cell is refused" 'bad.csv, row 2: a quoted cell' 'patient,age\n"A",61\n'
complains "a file that is empty is refused" 'no column `patient`' ''

# Sizes. Those of the libraries change with compilers, so the README says them roughly.
# shellcheck disable=SC2086
check "an object is as large as the header says" \
  bash -c "gcc -std=c99 $strict bindings/c/tests/sizes.c $flags -o '$out/sizes' && '$out/sizes'"
same "the README's table of storage is right" "$("$out/sizes")" "$(grep -E '^\| `entitle_' bindings/c/README.md)"
echo "bytes: libentitle.so $(stat -c %s "$shared"), libentitle.a $(stat -c %s "$static")"

exit "$failed"
