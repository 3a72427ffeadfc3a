#!/usr/bin/env bash
# The C library needs no heap, no C library and no way to panic: a program linked `-nostdlib -static` with every function of
# the header links, runs and decides a patient. A panic, an allocation and a call to the C library, planted in a copy of the
# crate one at a time, are each refused by the linker, by name.
#
#   bash tests/bare_link.sh    from the root of the repository
#
# Exits with 0 where everything holds, 1 where something does not, 77 where a tool could not be had.
set -uo pipefail
# shellcheck source=tests/c_tools.sh
. tests/c_tools.sh

[ "$(uname -m)" = x86_64 ] || could_not_have "x86-64: the program begins with a few of its instructions"
build_library

# link LIBRARY PROGRAM: the bare program, with every function of the header.
link() {
  local roots
  mapfile -t roots < <(declared | sed 's/^/-Wl,-u,/')
  gcc -std=c99 -Wall -Wextra -Wpedantic -Werror -O2 -ffreestanding -fno-tree-loop-distribute-patterns \
    -fno-stack-protector -fno-pie -no-pie -nostdlib -static -Iinclude bindings/c/tests/bare.c "${roots[@]}" "$1" -o "$2" 2>&1
}

if link "$out/build/libentitle.a" "$out/bare"; then
  "$out/bare"
  line=$?
  [ "$line" = 0 ] || wrong "the bare program stopped at line $line of bindings/c/tests/bare.c"
  absent=$(comm -23 <(declared) <(nm --defined-only "$out/bare" | awk '$2 == "T" { print $3 }' | sort))
  [ -z "$absent" ] || wrong "the bare program is without $absent"
  [ -z "$(nm --undefined-only "$out/bare")" ] || wrong "the bare program leaves something undefined"
else
  wrong "the bare program does not link"
fi
echo "bare: $(declared | wc -l) functions linked without a C library, and run"

# Plants go into a function that answers with an address, in place of its body.
planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
mkdir "$planted/bindings"
for part in Cargo.toml Cargo.lock core tests bindings/*; do
  [ "$part" = bindings/c ] || ln -s "$PWD/$part" "$planted/$part"
done
cp -r bindings/c "$planted/bindings/c"
body='NAMES.get(status, c"Ok").cast()'
grep -qF "$body" bindings/c/src/status.rs || wrong "entitle_status_name is not what the plants replace: mend this script"

allocation='{
    extern crate alloc;
    struct Malloc;
    unsafe extern "C" {
        fn malloc(bytes: usize) -> *mut u8;
    }
    unsafe impl core::alloc::GlobalAlloc for Malloc {
        unsafe fn alloc(&self, layout: core::alloc::Layout) -> *mut u8 {
            unsafe { malloc(layout.size()) }
        }
        unsafe fn dealloc(&self, _: *mut u8, _: core::alloc::Layout) {}
    }
    #[global_allocator]
    static MALLOC: Malloc = Malloc;
    unsafe { alloc::alloc::alloc(core::alloc::Layout::new::<u64>()) }.cast()
}'
call='{
    unsafe extern "C" {
        fn getenv(name: *const core::ffi::c_char) -> *mut core::ffi::c_char;
    }
    unsafe { getenv(c"HOME".as_ptr()) }
}'

# plant CODE: builds the copy with that code, and links it; what is said about it is printed.
plant() {
  BODY=$body CODE=$1 awk '{
    at = index($0, ENVIRON["BODY"])
    if (at) print substr($0, 1, at - 1) ENVIRON["CODE"] substr($0, at + length(ENVIRON["BODY"]))
    else print
  }' bindings/c/src/status.rs >"$planted/bindings/c/src/status.rs"
  (cd "$planted" && cargo rustc --quiet --lib --package entitle-c --profile c-library --features bare \
    --crate-type staticlib --target-dir "$out/planted") 2>&1 || return 2
  link "$out/planted/c-library/libentitle_c.a" "$planted/bare"
}

# refused WHAT SYMBOL CODE: the linker names that symbol, and no other, as undefined.
refused() {
  local said named
  said=$(plant "$3")
  case $? in
    0) wrong "$1 was planted, and linked all the same" && return ;;
    2) wrong "$1 was planted, and the crate does not build: $said" && return ;;
  esac
  named=$(grep -oE 'undefined reference to .*' <<<"$said" | grep -oE '[A-Za-z_][A-Za-z_0-9]*.$' | tr -cd 'A-Za-z_0-9\n' | sort -u)
  if [ "$named" = "$2" ]; then
    echo "refused: $1: undefined reference to $2"
  else
    wrong "$1 was planted, and refused for another reason: $said"
  fi
}

# The copy as it stands links: what is refused below is refused for the plant.
said=$(plant "$body") || wrong "the copy without a plant does not link: $said"
refused "a panic" entitle_panic_is_reachable 'NAMES.0[status as usize].as_ptr().cast()'
refused "an allocation" malloc "$allocation"
refused "a call to the C library" getenv "$call"

# Without an allocator of its own the crate cannot even be built with the heap.
said=$(plant '{ extern crate alloc; alloc::boxed::Box::leak(alloc::boxed::Box::new(status as u8)) as *const u8 as *const _ }')
if grep -q 'no global memory allocator found' <<<"$said"; then
  echo "refused: the crate alloc: no global memory allocator found"
else
  wrong "the crate alloc was planted, and was not refused for want of an allocator: $said"
fi

exit "$failed"
