"""Values of any type of ours with one text in each of their fields, made from the types alone: what is new can be made too."""

import dataclasses
import enum
import inspect
import json
import re
import types
import typing
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence, Sized
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from functools import cache

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DEEPEST, BRIEF = 7, 10
OURS = ("mesh", "messages", "clients", "jobs", "bot")
ANYTHING = re.compile("(.*)", re.DOTALL)
SEVERAL = (tuple, list, set, frozenset, Sequence, Iterable, Iterator, Collection, Container, AbstractSet)
JSON = ("foreign", "service_foreign")
"""Fields whose text is a JSON object, as their client wrote it."""
SINGLE: Mapping[object, Callable[[str], object]] = {
    str: str,
    bytes: str.encode,
    int: lambda _: 3,
    float: lambda _: 3.5,
    bool: lambda _: True,
    datetime: lambda _: NOON,
    timedelta: lambda _: timedelta(minutes=5),
    object: str,
    Sized: str,
    typing.Any: str,
    type(None): lambda _: None,
    None: lambda _: None,
}


class CannotBeMadeError(TypeError):
    """A value of this type cannot be made of a text: it is a client, a port, a connection."""


@cache
def hints_of(made: object) -> Mapping[str, object]:
    return typing.get_type_hints(made)


def value_of(hint: object, text: str, turn: int = 0, depth: int = 0) -> object:
    """Return a value of a type; where there are alternatives, the one whose `turn` it is. Raises CannotBeMadeError."""
    if depth > DEEPEST:
        raise CannotBeMadeError(f"{hint} lies too deep")
    if hint in SINGLE:
        return SINGLE[hint](text)
    if isinstance(hint, typing.NewType):
        return value_of(hint.__supertype__, text, turn, depth)
    origin, arguments = typing.get_origin(hint) or hint, typing.get_args(hint)
    if origin in SEVERAL:
        return _several(origin, arguments, text, turn, depth)
    make = MAKERS.get(origin)
    if make:
        return make(arguments, text, turn, depth)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _one_of(tuple(hint), turn)
    return text if isinstance(hint, typing.TypeVar) else _record(hint, text, turn, depth)


def turns(hint: object, depth: int = 0) -> int:
    """Return how many alternatives a type has, itself or in the fields of its fields, up to so deep that a message is told by them."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        given = [each for each in arguments if each is not type(None)]
        return max(len(given), *(turns(each, depth) for each in given))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return len(hint)
    if depth < 3 and isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return max((turns(each, depth + 1) for each in hints_of(hint).values()), default=1)
    return max((turns(each, depth) for each in arguments if each is not Ellipsis and not isinstance(each, list | str)), default=1)


def _one_of(members: tuple[object, ...], turn: int) -> object:
    return members[turn % len(members)]


def _mapping(arguments: tuple[object, ...], text: str, turn: int, depth: int) -> object:
    key, value = arguments or (str, str)
    return {value_of(key, text, turn, depth + 1): value_of(value, text, turn, depth + 1)}


def _function(arguments: tuple[object, ...], text: str, turn: int, depth: int) -> object:
    """Return a function that answers briefly: how long its answers are is nothing that a text of others decides."""
    return lambda *_, **__: value_of(arguments[1], text[:BRIEF], turn, depth + 1)


def _alternative(arguments: tuple[object, ...], text: str, turn: int, depth: int) -> object:
    given = [each for each in arguments if each is not type(None)]
    first = turn % len(given)
    for alternative in (*given[first:], *given[:first]):
        try:
            return value_of(alternative, text, turn, depth + (type(None) in arguments))
        except CannotBeMadeError:
            continue
    if type(None) in arguments:
        return None
    raise CannotBeMadeError(str(arguments))


def _several(origin: object, arguments: tuple[object, ...], text: str, turn: int, depth: int) -> object:
    if origin is tuple and arguments and arguments[-1] is not Ellipsis:
        return tuple(value_of(each, text, turn, depth + 1) for each in arguments)
    element = arguments[0] if arguments else str
    alternatives = typing.get_args(element) if typing.get_origin(element) in {typing.Union, types.UnionType} else (element,)
    made = []
    for each in alternatives:
        try:
            made.append(value_of(each, text, turn, depth + 1))
        except CannotBeMadeError:
            if depth < 2:
                raise
    if origin is Iterator:
        return iter(made)
    return {list: list, set: set, frozenset: frozenset, AbstractSet: frozenset}.get(origin, tuple)(made)  # type: ignore[call-overload]


def _record(hint: object, text: str, turn: int, depth: int) -> object:
    if typing.get_origin(hint) is re.Match:
        return ANYTHING.fullmatch(text)
    if not isinstance(hint, type) or hint.__module__.partition(".")[0] not in OURS or getattr(hint, "_is_protocol", False):
        raise CannotBeMadeError(str(hint))
    if dataclasses.is_dataclass(hint):
        hints = hints_of(hint)
        given = (each.name for each in dataclasses.fields(hint) if each.init)
        return hint(**{name: _as_json(text) if name in JSON else value_of(hints[name], text, turn, depth + 1) for name in given})
    needed = {**inspect.signature(hint).parameters}
    hints = hints_of(next(vars(each)["__init__"] for each in hint.__mro__ if "__init__" in vars(each)))
    return hint(**{name: value_of(hints.get(name), text, turn, depth + 1) for name in needed})


def _as_json(text: str) -> str:
    """Return what a Kong may have sent of a route beyond what we know."""
    return json.dumps({text: text, "headers": {text: [text]}, "snis": [text]})


MAKERS: Mapping[object, Callable[[tuple[object, ...], str, int, int], object]] = {
    typing.Annotated: lambda arguments, text, turn, depth: value_of(arguments[0], text, turn, depth),
    typing.Literal: lambda arguments, _, turn, __: _one_of(arguments, turn),
    typing.Union: _alternative,
    types.UnionType: _alternative,
    Mapping: _mapping,
    dict: _mapping,
    Callable: _function,
}
