#!/bin/sh
# Exit 0: healthy, 1: unhealthy. Given HC_CONTAINER, HC_HOST and HC_PORT by the agent.
set -u
host=${HC_HOST:-127.0.0.1}
port=${HC_PORT:-1884}
if ! command -v mosquitto_pub >/dev/null 2>&1; then
    echo "mosquitto_pub is not here" >&2
    exit 127
fi
mosquitto_pub -h "$host" -p "$port" -t homelab/healthcheck -m ok -q 1 >/dev/null 2>&1 || exit 1
