"""Answers and asks in network namespaces on behalf of the kernel tests: one JSON command a line in, one JSON answer a line out."""
import ctypes
import errno
import json
import os
import socket
import sys
import threading

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
OUT = threading.Lock()


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


def listen(command):
    protocol = command["protocol"]
    sock = open_socket(protocol, command["address"])
    sock.bind((command["address"], command["port"]))
    if protocol == "tcp":
        sock.listen(256)
    serve = serve_tcp if protocol == "tcp" else serve_udp
    threading.Thread(target=serve, args=(sock, command["host"]), daemon=True).start()
    return {}


def ask(command):
    protocol = command["protocol"]
    sock = open_socket(protocol, command["destination"])
    try:
        sock.settimeout(command["timeout"])
        sock.bind((command["source"], command["sourcePort"]))
        sock.connect((command["destination"], command["destinationPort"]))
        if protocol == "udp":
            sock.send(b"?")
        data = sock.recv(2048)
        while protocol == "tcp" and sock.recv(2048):
            pass
        return {"outcome": "ANSWERED", **json.loads(data)}
    except socket.timeout:
        return {"outcome": "TIMEOUT"}
    except OSError as error:
        words = {errno.ECONNREFUSED: "REFUSED", errno.ECONNRESET: "REFUSED", errno.ENETUNREACH: "UNREACHABLE", errno.EHOSTUNREACH: "UNREACHABLE",
                 errno.EPERM: "TIMEOUT", errno.EINVAL: "TIMEOUT"}
        if error.errno in words:
            return {"outcome": words[error.errno]}
        raise
    finally:
        if protocol == "tcp":
            # reset instead of lingering, so that the same ports can be used again at once
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        sock.close()


def probe(command):
    return {"results": [ask(command) for _ in range(command["count"])]}


def mark(command):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.sendto(b"!" * command["bytes"], ("127.0.0.1", command["port"]))
    except OSError:
        pass  # a rule stopped it: the trace has seen it all the same
    sock.close()
    return {}


OPERATIONS = {"listen": listen, "probe": probe, "mark": mark}


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
