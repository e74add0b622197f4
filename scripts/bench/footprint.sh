#!/usr/bin/env bash
# The agent with all its watchers in a container of 48 MiB: see --help.
usage() {
    cat <<'USAGE'
usage: scripts/bench/footprint.sh [--minutes N] [--memory SIZE] [--rate N] [--idle MINUTES] [--cold] [--jvm OPTION]...

Makes the agent's small image (jlinked runtime, AOT cache) and lets it live in a container with a hard
limit of memory and no swap: a real Docker engine, Mosquitto, tailscaled (where ./homelab test has built
one) and a hub beside it. It is started eleven times; then its dashboard is followed by one client and lines are
appended at a steady rate; then nothing happens for a while, and it is started once more, with the log of all
this. Needs root on Debian with what `./homelab test` installs; uses its own engine, network namespace and
folder under $TMPDIR, and leaves nothing.

  --minutes N      how long the load lasts (default: 60)
  --memory SIZE    the limit (default: 48m)
  --rate N         lines a second (default: 20)
  --idle MINUTES   of nothing before CPU is measured over two minutes (default: 5)
  --cold           nothing of the image is in the machine's memory at the first start and before the load, as
                   after a reboot, so that all that is read of it counts for the container; without it the image
                   is as an engine leaves it that has just fetched it
  --jvm OPTION     one more option for the JVM, to try it

It prints at its end: whether the container was killed, the longest pause (of the JVM, and of an answer of
its server), memory by kind, CPU when idle, and the time from start to serving.
USAGE
}
minutes=60 memory=48m rate=20 idle=5 cold=no
jvm=()
while [ $# -gt 0 ]; do
    case $1 in
        --minutes | --memory | --rate | --idle | --jvm)
            [ $# -ge 2 ] || {
                usage >&2
                exit 2
            }
            ;;
    esac
    case $1 in
        --minutes) minutes=$2 ;;
        --memory) memory=$2 ;;
        --rate) rate=$2 ;;
        --idle) idle=$2 ;;
        --jvm) jvm+=("$2") ;;
        --cold)
            cold=yes
            shift
            continue
            ;;
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

# start_again [COMMAND]: which is run while nothing runs.
start_again() {
    local count
    count=$($docker logs edge-agent 2>/dev/null | grep -c '^ready')
    $docker stop -t 30 edge-agent >/dev/null
    "$@"
    $docker start edge-agent >/dev/null
    await "the agent" 60 served_again "$count"
}

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

say "eleven starts in $memory"
[ "$cold" = no ] || forget_files
agent_container edge-agent agent:small -m "$memory" --memory-swap "$memory" -- \
    -XX:AOTCache=/opt/agent/agent.aot -Xlog:safepoint:file=/opt/homelab/logs/safepoints.log::filecount=0 "${jvm[@]}"
first=$(start_seconds)
starts=()
for _ in $(seq 10); do
    start_again
    starts+=("$(start_seconds)")
done
[ "$cold" = no ] || start_again forget_files
pid=$(agent_pid)

say "$minutes minutes at $rate lines a second"
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

killed=$killed,$($docker inspect -f '{{.State.OOMKilled}}' edge-agent)
long=nan
if (start_again); then long=$(start_seconds); fi
set -e

say "figures"
grep -v '^  ' "$work/load.out"
echo "killed for want of memory (under load, afterwards): $killed; ran after the load: $running; threads: $threads"
python3 - "$work/safepoints.log" "$before" "$after" "$first" "$long" "${starts[@]}" <<'PYTHON'
import re, sys
pauses = [int(n) / 1e6 for n in re.findall(r"Total: *(\d+) ns", open(sys.argv[1]).read())]
print("pauses of the JVM under load: most %.0f ms of %d" % (max(pauses, default=0), len(pauses)))
before, after = sys.argv[2:4]
if before and after:
    print("CPU when idle: %.3f %% of a core over two minutes" % ((int(after) - int(before)) / 120e9 * 100))
first, long, *starts = [float(word) for word in sys.argv[4:]]
starts.sort()
print("start to serving: first %.2f s; then %.2f s (%.2f to %.2f); with the log of the load %.2f s" % (first, starts[len(starts) // 2], starts[0], starts[-1], long))
PYTHON
echo "the agent's own words of trouble, twelve starts together:"
$docker logs edge-agent 2>&1 | grep -i 'warn\|severe\|error' | sort | uniq -c | sort -rn | head -n 5 | cut -c 1-160
