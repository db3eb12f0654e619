#!/usr/bin/env bash
# The browser tests drive Debian's Chromium. Installed here when we are root; otherwise say how.
set -euo pipefail
if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Chromium ontbreekt en wordt geïnstalleerd (alleen voor de tests)."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
else
  echo "Chromium ontbreekt: de browsertests worden overgeslagen." >&2
  echo "Zo komt het er: sudo apt-get install chromium" >&2
fi
