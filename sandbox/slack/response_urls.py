"""response_url: the way to answer one command or click, 5 times within 30 minutes.

Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses. What Slack answers after that is not documented.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.errors import SlackError


@dataclass
class ResponseUrl:
    """One such URL: for whom and where, and which message it answers (`original_ts`, empty until a first private answer)."""

    path: str
    user: str
    channel: str
    given_at: float
    original_ts: str = ""
    thread_ts: str = ""
    uses: int = 0


class ResponseUrls:
    """All URLs given, by their path."""

    def __init__(self, clock: Callable[[], float], team_id: str) -> None:
        self._clock = clock
        self._team_id = team_id
        self._given: dict[str, ResponseUrl] = {}
        self.max_uses = 5
        self.lifetime_s = 1800.0

    def give(self, kind: str, user: str, channel: str, *, original_ts: str = "", thread_ts: str = "") -> ResponseUrl:
        """Make one; `kind` is "commands" or "actions", the first part of its path."""
        path = f"/{kind}/{self._team_id}/{secrets.randbelow(10**13):013d}/{secrets.token_urlsafe(18)}"
        self._given[path] = ResponseUrl(path, user, channel, self._clock(), original_ts, thread_ts)
        return self._given[path]

    def use(self, path: str) -> ResponseUrl:
        """Count one use. Raises SlackError with status 404: no_service (unknown), used_url or expired_url."""
        url = self._given.get(path)
        if url is None:
            raise SlackError("no_service", status=404)
        if self._clock() - url.given_at > self.lifetime_s:
            raise SlackError("expired_url", status=404)
        if url.uses >= self.max_uses:
            raise SlackError("used_url", status=404)
        url.uses += 1
        return url
