"""The web server: one loop reads requests whole before a thread sees them, so that who sends slowly holds no thread.

gunicorn keeps its part (processes, signals, logging); waitress serves within each process. gunicorn's own threads read the body themselves:
as many connections as there are threads, each announcing a body that it does not send, leave nobody to answer (measured).
"""

import os
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from gunicorn.workers.base import Worker
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from bot.gate import MAX_BODY_BYTES

READ_WITHIN_S = 10  # from the first byte of a request to its last; also how long a new connection may say nothing
KEPT_ALIVE_S = 75  # longer than the router's own idle time, so that it never meets a connection that we are closing
CONNECTIONS = 4000  # open at once in each process, where the system allows it; the next ones wait in the kernel's line
MAX_HEAD_BYTES = 64 * 1024
BACKLOG = 2048
LOOK_EVERY_S = 0.25

WsgiApp = Callable[..., Iterable[bytes]]


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection. A byte now and then does not extend the time in which its request must be whole."""

    last_activity: float
    has_asked = False

    def handle_read(self) -> None:
        began = self.last_activity if self.request is not None else None
        super().handle_read()
        self.has_asked = self.has_asked or bool(self.requests)
        if began is not None and self.request is not None:
            self.last_activity = began

    def is_over(self, now: float) -> bool:
        """Say whether its time is over: for a request that is not whole, or for the next one."""
        is_between = self.has_asked and self.request is None
        return not self.requests and now - self.last_activity > (KEPT_ALIVE_S if is_between else READ_WITHIN_S)


class Server(TcpWSGIServer):  # type: ignore[misc]  # waitress has no types
    """Serves an app on one listening socket. `run` in a thread serves it; `stop` ends that."""

    channel_class = Channel

    def __init__(self, app: WsgiApp, listening: socket.socket, threads: int) -> None:
        adjustments = Adjustments(
            threads=threads,
            backlog=BACKLOG,
            connection_limit=_most_connections(),
            cleanup_interval=1,
            max_request_header_size=MAX_HEAD_BYTES,
            max_request_body_size=MAX_BODY_BYTES + 1,
            asyncore_use_poll=True,
            asyncore_loop_timeout=1,
            log_socket_errors=False,
            ident=None,
            clear_untrusted_proxy_headers=True,
        )
        threads_of_it = ThreadedTaskDispatcher()
        threads_of_it.set_thread_count(threads)
        where = (listening.family, listening.type, listening.proto, listening.getsockname())
        super().__init__(app, {}, _sock=listening, dispatcher=threads_of_it, adj=adjustments, sockinfo=where, bind_socket=False)

    def maintenance(self, now: float) -> None:
        for channel in list(self.active_channels.values()):
            if channel.is_over(now):
                channel.will_close = True

    def run(self) -> None:
        with suppress(OSError, ValueError):  # its socket was closed under it: it was told to stop
            super().run()

    def stop(self, within_s: float) -> None:
        """Take no new connection, let what was read whole be answered, and end."""
        self.accepting = False
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline and any(each.requests or each.total_outbufs_len for each in list(self.active_channels.values())):
            threading.Event().wait(0.02)
        self.task_dispatcher.shutdown(timeout=1)
        with suppress(OSError):
            self.close()


class BufferingWorker(Worker):  # type: ignore[misc]  # gunicorn has no types
    """A process of gunicorn's in which waitress serves."""

    def run(self) -> None:
        """Serve until gunicorn says stop, and end within its own patience."""
        servers = [Server(self.wsgi, each.sock, self.cfg.threads) for each in self.sockets]
        for server in servers:
            threading.Thread(target=server.run, name="web", daemon=True).start()
        while self.alive and self.ppid == os.getppid():
            self.notify()
            threading.Event().wait(LOOK_EVERY_S)
        for server in servers:
            server.stop(self.cfg.graceful_timeout)


def _most_connections() -> int:
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(100, min(CONNECTIONS, allowed - 200))


@contextmanager
def served(app: WsgiApp, port: int, threads: int = 4) -> Iterator[int]:
    """Serve an app on a port of all addresses (0: any free one) while the block runs; yield the port."""
    with socket.create_server(("0.0.0.0", port), backlog=BACKLOG) as listening:  # noqa: S104 - Heroku's router comes from outside
        server = Server(app, listening, threads)
        thread = threading.Thread(target=server.run, name="probes", daemon=True)
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            server.stop(1)
            thread.join(2)
