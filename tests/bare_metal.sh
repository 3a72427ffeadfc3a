# Sourced by tests/run: a bare-metal target from rustup, or Debian's toolchain with the standard library's source.

bare_metal_target=thumbv7m-none-eabi

# Whether a way to build for the target can be had; installs it where that is possible.
bare_metal() {
  if have rustup; then
    rustup target list --installed 2>/dev/null | grep -qx "$bare_metal_target" && return 0
    timeout 60 rustup target add "$bare_metal_target" >/dev/null 2>&1 && return 0
  fi
  debian rustc-web cargo-web rust-web-src lld
}

bare_metal_build() {
  if have rustup && rustup target list --installed 2>/dev/null | grep -qx "$bare_metal_target"; then
    cargo build -p entitle-kernel --release --target "$bare_metal_target"
  else
    # Debian's compiler in a target folder of its own, so that it does not undo the other's work.
    RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=target/debian RUSTUP_TOOLCHAIN= \
      /usr/bin/cargo build -p entitle-kernel --release -Z build-std=core --target "$bare_metal_target"
  fi
}
