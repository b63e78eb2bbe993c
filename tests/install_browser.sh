#!/bin/sh
# The browser tests need Chromium. Install Debian's package when it is missing and we may.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
    echo "Chromium is missing: install your system's 'chromium' package for the browser tests." >&2
fi
