"""Moments of `add` at which something may happen to the bot, as data, and how a rig is brought to one of them.

A step's request is held by the stand-in: either it will be cut without an effect, or its effect stands and only the answer is held. So
"begun" is after the note *started* and before the effect, "done" after the effect and before the note *done*.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tests.chaos.rig import Rig
from tests.chaos.waits import until

HELD_S = 1.5
APP = "tinyrobot-science-mesh-{service}"


@dataclass(frozen=True)
class Kind:
    """One kind of request that `add` makes: to whom, and how it is known. `path` may name `{service}`."""

    name: str
    stand_in: str
    method: str
    path: str

    @property
    def only_looks(self) -> bool:
        return self.method == "GET"

    def fault(self, service: str, **what: Any) -> dict[str, Any]:  # noqa: ANN401 - the keys of a fault
        return {"method": self.method, "path": self.path.format(service=service), **what}


STEPS = (
    Kind("create-app", "heroku", "POST", "^/apps$"),
    Kind("buildpacks", "heroku", "PUT", f"^/apps/{APP}/buildpack-installations"),
    Kind("database", "heroku", "POST", "^/addon-attachments$"),
    Kind("config", "heroku", "PATCH", f"^/apps/{APP}/config-vars"),
    Kind("service", "edge", "POST", "^/kong-admin/services$"),
    Kind("route", "edge", "POST", "^/kong-admin/routes$"),
    Kind("build", "heroku", "POST", f"^/apps/{APP}/builds$"),
    Kind("release", "heroku", "GET", f"^/apps/{APP}/releases/"),
    Kind("scale", "heroku", "PATCH", f"^/apps/{APP}/formation"),
    Kind("healthy", "heroku", "GET", f"^/apps/{APP}/dynos"),
)
READING = Kind("reading", "heroku", "GET", f"^/apps/{APP}$")
MESSAGE = Kind("message", "slack", "POST", "/chat.postMessage")


class When(StrEnum):
    """Where in a step."""

    STARTED = "started"  # its start is noted, its request is about to be sent or just was
    BEGUN = "begun"  # its start is noted, its request is on the way and will have no effect
    DONE = "done"  # its effect stands, the answer is on the way
    NOTED = "noted"  # its note says done


NOTES = {When.STARTED: {"started", "waiting", "done"}, When.NOTED: {"done"}}


@dataclass(frozen=True)
class Moment:
    """One moment of one step."""

    kind: Kind
    when: When

    def __str__(self) -> str:
        return f"{self.kind.name} {self.when}"

    def prepare(self, rig: Rig, service: str) -> None:
        """Have the step's request held, before the command is typed."""
        if self.when in NOTES:
            return
        held = {"count": 1, "delay_s": HELD_S}
        how = {"reset": True} if self.when is When.BEGUN and not self.kind.only_looks else {"when": "after"}
        rig.tell(self.kind.stand_in, "faults", self.kind.fault(service, **held, **how))

    def wait_for(self, rig: Rig, run: str) -> None:
        if self.when in NOTES:
            until(lambda: rig.journal(run).notes.get(self.kind.name) in NOTES[self.when], f"{self} of {run}", within_s=40, every_s=0.001)
        else:
            until(lambda: any(line["fault"] for line in rig.requests(self.kind.stand_in)), f"{self} of {run}", within_s=40)


def moments() -> tuple[Moment, ...]:
    """Return every moment of every step, in the order of the plan, with the reading before and the message beside it."""
    of_steps = (Moment(kind, when) for kind in STEPS for when in When if _is_of(kind, when))
    return (Moment(READING, When.DONE), Moment(MESSAGE, When.BEGUN), Moment(MESSAGE, When.DONE), *of_steps)


def _is_of(kind: Kind, when: When) -> bool:
    """What is created may be created twice by whoever is stopped right before it sends; what only looks has nothing to hold."""
    match when:
        case When.STARTED:
            return kind.method == "POST"
        case When.BEGUN:
            return not kind.only_looks
        case When.DONE | When.NOTED:
            return True
