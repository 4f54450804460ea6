"""`/healthz` and `/readyz` for a process that has no gunicorn in front of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from flask import Flask


class _Server(ThreadingMixIn, WSGIServer):
    """The standard library's server, a thread for each request: enough for probes, which is all that it serves."""

    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    """Serves without a line on the terminal for each request."""

    timeout = 10  # who connects and says nothing holds a thread no longer

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(app: Flask, port: int) -> Iterator[int]:
    """Serve an app on a port of all addresses (0: any free one) while the block runs; yield the port."""
    with make_server("0.0.0.0", port, app, server_class=_Server, handler_class=_Quiet) as server:  # noqa: S104 - Heroku's router comes from outside
        thread = threading.Thread(target=server.serve_forever, name="probes", daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
