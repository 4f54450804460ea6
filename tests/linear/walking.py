"""All modules of the product: their compiled patterns, and their functions that can be called with values made of a text."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import ModuleType

from tests.linear.building import CannotBeMadeError, hints_of, turns, value_of

PACKAGES = ("mesh", "messages", "clients", "jobs", "bot")
ALONE = ("logs", "mesh_toml", "settings", "wiring")
PURE = ("mesh", "messages")
"""What does no I/O, by a contract of its own: each function may be called with anything that can be made."""
NOT_CALLED = {"wiring", "settings", "jobs.tasks", "clients.store.connection", "clients.store.keys"}
"""Modules that connect to what is not there, or only put words together."""
Pattern = re.Pattern[str] | re.Pattern[bytes]


def modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        root = importlib.import_module(package)
        yield root
        for each in pkgutil.walk_packages(root.__path__, f"{package}."):
            if "__main__" not in each.name:
                yield importlib.import_module(each.name)
    yield from map(importlib.import_module, ALONE)


def patterns_of(every: Iterator[ModuleType]) -> dict[str, Pattern]:
    """Return each compiled pattern once, by the name under which it stands."""
    found: dict[str, Pattern] = {}
    for module in every:
        for name, value in vars(module).items():
            for number, pattern in enumerate(_within(value)):
                if pattern not in found.values():
                    found[f"{module.__name__}.{name}" + (f"[{number}]" if number else "")] = pattern
    return found


def _within(value: object, depth: int = 0) -> Iterator[Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth < 4:
        for each in value.values():
            yield from _within(each, depth + 1)
    elif isinstance(value, tuple | list | set | frozenset) and depth < 4:
        for each in value:
            yield from _within(each, depth + 1)
    elif inspect.isclass(value) and depth < 1:
        for each in vars(value).values():
            yield from _within(each, depth + 1)


@dataclasses.dataclass(frozen=True)
class Called:
    """A function with the types of what it needs; `turns` is how often it is called, so that each alternative has its turn."""

    call: Callable[..., object]
    needs: Mapping[str, object]
    turns: int

    def arguments(self, text: str, turn: int) -> dict[str, object]:
        """Return what it needs, made of a text. Raises CannotBeMadeError."""
        return {name: value_of(hint, text, turn) for name, hint in self.needs.items()}


def functions_of(every: Iterator[ModuleType]) -> dict[str, Called]:
    """Return each function that can be called with what is made of a text; of what may do I/O, those that need nothing but texts."""
    return {name: called for name, called in _all_functions(every) if isinstance(called, Called)}


def not_called(every: Iterator[ModuleType]) -> dict[str, str]:
    """Return the functions that need what cannot be made, with what that is."""
    return {name: called for name, called in _all_functions(every) if isinstance(called, str)}


def _all_functions(every: Iterator[ModuleType]) -> Iterator[tuple[str, Called | str]]:
    for module in every:
        if module.__name__ in NOT_CALLED:
            continue
        is_pure = module.__name__.partition(".")[0] in PURE
        for name, function, owner in _defined_in(module):
            yield f"{module.__name__}.{name}", _called(function, owner, is_pure=is_pure)


def _defined_in(module: ModuleType) -> Iterator[tuple[str, Callable[..., object], type | None]]:
    """Yield the functions of a module, and the methods and properties of its records; of what is cached, the function behind the cache."""
    for name, value in vars(module).items():
        plain = inspect.unwrap(value) if callable(value) and not inspect.isclass(value) else value
        if inspect.isfunction(plain) and plain.__module__ == module.__name__:
            yield name, plain, None
        elif inspect.isclass(value) and value.__module__ == module.__name__ and dataclasses.is_dataclass(value):
            for own, member in vars(value).items():
                method = _function_in(member)
                if method and not own.startswith("__"):
                    yield f"{name}.{own}", method, value


def _function_in(member: object) -> Callable[..., object] | None:
    if isinstance(member, property):
        return member.fget
    if isinstance(member, cached_property):
        return member.func
    return inspect.unwrap(member) if inspect.isfunction(member) else None


def _called(function: Callable[..., object], owner: type | None, *, is_pure: bool) -> Called | str:
    if inspect.iscoroutinefunction(function):
        return "is a coroutine"
    parameters = list(inspect.signature(function).parameters.values())
    needed = [each for each in parameters if each.kind not in {each.VAR_POSITIONAL, each.VAR_KEYWORD}]
    try:
        hints = {**hints_of(function), **({needed[0].name: owner} if owner else {})}
        needs = {each.name: hints[each.name] for each in needed if is_pure or each.default is each.empty}
    except (NameError, KeyError) as unknown:
        return f"has no type for {unknown}"
    if any(each.kind is each.POSITIONAL_ONLY for each in needed):
        return "takes what has no name"
    if not is_pure and (not needs or any(hint is not str for hint in needs.values()) or hints.get("return") is type(None)):
        return "may do I/O"
    called = Called(function, needs, max((turns(hint) for hint in needs.values()), default=1))
    try:
        called.arguments("a", 0)
    except CannotBeMadeError as cannot:
        return f"needs {cannot}"
    except Exception as wrong:  # noqa: BLE001 - a record of ours that refuses a text
        return f"is refused: {wrong}"
    return called if _holds_text(needs) else "takes no text"


def _holds_text(needs: Mapping[str, object]) -> bool:
    return any("MARK" in repr(value_of(hint, "MARK")) or hint is typing.Any for hint in needs.values())
