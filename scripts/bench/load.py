#!/usr/bin/env python3
"""Writes lines to a node's log at a steady rate, follows the node's dashboard as a browser does, and
watches the memory of a control group meanwhile. Prints what it saw.

usage: load.py ROOT NODE URL SECONDS RATE [PID]
"""
import datetime
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request

root, node, url, seconds, rate = sys.argv[1:4] + [float(word) for word in sys.argv[4:6]]
pid = int(sys.argv[6]) if len(sys.argv) > 6 else 0
token = open(os.path.join(root, "state/local-token")).read().strip()
sent, waits, answers, faults = {}, [], [], []
lock = threading.Lock()
PAGES = ["/", "/api/v1/me", "/api/v1/nodes", "/api/v1/incidents", "/api/v1/actions", "/api/v1/events"]


def get(path, limit=30):
    request = urllib.request.Request(url + path, headers={"Authorization": "Bearer " + token})
    return urllib.request.urlopen(request, timeout=limit)


def follow():
    """The live stream: when a line comes, and how long after it was written."""
    while True:
        try:
            for line in get("/api/v1/stream"):
                at = line.find(b'"id":"bench-')
                if at > 0:
                    with lock:
                        begun = sent.pop(line[at + 6 : line.index(b'"', at + 6)].decode(), None)
                    if begun:
                        waits.append(time.monotonic() - begun)
        except (OSError, urllib.error.URLError) as broken:
            faults.append(f"stream: {broken}")
            time.sleep(1)


def ask():
    """Ten times a second, whether it serves; each ten seconds all that an open dashboard asks for."""
    turn = 0
    while True:
        begun = time.monotonic()
        try:
            get("/healthz", 10).read()
            answers.append(time.monotonic() - begun)
            if turn % 100 == 0:
                for page in PAGES:
                    get(page).read()
        except (OSError, urllib.error.URLError) as broken:
            faults.append(f"{broken}")
        turn += 1
        time.sleep(max(0, 0.1 - (time.monotonic() - begun)))


def groups():
    """The files of the process's control group: (version, folder)."""
    if not pid:
        return 0, ""
    for row in open(f"/proc/{pid}/cgroup"):
        _, kinds, path = row.strip().split(":", 2)
        if kinds == "memory":
            return 1, "/sys/fs/cgroup/memory" + path
    path = open(f"/proc/{pid}/cgroup").read().strip().split(":", 2)[2]
    return 2, "/sys/fs/cgroup" + path


def number(name):
    try:
        return int(open(name).read().split()[0])
    except (OSError, ValueError):
        return 0


def stat(folder):
    rows = (row.split() for row in open(folder + "/memory.stat"))
    return {row[0]: int(row[1]) for row in rows}


def resident(row):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith(row):
            return int(line.split()[1]) / 1024
    return 0


version, folder = groups()
most = {"anonymous": 0, "cache": 0, "kernel": 0, "resident": 0}


def sample():
    now = stat(folder)
    seen = {
        "anonymous": now.get("rss", now.get("anon", 0)),
        "cache": now.get("cache", now.get("file", 0)),
        "kernel": number(folder + "/memory.kmem.usage_in_bytes") or now.get("kernel", 0),
        "resident": resident("VmRSS:") * 2**20,
    }
    for name, value in seen.items():
        most[name] = max(most[name], value)


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(part * len(values)))] * 1e3 if values else 0


for page in PAGES:
    get(page).read()
for thread in (follow, ask):
    threading.Thread(target=thread, daemon=True).start()
time.sleep(1)
begun = due = time.monotonic()
count = 0
told = begun
while due < begun + seconds:
    now = datetime.datetime.now(datetime.timezone.utc)
    line = {
        "id": f"bench-{time.time_ns()}",
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "node": node,
        "source": "bench",
        "type": "bench_tick",
        "severity": "info",
        "message": "a line of the benchmark",
        "details": {"number": count},
    }
    with lock:
        sent[line["id"]] = time.monotonic()
    log = os.path.join(root, "events", f"{now:%Y-%m-%d}", node, "events.jsonl")
    handle = os.open(log, os.O_APPEND | os.O_WRONLY | os.O_CREAT, 0o664)
    os.write(handle, (json.dumps(line) + "\n").encode())
    os.close(handle)
    count += 1
    if folder and count % int(max(1, rate)) == 0:
        sample()
    if due - told >= 60:
        told = due
        print(f"  {(due - begun) / 60:.0f} min: {len(waits)} of {count} lines seen", flush=True)
    due += 1 / rate
    time.sleep(max(0, due - time.monotonic()))
time.sleep(2)

print(f"lines written {count}, seen on the live stream {len(waits)}")
print(
    "line to stream: p50 %.0f ms, p99 %.0f ms, most %.0f ms"
    % (percentile(waits, 0.5), percentile(waits, 0.99), percentile(waits, 1))
)
print(
    "an answer of its server: p50 %.1f ms, p99 %.0f ms, most %.0f ms, of %d"
    % (percentile(answers, 0.5), percentile(answers, 0.99), percentile(answers, 1), len(answers))
)
print(f"requests that failed: {len(faults)} {faults[:2] if faults else ''}")
if folder:
    peak = number(folder + ("/memory.max_usage_in_bytes" if version == 1 else "/memory.peak"))
    print(
        "memory of its control group, most: %.1f MiB, of which %.1f anonymous, %.1f files, %.1f kernel"
        % tuple(x / 2**20 for x in (peak, most["anonymous"], most["cache"], most["kernel"]))
    )
    print(
        "resident: most %.1f MiB; now %.1f MiB, of which %.1f anonymous"
        % (most["resident"] / 2**20, resident("VmRSS:"), resident("RssAnon:"))
    )
    if version == 1:
        print(f"times that it met its limit: {number(folder + '/memory.failcnt')}")
