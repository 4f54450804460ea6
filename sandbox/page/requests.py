"""The latest requests each way: what the product asked of Heroku, Kong and Slack, and what Slack brought to it."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sandbox.launch.world import World
from sandbox.standin import LoggedRequest

Json = dict[str, Any]
LATEST = 25
PATH_LENGTH = 70
DOOR = "/kong-admin"
# What follows is as good as a password: whoever has a response_url may write in the channel.
SECRET_PATHS = ("/commands/", "/actions/", "/upload/v1/", "/streams/", "/sources/")


def latest_requests(world: World) -> list[Json]:
    """Return the latest of all, newest first."""
    rows = [*_asked(world), *_brought(world)]
    return sorted(rows, key=lambda row: float(row["at"]), reverse=True)[:LATEST]


def _asked(world: World) -> Iterator[Json]:
    for name, stand_in in world.stand_ins.items():
        for line in islice(reversed(stand_in.requests), LATEST):
            yield {
                "at": line.at,
                "way": f"→ {_called(name, line)}",
                "what": f"{line.method} {_shown_path(line.path)}",
                "status": str(line.status or "…"),
                "is_bad": line.status >= 400,
                "note": line.fault,
            }


def _brought(world: World) -> Iterator[Json]:
    for delivery in islice(reversed(world.slack.desktop.done), LATEST):
        if delivery.status or delivery.error:
            yield {
                "at": delivery.at,
                "way": "Slack →",
                "what": delivery.kind.replace("_", " "),
                "status": str(delivery.status or "…"),
                "is_bad": bool(delivery.error),
                "note": delivery.error or f"{delivery.ack_ms:.0f} ms",
            }


def _called(name: str, line: LoggedRequest) -> str:
    if name == "edge":
        return "Kong" if line.path.startswith(DOOR) else "an app"
    return name.capitalize()


def _shown_path(path: str) -> str:
    bare = path.partition("?")[0].removeprefix(DOOR)
    secret = next((prefix for prefix in SECRET_PATHS if bare.startswith(prefix)), "")
    shown = f"{secret}…" if secret else bare
    return shown if len(shown) <= PATH_LENGTH else f"{shown[:PATH_LENGTH]}…"
