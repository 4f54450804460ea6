"""The engine: kinds of rules, each of which lists what is wrong with a value.

A schema is built from these like a sentence: `Fields(required={"text": Text(max_length=150)})`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.slack.blockkit.problem import Problem, failed, missing, mistyped, unknown


class Rule(Protocol):
    """Something a value must be."""

    def problems(self, value: object, at: str) -> Iterator[Problem]:
        """List what is wrong; `at` is the JSON pointer of the value."""


@dataclass(frozen=True)
class String:
    """Text of some length, or one of some words."""

    max_length: int = 0
    min_length: int = 1
    one_of: tuple[str, ...] = ()

    def problems(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield mistyped(at, "a string")
        elif self.one_of and value not in self.one_of:
            yield failed(at, "must be a valid enum value", type="enum", expected=list(self.one_of), got=value)
        elif len(value) < self.min_length:
            yield failed(
                at, f"must be more than {self.min_length - 1} characters", type="min_length", expected=self.min_length, got=len(value)
            )
        elif self.max_length and len(value) > self.max_length:
            yield failed(
                at, f"must be less than {self.max_length + 1} characters", type="max_length", expected=self.max_length, got=len(value)
            )


@dataclass(frozen=True)
class Url:
    """A link people are sent to; Slack takes no other schemes than these."""

    max_length: int = 3000

    def problems(self, value: object, at: str) -> Iterator[Problem]:
        yield from String(self.max_length).problems(value, at)
        if isinstance(value, str) and value and not value.startswith(("http://", "https://", "mailto:", "slack://", "tel:")):
            yield failed(at, "must be a valid URL", type="format", expected="url", got=value)


@dataclass(frozen=True)
class Boolean:
    """true or false, not "true"."""

    def problems(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, bool):
            yield mistyped(at, "a boolean")


@dataclass(frozen=True)
class Number:
    """A number within bounds; `integer` refuses a fraction."""

    minimum: float | None = None
    maximum: float | None = None
    integer: bool = True

    def problems(self, value: object, at: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int if self.integer else int | float):
            yield mistyped(at, "an integer" if self.integer else "a number")
        elif self.minimum is not None and value < self.minimum:
            yield failed(at, f"must be greater than or equal to {self.minimum:g}", type="minimum", expected=self.minimum, got=value)
        elif self.maximum is not None and value > self.maximum:
            yield failed(at, f"must be less than or equal to {self.maximum:g}", type="maximum", expected=self.maximum, got=value)


@dataclass(frozen=True)
class ListOf:
    """A list of some length whose items obey one rule."""

    item: Rule
    max_items: int = 0
    min_items: int = 1

    def problems(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield mistyped(at, "an array")
            return
        if len(value) < self.min_items:
            yield failed(at, f"no less than {self.min_items} items required", type="min_items", expected=self.min_items, got=len(value))
        if self.max_items and len(value) > self.max_items:
            yield failed(at, f"no more than {self.max_items} items allowed", type="max_items", expected=self.max_items, got=len(value))
        for number, item in enumerate(value):
            yield from self.item.problems(item, f"{at}/{number}")


@dataclass(frozen=True)
class Nullable:
    """A value that may be null, as the gaps in a table's column settings."""

    rule: Rule

    def problems(self, value: object, at: str) -> Iterator[Problem]:
        if value is not None:
            yield from self.rule.problems(value, at)


@dataclass(frozen=True)
class Fields:
    """An object: its required and optional keys, and no other.

    `any_of`: at least one of each group must be there; `not_both`: pairs that exclude each other; `also`: what no key can say alone.
    """

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    any_of: tuple[tuple[str, ...], ...] = ()
    not_both: tuple[tuple[str, str], ...] = ()
    also: tuple[Callable[[Mapping[str, Any], str], Iterator[Problem]], ...] = ()

    def problems(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield mistyped(at, "an object")
            return
        yield from (missing(at, key) for key in self.required if key not in value)
        known = {**self.required, **self.optional}
        yield from (unknown(at, key) for key in value if key not in known)
        for key, rule in known.items():
            if key in value:
                yield from rule.problems(value[key], f"{at}/{key}")
        yield from self._combinations(value, at)
        for check in self.also:
            yield from check(value, at)

    def _combinations(self, value: Mapping[str, Any], at: str) -> Iterator[Problem]:
        for group in self.any_of:
            if not any(key in value for key in group):
                names = " or ".join(f"`{key}`" for key in group)
                yield Problem(at, "missing_required_field", f"must define either {names}", field=group[0])
        for one, other in self.not_both:
            if one in value and other in value:
                yield failed(at, f"must not define both `{one}` and `{other}`", type="not_both", expected=[one, other])


@dataclass(frozen=True)
class Typed:
    """An object whose `type` says which schema it obeys, from a table in which only some types are allowed here.

    `implied` is the type of an object that names none, where Slack allows that.
    """

    schemas: Mapping[str, Rule]
    allowed: tuple[str, ...]
    implied: str = ""

    def problems(self, value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield mistyped(at, "an object")
            return
        kind = value.get("type", self.implied)
        if not kind and "type" not in value:
            yield missing(at, "type")
        elif not isinstance(kind, str) or kind not in self.allowed:
            yield failed(f"{at}/type", f"unsupported type: {kind}", type="enum", expected=sorted(self.allowed), got=kind)
        else:
            yield from self.schemas[kind].problems({key: field for key, field in value.items() if key != "type"}, at)
