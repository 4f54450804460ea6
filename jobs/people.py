"""Who somebody is, asked of Slack where we do not know it freshly."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from jobs.slack_pace import GROUPS, USERS, Pace, not_our_turn, take_turn
from jobs.tools import Tools
from mesh.app import Mesh
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.people import SlackUser
from mesh.plan import Refusal
from mesh.policy import Person, groups_named, people_named, refusal, unreadable_groups
from mesh.ports import Announcement
from mesh.requests import Tier

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class Query(Generic[T]):
    """A question to Slack: `make` asks and keeps the answer with the number it covers; `since` reads what covers a number."""

    pace: Pace
    of: str
    since: Callable[[str, int], T | None]
    make: Callable[[int], T]


PATIENCE_S, LOOK_EVERY_S = 10.0, 0.1
LOOKED_UP_AT_ONCE = 50  # Slack: users.info is tier 4, 100 a minute


def why_not(tools: Tools, user: str, tier: Tier, mesh: Mesh) -> Refusal | None:
    """Return why somebody may not ask for this, or None where they may.

    Groups can only add to what somebody may, so who may without them is asked of nobody: named by their own id in mesh.toml, a person works
    on while Slack is away. Raises TemporaryFailure, PermanentFailure.
    """
    if refusal(tier, Person(user, user=tools.members.user(user)), mesh) is None:
        return None
    try:
        known = who_is(tools, user)
    except TemporaryFailure:
        if tier is Tier.T0_READ:
            raise
        known = None  # before a change begins, they are looked up again
    if refusal(tier, Person(user, user=known), mesh) is None:
        return None
    person, failure = _in_groups(tools, Person(user, user=known), groups_named(mesh))
    no = refusal(tier, person, mesh)
    if no is None:
        return None
    if failure:
        raise failure
    hint = unreadable_groups(tools.members.unreadable(groups_named(mesh)))
    return Refusal(no.reason, f"{no.advice} {hint}".strip())


def person_of(tools: Tools, user: str, mesh: Mesh) -> Person:
    """Return the person with their groups. Raises TemporaryFailure, PermanentFailure."""
    person, failure = _in_groups(tools, Person(user, user=who_is(tools, user)), groups_named(mesh))
    if failure:
        raise failure
    return person


def _in_groups(tools: Tools, person: Person, groups: frozenset[str]) -> tuple[Person, TemporaryFailure | None]:
    """Return the person with those groups that they are in, and why one of the others could not be read just now."""
    found, failure = set[str](), None
    for group in sorted(groups):
        try:
            if person.ids & members_of(tools, group):
                found.add(group)
        except TemporaryFailure as lost:
            failure = lost
    return Person(person.id, frozenset(found), person.user), failure


def who_is(tools: Tools, user: str, *, live: bool = False) -> SlackUser:
    """Return who somebody is, as kept, or from Slack where that is not known freshly or must be live.

    While Slack is away, what was known before counts, but not where it must be live. Raises TemporaryFailure, PermanentFailure.
    """
    known = None if live else tools.members.user(user)
    if known:
        return known

    def look_up(covers: int) -> SlackUser:
        found = tools.slack.user(user)
        tools.members.keep_user(found, user, covers)
        return found

    try:
        return _from_slack(tools, Query(USERS, user, tools.members.user_since, look_up), PATIENCE_S if live else 0)
    except TemporaryFailure:
        before = None if live else tools.members.user(user, even_old=True)
        if before is None:
            raise
        return before


def members_of(tools: Tools, group: str, *, live: bool = False) -> frozenset[str]:
    """Return a group's members as kept, or from Slack where they are not known freshly or must be live.

    A group that Slack refuses to read, because it was deleted or for whatever reason that it names, is one of nobody, and is told once.
    What refuses without such a name may not be Slack at all: by that nothing is known of the group. Raises TemporaryFailure.
    """
    known = None if live else tools.members.known([group])[group]
    if known is not None:
        return known

    def look_up(covers: int) -> frozenset[str]:
        try:
            found = tools.slack.members(group)
        except PermanentFailure as failure:
            if not failure.details:
                raise
            _tell_unreadable(tools, group, failure, covers)
            return frozenset()
        tools.members.keep(group, found, covers)
        return found

    return _from_slack(tools, Query(GROUPS, group, tools.members.members_since, look_up), PATIENCE_S if live else 0)


def _from_slack(tools: Tools, query: Query[T], patience_s: float) -> T:
    """Return what Slack says of somebody or of a group from now on: asked by ourselves in our turn, or by whoever asks meanwhile.

    So twenty starts at one moment need as many calls as Slack allows, and none of them goes by what was said before it asked. Raises
    TemporaryFailure where that takes longer than `patience_s`, or where what refuses names no reason of Slack's; PermanentFailure.
    """
    number, until = tools.members.draw_number(query.of), time.monotonic() + patience_s
    while (found := query.since(query.of, number)) is None:
        wait_s = take_turn(tools, query.pace)
        failure = not_our_turn(wait_s)
        if not wait_s:
            try:
                return query.make(tools.members.last_number(query.of))
            except TemporaryFailure as refused:
                if refused.retry_after_s is None:
                    raise
                failure, wait_s = refused, refused.retry_after_s
            except PermanentFailure as refused:
                if refused.details:
                    raise
                raise TemporaryFailure(str(refused)) from refused
        if time.monotonic() + wait_s > until:
            raise failure
        time.sleep(min(wait_s, LOOK_EVERY_S) if failure.is_our_pace else wait_s)
    return found


def _tell_unreadable(tools: Tools, group: str, failure: PermanentFailure, covers: int) -> None:
    is_new = tools.members.keep_unreadable(group, str(failure), covers)
    if not is_new:
        return
    log.error("a user group cannot be read", extra={"group": group, "why": str(failure), "code": failure.details})
    text = f":warning: {unreadable_groups({group: str(failure)})}"
    meshes = [mesh for mesh in tools.meshes.values() if group in groups_named(mesh)]
    admins = {each for mesh in meshes for each in mesh.people.admins if not each.startswith("S")}
    to = admins or {mesh.channels[0] for mesh in meshes}
    tools.announcements.put([Announcement(each, text, tools.now()) for each in sorted(to)])


def refresh(tools: Tools) -> None:
    """Read the user groups that the rules name, each by itself, and who their people are, so that a listener need not ask Slack."""
    named = frozenset[str]().union(*map(people_named, tools.meshes.values()))
    for group in tools.groups:
        try:
            named |= members_of(tools, group, live=True)
        except TemporaryFailure as failure:
            log.warning("a user group was not read", extra={"group": group, "why": str(failure)})
    unknown = [user for user in sorted(named) if tools.members.user(user) is None]
    for user in unknown[:LOOKED_UP_AT_ONCE]:
        with suppress(TemporaryFailure, PermanentFailure):  # looked up again the next time, or when they ask for something
            who_is(tools, user)
