# Sourced by tests/c_library.sh and tests/bare_link.sh: tools, and the C library built where both find it.

# What is built stays here between runs.
out=$(realpath -m "${CARGO_TARGET_DIR:-target}")/c
failed=0

have() { command -v "$1" >/dev/null 2>&1; }

# could_not_have WHAT: ends here, with what is missing.
could_not_have() {
  echo "missing: $1"
  exit 77
}

# wrong WHAT: goes on, and fails at the end.
wrong() {
  echo "FAILED: $1"
  failed=1
}

# need COMMAND PACKAGE: a tool, from Debian's packages where we may install them.
need() {
  have "$1" && return 0
  if have apt-get && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null 2>&1
  fi
  have "$1" || could_not_have "$1 (Debian's package $2)"
}

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
