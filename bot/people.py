"""Who somebody is, as far as the store knows their groups; Slack is not asked here."""

from collections.abc import Iterable
from enum import Enum
from typing import Literal

from mesh.app import Mesh
from mesh.plan import Refusal
from mesh.policy import Person, groups_named, refusal, unreadable_groups
from mesh.ports import Members
from mesh.requests import Tier


class _Sentinel(Enum):
    UNKNOWN = "unknown"


UNKNOWN = _Sentinel.UNKNOWN
Unknown = Literal[_Sentinel.UNKNOWN]


def hint_of_groups(members: Members, mesh: Mesh, *, all_known: bool) -> str:
    """Return what to add to a no that may only be due to groups which cannot be read, or could not be looked up."""
    unknown = "" if all_known else " (I could not look up all user groups just now; try again in a minute.)"
    unreadable = unreadable_groups(members.unreadable(groups_named(mesh)))
    return f"{unknown} {unreadable}".rstrip()


def known_person(members: Members, user: str, mesh: Mesh, *, even_old: bool = False) -> tuple[Person, bool]:
    """Return the person, and whether all groups that the mesh's rules name are freshly known.

    `even_old`: what was known weeks ago counts.
    """
    known, said = members.known(groups_named(mesh), even_old=even_old), members.user(user, even_old=even_old)
    person = Person(user, user=said)
    groups = frozenset(group for group, ids in known.items() if ids and person.ids & ids)
    return Person(user, groups, said), None not in known.values()


def why_unclear(members: Members, person: Person, mesh: Mesh) -> str:
    """Return why somebody may not stop what others asked for yet, where it was never looked up what they are; a worker does so then.

    No later look holds such a decision against Slack. Who is named by their own id works on while Slack is away.
    """
    known = person.user or members.user(person.id, even_old=True)
    if known.is_member if known else person.id in mesh.people.everybody:
        return ""
    return "I have not looked up yet whether you are a full member of this workspace; try again in a minute."


def may_read(members: Members, user: str, meshes: Iterable[Mesh]) -> Refusal | Unknown | None:
    """Return why somebody may read in none of these meshes, None where they may, or that only a worker can tell, who asks Slack."""
    refusals: list[Refusal] = []
    is_sure = True
    for mesh in meshes:
        person, all_known = known_person(members, user, mesh)
        why_not = refusal(Tier.T0_READ, person, mesh)
        if why_not is None:
            return None
        refusals.append(why_not)
        is_sure = is_sure and all_known and person.user is not None
    return refusals[0] if is_sure and refusals else UNKNOWN
