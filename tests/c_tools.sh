# Sourced by tests/c_library.sh and tests/bare_link.sh: the C library, built where both find it.

# shellcheck source=tests/tools.sh
. tests/tools.sh

# What is built stays here between runs.
out=$(realpath -m "${CARGO_TARGET_DIR:-target}")/c
# Both libraries, as CMakeLists.txt makes them, in $out/build.
build_library() {
  [ "$(uname -s)" = Linux ] || could_not_have "Linux: the libraries are built and looked into with its tools"
  need gcc gcc
  need cmake cmake
  need make make
  mkdir -p "$out"
  cmake -S bindings/c -B "$out/build" -DENTITLE_CARGO_FOLDER="$out/cargo" >"$out/log" 2>&1 &&
    cmake --build "$out/build" >>"$out/log" 2>&1 && return 0
  cat "$out/log"
  echo "FAILED: the library does not build"
  exit 1
}

# The functions that the header declares, one a line, sorted.
declared() { gcc -E -P include/entitle.h | grep -oE '\bentitle_[a-z_]+ ?\(' | tr -d ' (' | sort -u; }
