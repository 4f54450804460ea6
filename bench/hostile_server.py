"""A server on loopback that answers each request with bytes it is handed, at the pace it is told, and keeps to no rule of HTTP."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Raw:
    """An answer: all bytes of it, how many are sent at once and with which pause; `holds` keeps the line open without a word after it."""

    content: bytes
    at_once: int = 2**20
    pause_s: float = 0.0
    holds: bool = False


Answering = Callable[[str, str], Raw]
"""What is answered to a method and a path."""


class HostileServer:
    """Serves while its block lasts, a thread for each connection; `answering` may be set anew between requests."""

    def __init__(self, answering: Answering, tls: ssl.SSLContext | None = None) -> None:
        self.answering, self._tls = answering, tls
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._over = threading.Event()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    @contextlib.contextmanager
    def serving(self) -> Iterator["HostileServer"]:
        thread = threading.Thread(target=self._accept, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            # Who waits in accept is not woken by a close, but by a visitor.
            with contextlib.suppress(OSError):
                socket.create_connection(self._socket.getsockname(), 1).close()
            thread.join(5)
            self._socket.close()

    def _accept(self) -> None:
        while not self._over.is_set():
            line, _ = self._socket.accept()
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            line.settimeout(5)
            secure = self._tls.wrap_socket(line, server_side=True) if self._tls else line
            with secure:
                asked = _request(secure)
                if asked is not None:
                    self._send(secure, self.answering(*asked))

    def _send(self, line: socket.socket, raw: Raw) -> None:
        for begin in range(0, len(raw.content), raw.at_once):
            line.sendall(raw.content[begin : begin + raw.at_once])
            if raw.pause_s and self._over.wait(raw.pause_s):
                return
        ends = time.monotonic() + 5
        while raw.holds and not self._over.is_set() and time.monotonic() < ends and line.recv(4096):
            pass


def _request(line: socket.socket) -> tuple[str, str] | None:
    """Read one request to its end; None where nobody asks."""
    read = b""
    while b"\r\n\r\n" not in read:
        chunk = line.recv(65536)
        if not chunk:
            return None
        read += chunk
    head, _, body = read.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    length = next((int(each.split(":")[1]) for each in lines if each.lower().startswith("content-length:")), 0)
    while len(body) < length:
        body += line.recv(65536)
    method, path, _ = lines[0].split(" ", 2)
    return method, path
