"""Locks and freezes: what holds a change back, who may set and lift what, and the sentences about it. Each rule is a named function."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mesh.app import Mesh
from mesh.plan import Refusal
from mesh.policy import Person, Ruling, mentions, only_those, refusal
from mesh.quoting import day_and_clock, escaped, on_one_line
from mesh.requests import Tier

LOCKED_FOR = timedelta(hours=24)  # where nobody says for how long
LOCKED_AT_MOST = timedelta(days=7)
HELD_AT_MOST = timedelta(hours=24)  # how long a change waits for a lock or a freeze before it is withdrawn


@dataclass(frozen=True)
class Lock:
    """One person keeps others' changes of one app out until a time; their own go on."""

    service: str
    person: str
    reason: str
    since: datetime
    until: datetime

    def is_over(self, now: datetime) -> bool:
        return now >= self.until


@dataclass(frozen=True)
class Freeze:
    """No change of the mesh begins, by anybody, until a time or, where `until` is None, until somebody thaws it."""

    person: str
    reason: str
    since: datetime
    until: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        return self.until is not None and now >= self.until


Hold = Lock | Freeze


@dataclass(frozen=True)
class Holds:
    """All that holds changes of a mesh back: the locks on its apps, by service, and its freeze."""

    mesh: str
    locks: tuple[Lock, ...] = ()
    freeze: Freeze | None = None

    def on(self, service: str) -> tuple[Hold, ...]:
        """Return what is about one app: the freeze, and its lock."""
        return (*filter(None, (self.freeze,)), *(lock for lock in self.locks if lock.service == service))

    @property
    def all(self) -> tuple[Hold, ...]:
        return (*filter(None, (self.freeze,)), *self.locks)


def holding(person: str, lock: Lock | None, freeze: Freeze | None, now: datetime) -> Hold | None:
    """Return what keeps this person's change of an app from beginning now: the freeze of its mesh, else another's lock on the app."""
    if freeze is not None and not freeze.is_over(now):
        return freeze
    if lock is not None and not lock.is_over(now) and lock.person != person:
        return lock
    return None


def sentence(hold: Hold, service: str, mesh: str) -> str:
    """Say what holds a change back: who, why and until when."""
    what = (
        f"`{escaped(on_one_line(service))}` is locked" if isinstance(hold, Lock) else f"The mesh `{escaped(on_one_line(mesh))}` is frozen"
    )
    until = f"until {day_and_clock(hold.until)}" if hold.until else "until somebody thaws it"
    return f"{what} by <@{hold.person}> since {day_and_clock(hold.since)}, {until}: {why(hold)}"


def why(hold: Hold) -> str:
    """Quote the reason, on one line."""
    return f"“{escaped(on_one_line(hold.reason))}”"


def operators_may_lock(person: Person, mesh: Mesh) -> Refusal | None:
    """Say why not: a lock is a change that is easily taken back, so those who may ask for changes may lock."""
    return refusal(Tier.T1_REVERSIBLE, person, mesh)


def nobody_locks_what_another_has_locked(lock: Lock | None, person: Person, mesh: Mesh) -> Refusal | None:
    if lock is None or lock.person in person.ids:
        return None
    return Refusal(f"{sentence(lock, lock.service, mesh.name)}.", _ask(lock))


def its_owner_and_admins_may_unlock(lock: Lock, person: Person, mesh: Mesh) -> Refusal | None:
    if lock.person in person.ids or person.is_among(mesh.people.admins):
        return None
    return Refusal(f"{sentence(lock, lock.service, mesh.name)}. Only they and admins may unlock it.", _ask(lock))


def _ask(lock: Lock) -> str:
    return f"Ask <@{lock.person}>, or an admin, to say `/mesh unlock {lock.service}`."


def owners_and_admins_may_unlock(person: Person, mesh: Mesh) -> Ruling:
    """Say it of no lock in particular."""
    who = mentions(mesh.people.admins)
    others = f"another's lock only {who} may." if who else f"the mesh `{mesh.name}` names no admins, so nobody may unlock another's."
    allowed = person.is_among((*mesh.people.operators, *mesh.people.admins))
    return Ruling(allowed=allowed, rule="owners_and_admins_may_unlock", sentence=f"Who locked an app may unlock it; {others}")


def admins_may_freeze_and_thaw(person: Person, mesh: Mesh) -> Ruling:
    """Leave to admins what stops everybody, and what may have lost everybody's locks."""
    who = mesh.people.admins
    sentence, advice = only_those(who, f"freeze and thaw the mesh `{mesh.name}`", "admins", mesh)
    return Ruling(allowed=person.is_among(who), rule="admins_may_freeze_and_thaw", sentence=sentence, advice=advice)
