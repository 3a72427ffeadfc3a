# Sourced by tests/run and by the scripts that it calls: tools, from Debian's packages or rustup where we may install them.

have() { command -v "$1" >/dev/null 2>&1; }

# could_not_have WHAT: ends here, with what is missing.
could_not_have() {
  echo "missing: $1"
  exit 77
}

# wrong WHAT: goes on, and fails at the end.
failed=0
wrong() {
  echo "FAILED: $1"
  failed=1
}

# debian PACKAGE...: installs Debian packages where we may; says whether they are there afterwards.
debian() {
  have apt-get && [ "$(id -u)" = 0 ] || return 1
  dpkg -s "$@" >/dev/null 2>&1 && return 0
  apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

# need COMMAND PACKAGE...: a tool, or the end.
need() {
  local tool=$1
  shift
  have "$tool" || debian "$@" || true
  have "$tool" || could_not_have "$tool (Debian: $*)"
}

# rustup_has TARGET: from rustup, unless Debian's was asked for by ENTITLE_TOOLCHAIN=debian.
rustup_has() {
  [ "${ENTITLE_TOOLCHAIN:-}" != debian ] && have rustup || return 1
  rustup target list --installed 2>/dev/null | grep -qx "$1" && return 0
  timeout 60 rustup target add "$1" >/dev/null 2>&1
}
