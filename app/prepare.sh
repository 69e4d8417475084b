# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by app/run and tests/run: packages, configure, build. Needs bash, apt and dpkg only.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

build_packages="g++ cmake ninja-build qt6-base-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools linguist-qt6 libqcustomplot-dev libqcustomplot2.1-qt6 libtbb-dev nlohmann-json3-dev libcli11-dev zlib1g-dev fonts-dejavu-core"

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1; then sudo "$@"
  else say "interleave: root is needed to install packages: run as root, or install sudo"; exit 3
  fi
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Boost.Process v2 with its own source: 1.83 where the release has it (Debian 13, Ubuntu 24.04), else 1.81 (Debian 12).
boost_packages() {
  local v
  for v in 1.83 1.81; do
    if installed "libboost$v-dev" && installed "libboost-filesystem$v-dev"; then echo "libboost$v-dev libboost-filesystem$v-dev"; return; fi
  done
  for v in 1.83 1.81; do
    if [ -n "$(apt-cache show --no-all-versions "libboost$v-dev" 2>/dev/null)" ]; then echo "libboost$v-dev libboost-filesystem$v-dev"; return; fi
  done
}

# install_missing PACKAGE…: only what is not there, and says so first.
install_missing() {
  local p missing=() lists_new=no
  if [ -z "$(boost_packages)" ]; then as_root apt-get update -qq >&2; lists_new=yes; fi
  for p in "$@" $(boost_packages); do installed "$p" || missing+=("$p"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  say "interleave: installing ${#missing[@]} missing Debian packages: ${missing[*]}"
  [ $lists_new = yes ] || as_root apt-get update -qq >&2
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 || {
    say "interleave: the packages could not be installed: see apt's message above"; exit 3; }
}

# build_preset PRESET TARGET…: configures once (again when a list of files changed: ninja sees to it) and builds.
build_preset() {
  local preset=$1; shift
  local log; log=$(mktemp)
  cd "$root" || exit 3
  if [ ! -f "build/$preset/build.ninja" ]; then
    say "interleave: configuring build/$preset"
    cmake --preset "$preset" >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; exit 3; }
  fi
  rm -f "$log"
  say "interleave: building build/$preset (nothing to do when it is up to date)"
  cmake --build --preset "$preset" --target "$@" >&2 || { say "interleave: the build failed"; exit 3; }
}
