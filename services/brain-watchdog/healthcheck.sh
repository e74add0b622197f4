#!/bin/sh
# Exit 0: healthy, 1: unhealthy. Given HC_CONTAINER, HC_HOST and HC_PORT by the agent.
set -u
host=${HC_HOST:-127.0.0.1}
# Healthy while its state was written within the last five minutes.
state=${HC_STATE:-/data/state.json}
[ -n "$(find "$state" -mmin -5 2>/dev/null)" ] || exit 1
