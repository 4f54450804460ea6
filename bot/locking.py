"""Locks and freezes: each an immediate compare-and-set, recorded, told to everybody by a worker and to the one who typed at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from bot.people import hint_of_groups, known_person
from mesh.app import Mesh
from mesh.errors import Overtaken
from mesh.locks import (
    Freeze,
    Lock,
    admins_may_freeze_and_thaw,
    its_owner_and_admins_may_unlock,
    nobody_locks_what_another_has_locked,
    operators_may_lock,
)
from mesh.moments import reached
from mesh.near_names import nearest
from mesh.plan import Refusal
from mesh.policy import Person
from mesh.ports import Announcement, Clock, Locks, Members, Store
from mesh.record import Entry
from mesh.requests import FreezeMesh, LockApp, ShowLocks, Thaw, UnlockApp
from messages import answers
from messages import locks as words_of
from messages.blocks import Rendered


@dataclass(frozen=True)
class Locking:
    """Answers one person in one mesh; `words` is what they typed. Raises TemporaryFailure where the store does not answer."""

    store: Store
    locks: Locks
    members: Members
    meshes: Mapping[str, Mesh]
    now: Clock
    mesh: Mesh
    user: str
    words: str

    def answer(self, asked: LockApp | UnlockApp | ShowLocks | FreezeMesh | Thaw) -> Rendered:
        match asked:
            case LockApp():
                return self._lock(asked)
            case UnlockApp():
                return self._unlock(asked)
            case ShowLocks():
                return words_of.locks_list(self.locks.all(self.mesh.name), self.locks.freeze(self.mesh.name), self.mesh.name)
            case FreezeMesh():
                return self._freeze(asked)
            case Thaw():
                return self._thaw(asked)
            case _:
                assert_never(asked)

    def _lock(self, asked: LockApp) -> Rendered:
        person, all_known = self._person()
        standing = self.locks.of(self.mesh.name, asked.service)
        why_not = operators_may_lock(person, self.mesh) or nobody_locks_what_another_has_locked(standing, person, self.mesh)
        if why_not:
            return self._refused(why_not, all_known=all_known)
        if not self.store.is_known():
            return answers.store_is_new(self.words)
        if not_there := self._no_such_app(asked.service):
            return not_there
        now = self.now()
        lock = Lock(asked.service, self.user, asked.reason, now, now + asked.length)
        text = words_of.locked(lock, is_renewed=standing is not None)
        try:
            entry = self._entry("locked", asked.service, asked.reason)
            self.locks.lock(self.mesh.name, lock, was=standing, entry=entry, telling=self._everybody(text))
        except Overtaken:  # somebody was faster: answer what stands now
            return self._lock(asked)
        return words_of.told(text)

    def _no_such_app(self, service: str) -> Rendered | None:
        """Say so where the store knows apps of the mesh and this is none of them, nor one that a run under way is about.

        A store that knows none at all has not looked yet: it rules nothing out, because a lock must not wait for Heroku or Kong.
        """
        known = self.store.apps_known(self.mesh.name)
        if not known or service in known or service in self.mesh.services:
            return None
        known |= {run.service for run in self.store.under_way(self.mesh.name)}
        return None if service in known else words_of.no_such_app(service, self.mesh.name, nearest(service, known))

    def _unlock(self, asked: UnlockApp) -> Rendered:
        person, all_known = self._person()
        lock = self.locks.of(self.mesh.name, asked.service)
        if lock is None:
            return words_of.not_locked(asked.service)
        if why_not := its_owner_and_admins_may_unlock(lock, person, self.mesh):
            return self._refused(why_not, all_known=all_known)
        if not self.store.is_known():
            return answers.store_is_new(self.words)
        text, is_own = words_of.unlocked(lock, self.user, asked.reason), lock.person == self.user
        telling = self._everybody(text)
        if not is_own:
            telling.append(Announcement(lock.person, words_of.broken(lock, self.user, asked.reason, self.mesh.name), self.now()))
        try:
            entry = self._entry("unlocked" if is_own else "broke lock", asked.service, asked.reason)
            self.locks.unlock(self.mesh.name, lock, entry=entry, telling=telling)
        except Overtaken:
            return self._unlock(asked)
        return words_of.told(text)

    def _freeze(self, asked: FreezeMesh) -> Rendered:
        if why_not := self._not_an_admin():
            return why_not
        if not self.store.is_known():
            return answers.store_is_new(self.words)
        now, standing = self.now(), self.locks.freeze(self.mesh.name)
        freeze = Freeze(self.user, asked.reason, now, reached(asked.until, now) if asked.until else None)
        text = words_of.frozen(freeze, self.mesh.name, is_changed=standing is not None)
        try:
            entry = self._entry("froze", "", asked.reason)
            self.locks.set_freeze(self.mesh.name, freeze, was=standing, entry=entry, telling=self._everybody(text))
        except Overtaken:
            return self._freeze(asked)
        return words_of.told(text)

    def _thaw(self, asked: Thaw) -> Rendered:
        """Lift the freeze of this mesh; take a store that bears no mark as it is, for all meshes, whose channels are all told."""
        if why_not := self._not_an_admin():
            return why_not
        if not self.store.is_known():
            text, now = words_of.store_taken(self.user, asked.reason), self.now()
            telling = [Announcement(channel, text, now) for mesh in self.meshes.values() for channel in mesh.channels]
            if not self.store.mark_known(now, self._entry("took store", "", asked.reason), telling):
                return self._thaw(asked)  # another admin was faster
            return words_of.told(text)
        freeze = self.locks.freeze(self.mesh.name)
        if freeze is None:
            return words_of.nothing_to_thaw(self.mesh.name)
        text = words_of.thawed(freeze, self.user, asked.reason, self.mesh.name)
        try:
            entry = self._entry("thawed", "", asked.reason)
            self.locks.thaw(self.mesh.name, freeze, entry=entry, telling=self._everybody(text))
        except Overtaken:
            return self._thaw(asked)
        return words_of.told(text)

    def _not_an_admin(self) -> Rendered | None:
        """Say why not. Who was an admin when Slack could last be asked still is: a freeze must not wait for Slack."""
        person, all_known = known_person(self.members, self.user, self.mesh, even_old=True)
        ruling = admins_may_freeze_and_thaw(person, self.mesh)
        if ruling.allowed:
            return None
        return self._refused(Refusal(f"you may not do that. {ruling.sentence}", ruling.advice), all_known=all_known)

    def _person(self) -> tuple[Person, bool]:
        return known_person(self.members, self.user, self.mesh)

    def _everybody(self, text: str) -> list[Announcement]:
        now = self.now()
        return [Announcement(channel, text, now) for channel in self.mesh.channels]

    def _entry(self, event: str, service: str, reason: str) -> Entry:
        return Entry(self.now(), event, "", self.mesh.name, service, self.user, f"/mesh {self.words}", reason)

    def _refused(self, why_not: Refusal, *, all_known: bool) -> Rendered:
        hint = hint_of_groups(self.members, self.mesh, all_known=all_known)
        return answers.may_not(f"{why_not.reason} {why_not.advice}{hint}".rstrip())
