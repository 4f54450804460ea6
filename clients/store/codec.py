"""Runs and notes as JSON for Redis and back, by pydantic over the domain's own dataclasses."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import TypeAdapter
from pydantic_core import CoreSchema, core_schema

from clients.store.connection import Fields
from clients.store.sealing import opened, opened_address, sealed, sealed_address
from mesh.addresses import Address
from mesh.joined import Joined
from mesh.locks import Freeze, Lock
from mesh.run import Message, Run, StepNote
from mesh.standing import Left
from mesh.status import MeshSeen


def _schema_of_an_address(kind: type[Address], *_: object) -> CoreSchema:
    """Tell pydantic how an address is stored: as a text, sealed where it holds a secret. Without this it stores none."""
    as_text = core_schema.plain_serializer_function_ser_schema(sealed_address, return_schema=core_schema.str_schema())
    from_text = core_schema.no_info_after_validator_function(lambda stored: kind(opened_address(stored)), core_schema.str_schema())
    return core_schema.json_or_python_schema(from_text, core_schema.is_instance_schema(kind), serialization=as_text)


setattr(Address, "__get_pydantic_core_schema__", classmethod(_schema_of_an_address))  # noqa: B010 - pydantic's hook, which mesh knows nothing of

_RUN: TypeAdapter[Run] = TypeAdapter(Run)
_NOTE: TypeAdapter[StepNote] = TypeAdapter(StepNote)
_MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)
_LEFT: TypeAdapter[Left] = TypeAdapter(Left)
_SEEN: TypeAdapter[MeshSeen] = TypeAdapter(MeshSeen)
_LOCK: TypeAdapter[Lock] = TypeAdapter(Lock)
_FREEZE: TypeAdapter[Freeze] = TypeAdapter(Freeze)
_JOINED: TypeAdapter[Joined] = TypeAdapter(Joined)

NOTE = "note:"


def run_fields(run: Run) -> Fields:
    """Return the hash fields that a state move writes; the journal has fields of its own, so that moves and notes do not collide."""
    return {"core": sealed(_RUN.dump_json(replace(run, notes={}))), "state": run.state.encode(), "version": str(run.version).encode()}


def note_field(step_id: str, note: StepNote) -> tuple[str, bytes]:
    return NOTE + step_id, sealed(_NOTE.dump_json(note))


def run_from(fields: Mapping[str, str]) -> Run:
    core = _RUN.validate_json(opened(fields["core"]))
    notes = {name.removeprefix(NOTE): _NOTE.validate_json(opened(raw)) for name, raw in fields.items() if name.startswith(NOTE)}
    return replace(core, notes=notes)


def message_json(message: Message) -> bytes:
    return _MESSAGE.dump_json(message)


def message_from(raw: str) -> Message:
    return _MESSAGE.validate_json(raw)


def left_json(left: Left) -> bytes:
    return sealed(_LEFT.dump_json(left))


def left_from(raw: str) -> Left:
    return _LEFT.validate_json(opened(raw))


def seen_json(seen: MeshSeen) -> bytes:
    return sealed(_SEEN.dump_json(seen))


def seen_from(raw: str) -> MeshSeen:
    return _SEEN.validate_json(opened(raw))


def lock_json(lock: Lock) -> bytes:
    return _LOCK.dump_json(lock)


def lock_from(raw: bytes | str) -> Lock:
    return _LOCK.validate_json(raw)


def freeze_json(freeze: Freeze) -> bytes:
    return _FREEZE.dump_json(freeze)


def freeze_from(raw: bytes | str) -> Freeze:
    return _FREEZE.validate_json(raw)


def joined_json(joined: Joined) -> bytes:
    return sealed(_JOINED.dump_json(joined))


def joined_from(raw: str) -> Joined:
    return _JOINED.validate_json(opened(raw))
