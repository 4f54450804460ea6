"""What a try of a step comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Done:
    """The effect stands; `after` is what later steps and the record need of it, never a secret."""

    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wait:
    """Not yet: look again after `seconds`; `so_far` is kept in the step's note.

    `has_looked`: the step has seen what is there, so that an answer lost before leaves nothing unknown.
    """

    seconds: float
    why: str
    so_far: Mapping[str, str] = field(default_factory=dict)
    has_looked: bool = True
