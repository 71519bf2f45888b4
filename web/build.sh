#!/bin/sh
# Makes the style sheets and scripts of web/static from web/src and web/static/SOURCES.sum from both, byte for byte the same
# every time. Needs the node_modules of package-lock.json (npm ci). assets_test.go compares the sums without any of it.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
bin=node_modules/.bin
for sheet in public staff; do
	$bin/sass --no-source-map --no-charset --style=compressed --no-error-css \
		--load-path=node_modules "web/src/$sheet.scss" "web/static/$sheet.css"
done
# The mirrored sheet is for the languages that are written from right to left.
$bin/rtlcss --silent web/static/public.css web/static/public.rtl.css
# The scripts are for old web views: nothing newer than 2018.
$bin/esbuild web/src/public.js --bundle --minify --target=es2018 --charset=utf8 --log-level=warning --outfile=web/static/public.js
sha256sum package.json package-lock.json web/build.sh web/src/*.scss web/src/*.js web/src/*/*.js \
	web/static/*.css web/static/*.js >web/static/SOURCES.sum
