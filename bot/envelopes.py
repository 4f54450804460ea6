"""What Slack says on a socket: its own words about the line, and envelopes with what comes over HTTP otherwise."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from bot.gate import MAX_BODY_BYTES
from bot.payloads import NOT_OURS, NotOurs, Payload, command, event, interaction

Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[!-~]{1,200}$")]
Reader = Callable[[object], Payload | NotOurs | None]
READERS: Mapping[str, Reader] = {"slash_commands": command, "interactive": interaction, "events_api": event}


@dataclass(frozen=True)
class Hello:
    """The line is open."""


@dataclass(frozen=True)
class Goodbye:
    """Slack asks for another line in place of this one."""

    reason: str


@dataclass(frozen=True)
class Envelope:
    """Something for a listener, or for nobody here; either is to be acknowledged."""

    id: str
    payload: Payload | NotOurs


@dataclass(frozen=True)
class Unreadable:
    """What is none of these; `id` is that of its envelope, and empty where it has none."""

    id: str = ""


Heard = Hello | Goodbye | Envelope | Unreadable


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: Annotated[str, StringConstraints(strict=True, max_length=100)]
    envelope_id: Id | None = None
    reason: Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z_]{0,50}$")] = ""


def heard(frame: bytes) -> Heard:
    """Read one message of Slack's. Never raises: what cannot be read is no reason to lose the line."""
    if len(frame) > MAX_BODY_BYTES:
        return Unreadable()
    try:
        found: object = json.loads(frame.decode("utf-8"))
        said = _Said.model_validate(found)
    except (ValueError, RecursionError, ValidationError):
        return Unreadable()
    match said:
        case _Said(type="hello"):
            return Hello()
        case _Said(type="disconnect", reason=reason):
            return Goodbye(reason)
        case _Said(type=kind, envelope_id=str(id_)) if isinstance(found, dict):
            payload = READERS[kind](found.get("payload")) if kind in READERS else NOT_OURS
            return Unreadable(id_) if payload is None else Envelope(id_, payload)
        case _:
            return Unreadable()


def acknowledgement(envelope: Envelope, body: str, content_type: str) -> str:
    """Write what acknowledges an envelope, with the listener's answer to who typed or clicked."""
    answer: dict[Literal["envelope_id", "payload"], object] = {"envelope_id": envelope.id}
    if body:
        answer["payload"] = json.loads(body) if content_type.startswith("application/json") else {"text": body}
    return json.dumps(answer)


__all__ = ["NOT_OURS", "Envelope", "Goodbye", "Heard", "Hello", "Unreadable", "acknowledgement", "heard"]
