"""What is wrong with a payload, in the shape of Slack's blocks.validate and in that of chat.*."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One broken rule.

    `pointer` is a JSON pointer into what was sent. `code` is `failed_constraint` for a value that breaks a limit,
    `missing_required_field` or `unknown_field` for keys (then `field` names the key) and `invalid_type` for the wrong kind of JSON value.
    Source: https://docs.slack.dev/reference/methods/blocks.validate documents the shape and `failed_constraint`; the names of the other
    codes are ours.
    """

    pointer: str
    code: str
    message: str
    constraint: dict[str, Any] = field(default_factory=dict)
    field: str = ""

    def as_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"pointer": self.pointer, "code": self.code, "message": self.message}
        if self.constraint:
            shown["constraint"] = self.constraint
        return shown | {"field": self.field} if self.field else shown


def as_sentences(problems: Sequence[Problem]) -> list[str]:
    """Say what chat.* and views.* list in `errors`: `no more than 25 items allowed [json-pointer:/blocks/1/elements]`."""
    return [f"{problem.message} [json-pointer:{problem.pointer}]" for problem in problems]


def failed(at: str, message: str, **constraint: Any) -> Problem:  # noqa: ANN401 - JSON
    return Problem(at, "failed_constraint", message, constraint)


def missing(at: str, key: str) -> Problem:
    return Problem(at, "missing_required_field", f"missing required field: {key}", field=key)


def unknown(at: str, key: str) -> Problem:
    return Problem(at, "unknown_field", f"invalid additional property: {key}", field=key)


def mistyped(at: str, wanted: str) -> Problem:
    return Problem(at, "invalid_type", f"must provide {wanted}", {"type": "type", "expected": wanted})
