"""Read what a message says of runs: its metadata, and the answer that its first block's id names."""

import re
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

ENDED = frozenset({"done", "failed", "unknown", "refused", "declined", "expired", "withdrawn", "superseded", "cancelled"})
SETTLED = ENDED | {"awaiting"}

RUN_ID = re.compile(r"\br-[a-z0-9]{4,}\b")
ANSWERS = frozenset({"run", "refused", "invalid", "help", "trouble"})


@dataclass(frozen=True)
class RunNote:
    """That a message shows a run in a state."""

    run: str
    state: str


@dataclass(frozen=True)
class Answer:
    """How the product answered a command or a click: `kind` is one of ANSWERS; `run` is empty where none was stored."""

    kind: str
    run: str


def run_note(message: Json) -> RunNote | None:
    """Return what the message's metadata says, None if it is not about a run."""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    if metadata.get("event_type") != "mesh_run" or not isinstance(payload.get("run"), str):
        return None
    return RunNote(payload["run"], str(payload.get("state", "")))


def answer(message: Json) -> Answer | None:
    """Return the answer that the message is, None if its first block's id names none."""
    blocks = message.get("blocks") or [{}]
    kind, colon, rest = str(blocks[0].get("block_id", "")).partition(":")
    if kind not in ANSWERS or not colon:
        return None
    if kind != "run":
        return Answer(kind, "")
    note = run_note(message)
    found = RUN_ID.search(" ".join([rest, str(message.get("text", "")), *_texts(blocks)]))
    return Answer(kind, note.run if note else found.group() if found else "")


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return []
