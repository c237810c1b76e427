#!/bin/sh
# The browser tests need Chromium and a Chinese font. As root on Debian, install what is missing; else say how.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing fontconfig >/dev/null
else
    echo "The browser tests need these packages. Install them, then run 'make test' again:" >&2
    echo "    sudo apt-get install --no-install-recommends$(printf ' %s' $missing) fontconfig" >&2
    exit 1
fi
