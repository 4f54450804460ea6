"""Locks and freezes in words: what everybody is told, what the one who typed is told, and the list."""

from collections.abc import Sequence

from mesh.locks import Freeze, Hold, Holds, Lock, sentence, why
from mesh.quoting import day_and_clock
from messages.blocks import Rendered, in_one_section, rendered, section, sections
from messages.words import code, quoted

LOCK, UNLOCK, FREEZE, THAW = ":lock:", ":unlock:", ":snowflake:", ":sunny:"


def locked(lock: Lock, *, is_renewed: bool) -> str:
    did = f"keeps {code(lock.service)} locked" if is_renewed else f"locked {code(lock.service)}"
    return f"{LOCK} <@{lock.person}> {did} until {day_and_clock(lock.until)}: {why(lock)}. Others' changes of it wait."


def unlocked(lock: Lock, person: str, reason: str) -> str:
    if person == lock.person:
        return f"{UNLOCK} <@{person}> unlocked {code(lock.service)}. What waited for that goes on."
    return f"{UNLOCK} <@{person}> broke the lock of <@{lock.person}> on {code(lock.service)}{_because(reason)}. {_was(lock)}"


def broken(lock: Lock, person: str, reason: str, mesh: str) -> str:
    """Tell the owner of a lock that it was broken."""
    return f"{UNLOCK} <@{person}> broke your lock on {code(lock.service)} of the mesh {code(mesh)}{_because(reason)}. {_was(lock)}"


def _was(lock: Lock) -> str:
    return f"It was set {day_and_clock(lock.since)}, until {day_and_clock(lock.until)}: {why(lock)}. What waited for that goes on."


def frozen(freeze: Freeze, mesh: str, *, is_changed: bool) -> str:
    did = f"keeps the mesh {code(mesh)} frozen" if is_changed else f"froze the mesh {code(mesh)}"
    until = f"until {day_and_clock(freeze.until)}" if freeze.until else "until it is thawed"
    return f"{FREEZE} <@{freeze.person}> {did}, {until}: {why(freeze)}. No change begins until then; what has begun goes on."


def thawed(freeze: Freeze, person: str, reason: str, mesh: str) -> str:
    was = f"frozen by <@{freeze.person}> {day_and_clock(freeze.since)}"
    return f"{THAW} <@{person}> thawed the mesh {code(mesh)}, {was}{_because(reason)}. What waited for that goes on."


def store_taken(person: str, reason: str) -> str:
    return (
        f"{THAW} <@{person}> took a store that is new or was lost as it is{_because(reason)}: changes go on. "
        "Locks and freezes from before are gone; set them again where they are still wanted."
    )


def _because(reason: str) -> str:
    return f" ({quoted(reason)})" if reason else ""


def told(text: str) -> Rendered:
    """Answer the one who typed with what everybody else is told too."""
    return in_one_section(text, "help:locked")


def no_such_app(service: str, mesh: str, near: str | None) -> Rendered:
    meant = f" Did you mean {code(near)}?" if near else ""
    text = (
        f"I know no app {code(service)} of the mesh {code(mesh)}, so nothing was locked.{meant} "
        f"{code('/mesh status')} reads which apps there are; one that it shows can be locked."
    )
    return in_one_section(text, "help:no-such-app")


def not_locked(service: str) -> Rendered:
    text = f"{code(service)} is not locked."
    return in_one_section(text, "invalid:lock")


def nothing_to_thaw(mesh: str) -> Rendered:
    text = f"There was nothing to thaw: the mesh {code(mesh)} is not frozen, and this store is known."
    return in_one_section(text, "help:thaw")


def hold_line(hold: Hold, mesh: str) -> str:
    """Say of a lock or a freeze who, why, since when and until when."""
    return f"{LOCK} {sentence(hold, hold.service, mesh)}" if isinstance(hold, Lock) else f"{FREEZE} {sentence(hold, '', mesh)}"


def locks_list(locks: Sequence[Lock], freeze: Freeze | None, mesh: str) -> Rendered:
    """Render the freeze and every lock, a line each."""
    lines = [hold_line(hold, mesh) for hold in Holds(mesh, tuple(locks), freeze).all]
    if not lines:
        lines = [f"Nothing is locked in the mesh {code(mesh)}, and it is not frozen."]
    text = "; ".join([*(["frozen"] if freeze else []), *(f"{lock.service} is locked" for lock in locks)]) or lines[0]
    return rendered(text, [section(f"*Locks of the mesh {code(mesh)}*", "help:locks"), *sections(lines)])
