#!/usr/bin/env bash
# Installs what the full test suite needs and this Debian machine lacks. Does nothing where all is there.
# The -core packages of MariaDB bring the programs without a service; each test run starts its own server.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
need() { # need PACKAGE PROGRAM…: the package, if one of the programs is missing
  local package=$1 program
  shift
  for program in "$@"; do
    command -v "$program" >/dev/null || { packages+=("$package"); return; }
  done
}

export PATH="$PATH:/usr/sbin:/sbin"
need mariadb-server-core mariadbd mariadb-install-db
need mariadb-client-core my_print_defaults
need mariadb-client mariadb-dump # a test follows docs/operate.md
need redis-server redis-server
need chromium chromium
need gcc gcc # for the race detector
[ -e /usr/include/stdlib.h ] || packages+=(libc6-dev)
need fontconfig fc-list
[ -n "$(fc-list :lang=zh family 2>/dev/null)" ] || packages+=(fonts-noto-cjk)
axe=node_modules/axe-core/axe.min.js
[ -e "$axe" ] || need npm npm

if [ "${#packages[@]}" -gt 0 ]; then
  echo "installing: ${packages[*]}"
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
fi

[ -e "$axe" ] || npm ci --no-audit --no-fund
