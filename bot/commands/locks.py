"""`/mesh lock`, `/mesh unlock`, `/mesh locks`, `/mesh freeze` and `/mesh thaw`: done at once, without a plan."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import click

from bot.commands.named import checked_mesh_app
from bot.commands.verb import APP, REASON, TO_MESH, Verb, parser
from bot.words import checked_reason
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.locks import LOCKED_AT_MOST, LOCKED_FOR, admins_may_freeze_and_thaw, owners_and_admins_may_unlock
from mesh.moments import length, moment
from mesh.quoting import quoted
from mesh.requests import FreezeMesh, LockApp, ShowLocks, Thaw, Tier, UnlockApp


def _lock(given: Mapping[str, Any], mesh: Mesh) -> LockApp:
    service = checked_mesh_app(given["app"], mesh)
    return LockApp(service, _length(list(given["time"])), _reason(given, f"/mesh lock {service} for 2h"))


def _length(words: list[str]) -> timedelta:
    if not words:
        return LOCKED_FOR
    if words[0].lower() != "for" or len(words) != 2:
        raise InvalidRequest(f"{quoted(' '.join(words))} is no length of time: write `for 30m`, `for 2h` or `for 3d`.")
    asked = length(words[1])
    if asked > LOCKED_AT_MOST:
        raise InvalidRequest(f"a lock holds for {LOCKED_AT_MOST.days} days at most; lock it again when that is over.")
    return asked


def _freeze(given: Mapping[str, Any], _: Mesh) -> FreezeMesh:
    return FreezeMesh(moment(given["until"]) if given["until"] else None, _reason(given, "/mesh freeze --until 18:00"))


def _reason(given: Mapping[str, Any], example: str) -> str:
    """Return why: everybody who is kept waiting will ask. Raises InvalidRequest where it is missing or too long."""
    reason = _said(given)
    if not reason:
        raise InvalidRequest(f'say why, because it keeps others waiting: `{example} --reason "…"`.')
    return reason


def _said(given: Mapping[str, Any]) -> str:
    return checked_reason(given["reason"] or "")


LOCK = Verb(
    name="lock",
    summary="keep others' changes of an app out for a time; your own go on",
    examples=('/mesh lock web-ui for 2h --reason "looking at a leak"', "/mesh lock web-ui --reason why"),
    parser=parser("lock", APP, click.Argument(["time"], nargs=-1, metavar="[for 30m|2h|3d]"), REASON, TO_MESH),
    request=_lock,
    tier=Tier.T1_REVERSIBLE,
    synonyms=("hold", "reserve", "claim"),
)
UNLOCK = Verb(
    name="unlock",
    summary="lift your own lock on an app; another's only as an admin, and its owner is told",
    examples=("/mesh unlock web-ui",),
    parser=parser("unlock", APP, REASON, TO_MESH),
    request=lambda given, mesh: UnlockApp(checked_mesh_app(given["app"], mesh), _said(given)),
    tier=Tier.T1_REVERSIBLE,
    may=owners_and_admins_may_unlock,
    synonyms=("unhold", "release"),
)
LOCKS = Verb(
    name="locks",
    summary="list all locks and the freeze: who, why, since when, until when",
    examples=("/mesh locks",),
    parser=parser("locks", TO_MESH),
    request=lambda _given, _mesh: ShowLocks(),
    tier=Tier.T0_READ,
)
FREEZE = Verb(
    name="freeze",
    summary="let no change of the mesh begin, by anybody, until it is thawed or the time is over (admins)",
    examples=('/mesh freeze --until "Mon 09:00" --reason "no changes over the weekend"', '/mesh freeze --until 2h --reason "incident"'),
    parser=parser(
        "freeze",
        click.Option(["--until"], metavar="TIME", help='`2h`, `18:00` or `"Mon 09:00"` (UTC); without it, until `/mesh thaw`'),
        REASON,
        TO_MESH,
    ),
    request=_freeze,
    tier=Tier.T1_REVERSIBLE,
    may=admins_may_freeze_and_thaw,
    synonyms=("halt", "pause"),
)
THAW = Verb(
    name="thaw",
    summary="lift the freeze; also take a store that is new or was lost as it is, so that changes go on (admins)",
    examples=("/mesh thaw",),
    parser=parser("thaw", REASON, TO_MESH),
    request=lambda given, _mesh: Thaw(_said(given)),
    tier=Tier.T1_REVERSIBLE,
    may=admins_may_freeze_and_thaw,
    synonyms=("unfreeze",),
)
