#!/usr/bin/env bash
# What an idle node moves over its uplink in a day: see --help.
usage() {
    cat <<'USAGE'
usage: scripts/bench/lte.sh [--polls N] [--hold SECONDS]

A hub and an agent of CHELSTY-INFRA in two network namespaces that a veth pair connects, with a real engine,
broker and tailscaled on the node's side. Nothing happens. Every frame is counted with all its headers,
Ethernet's too. Needs what footprint.sh needs.

  --polls N        how many polls long it is measured (default: 6)
  --hold SECONDS   how long a poll is held meanwhile (default: 100; 510, as at CHELSTY, is the real day's pace)

The day is made up of 86,400 s / 510 s polls, measured over whole polls (from one's request to a later one's),
of 24 times what one hourly `checks_confirmed` moves, which is asked for and measured by itself, and of the four
comparisons of lengths a day, of which the start's is measured. What is told between polls (a condition of a busy
machine) counts with the polls. The start is told apart.
USAGE
}
polls=6 hold=100
while [ $# -gt 0 ]; do
    case $1 in
        --polls) polls=$2 ;;
        --hold) hold=$2 ;;
        -h | --help)
            usage
            exit 0
            ;;
        *)
            usage >&2
            exit 2
            ;;
    esac
    shift 2
done
# shellcheck source=scripts/bench/ground.sh
. "$(dirname "$0")/ground.sh"

need dockerd docker iptables ip nsenter python3 debootstrap mosquitto
open_ground
far=homelab-hub-$$ space=homelab-node-$$
namespace "$far"
namespace "$space"
lan "$space"
ip link add "hlb$$" netns "$far" type veth peer name uplink netns "$space"
for end in "$far hlb$$ 10.77.0.1" "$space uplink 10.77.0.2"; do
    read -r where name address <<<"$end"
    within "$where" sh -c "echo 1 >/proc/sys/net/ipv6/conf/$name/disable_ipv6" 2>/dev/null || true
    within "$where" ip addr add "$address/24" dev "$name"
    within "$where" ip link set "$name" up
done
upstream=http://10.77.0.1:18180
mkdir -p "$work/image/opt/agent" "$work/node/logs"
# The same repository with another patience: a poll is held for that but a quarter, or 90 s.
repo=$work/repo
mkdir "$repo"
cp -r "$here/inventory" "$here/hosts" "$here/services" "$here/.git" "$repo"
patience=$((hold >= 270 ? hold + 90 : hold * 4 / 3))
sed -i "s/patience: 10m/patience: ${patience}s/" "$repo/inventory/topology.yaml"
# How busy this machine is with other work is no news of an idle node's.
printf 'settings:\n  host: {load: 10000%%, pressure: 100%%}\n' >>"$repo/inventory/watchers.yaml"
make_runtime
start_engine "$space"
start_services
start_tailscale "$space"
start_hub "$far" 10.77.0.1
background "$space" "$work/wire.log" python3 "$here/scripts/bench/wire.py" uplink "$work/wire.json" $((polls * hold + 4500))
agent_container edge-agent agent --
say "an idle node, for some $((polls * hold / 60 + hold / 60 + 4)) min"

# How many polls have begun.
polled() { python3 -c 'import json,sys; print(json.loads(open(sys.argv[1]).read().strip().split("\n")[-1])["requests"].get("/sync/v1/poll", 0))' "$work/wire.json"; }

# until_poll NUMBER SECONDS
until_poll() {
    for ((i = 0; i < $2; i += 5)); do
        if [ "$(polled)" -ge "$1" ]; then return 0; fi
        sleep 5
    done
    fail "poll $1 did not come"
}

# All that a start brings has passed after two minutes; then one confirmation is asked for.
sleep 120
python3 -c 'import time; print(time.monotonic())' >"$work/confirm.begin"
within "$space" python3 - "$work/node/state/local-token" <<'PYTHON'
import sys, urllib.request
head = {"Authorization": "Bearer " + open(sys.argv[1]).read().strip(), "Content-Type": "application/json"}
urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:18181/api/v1/confirm", b"{}", head, method="POST"))
PYTHON
sleep 90
python3 -c 'import time; print(time.monotonic())' >"$work/confirm.end"
begin=$(($(polled) + 1))
until_poll "$begin" $((hold + 120))
echo "  measuring from poll $begin on"
before=$(cat "$work"/node/events/*/*/events.jsonl | wc -l)
until_poll $((begin + polls + 1)) $((polls * hold + 600))

say "figures"
told=$(cat "$work"/node/events/*/*/events.jsonl | wc -l)
echo "  lines of the log meanwhile: $((told - before))"
python3 - "$work/wire.json" "$begin" "$polls" "$(cat "$work/confirm.begin")" "$(cat "$work/confirm.end")" <<'PYTHON'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
begin, polls, ask, asked = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])
HELD = 510  # at CHELSTY
WIREGUARD = 60 - 14  # of each frame, instead of Ethernet's: outer IP 20, UDP 8, WireGuard 32

def at(time):
    return next(row for row in reversed(rows) if row["at"] <= time)

def poll(number):
    return next(row for row in rows if row["requests"].get("/sync/v1/poll", 0) >= number)

def between(a, b):
    return {part: [n - m for n, m in zip(sums, a["parts"].get(part, (0, 0)))] for part, sums in b["parts"].items()}

def total(parts):
    return [sum(each[i] for each in parts.values()) for i in (0, 1)]

def told(parts, scale, head):
    print(head)
    for part, (frames, octets) in sorted(parts.items(), key=lambda each: -each[1][1]):
        if frames:
            print("  %-34s %6.1f frames %9.1f KiB a day" % (part, frames * scale, octets * scale / 1024))

first, confirmed_from, confirmed_to = rows[0], at(ask), at(asked)
print("the start: %d frames, %.1f KiB" % (*total(between(first, confirmed_from))[:1], total(between(first, confirmed_from))[1] / 1024))
idle_from = poll(begin)
idle_to = poll(idle_from["requests"]["/sync/v1/poll"] + polls)
span = idle_to["at"] - idle_from["at"]
idle, one = between(idle_from, idle_to), between(confirmed_from, confirmed_to)
one.pop("/sync/v1/poll", None)  # one that came just then
compared = confirmed_from["requests"]["/sync/v1/compare"]
comparison = {"/sync/v1/compare": [n / compared for n in between(first, confirmed_from)["/sync/v1/compare"]]}
scale = 86400 / HELD / polls
told(idle, scale, "idle, %d polls in %.1f min, scaled by %.1f to a day of polls held %d s:" % (polls, span / 60, scale, HELD))
told(one, 24, "checks_confirmed, one scaled by 24:")
told(comparison, 4, "comparisons, every six hours:")
frames = total(idle)[0] * scale + total(one)[0] * 24 + total(comparison)[0] * 4
octets = total(idle)[1] * scale + total(one)[1] * 24 + total(comparison)[1] * 4
print("a day: %.1f KiB in %d frames, headers included (goal: 256 KiB); no TLS" % (octets / 1024, frames))
print("  the same in WireGuard's packets, as over Tailscale: %.1f KiB, its own keep-alives not counted" % ((octets + frames * WIREGUARD) / 1024))
PYTHON
