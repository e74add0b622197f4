#!/bin/sh
# Exit 0: healthy, 1: unhealthy. Given HC_CONTAINER, HC_HOST and HC_PORT by the agent.
set -u
host=${HC_HOST:-127.0.0.1}
port=${HC_PORT:-81}
if command -v curl >/dev/null 2>&1; then
    curl -fsS -m 5 -o /dev/null "http://$host:$port/" || exit 1
elif command -v wget >/dev/null 2>&1; then
    wget -q -T 5 -O /dev/null "http://$host:$port/" || exit 1
else
    echo "neither curl nor wget is here" >&2
    exit 127
fi
