"""Vendors in memory, as far as a scaling needs them, for histories by the thousand; the store beside them is the real one."""

# ruff: noqa: ARG002 - a port takes what the real one takes

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.formation import Dynos, Formation
from mesh.found import Attachment, Dyno, HerokuApp, Release, Route, Service, Visit
from mesh.people import SlackUser, Standing
from mesh.run import Message
from tests.examples import CONTROLLER, KONG_VERSION, POSTGRES, a_dyno, a_release, a_route, a_service, a_visit, an_app, an_attachment


@dataclass
class Heroku:
    """One app with web dynos that are up at once. `writes` are the formations that were set, in order."""

    quantity: int = 2
    size: str = "standard-1x"
    writes: list[tuple[int, str | None]] = field(default_factory=list)
    fails_to_read: int = 0
    fails_to_write: int = 0
    within_the_reading: Callable[[], None] | None = None

    def app(self, name: str) -> HerokuApp | None:
        if self.fails_to_read:
            self.fails_to_read -= 1
            raise PermanentFailure(f"the app `{name}` may not be read.")
        return an_app(name=name)

    def attachments(self, app: str) -> tuple[Attachment, ...]:
        return (an_attachment(),)

    def formation(self, app: str) -> Formation:
        read, moves = (Dynos("web", self.quantity, self.size),), self.within_the_reading
        if moves:
            self.within_the_reading = None
            moves()
        return read

    def dynos(self, app: str) -> tuple[Dyno, ...]:
        return tuple(a_dyno(name=f"web.{number + 1}", id=f"d-{number}", size=self.size) for number in range(self.quantity))

    def dyno_sizes(self, app: str) -> tuple[str, ...]:
        return ("standard-1x", "standard-2x", "performance-l")

    def addon_plan(self, addon: str) -> str:
        return "heroku-postgresql:standard-0"

    def apps_attached_to(self, addon: str) -> tuple[str, ...]:
        return (CONTROLLER,)

    def releases(self, app: str, most: int = 10) -> tuple[Release, ...]:
        return (a_release(),)

    def scale(self, app: str, formation: Formation) -> None:
        (wanted,) = formation
        if self.fails_to_write:
            self.fails_to_write -= 1
            raise PermanentFailure("Heroku did not scale the app: no quota is left.")
        self.writes.append((wanted.quantity, wanted.size))
        self.quantity, self.size = wanted.quantity, wanted.size or self.size


class Kong:
    version = KONG_VERSION

    def service(self, name: str) -> Service | None:
        return a_service()

    def route(self, name: str) -> Route | None:
        return a_route()


class Controllers:
    def kong(self, controller: str) -> Kong:
        return Kong()

    def host(self, controller: str) -> str:
        return f"{controller}.herokuapp.com"

    def database(self, controller: str) -> str:
        return POSTGRES


class Edge:
    def visit(self, host: str, path: str = "/") -> Visit:
        return a_visit()


@dataclass
class Slack:
    """User groups and who is a full member; `away` is how many questions it does not answer, `untold` whom the last of them was about.

    `told` is what it answered last, by group; `other_ids` who goes by two ids.
    """

    groups: dict[str, set[str]]
    gone: set[str] = field(default_factory=set)
    away: int = 0
    posted: int = 0
    untold: set[str] = field(default_factory=set)
    other_ids: Mapping[str, str] = field(default_factory=dict)

    def members(self, group: str) -> frozenset[str]:
        self._answers()
        return frozenset(self.groups[group])

    def user(self, user: str) -> SlackUser:
        one = self.other_ids.get(user, user)
        self.untold.add(one)
        self._answers()
        self.untold.discard(one)
        ids = frozenset({one, *(other for other, known in self.other_ids.items() if known == one)})
        return SlackUser(ids, Standing.GONE if one in self.gone else Standing.MEMBER)

    def _answers(self) -> None:
        if self.away:
            self.away -= 1
            raise TemporaryFailure("Slack did not answer.")

    def post(self, channel: str, *_: Any, **__: Any) -> Message:  # noqa: ANN401 - what the port takes
        self.posted += 1
        return Message(channel, f"{self.posted}.0")

    def update(self, *_: object) -> None: ...

    def upload(self, *_: object) -> None: ...

    def respond(self, *_: object) -> None: ...

    def whisper(self, *_: object, **__: object) -> None: ...

    def tell(self, *_: object) -> None: ...

    def publish_home(self, user: str, view: Mapping[str, Any]) -> None: ...


class Pace:
    """Limits that are never reached."""

    def take(self, bucket: str, per_s: float, burst: int) -> float:
        return 0

    def reads_must_wait(self) -> bool:
        return False
