"""Plans: the ordered steps from found to wanted, with what each must wait for."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from mesh.addresses import in_full_where_it_counts
from mesh.requests.tier import Tier
from mesh.standing import Standing
from mesh.steps import Step


@dataclass(frozen=True)
class PlannedStep:
    """A step in its plan; `needs` are the ids (kinds) of steps of the same plan that must be done first."""

    step: Step
    needs: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.step.kind


@dataclass(frozen=True)
class Effect:
    """What a plan does to one request of a visitor: `request` such as `GET https://HOST/cart`, and who answers it before and after."""

    request: str
    before: str
    after: str


@dataclass(frozen=True)
class Plan:
    """The steps, in an order that respects their needs; empty when found is what is wanted.

    `remarks` are sentences for the person that change nothing. `effects` is what changes for visitors. `app` and `host` are the Heroku app
    and, where it exists, its own host. `found` is how the app stood when the plan was made, as far as that was read. `tier` is what was
    found makes of the request's tier, with a sentence for each of its `reasons`; None leaves it.
    """

    app: str
    host: str | None = None
    steps: tuple[PlannedStep, ...] = ()
    remarks: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    found: Standing | None = None
    tier: Tier | None = None
    reasons: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Name exactly these steps and effects: 12 hex digits that change when any value in them does."""
        steps, effects = [asdict(planned) for planned in self.steps], [asdict(effect) for effect in self.effects]
        canonical = json.dumps([steps, effects], sort_keys=True, default=in_full_where_it_counts)
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]

    def step(self, step_id: str) -> PlannedStep | None:
        return next((planned for planned in self.steps if planned.id == step_id), None)


@dataclass(frozen=True)
class Refusal:
    """A reason why not, and what to do instead; a value, not an error."""

    reason: str
    advice: str = ""


def ordered(steps: Iterable[Step], needs: Mapping[str, tuple[str, ...]]) -> tuple[PlannedStep, ...]:
    """Give each step those of its needs that are in the plan, and put it behind them; those that need nothing of each other stay as given.

    For a need that is right already, and so no step, a step waits for what that one needs itself. Raises ValueError where steps need each
    other in a circle: that is a bug, not an input.
    """
    wanted = tuple(steps)
    present = frozenset[str](step.kind for step in wanted)
    left = [PlannedStep(step, tuple(dict.fromkeys(_present(step.kind, needs, present)))) for step in wanted]
    placed: list[PlannedStep] = []
    while left:
        open_ids = {planned.id for planned in left}
        following = next((planned for planned in left if open_ids.isdisjoint(planned.needs)), None)
        if following is None:
            raise ValueError(f"these steps need each other: {', '.join(sorted(open_ids))}")
        left.remove(following)
        placed.append(following)
    return tuple(placed)


def _present(step_id: str, needs: Mapping[str, tuple[str, ...]], present: frozenset[str]) -> Iterator[str]:
    for need in needs.get(step_id, ()):
        if need in present:
            yield need
        else:
            yield from _present(need, needs, present)
