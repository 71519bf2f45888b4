#!/bin/sh
# Makes the style sheets, scripts and fonts of web/static from web/src, the fonts of the receipt, and web/static/SOURCES.sum from both, byte for byte the same
# every time. Needs the node_modules of package-lock.json (npm ci). assets_test.go compares the sums without any of it.
set -eu
export LC_ALL=C
cd "$(dirname "$0")/.."
bin=node_modules/.bin
for weight in 400 700; do
	node web/src/font/subset.mjs $weight web/static/uyghur-$weight.woff2
done
node web/src/font/picture.mjs
for sheet in public public.rtl staff; do
	$bin/sass --no-source-map --no-charset --style=compressed --no-error-css \
		--load-path=node_modules "web/src/$sheet.scss" "web/static/$sheet.css"
done
# The sheet of the languages that are written from right to left is mirrored, and names its fonts by their contents.
$bin/rtlcss --silent web/static/public.rtl.css web/static/public.rtl.css
for weight in 400 700; do
	hash=$(sha256sum web/static/uyghur-$weight.woff2 | cut -c1-8)
	sed -i "s/uyghur-$weight\.woff2/uyghur-$weight.$hash.woff2/" web/static/public.rtl.css
done
# The scripts are for old web views: nothing newer than 2018.
$bin/esbuild web/src/public.js --bundle --minify --target=es2018 --charset=utf8 --log-level=warning --outfile=web/static/public.js
sha256sum package.json package-lock.json web/build.sh web/src/*.scss web/src/*.js web/src/*/*.js web/src/font/* internal/receipt/fonts/* \
	web/static/*.css web/static/*.js web/static/*.woff2 >web/static/SOURCES.sum
