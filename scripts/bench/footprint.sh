#!/usr/bin/env bash
# The agent with all its watchers in a container of 48 MiB: see --help.
usage() {
    cat <<'USAGE'
usage: scripts/bench/footprint.sh [--minutes N] [--memory SIZE] [--rate N] [--idle MINUTES] [--jvm OPTION]...

Makes the agent's small image (jlinked runtime, AOT cache) and lets it live in a container with a hard
limit of memory and no swap: a real Docker engine, Mosquitto, tailscaled (where ./homelab test has built
one) and a hub beside it, its dashboard followed by one client, lines appended at a steady rate. Then
nothing happens for a while, and it is started anew ten times. Needs root on Debian with what
`./homelab test` installs; uses its own engine, network namespace and folder under $TMPDIR, and leaves nothing.

  --minutes N      how long the load lasts (default: 60)
  --memory SIZE    the limit (default: 48m)
  --rate N         lines a second (default: 20)
  --idle MINUTES   of nothing before CPU is measured over two minutes (default: 5)
  --jvm OPTION     one more option for the JVM, to try it

It prints at its end: whether the container was killed, the longest pause (of the JVM, and of an answer of
its server), memory by kind, CPU when idle, and the time from start to serving.
USAGE
}
minutes=60 memory=48m rate=20 idle=5
jvm=()
while [ $# -gt 0 ]; do
    case $1 in
        --minutes) minutes=$2 ;;
        --memory) memory=$2 ;;
        --rate) rate=$2 ;;
        --idle) idle=$2 ;;
        --jvm) jvm+=("$2") ;;
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

# What the image's files took in building it must not count as read by nobody.
forget_files() {
    python3 - "$work/docker" <<'PYTHON'
import os, sys
for folder, _, files in os.walk(sys.argv[1]):
    if "/opt/agent" in folder:
        for name in files:
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                handle = os.open(path, os.O_RDONLY)
                os.fsync(handle)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(handle)
PYTHON
}

agent_pid() { $docker inspect -f '{{.State.Pid}}' edge-agent; }

# Nanoseconds on a core of all the container's processes.
core_time() {
    python3 - "$1" <<'PYTHON'
import sys
for row in open(f"/proc/{sys.argv[1]}/cgroup"):
    _, kinds, path = row.strip().split(":", 2)
    if "cpuacct" in kinds.split(","):
        print(open("/sys/fs/cgroup/cpuacct" + path + "/cpuacct.usage").read().strip())
        break
    if not kinds:
        print(next(int(r.split()[1]) * 1000 for r in open("/sys/fs/cgroup" + path + "/cpu.stat") if r.startswith("usage_usec")))
        break
PYTHON
}

# Seconds from the start of the container's process to its line "ready".
start_seconds() {
    python3 - "$($docker inspect -f '{{.State.StartedAt}}' edge-agent)" \
        "$($docker logs -t --since "$($docker inspect -f '{{.State.StartedAt}}' edge-agent)" edge-agent 2>/dev/null | grep ' ready' | tail -n 1 | cut -d' ' -f1)" <<'PYTHON'
import datetime, sys
begun, ready = (datetime.datetime.fromisoformat(word[:26].rstrip("Z")) for word in sys.argv[1:])
print("%.2f" % (ready - begun).total_seconds())
PYTHON
}

served_again() { [ "$($docker logs edge-agent 2>/dev/null | grep -c '^ready')" -gt "$1" ]; }

need dockerd docker iptables ip nsenter python3 debootstrap mosquitto
open_ground
space=homelab-bench-$$
namespace "$space"
lan "$space"
mkdir -p "$work/image/opt/agent" "$work/node/logs"
make_runtime
start_engine "$space"
start_services
start_tailscale "$space"
start_hub "$space" 127.0.0.1
make_cache "$space"

say "$minutes minutes at $rate lines a second in $memory"
forget_files
agent_container edge-agent agent:small -m "$memory" --memory-swap "$memory" -- \
    -XX:AOTCache=/opt/agent/agent.aot -Xlog:safepoint:file=/opt/homelab/logs/safepoints.log::filecount=0 "${jvm[@]}"
pid=$(agent_pid)
first=$(start_seconds)
set +e
within "$space" python3 "$here/scripts/bench/load.py" "$work/node" "$node" http://127.0.0.1:18181 \
    $((minutes * 60)) "$rate" "$pid" >"$work/load.out" 2>"$work/load.err" &
load=$!
tail -f --pid="$load" "$work/load.out" 2>/dev/null | grep --line-buffered '^  '
wait "$load" || tail -n 2 "$work/load.err"
killed=$($docker inspect -f '{{.State.OOMKilled}}' edge-agent)
running=$($docker inspect -f '{{.State.Running}}' edge-agent)
threads=$(grep -s '^Threads' "/proc/$pid/status" | tr -dc 0-9)

cp "$work/node/logs/safepoints.log" "$work/safepoints.log"
say "nothing happens for $idle minutes"
sleep $((idle * 60))
before=$(core_time "$pid")
sleep 120
after=$(core_time "$pid")

say "ten starts"
starts=()
for _ in $(seq 10); do
    count=$($docker logs edge-agent 2>/dev/null | grep -c '^ready')
    $docker restart -t 30 edge-agent >/dev/null
    await "the agent" 60 served_again "$count"
    starts+=("$(start_seconds)")
done
set -e

say "figures"
grep -v '^  ' "$work/load.out"
echo "killed for want of memory: $killed; runs after the load: $running; threads: $threads"
python3 - "$work/safepoints.log" "$before" "$after" "$first" "${starts[@]}" <<'PYTHON'
import re, sys
pauses = [int(n) / 1e6 for n in re.findall(r"Total: *(\d+) ns", open(sys.argv[1]).read())]
print("pauses of the JVM under load: most %.0f ms of %d" % (max(pauses, default=0), len(pauses)))
before, after = sys.argv[2:4]
if before and after:
    print("CPU when idle: %.3f %% of a core over two minutes" % ((int(after) - int(before)) / 120e9 * 100))
first, *starts = [float(word) for word in sys.argv[4:]]
starts.sort()
print("start to serving: first, with no file in memory, %.2f s; again %.2f s (%.2f to %.2f)" % (first, starts[len(starts) // 2], starts[0], starts[-1]))
PYTHON
echo "the agent's own words of trouble, eleven starts together:"
$docker logs edge-agent 2>&1 | grep -i 'warn\|severe\|error' | sort | uniq -c | sort -rn | head -n 5 | cut -c 1-160
