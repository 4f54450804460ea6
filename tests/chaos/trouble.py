"""What may go wrong with a request of `add`, as data: the kinds of requests and the kinds of faults."""

from dataclasses import dataclass, field
from typing import Any

from tests.chaos.moments import APP, MESSAGE, READING, STEPS, Kind

CONTROLLER = "tinyrobot-science-mesh-control"
LOOKS = (
    READING,
    Kind("controller", "heroku", "GET", f"^/apps/{CONTROLLER}$"),
    Kind("controller-config", "heroku", "GET", f"^/apps/{CONTROLLER}/config-vars"),
    Kind("controller-database", "heroku", "GET", f"^/apps/{CONTROLLER}/addon-attachments"),
    Kind("kong-services", "edge", "GET", r"^/kong-admin/services(\?|$)"),
    Kind("kong-route", "edge", "GET", "^/kong-admin/(services/[^/]+/)?routes/{service}"),
    Kind("build-poll", "heroku", "GET", f"^/apps/{APP}/builds/"),
    Kind("visit", "edge", "GET", "^/$"),
    Kind("members", "slack", "POST", "/usergroups.users.list"),
    Kind("update", "slack", "POST", "/chat.update"),
)
REQUESTS = (*LOOKS, *STEPS, MESSAGE)
SETS = frozenset(kind for kind in REQUESTS if not kind.only_looks and kind.name != "members")
CACHES = ("meshbot:door:*", "meshbot:members:*")
"""What the product keeps of earlier runs: without it every kind of request is made again."""

CLIENT_TIMEOUTS_S = {"heroku": 20, "edge": 10, "slack": 5}


@dataclass(frozen=True)
class Trouble:
    """One way to go wrong. `after`: the effect stands; there is such a trouble only with what changes something."""

    name: str
    what: dict[str, Any] = field(hash=False)
    after: bool = False

    def fault(self, kind: Kind, service: str) -> dict[str, Any]:
        delay = {"delay_s": CLIENT_TIMEOUTS_S[kind.stand_in] + 1.5} if self.name == SLOW else {}
        when = {"when": "after"} if self.after else {}
        return kind.fault(service, **self.what, **when, **delay)


SLOW = "answers too late"
ONCE = (
    Trouble("429", {"status": 429, "headers": {"Retry-After": "1"}}),
    Trouble("500", {"status": 500}),
    Trouble("503", {"status": 503}),
    Trouble("reset", {"reset": True}),
    Trouble("reset after the effect", {"reset": True}, after=True),
    Trouble("500 after the effect", {"status": 500}, after=True),
    Trouble("half an answer", {"half": True}, after=True),
    Trouble("wrong content type", {"content_type": "text/html"}, after=True),
)
TOO_LATE = Trouble(SLOW, {}, after=True)
AWAY = Trouble("503 for 20 s", {"status": 503, "count": 0, "seconds": 20, "from_first": True})
LATE_FOR = frozenset({"create-app", "build", "service", "message"})


def troubles() -> list[tuple[Kind, Trouble]]:
    """Return every kind of request with every trouble that it can have; what answers too late is sampled, because each costs a time-out."""
    once = [(kind, trouble) for kind in REQUESTS for trouble in ONCE if kind in SETS or trouble.name not in AFTER_ONLY]
    late = [(kind, TOO_LATE) for kind in REQUESTS if kind.name in LATE_FOR]
    every = [*once, *late, *((kind, AWAY) for kind in REQUESTS)]
    return sorted(every, key=lambda each: REQUESTS.index(each[0]))


AFTER_ONLY = frozenset({"reset after the effect", "500 after the effect"})
