"""Ports on the loopback."""

import secrets
import socket

HOST = "127.0.0.1"
# Below the range from which the system takes the ports of outgoing connections, so that none of those gets there first.
FIRST, LAST = 12_000, 32_000


def is_free(port: int) -> bool:
    """Say whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a free port, for a process that has to be told its port before it runs.

    It is drawn at random from a wide range: two sandboxes that start at the same moment practically never draw the same one.
    """
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        if is_free(port):
            return port
