"""Who somebody is, asked of Slack where we do not know it freshly."""

from jobs.tools import Tools
from mesh.app import Mesh
from mesh.plan import Refusal
from mesh.policy import Person, groups_named, refusal
from mesh.requests import Tier


def why_not(tools: Tools, user: str, tier: Tier, mesh: Mesh) -> Refusal | None:
    """Return why somebody may not ask for this, or None where they may.

    Groups can only add to what somebody may, so who may without them is asked of nobody: named by their own id in mesh.toml, a person works
    on while Slack is away. Raises TemporaryFailure, PermanentFailure.
    """
    if refusal(tier, Person(user), mesh) is None:
        return None
    return refusal(tier, person_of(tools, user, mesh), mesh)


def person_of(tools: Tools, user: str, mesh: Mesh) -> Person:
    """Return the person with their groups. Raises TemporaryFailure, PermanentFailure."""
    return Person(user, frozenset(group for group in groups_named(mesh) if user in members_of(tools, group)))


def members_of(tools: Tools, group: str, *, live: bool = False) -> frozenset[str]:
    """Return a group's members as kept, or from Slack where they are not known freshly or must be live."""
    known = None if live else tools.members.known([group])[group]
    if known is None:
        known = tools.slack.members(group)
        tools.members.keep(group, known)
    return known
