"""An IPIP device for kernels without the module: packets that the kernel routes to the device go on inside others to the gateway of their route."""
import fcntl
import json
import os
import select
import socket
import struct
import subprocess
import sys

TUNSETIFF = 0x400454ca
TUN_WITHOUT_HEADER = 0x1001
IPIP = 4
SO_MARK = 36
# The mark of a packet is not seen here: a rule on the way says by the ECN bits whether it had Felix's.
MARKED = 0x10000

tun = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", sys.argv[1].encode(), TUN_WITHOUT_HEADER))
outer = socket.socket(socket.AF_INET, socket.SOCK_RAW, IPIP)
print("ready", flush=True)
gateways = {}


def gateway(destination):
    if destination not in gateways:
        found = json.loads(subprocess.run(["ip", "-j", "route", "get", destination], capture_output=True, check=True).stdout)
        gateways[destination] = found[0].get("gateway")
    return gateways[destination]


def with_service(packet, service):
    header = bytearray(packet[:(packet[0] & 15) * 4])
    header[1] = service
    header[10:12] = b"\0\0"
    total = sum(struct.unpack("!%dH" % (len(header) // 2), bytes(header)))
    total = (total & 0xffff) + (total >> 16)
    header[10:12] = struct.pack("!H", ~(total + (total >> 16)) & 0xffff)
    return bytes(header) + packet[len(header):]


while True:
    for ready in select.select([tun, outer], [], [])[0]:
        if ready is outer:
            packet = outer.recv(65535)
            os.write(tun, packet[(packet[0] & 15) * 4:])
            continue
        packet = os.read(tun, 65535)
        if packet[0] >> 4 != 4:
            continue
        to = gateway(socket.inet_ntoa(packet[16:20]))
        service = packet[1] & 0xfc
        outer.setsockopt(socket.SOL_SOCKET, SO_MARK, MARKED if packet[1] & 3 else 0)
        outer.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, service)
        if to:
            outer.sendto(with_service(packet, service), (to, 0))
