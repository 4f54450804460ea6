"""One endpoint of the API: what it is asked and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sandbox.heroku.bodies import Body
from sandbox.heroku.people import Account
from sandbox.heroku.ranges import SortKeys, page
from sandbox.heroku.records import App
from sandbox.heroku.wire import Json
from sandbox.heroku.world import World

T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """A request that may be answered: it is from `account`, and `base` is how the client reaches this server, without a last slash."""

    world: World
    account: Account
    params: Mapping[str, str]
    body: Body
    range: str | None
    base: str

    def app(self) -> App:
        """Return the app of the path. Raises HerokuError 404 or 403."""
        return self.world.app(self.params["app"], self.account)


@dataclass(frozen=True)
class Answer:
    """What is sent back; `content` is JSON."""

    content: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Endpoint:
    """A method and a path, and the schema's name for what it answers (each item of it, if a list).

    `resource` is empty where Heroku's schema names none. `free` calls do not count against the rate limit;
    `public` ones need no token and are then the operator's.
    """

    method: str
    path: str
    resource: str
    answer: Callable[[Call], Answer]
    free: bool = False
    public: bool = False


def listing(call: Call, items: list[T], keys: SortKeys[T], shape: Callable[[T], Json]) -> Answer:
    """Answer the part of a list that the Range header asks for; 206 if there is more."""
    part = page(items, keys, call.range)
    return Answer([shape(item) for item in part.items], 206 if part.partial else 200, part.headers)
