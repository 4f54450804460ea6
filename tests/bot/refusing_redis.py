"""A Redis on the wire that refuses every command in the same words, as one does that loads, wants a password or is part of a cluster."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def refusing_redis(error: str) -> Iterator[str]:
    """Yield the URL of a server that answers every command with this error."""

    class Refusing(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                while line := self.rfile.readline():
                    for _ in range(int(line[1:])):
                        self.rfile.read(int(self.rfile.readline()[1:]) + 2)
                    self.wfile.write(f"-{error}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Refusing) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        serving.start()
        try:
            yield f"redis://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            serving.join(5)
