"""What is answered from the store alone, without a job of its own."""

from dataclasses import dataclass

from mesh.requests.tier import Tier


@dataclass(frozen=True)
class Runs:
    """Which runs there were lately, of one app or of all."""

    service: str | None = None


@dataclass(frozen=True)
class ShowRun:
    """How one run stands."""

    run: str


@dataclass(frozen=True)
class Retry:
    """Go on with a run that failed, from the step that failed."""

    run: str


@dataclass(frozen=True)
class Cancel:
    """Stop a run between two of its steps."""

    run: str


@dataclass(frozen=True)
class Decide:
    """Decide on a run that waits for approval: `verdict` is approve, decline or withdraw."""

    run: str
    verdict: str
    reason: str = ""


@dataclass(frozen=True)
class CanI:
    """Whether somebody may ask for a verb, by which rule, and who approves it; `beyond` is its tier beyond the limits of mesh.toml."""

    verb: str
    tier: Tier
    beyond: Tier | None = None


@dataclass(frozen=True)
class Undo:
    """Take back what a finished run changed: it becomes the request for the inverse."""

    run: str


@dataclass(frozen=True)
class Thaw:
    """Take a store that is new or was lost as it is."""
