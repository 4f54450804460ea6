"""Who somebody is, as far as the store knows their groups; Slack is not asked here."""

from mesh.app import Mesh
from mesh.policy import Person, groups_named
from mesh.ports import Members


def unknown_groups_hint(*, all_known: bool) -> str:
    """Return what to add to a no that may only be due to groups which could not be looked up."""
    return "" if all_known else " (I could not look up all user groups just now; try again in a minute.)"


def known_person(members: Members, user: str, mesh: Mesh) -> tuple[Person, bool]:
    """Return the person, and whether all groups that the mesh's rules name are freshly known."""
    known = members.known(groups_named(mesh))
    groups = frozenset(group for group, ids in known.items() if ids and user in ids)
    return Person(user, groups), None not in known.values()
