"""Drift in words."""

import re
from collections.abc import Sequence
from datetime import datetime

from mesh.status.drift import Difference
from messages.words import age, code, escaped

BRIEF = 30
ROUTE = "route "
DYNOS = re.compile(r"\d+(:[a-z0-9-]+)?")


def difference(each: Difference) -> str:
    """Write one difference in full: `web: 1:basic → 3:standard-1x`."""
    return f"{each.thing}: {each.was or 'none'} → {each.now or 'none'}"


def briefly(each: Difference) -> str:
    """Write one difference so that it fits into a table: long values are not shown."""
    if len(each.was) + len(each.now) <= BRIEF:
        return f"{each.thing} {each.was or 'none'} → {each.now or 'none'}"
    return f"{each.thing} {'changed' if each.was and each.now else 'added' if each.now else 'gone'}"


def measured_by(run: str, at: datetime | None, now: datetime) -> str:
    """Say what an app is compared with, behind “differs from”."""
    return f"how {code(run)} left it {age(at, now)} ago" if run else f"what {code('mesh.toml')} says (no run of mine has left it yet)"


def differences(found: Sequence[Difference]) -> list[str]:
    return [f"• {escaped(difference(each))}" for each in found]


def ways_back(service: str, found: Sequence[Difference]) -> list[str]:
    """Say what to type: a route from elsewhere is removed by name, dynos are scaled, `add` brings back its own route and the rest."""
    strangers = [each.thing.removeprefix(ROUTE) for each in found if each.thing.startswith(ROUTE) and not each.was]
    back = scale_back(service, found)
    added = [each for each in found if each.was and not DYNOS.fullmatch(each.was) and not each.by_hand and _is_added(each, service)]
    by_hand = [each.thing.removeprefix(ROUTE) if each.thing != "service" else service for each in found if each.by_hand]
    lines = [f"{code(f'/mesh route remove {service} {name}')} takes that route away." for name in strangers]
    lines += [f"{code('/mesh ' + back)} scales it back."] if back else []
    lines += [f"What was set by hand at {_all(by_hand)} no command of mine writes: set it at Kong’s Admin API."] if by_hand else []
    return lines + ([f"{code(f'/mesh add {service} --dry-run')} shows what would bring it back."] if added else [])


def _all(names: Sequence[str]) -> str:
    return ", ".join(map(code, dict.fromkeys(names)))


def scale_back(service: str, found: Sequence[Difference]) -> str:
    """Return the command, without `/mesh`, that brings back the dynos; empty where none of them differ."""
    dynos = [f"{each.thing}={each.was}" for each in found if DYNOS.fullmatch(each.was)]
    return " ".join(["scale", service, *dynos]) if dynos else ""


def _is_added(each: Difference, service: str) -> bool:
    return not each.thing.startswith(ROUTE) or each.thing == ROUTE + service
