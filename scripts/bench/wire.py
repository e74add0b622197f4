#!/usr/bin/env python3
"""Counts what passes a network interface, frame by frame with all headers, and says what it was for:
by the HTTP request that a connection carries at that moment.

usage: wire.py INTERFACE FILE SECONDS    writes one line of JSON a second to FILE, of all so far
"""
import json
import socket
import struct
import sys
import time

interface, out, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
ETHERNET, SYN, FIN, RST = 14, 2, 1, 4
sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
sniffer.bind((interface, 0))
sniffer.settimeout(1)
paths, parts, requests = {}, {}, {}


def count(part, length):
    frames, octets = parts.get(part, (0, 0))
    parts[part] = (frames + 1, octets + length)


def take(frame):
    if frame[12:14] != b"\x08\x00":
        return count("ARP and others", len(frame))
    header = (frame[ETHERNET] & 15) * 4
    total = struct.unpack("!H", frame[ETHERNET + 2 : ETHERNET + 4])[0]
    if frame[ETHERNET + 9] != 6:
        return count("ARP and others", len(frame))
    tcp = ETHERNET + header
    source, target = struct.unpack("!HH", frame[tcp : tcp + 4])
    link = frozenset((source, target))
    flags = frame[tcp + 13]
    payload = frame[tcp + (frame[tcp + 12] >> 4) * 4 : ETHERNET + total]
    if flags & (SYN | FIN | RST):
        return count("opening and closing connections", len(frame))
    if not payload:
        return count("acknowledgements (TCP)", len(frame))
    if payload[:5] in (b"POST ", b"GET /"):
        paths[link] = payload.split(b" ", 2)[1].split(b"?")[0].decode()
        requests[paths[link]] = requests.get(paths[link], 0) + 1
    return count(paths.get(link, "other data"), len(frame))


end = time.monotonic() + seconds
told = 0
with open(out, "w") as file:
    while time.monotonic() < end:
        try:
            frame, address = sniffer.recvfrom(65536)
            take(frame)
        except TimeoutError:
            pass
        if time.monotonic() - told >= 1:
            told = time.monotonic()
            file.write(json.dumps({"at": told, "parts": parts, "requests": requests}) + "\n")
            file.flush()
