"""The answers that a request may get, each with what led to it."""

from dataclasses import dataclass, field
from typing import Self, TypeAlias

from mesh.found import Route, Service
from mesh.routing.criteria import Cut
from mesh.routing.request import Request


@dataclass(frozen=True)
class Match:
    """The route that Kong chose, and by which of its `hosts`, `paths` and `methods`; None where the route names none.

    `cut`: what `strip_path` takes off the front of the request's path, for reading; None if nothing. `then`: the routes that would answer
    if those before were gone, in that order. `undecided`: Kong may choose another route, or another path of this one, as well.
    """

    route: Route
    host: str | None = None
    path: str | None = None
    method: str | None = None
    cut: str | None = None
    then: tuple[Route, ...] = field(default=(), compare=False)
    undecided: bool = field(default=False, compare=False)
    cut_bytes: int | None = field(default=None, compare=False)

    @classmethod
    def cutting(cls, route: Route, host: str | None, path: str, method: str | None, cut: Cut) -> Self:
        """Return a match by a path, which is cut off if the route strips it."""
        return cls(route, host, path, method, cut.text, cut_bytes=cut.size_bytes) if route.strip_path else cls(route, host, path, method)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """An answer that may not be the only one: `or_else` names the others of which Kong may give one as well."""

    or_else: "tuple[Answer, ...]" = field(default=(), compare=False)


@dataclass(frozen=True)
class NoApp:
    """No app owns the host: Heroku's own page, 404."""


@dataclass(frozen=True)
class AppItself:
    """The app answers without a Kong of this mesh in between."""

    app: str


@dataclass(frozen=True)
class NoRoute(Chosen):
    """The sidecar knows no route for the request: 404, “no Route matched with those values”."""

    app: str


@dataclass(frozen=True)
class HttpsNeeded(Chosen):
    """The route takes https only and the request came by http: 426, or the redirect that the route asks for."""

    app: str
    match: Match

    @property
    def status(self) -> int:
        return self.match.route.https_redirect_status_code


@dataclass(frozen=True)
class NoService(Chosen):
    """The route has no service: 503."""

    app: str
    match: Match


@dataclass(frozen=True)
class Reached(Chosen):
    """The app's own backend answers, in the same dyno; `path` and `host` are what it sees."""

    app: str
    match: Match
    path: str
    host: str


@dataclass(frozen=True)
class AdminApi(Chosen):
    """The Admin API in the app's dyno answers, if the plugins of the door let the request through; `path` is what it sees."""

    app: str
    match: Match
    path: str


@dataclass(frozen=True)
class NothingListens(Chosen):
    """The service is a port of the app's own dyno where nothing listens: 502."""

    app: str
    match: Match
    port: int


@dataclass(frozen=True)
class Elsewhere(Chosen):
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


ByRoute: TypeAlias = NoRoute | HttpsNeeded | NoService | Reached | AdminApi | NothingListens | Elsewhere
Answer: TypeAlias = NotPredicted | NoApp | AppItself | ByRoute
