#!/usr/bin/env python3
"""Emits an event into this node's log, from Python 3.6 and later, with the standard library only.

As a module:   from events import emit; emit("deployment_started", service="mosquitto", message="…")
As a command:  events.py TYPE [--severity info] [--service NAME] [--message TEXT] [--details JSON]

A line is one write of at most 64 KiB at the end of the file. A line that another writer left
without its newline is closed first, and after a short write the whole line is written again. Under
a clock that is behind the log's newest day the line goes there, marked "clock": "unsynced".
"""

import argparse
import json
import os
import re
import secrets
import socket
import sys
import time

MAX_LINE_BYTES = 65536
SEVERITIES = ("info", "warning", "error", "critical")
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _ulid(millis):
    text = ""
    for _ in range(10):
        text = _DIGITS[millis % 32] + text
        millis //= 32
    return text + "".join(secrets.choice(_DIGITS) for _ in range(16))


def _kept_name(root):
    """The name under which the agent keeps this node's log; the host may have another."""
    try:
        with open(os.path.join(root, "state", "node")) as file:
            return file.readline().strip()
    except OSError:
        return ""


def _node(name, root):
    node = (name or os.environ.get("HOMELAB_NODE") or _kept_name(root)
            or socket.gethostname().split(".")[0]).lower()
    if not re.match(r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", node):
        raise ValueError('node "%s" must be of a-z, 0-9 and -; set HOMELAB_NODE' % node)
    return node


def _line(event):
    text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    # What is no UTF-8 came in by surrogates and leaves as question marks.
    return text.encode("utf-8", "replace") + b"\n"


def _bounded(event):
    line = _line(event)
    if len(line) <= MAX_LINE_BYTES:
        return line
    event = dict(event, message=event["message"][:4000] + " …")
    line = _line(event)
    if len(line) <= MAX_LINE_BYTES:
        return line
    return _line(dict(event, details={"shortened": "details were too long"}))


def _own(path, like):
    """What root makes belongs to whoever owns events/; nobody does before it is there."""
    if os.geteuid() == 0 and os.path.exists(like):
        there = os.stat(like)
        os.chown(path, there.st_uid, there.st_gid)


def _folder(path, events):
    if os.path.isdir(path):
        return
    _folder(os.path.dirname(path), events)
    try:
        os.mkdir(path)
        os.chmod(path, 0o2775)
        _own(path, events)
    except FileExistsError:
        pass


def _size(path):
    try:
        return os.stat(path).st_size
    except OSError:
        return -1


def _is_day(name):
    try:
        return bool(re.match(r"^\d{4}-\d\d-\d\d$", name)) and bool(time.strptime(name, "%Y-%m-%d"))
    except ValueError:
        return False


def _day(events, node, clock):
    """The day to write to: the clock's, but never before the newest of this node's log, whose day
    never goes backwards, nor before the first that the agent has made. A day of the future that a
    clock ahead has left is gone on with, too, as the agent does until the hub tells it the time."""
    names = os.listdir(events) if os.path.isdir(events) else []
    sizes = {day: _size(os.path.join(events, day, node, "events.jsonl")) for day in names if _is_day(day)}
    there = sorted(day for day, size in sizes.items() if size >= 0)
    return max([clock] + there[:1] + [day for day in there if sizes[day] > 0])


def _torn(path):
    try:
        with open(path, "rb") as file:
            file.seek(0, os.SEEK_END)
            if file.tell() == 0:
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except FileNotFoundError:
        return False


def _append(path, line, events):
    new = not os.path.exists(path)
    out = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o664)
    try:
        if new:
            _own(path, events)
        for _ in range(8):
            whole = b"\n" + line if _torn(path) else line
            if os.write(out, whole) == len(whole):
                return
        raise OSError("the disk writes short again and again: " + path)
    finally:
        os.close(out)


def emit(type, severity="info", service=None, message="", details=None, correlation_id=None,
         source="events.py", node=None, root=None):
    """Appends one event and returns its id; raises ValueError for what is not legal, and OSError."""
    if not re.match(r"^[a-z0-9_]+$", type):
        raise ValueError('type "%s" must be of a-z, 0-9 and _' % type)
    if severity not in SEVERITIES:
        raise ValueError('severity "%s" must be one of %s' % (severity, ", ".join(SEVERITIES)))
    root = root or os.environ.get("HOMELAB_ROOT") or "/opt/homelab"
    node = _node(node, root)
    now = time.time()
    millis = int(now * 1000)
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(millis // 1000))
    event = {"id": _ulid(millis), "timestamp": "%s.%03dZ" % (seconds, millis % 1000), "node": node,
             "source": source, "type": type, "severity": severity}
    if service:
        event["service"] = service
    event["message"] = message
    if correlation_id:
        event["correlation_id"] = correlation_id
    event["details"] = details or {}
    events = os.path.join(root, "events")
    day = _day(events, node, seconds[:10])
    if day != seconds[:10]:
        event["clock"] = "unsynced"
    folder = os.path.join(events, day, node)
    before = os.umask(0o002)
    try:
        _folder(folder, events)
        _append(os.path.join(folder, "events.jsonl"), _bounded(event), events)
    finally:
        os.umask(before)
    return event["id"]


def _main():
    parser = argparse.ArgumentParser(
        description="Emits an event into this node's log.",
        epilog="example: events.py deployment_started --service mosquitto --message deploying "
               "--details '{\"stage\": \"prepare\"}'")
    parser.add_argument("type", help="as in deployment_started")
    parser.add_argument("--severity", default="info", choices=SEVERITIES)
    parser.add_argument("--service")
    parser.add_argument("--message", default="")
    parser.add_argument("--details", default="{}", help="a JSON object")
    parser.add_argument("--correlation-id")
    parser.add_argument("--source", default=os.environ.get("HOMELAB_SOURCE", "events.py"))
    parser.add_argument("--node", help="default $HOMELAB_NODE, else what the agent wrote to state/node")
    parser.add_argument("--root", help="default $HOMELAB_ROOT, else /opt/homelab")
    given = parser.parse_args()
    try:
        details = json.loads(given.details)
        if not isinstance(details, dict):
            raise ValueError("--details must be a JSON object")
        print(emit(given.type, given.severity, given.service, given.message, details,
                   given.correlation_id, given.source, given.node, given.root))
    except (ValueError, OSError) as wrong:
        print("events.py: %s" % wrong, file=sys.stderr)
        sys.exit(2 if isinstance(wrong, ValueError) else 1)


if __name__ == "__main__":
    _main()
