"""Socket Mode: the bot opens a WebSocket to Slack, down which Slack brings to the same listeners what comes over HTTP otherwise.

slack_bolt's own adapters are not used: they lose the connection over a message that they cannot read. Measured besides: the built-in one
is deaf for 58 s after a cut; the one over websocket-client needs 10 s each time that Slack asks for a new connection, which is every few
hours, and does not notice a connection that has gone silent. Here the new one is there before the old one goes.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_bolt.request import BoltRequest
from websocket import WebSocketException

from bot.envelopes import Envelope, acknowledgement
from bot.payloads import NOT_OURS
from bot.socket_line import Line
from mesh.errors import TemporaryFailure

log = logging.getLogger(__name__)

THREADS = 50  # as many commands at once as two web processes of 25 threads take
LOOK_EVERY_S = 0.1
AGAIN_AFTER_S = 3


class Socket:
    """The connection to Slack; `url` asks for where one line may be opened.

    An envelope is acknowledged when its listener has returned, so what was acknowledged is stored.
    """

    def __init__(self, bolt: App, url: Callable[[], str]) -> None:
        self._bolt, self._url = bolt, url
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="envelope")
        self._lines: list[Line] = []  # the newest last; the others are on their way out
        self._is_closing = False

    def is_connected(self) -> bool:
        return any(line.is_open and not line.is_over for line in self._lines)

    def keep_open(self, stop: threading.Event) -> None:
        """Be connected until told to stop, however often the line is lost. Raises PermanentFailure where Slack refuses to open one."""
        while not stop.is_set():
            line = self._opened(stop)
            if line is None:
                continue
            for older in self._lines:
                older.retire()
            self._lines = [*(older for older in self._lines if not older.is_over), line]
            while not line.is_leaving and not stop.wait(LOOK_EVERY_S):
                pass
            if not line.is_open:  # it ended before its hello: not to be tried again at once
                stop.wait(AGAIN_AFTER_S)

    def close(self) -> None:
        """Let what was brought be carried out and acknowledged, then disconnect."""
        self._is_closing = True
        self._pool.shutdown()
        for line in self._lines:
            line.close()

    def _opened(self, stop: threading.Event) -> Line | None:
        """Return a new line, or None after the time in which it is not to be tried again."""
        try:
            line = Line(self._url(), self._take)
        except TemporaryFailure as failure:
            log.warning("socket not opened", extra={"why": str(failure)})
            stop.wait(max(failure.retry_after_s or 0, AGAIN_AFTER_S))
        except (WebSocketException, OSError, ValueError) as failure:
            log.warning("socket not opened", extra={"why": type(failure).__name__})
            stop.wait(AGAIN_AFTER_S)
        else:
            log.info("socket opened")
            return line
        return None

    def _take(self, line: Line, envelope: Envelope) -> None:
        if not self._is_closing:
            self._pool.submit(self._carry_out, line, envelope)

    def _carry_out(self, line: Line, envelope: Envelope) -> None:
        """Hand an envelope to Bolt and acknowledge it; where the line is gone, what was asked for is stored all the same."""
        try:
            answer = carried_out(self._bolt, envelope)
            if answer is not None:
                line.send(answer)
        except (WebSocketException, OSError) as failure:
            log.warning("an envelope was not acknowledged", extra={"why": type(failure).__name__})
        except Exception:  # the edge of the listener: in a pool nobody else would hear of it
            log.exception("a listener broke")


def carried_out(bolt: App, envelope: Envelope) -> str | None:
    """Hand an envelope to its listener; return what acknowledges it, or None where it was not carried out."""
    if envelope.payload is NOT_OURS:
        return acknowledgement(envelope, "", "")
    answer = bolt.dispatch(BoltRequest(mode="socket_mode", body=envelope.payload))
    if answer.status != 200:
        log.info("an envelope was not carried out", extra={"envelope": envelope.id, "status": answer.status})
        return None
    return acknowledgement(envelope, answer.body, answer.first_headers().get("content-type", ""))
