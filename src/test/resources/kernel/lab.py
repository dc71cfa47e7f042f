"""Answers and asks in network namespaces on behalf of the kernel tests: one JSON command a line in, one JSON answer a line out."""
import ctypes
import errno
import json
import os
import socket
import struct
import sys
import threading
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
OUT = threading.Lock()
IP_RECVERR = 11
IPV6_RECVERR = 25
MSG_ERRQUEUE = 0x2000
ECHO = {4: (8, 0), 6: (128, 129)}
WORDS = {errno.ECONNREFUSED: "REFUSED", errno.ECONNRESET: "REFUSED", errno.ENETUNREACH: "UNREACHABLE", errno.EHOSTUNREACH: "UNREACHABLE",
         errno.EPERM: "TIMEOUT", errno.EINVAL: "TIMEOUT", errno.EMSGSIZE: "TOO_BIG"}
IP_MTU_DISCOVER = 10
IP_PMTUDISC_DO = 2
# echo requests that hosts got, by what they carry
ECHOES = {}
ECHOED = threading.Condition()
PATIENCE = 2.0


def enter(namespace):
    """Moves this thread into the namespace."""
    fd = os.open("/var/run/netns/" + namespace, os.O_RDONLY)
    try:
        if LIBC.setns(fd, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns " + namespace)
    finally:
        os.close(fd)


def open_socket(protocol, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return sock


def open_raw(version):
    return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) if version == 4 \
        else socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)


def said(host, here, peer):
    at = ("[%s]:%d" if ":" in here[0] else "%s:%d") % here[:2]
    return json.dumps({"host": host, "at": at, "source": peer[0], "sourcePort": peer[1]}).encode()


def serve_tcp(sock, host):
    while True:
        connection, peer = sock.accept()
        with connection:
            try:
                connection.sendall(said(host, connection.getsockname(), peer))
            except OSError:
                pass


def serve_udp(sock, host):
    while True:
        try:
            _, peer = sock.recvfrom(2048)
            sock.sendto(said(host, sock.getsockname(), peer), peer)
        except OSError:
            pass


def watch_echoes(sock, host, version):
    """The kernel answers echo requests by itself: this only remembers who got them."""
    while True:
        data, extra, _, peer = sock.recvmsg(2048, 256)
        if version == 4:
            at = socket.inet_ntoa(data[16:20])
            data = data[(data[0] & 15) * 4:]
        else:
            at = next(socket.inet_ntop(socket.AF_INET6, info[:16]) for level, kind, info in extra if kind == socket.IPV6_PKTINFO)
        if data[0] == ECHO[version][0]:
            with ECHOED:
                ECHOES[data[8:]] = json.loads(said(host, (at, 0), (peer[0], 0)))
                ECHOED.notify_all()


def listen(command):
    protocol = command["protocol"]
    if protocol in ("icmp", "icmpv6"):
        version = 4 if protocol == "icmp" else 6
        sock = open_raw(version)
        if version == 6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        threading.Thread(target=watch_echoes, args=(sock, command["host"], version), daemon=True).start()
        return {}
    sock = open_socket(protocol, command["address"])
    sock.bind((command["address"], command["port"]))
    if protocol == "tcp":
        sock.listen(256)
    serve = serve_tcp if protocol == "tcp" else serve_udp
    threading.Thread(target=serve, args=(sock, command["host"]), daemon=True).start()
    return {}


def tag(sock, command):
    """The traffic class goes with the packet through every translation: by it traces tell probes apart."""
    if ":" in command["destination"]:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, command["tag"] << 2)
    else:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, command["tag"] << 2)


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff


