#!/bin/sh
# Makes web/static/*.css from web/src and web/static/SOURCES.sum from both, byte for byte the same every time.
# Needs the node_modules of package-lock.json (npm ci). assets_test.go compares the sums without any of it.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
for sheet in public staff; do
	node_modules/.bin/sass --no-source-map --no-charset --style=compressed --no-error-css \
		--load-path=node_modules "web/src/$sheet.scss" "web/static/$sheet.css"
done
sha256sum package.json package-lock.json web/build.sh web/src/*.scss web/static/*.css >web/static/SOURCES.sum
