"""A way to Redis that loses the answer to the first EXEC, after Redis has carried it out."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


@contextmanager
def cutting_proxy(redis_url: str, *, stays_silent: bool) -> Iterator[str]:
    """Yield the URL of a proxy; after the loss it is silent for good, or works again on new connections."""
    path, lost, opened = urlsplit(redis_url).path, threading.Event(), list[socket.socket]()
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(path)
                opened.extend([near, far])
                if not (lost.is_set() and stays_silent):
                    threading.Thread(target=_carry, args=(near, far, lost, stays_silent), daemon=True).start()

    serving = threading.Thread(target=serve, daemon=True)
    serving.start()
    try:
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)  # wakes what accepts, which closing alone does not
        serving.join(5)
        listening.close()
        for each in opened:
            each.close()


def _carry(near: socket.socket, far: socket.socket, lost: threading.Event, stays_silent: bool) -> None:
    """Carry requests there and answers back, one at a time, until the first EXEC."""
    with contextlib.suppress(OSError):
        while asked := near.recv(65536):
            far.sendall(asked)
            answer = far.recv(65536)
            if b"EXEC" in asked and not lost.is_set():
                lost.set()
                if not stays_silent:
                    near.shutdown(socket.SHUT_RDWR)
                return
            near.sendall(answer)
