"""Who somebody is, asked of Slack where we do not know it freshly."""

import logging
from contextlib import suppress

from jobs.tools import Tools
from mesh.app import Mesh
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.people import SlackUser
from mesh.plan import Refusal
from mesh.policy import Person, groups_named, people_named, refusal, unreadable_groups
from mesh.ports import Announcement
from mesh.requests import Tier

log = logging.getLogger(__name__)

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
    try:
        found = tools.slack.user(user)
    except TemporaryFailure:
        before = None if live else tools.members.user(user, even_old=True)
        if before is None:
            raise
        return before
    tools.members.keep_user(found)
    return found


def members_of(tools: Tools, group: str, *, live: bool = False) -> frozenset[str]:
    """Return a group's members as kept, or from Slack where they are not known freshly or must be live.

    A group that Slack refuses to read, because it was deleted or for whatever reason, is one of nobody, and is told once. Raises
    TemporaryFailure.
    """
    known = None if live else tools.members.known([group])[group]
    if known is not None:
        return known
    try:
        found = tools.slack.members(group)
    except PermanentFailure as failure:
        _tell_unreadable(tools, group, failure)
        return frozenset()
    tools.members.keep(group, found)
    return found


def _tell_unreadable(tools: Tools, group: str, failure: PermanentFailure) -> None:
    is_new = tools.members.keep_unreadable(group, str(failure))
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
