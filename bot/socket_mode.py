"""Socket Mode: the bot opens a WebSocket to Slack, down which Slack brings to the same listeners what comes over HTTP otherwise.

slack_bolt's own adapters are used to hand an envelope to Bolt and to acknowledge it, not to keep the connection. Measured: the built-in one
is deaf for 58 s after a cut; the one over websocket-client needs 10 s each time that Slack asks for a new connection, which is every few
hours, and does not notice a connection that has gone silent. Here the new one is there before the old one goes.
"""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.request import SocketModeRequest
from websocket import WebSocketException

from bot.socket_line import OPEN_WITHIN_S, Line
from mesh.errors import InvalidRequest

log = logging.getLogger(__name__)

THREADS = 50  # as many commands at once as two web processes of 25 threads take
LOOK_EVERY_S = 0.1
AGAIN_AFTER_S = 3
OF_THE_TOKEN = frozenset(
    {"invalid_auth", "not_authed", "not_allowed_token_type", "token_revoked", "token_expired", "account_inactive", "missing_scope"}
)


class Socket:
    """The connection to Slack. An envelope is acknowledged when its listener has returned, so what was acknowledged is stored."""

    def __init__(self, bolt: App, app_token: str, api_url: str) -> None:
        self._bolt, self._token = bolt, app_token
        self._web = WebClient(base_url=api_url, timeout=OPEN_WITHIN_S, retry_handlers=[])
        self._web.proxy = None
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="envelope")
        self._line: Line | None = None
        self._is_closing = False

    def is_connected(self) -> bool:
        line = self._line
        return line is not None and line.is_open and not line.is_over

    def keep_open(self, stop: threading.Event) -> None:
        """Be connected until told to stop, however often the line is lost. Raises InvalidRequest where Slack does not take the token."""
        while not stop.is_set():
            line = self._opened()
            if line is None:
                stop.wait(AGAIN_AFTER_S)
                continue
            if self._line:
                self._line.retire()
            self._line = line
            while not line.is_leaving and not stop.wait(LOOK_EVERY_S):
                pass
            if not line.is_open:  # it ended before its hello: not to be tried again at once
                stop.wait(AGAIN_AFTER_S)

    def close(self) -> None:
        """Let what was brought be carried out and acknowledged, then disconnect."""
        self._is_closing = True
        self._pool.shutdown()
        if self._line:
            self._line.close()

    def _opened(self) -> Line | None:
        try:
            line = Line(str(self._web.apps_connections_open(app_token=self._token)["url"]), self._take)
        except SlackApiError as refused:
            code = str(refused.response.get("error"))
            if code in OF_THE_TOKEN:
                advice = "make an app-level token with the scope connections:write."
                raise InvalidRequest(f"SLACK_APP_TOKEN: Slack does not take it ({code}); {advice}") from refused
            log.warning("socket not opened", extra={"why": code})
        except (SlackClientError, WebSocketException, OSError, ValueError, KeyError) as failure:
            log.warning("socket not opened", extra={"why": type(failure).__name__})
        else:
            log.info("socket opened")
            return line
        return None

    def _take(self, line: Line, request: SocketModeRequest) -> None:
        if not self._is_closing:
            self._pool.submit(self._carry_out, line, request)

    def _carry_out(self, line: Line, request: SocketModeRequest) -> None:
        """Hand an envelope to Bolt and acknowledge it; where the line is gone, what was asked for is stored all the same."""
        began = time.time()
        try:
            send_response(line, request, run_bolt_app(self._bolt, request), began)
        except (WebSocketException, OSError) as failure:
            log.warning("an envelope was not acknowledged", extra={"why": type(failure).__name__})
        except Exception:  # the edge of the listener: in a pool nobody else would hear of it
            log.exception("a listener broke")
