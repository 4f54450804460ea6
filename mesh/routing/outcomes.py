"""The answers that a request may get, each with what led to it."""

from dataclasses import dataclass, field
from typing import TypeAlias

from mesh.found import Route, Service
from mesh.routing.request import Request


@dataclass(frozen=True)
class Match:
    """The route that Kong chose, and by which of its `hosts`, `paths` and `methods`; None where the route names none.

    `cut`: what `strip_path` takes off the front of the request's path, None if nothing. `then`: the routes that would answer if those
    before were gone, in that order. `undecided`: the first of them is equal in all that Kong orders by, so Kong may choose either.
    """

    route: Route
    host: str | None = None
    path: str | None = None
    method: str | None = None
    cut: str | None = None
    then: tuple[Route, ...] = field(default=(), compare=False)
    undecided: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class NoApp:
    """No app owns the host: Heroku's own page, 404."""


@dataclass(frozen=True)
class AppItself:
    """The app answers without a Kong of this mesh in between."""

    app: str


@dataclass(frozen=True)
class NoRoute:
    """The sidecar knows no route for the request: 404, “no Route matched with those values”."""

    app: str


@dataclass(frozen=True)
class HttpsNeeded:
    """The route takes https only and the request came by http: 426, or the redirect that the route asks for."""

    app: str
    match: Match

    @property
    def status(self) -> int:
        return self.match.route.https_redirect_status_code


@dataclass(frozen=True)
class NoService:
    """The route has no service: 503."""

    app: str
    match: Match


@dataclass(frozen=True)
class Reached:
    """The app's own backend answers, in the same dyno; `path` and `host` are what it sees."""

    app: str
    match: Match
    path: str
    host: str


@dataclass(frozen=True)
class AdminApi:
    """The Admin API in the app's dyno answers, if the plugins of the door let the request through; `path` is what it sees."""

    app: str
    match: Match
    path: str


@dataclass(frozen=True)
class NothingListens:
    """The service is a port of the app's own dyno where nothing listens: 502."""

    app: str
    match: Match
    port: int


@dataclass(frozen=True)
class Elsewhere:
    """The sidecar sends the request on to another address; `onward` is what arrives there, with the Host that is sent."""

    app: str
    match: Match
    service: Service
    onward: Request


@dataclass(frozen=True)
class NotPredicted:
    """Who answers depends on a path of a route that is not understood here; `regex` is that path's expression."""

    app: str
    regex: str


Answer: TypeAlias = NotPredicted | NoApp | AppItself | NoRoute | HttpsNeeded | NoService | Reached | AdminApi | NothingListens | Elsewhere
