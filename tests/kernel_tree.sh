#!/usr/bin/env bash
# The kernel's normal dependencies are heapless, serde and what these two need; nothing else.
set -euo pipefail
cargo tree -p entitle-kernel --edges normal --prefix none | sed 's/ .*//' | sort -u >"${TMPDIR:-/tmp}/entitle-tree.$$"
trap 'rm -f "${TMPDIR:-/tmp}/entitle-tree.$$"' EXIT
allowed='entitle-kernel heapless serde serde_core serde_derive hash32 byteorder stable_deref_trait proc-macro2 quote syn unicode-ident'
while read -r crate; do
  case " $allowed " in
    *" $crate "*) ;;
    *) echo "the kernel must not need $crate" && exit 1 ;;
  esac
done <"${TMPDIR:-/tmp}/entitle-tree.$$"
cargo tree -p entitle-kernel --edges normal
