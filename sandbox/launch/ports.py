"""Ports on the loopback."""

import secrets
import socket

from sandbox.launch.trouble import CannotStart

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


def usual_or_free(asked: int | None, usual: int) -> int:
    """Return the port that was asked for, else the usual one if it is free, else any free one."""
    if asked is not None:
        return asked
    return usual if is_free(usual) else free_port()


def refuse_taken(port: int | None, option: str) -> None:
    """Raise CannotStart if somebody listens there already; `option` is how another port is asked for."""
    if port is not None and not is_free(port):
        raise CannotStart(f"Port {port} is taken. Ask for another with {option}.", code=2)
