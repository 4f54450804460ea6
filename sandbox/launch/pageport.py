"""The port of the page: the one asked for, or 8080, or any free one."""

import socket

from sandbox.launch.ports import HOST
from sandbox.launch.trouble import CannotStart

USUAL = 8080


def claim_page_port(wanted: int | None) -> socket.socket:
    """Return a socket that listens there, so that the port is ours before anything else is started.

    Raises CannotStart if the port was asked for and is taken.
    """
    if wanted is not None:
        try:
            return _listening(wanted)
        except OSError as taken:
            raise CannotStart(f"Port {wanted} for the page is taken. Ask for another with --page-port.", code=2) from taken
    try:
        return _listening(USUAL)
    except OSError:
        return _listening(0)


def _listening(port: int) -> socket.socket:
    claimed = socket.socket()
    try:
        claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        claimed.bind((HOST, port))
        claimed.listen(128)
    except OSError:
        claimed.close()
        raise
    claimed.setblocking(False)  # noqa: FBT003 - the standard library's own signature
    return claimed
