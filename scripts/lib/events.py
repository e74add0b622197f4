#!/usr/bin/env python3
"""Emits an event into this node's log, from Python 3.6 and later, with the standard library only.

As a module:   from events import emit; emit("deployment_started", service="mosquitto", message="…")
As a command:  events.py TYPE [--severity info] [--service NAME] [--message TEXT] [--details JSON]

A line is one write of at most 64 KiB at the end of the file; longer messages and details are shortened,
longer names refused. A line that another writer left
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
MAX_NAME_BYTES = 200
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
    if not re.match(r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z", node):
        raise ValueError("node %s must be of a-z, 0-9 and -, at most 63 characters; set HOMELAB_NODE" % _shown(node))
    return node


def _line(event):
    text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    # What is no UTF-8 came in by surrogates and leaves as question marks.
    return text.encode("utf-8", "replace") + b"\n"


def _shown(value):
    """A value as an error shows it: one line, and short."""
    return json.dumps(value if len(value) <= 60 else value[:60] + "…", ensure_ascii=False)


def _require(name, value):
    """Refuses a name that is too long: shortened it would be another one."""
    if value and len(value.encode("utf-8", "replace")) > MAX_NAME_BYTES:
        raise ValueError("%s %s must have at most %d bytes" % (name, _shown(value), MAX_NAME_BYTES))


def _bounded(event):
    """The line, with a newline's room before it; shortened where it is too long."""
    short = dict(event, message=event["message"][:4000] + " …")
    bare = dict(short, details={"shortened": "details were too long"})
    for each in (event, short, bare):
        line = _line(each)
        if len(line) < MAX_LINE_BYTES:
            return line
    raise ValueError("service %s with its source and correlation_id must fit into %d bytes"
                     % (_shown(event.get("service", "")), MAX_LINE_BYTES))


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
    if not re.match(r"^[a-z0-9_]+\Z", type):
        raise ValueError("type %s must be of a-z, 0-9 and _" % _shown(type))
    if severity not in SEVERITIES:
        raise ValueError("severity %s must be one of %s" % (_shown(severity), ", ".join(SEVERITIES)))
    for name, value in (("type", type), ("service", service), ("source", source),
                        ("correlation_id", correlation_id)):
        _require(name, value)
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
    line = _bounded(event)
    before = os.umask(0o002)
    try:
        _folder(folder, events)
        _append(os.path.join(folder, "events.jsonl"), line, events)
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
