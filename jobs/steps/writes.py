"""Know whether a try of a step has sent something that changes the world, so that a break after that is told as unknown, not as failed."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")

READS = frozenset(
    {
        *("account", "app", "buildpacks", "attachments", "apps_attached_to", "addon_plan", "own_addons", "config", "build", "builds"),
        *("build_log", "release", "releases", "release_config", "past_config", "formation", "dyno_sizes", "dynos", "domains"),
        *("version", "service", "route", "services", "routes", "route_by_id", "table", "plugins", "table_with_plugins"),
    }
)
"""What only reads, of Heroku and Kong. Whatever is not named here counts as a write, so that a new method is never taken for a reading."""


class Writes:
    """Whether anything was sent that writes. A request counts from before it is sent."""

    def __init__(self) -> None:
        self.begun = False

    def watched(self, port: T) -> T:
        """Return the port; its writes are noted here."""
        return cast("T", _Watched(port, self._note))

    def _note(self) -> None:
        self.begun = True


class _Watched:
    def __init__(self, port: object, note: Callable[[], None]) -> None:
        self._port, self._note = port, note

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the port has
        found = getattr(self._port, name)
        if name in READS:
            return found

        def write(*args: object, **named: object) -> object:
            self._note()
            return found(*args, **named)

        return write