def ping(command):
    version = 6 if ":" in command["destination"] else 4
    payload = os.urandom(32)
    header = struct.pack("!BBHHH", ECHO[version][0], 0, 0, command["tag"], 1)
    if version == 4:
        header = struct.pack("!BBHHH", ECHO[version][0], 0, checksum(header + payload), command["tag"], 1)
    with open_raw(version) as sock:
        level, option = (socket.IPPROTO_IP, IP_RECVERR) if version == 4 else (socket.IPPROTO_IPV6, IPV6_RECVERR)
        sock.setsockopt(level, option, 1)
        sock.bind((command["source"], 0))
        tag(sock, command)
        end = time.monotonic() + command["timeout"]
        try:
            sock.sendto(header + payload, (command["destination"], 0))
        except PermissionError:
            pass
        except OSError as error:
            return {"outcome": WORDS[error.errno]}
        while True:
            sock.settimeout(max(0.001, end - time.monotonic()))
            try:
                data, _, _, peer = sock.recvmsg(2048)
                data = data[(data[0] & 15) * 4:] if version == 4 else data
                if data[0] == ECHO[version][1] and data[8:] == payload and peer[0] == command["destination"]:
                    with ECHOED:  # the answer may be here before the other thread wrote the request down
                        ECHOED.wait_for(lambda: payload in ECHOES, PATIENCE)
                    return {"outcome": "ANSWERED", **ECHOES.get(payload, {})}
            except socket.timeout:
                return {"outcome": "TIMEOUT"}
            except OSError as error:
                data, _, _, _ = sock.recvmsg(2048, 512, MSG_ERRQUEUE)
                if data[8:16] == payload[:8]:
                    return {"outcome": WORDS[error.errno]}


def ask(command):
    protocol = command["protocol"]
    if protocol in ("icmp", "icmpv6"):
        return ping(command)
    sock = open_socket(protocol, command["destination"])
    try:
        tag(sock, command)
        sock.settimeout(command["timeout"])
        sock.bind((command["source"], command["sourcePort"]))
        start = time.monotonic()
        sock.connect((command["destination"], command["destinationPort"]))
        micros = (time.monotonic() - start) * 1e6
        if protocol == "udp":
            try:
                if "payload" in command:
                    sock.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO)
                sock.send(b"?" * command.get("payload", 1))
            except PermissionError:
                pass  # a rule stopped it before it left; if the rule also refused it, that comes next
        data = sock.recv(2048)
        while protocol == "tcp" and sock.recv(2048):
            pass
        return {"outcome": "ANSWERED", "micros": micros, **json.loads(data)}
    except socket.timeout:
        return {"outcome": "TIMEOUT"}
    except OSError as error:
        if error.errno in WORDS:
            return {"outcome": WORDS[error.errno]}
        raise
    finally:
        if protocol == "tcp":
            # reset instead of lingering, so that the same ports can be used again at once
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        sock.close()


def probe(command):
    return {"results": [ask(command) for _ in range(command["count"])]}


def probes(command):
    """All at once, each from its own namespace."""
    results = [None] * len(command["probes"])

    def one(at):
        try:
            enter(command["probes"][at]["namespace"])
            results[at] = ask(command["probes"][at])
        except Exception as error:
            results[at] = {"error": repr(error)}

    workers = [threading.Thread(target=one, args=(at,), daemon=True) for at in range(len(results))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    errors = [result["error"] for result in results if "error" in result]
    return {"error": errors[0]} if errors else {"results": results}


def mark(command):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.sendto(b"!" * command["bytes"], ("127.0.0.1", command["port"]))
    except OSError:
        pass  # a rule stopped it: the trace has seen it all the same
    sock.close()
    return {}


OPERATIONS = {"listen": listen, "probe": probe, "probes": probes, "mark": mark}


def run(command):
    try:
        enter(command["namespace"])
        answer = OPERATIONS[command["operation"]](command)
    except Exception as error:  # the test prints it
        answer = {"error": repr(error)}
    with OUT:
        print(json.dumps(answer), flush=True)


def main():
    for line in sys.stdin:
        worker = threading.Thread(target=run, args=(json.loads(line),), daemon=True)
        worker.start()
        worker.join()
    os._exit(0)


main()
