"""Sends UDP datagrams with any source: a line on standard input is `source-ip port target-ip port hex`."""
import socket
import struct
import sys

raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
print("ready", flush=True)
for line in sys.stdin:
    source, source_port, target, target_port, *rest = line.split()
    data = bytes.fromhex(rest[0]) if rest else b""
    udp = struct.pack("!HHHH", int(source_port), int(target_port), 8 + len(data), 0)
    ip = struct.pack(
        "!BBHHHBBH4s4s", 0x45, 0, 28 + len(data), 0, 0, 64, socket.IPPROTO_UDP, 0,
        socket.inet_aton(source), socket.inet_aton(target),
    )
    try:
        raw.sendto(ip + udp + data, (target, 0))
    except OSError:
        pass
