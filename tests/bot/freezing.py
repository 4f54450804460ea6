"""A way to a TCP server that can go silent: what is open stays open and carries nothing any more."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Way:
    """The port to connect to; `freeze` silences what is open at that moment and nothing that is opened later."""

    port: int
    _opened: list[tuple[socket.socket, threading.Event]] = field(default_factory=list)

    def freeze(self) -> None:
        for _, frozen in self._opened:
            frozen.set()

    def carry(self, near: socket.socket, far: socket.socket) -> None:
        frozen = threading.Event()
        self._opened += [(near, frozen), (far, frozen)]
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=_pump, args=(source, sink, frozen), daemon=True).start()

    def close(self) -> None:
        for each, _ in self._opened:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextmanager
def freezing_way(port: int) -> Iterator[Way]:
    """Yield a way to a port of the loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    way = Way(listening.getsockname()[1])

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listening.accept()
                way.carry(near, socket.create_connection(("127.0.0.1", port)))

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield way
    finally:
        listening.close()
        way.close()


def _pump(source: socket.socket, sink: socket.socket, frozen: threading.Event) -> None:
    """Carry bytes one way; once frozen they are swallowed. An end is passed on, unless it is frozen too."""
    with contextlib.suppress(OSError):
        while carried := source.recv(65536):
            if not frozen.is_set():
                sink.sendall(carried)
        if not frozen.is_set():
            sink.shutdown(socket.SHUT_WR)
