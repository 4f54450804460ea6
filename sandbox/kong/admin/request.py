"""A request to the Admin API as its endpoints see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.kong.admin.answer import Answer
from sandbox.kong.schema.field import Entity, Schema


@dataclass(frozen=True)
class AdminRequest:
    """`names`: what stood in the path, in order, decoded. `raw_names`: the same as sent. `given`: the body, `query`: the last of each."""

    names: tuple[str, ...]
    raw_names: tuple[str, ...]
    query: Mapping[str, str]
    given: Entity


Handler = Callable[[AdminRequest], Answer]


@dataclass(frozen=True)
class Endpoint:
    """A path such as `/services/:/routes`, where `:` stands for a name, and who answers each method.

    `schema` says how the texts of a form are to be read.
    """

    path: str
    methods: Mapping[str, Handler]
    schema: Schema | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for part in self.path.split("/") if part)
