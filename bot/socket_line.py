"""One WebSocket of Socket Mode, from its hello to its end."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, assert_never

import websocket
from websocket import ABNF, WebSocketException, WebSocketTimeoutException

from bot.envelopes import Envelope, Goodbye, Hello, Unreadable, heard

log = logging.getLogger(__name__)

OPEN_WITHIN_S = 5
PING_AFTER_S = 3  # a line on which nothing came for so long is asked, and is dead if then nothing comes for as long again
GOODBYE_S = 1
NO_PROXY: dict[str, Any] = {"http_proxy_host": "none.invalid", "http_proxy_port": 1, "http_no_proxy": ["*"]}
"""For everything no proxy. Without a proxy beside it websocket-client 1.9 forgets that and takes one from the environment."""

Taken = Callable[["Line", Envelope], None]


class Line:
    """Reads envelopes in a thread of its own and hands them to `take`, which sends what acknowledges them on the same line.

    `is_open`: Slack has said hello. `is_leaving`: Slack has asked for another line in its place, or it has ended; this one is still read
    until `retire` and a moment of silence, because Slack may wait for answers on it. Nothing goes through a proxy.
    """

    def __init__(self, url: str, take: Taken) -> None:
        self.is_open = self.is_leaving = self.is_over = False
        self._take, self._is_retired = take, False
        self._socket = websocket.create_connection(url, timeout=OPEN_WITHIN_S, skip_utf8_validation=True, **NO_PROXY)
        self._socket.settimeout(PING_AFTER_S)
        self._reading = threading.Thread(target=self._read, name="socket", daemon=True)
        self._reading.start()

    def send(self, message: str) -> None:
        """Send one message. Raises WebSocketException, OSError."""
        self._socket.send(message)

    def retire(self) -> None:
        """Let it end once nothing comes any more."""
        self._is_retired = True

    def close(self) -> None:
        """Say goodbye, and do not wait long for Slack's own."""
        self._is_retired = True
        with suppress(WebSocketException, OSError):
            self._socket.send_close()
        self._reading.join(GOODBYE_S)
        self._socket.abort()  # type: ignore[no-untyped-call]  # websocket-client leaves it untyped
        self._reading.join(GOODBYE_S)

    def _read(self) -> None:
        try:
            self._read_to_the_end()
        except (WebSocketException, OSError) as failure:
            if not self._is_retired:
                log.warning("socket was lost", extra={"why": type(failure).__name__})
        finally:
            self.is_over = self.is_leaving = True
            self._socket.shutdown()  # type: ignore[no-untyped-call]  # websocket-client leaves it untyped

    def _read_to_the_end(self) -> None:
        was_asked = False
        while True:
            try:
                kind, frame = self._socket.recv_data_frame(control_frame=True)
            except WebSocketTimeoutException:
                if self._is_retired:
                    return
                if was_asked:
                    raise
                self._socket.ping()
                was_asked = True
                continue
            was_asked = False
            if kind == ABNF.OPCODE_CLOSE:
                return
            if kind in {ABNF.OPCODE_TEXT, ABNF.OPCODE_BINARY}:
                self._hear(frame.data)

    def _hear(self, frame: bytes) -> None:
        match heard(frame):
            case Hello():
                self.is_open = True
            case Goodbye(reason):
                log.info("slack asks for another socket", extra={"reason": reason})
                self.is_leaving = True
            case Envelope() as envelope:
                self._take(self, envelope)
            case Unreadable(envelope_id):
                log.warning("an envelope that cannot be read was left", extra={"envelope": envelope_id, "size_bytes": len(frame)})
            case never:
                assert_never(never)
