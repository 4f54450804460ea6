"""What the edge has to know of a Heroku app to send a request to its dynos."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class RoutedApp:
    """A Heroku app as its router and its running dynos see it.

    `config` and `database` are those of the release that runs, not of a release still pending. `database` is the name of the add-on
    attached as DATABASE, empty if none. `has_kong`: the running slug was built with the Kong buildpack. `crashed`: web dynos are wanted
    and none is up because they crashed. `is_waking`: they slept or start from sleep, and a visit is held until one is up.
    """

    name: str
    web_dynos_up: int
    crashed: bool
    config: Mapping[str, str]
    database: str
    has_kong: bool
    release_version: int
    maintenance: bool = False
    is_waking: bool = False


class Router(Protocol):
    """Heroku's half of the edge: the domain decides the app."""

    def app_for_host(self, host: str) -> RoutedApp | None:
        """Return the app that owns the domain (case does not matter, no port), or None."""

    def wake(self, app: RoutedApp) -> None:
        """Start the dynos of an app that sleep."""
