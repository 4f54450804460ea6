"""What a schema is made of, with the attribute names that Kong shows at `/schemas/{entity}`.

Source: https://docs.konghq.com/gateway/latest/plugin-development/configuration/ (describing a schema), and the recorded schemas.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Value = Any
"""JSON as a client sent it; finding out its type is the schema's work. Lua's null is None, Lua's nil is an absent key."""

Entity = dict[str, Value]
Errors = dict[str, Value]
"""By field name: a sentence, a list of sentences by place (None: that place is right), or errors of a nested record."""

Check = Callable[[str], str | None]
"""A custom validator of a text: the sentence that says what is wrong, or None."""

Definition = tuple[tuple[str, "Field"], ...]


class Unset:
    """The attribute was not given. None is not the same: `eq=None` demands null."""

    def __bool__(self) -> bool:
        return False


UNSET: Final = Unset()


@dataclass(frozen=True)
class Patterns:
    """Lua patterns of which any, all or none must match, and the sentence for when it is not so."""

    patterns: tuple[str, ...]
    err: str


@dataclass(frozen=True)
class Field:
    """One field. `type` is Kong's: string, integer, number, boolean, array, set, map, record, foreign."""

    type: str
    required: bool = False
    default: Value = UNSET
    auto: bool = False
    uuid: bool = False
    timestamp: bool = False
    unique: bool = False
    legacy: bool = False
    between: tuple[int, int] | None = None
    gt: float | None = None
    one_of: tuple[Value, ...] = ()
    not_one_of: tuple[Value, ...] = ()
    contains: Value = UNSET
    eq: Value = UNSET
    ne: Value = UNSET
    len_eq: int | None = None
    len_min: int | None = None
    starts_with: str = ""
    match: str = ""
    match_none: Patterns | None = None
    match_all: Patterns | None = None
    match_any: Patterns | None = None
    mutually_exclusive_subsets: tuple[tuple[str, ...], ...] = ()
    elements: "Field | None" = None
    keys: "Field | None" = None
    values: "Field | None" = None
    fields: Definition = ()
    entity_checks: tuple["EntityCheck", ...] = ()
    reference: str = ""
    on_delete: str = ""
    err: str = ""
    check: Check | None = None
    record_check: Callable[[Entity], str | None] | None = None


@dataclass(frozen=True)
class EntityCheck:
    """A rule across fields. `kind` names it as Kong does; the rest are its arguments.

    `if_match` and the like hold a `Field` whose validators are tried on the value.
    """

    kind: str
    fields: tuple[str, ...] = ()
    if_field: str = ""
    if_match: Field | None = None
    then_field: str = ""
    then_match: Field | None = None
    then_any: tuple[str, ...] = ()
    then_err: str = ""
    else_match: Field | None = None
    else_any: tuple[str, ...] = ()
    else_err: str = ""


@dataclass(frozen=True)
class Shorthand:
    """A field that is split into others and never kept, such as `url` of a service.

    `type` empty: any value is split as it is. Otherwise a value of another type is an error under the shorthand's own name.
    """

    name: str
    split: Callable[[Value], Entity]
    type: str = ""


@dataclass(frozen=True)
class Subschema:
    """What a field's value adds: fields that replace those of the schema, and checks of its own."""

    fields: Mapping[str, Field] = field(default_factory=dict)
    entity_checks: tuple[EntityCheck, ...] = ()
    shorthands: tuple[Shorthand, ...] = ()


@dataclass(frozen=True)
class Schema:
    """One kind of entity. `endpoint_key`: the unique field that may stand in a path instead of the id; may be empty."""

    name: str
    fields: Definition
    endpoint_key: str = ""
    cache_key: tuple[str, ...] = ()
    entity_checks: tuple[EntityCheck, ...] = ()
    shorthands: tuple[Shorthand, ...] = ()
    subschema_key: str = ""
    subschemas: Mapping[str, Subschema] = field(default_factory=dict)
    subschema_error: str = "unknown type: {}"
    tags: bool = False

    def field_named(self, name: str) -> Field | None:
        return next((found for key, found in self.fields if key == name), None)

    def subschema_for(self, entity: Mapping[str, Value]) -> Subschema | None:
        """Return what the subschema key selects; of a set, the first member that selects anything."""
        key = entity.get(self.subschema_key) if self.subschema_key else None
        chosen = key if isinstance(key, list) else [key]
        return next((self.subschemas[each] for each in chosen if isinstance(each, str) and each in self.subschemas), None)
