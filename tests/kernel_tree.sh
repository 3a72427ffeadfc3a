#!/usr/bin/env bash
# The kernel's normal dependencies are heapless, serde, sha2 and what these need; nothing else. (libc is only named: sha2 asks an
# ARM Linux through it for the processor's own instructions.)
set -euo pipefail
cargo tree -p entitle-kernel --edges normal --prefix none | sed 's/ .*//' | sort -u >"${TMPDIR:-/tmp}/entitle-tree.$$"
trap 'rm -f "${TMPDIR:-/tmp}/entitle-tree.$$"' EXIT
allowed='entitle-kernel heapless serde serde_core serde_derive hash32 byteorder stable_deref_trait proc-macro2 quote syn unicode-ident
sha2 cfg-if cpufeatures libc digest block-buffer crypto-common hybrid-array typenum'
while read -r crate; do
  case " ${allowed//$'\n'/ } " in
    *" $crate "*) ;;
    *) echo "the kernel must not need $crate" && exit 1 ;;
  esac
done <"${TMPDIR:-/tmp}/entitle-tree.$$"
cargo tree -p entitle-kernel --edges normal
