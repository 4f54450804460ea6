"""The people, user groups, channels and the bot of one workspace."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Person:
    """Somebody who can be met in the workspace. `name` is the handle typed after @; a deactivated person keeps their id.

    `guest` is empty, `multi` or `single` (how many channels they may see). `team_id` is that of another workspace, for a stranger met in a
    shared channel; empty for the workspace's own people. `grid_id` is their other id in an Enterprise Grid, which user groups list.
    """

    id: str
    name: str
    real_name: str
    deactivated: bool = False
    is_bot: bool = False
    guest: str = ""
    team_id: str = ""
    grid_id: str = ""


@dataclass
class UserGroup:
    """A user group; `members` are user ids in the order they were added, those of an Enterprise Grid where people have them."""

    id: str
    handle: str
    name: str
    members: list[str]
    is_deleted: bool = False
    is_disabled: bool = False


@dataclass
class Channel:
    """A place where messages stand. A direct message (`is_im`) has one person beside the bot, in `person`."""

    id: str
    name: str
    members: set[str]
    is_private: bool = False
    is_archived: bool = False
    is_im: bool = False
    person: str = ""


@dataclass(frozen=True)
class BotIdentity:
    """The app as the workspace sees it: its bot user, its bot id and its app id."""

    user_id: str
    bot_id: str
    app_id: str
    name: str


@dataclass
class Workspace:
    """One Slack team. People, groups and channels are kept by id; `enterprise_id` names its Enterprise Grid, empty where it is in none."""

    team_id: str
    domain: str
    bot: BotIdentity
    enterprise_id: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, UserGroup] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)

    def person(self, who: str) -> Person:
        """Find a person by id or handle, with or without @. Raises LookupError with a sentence."""
        key = who.removeprefix("@")
        found = self.people.get(key) or next((p for p in self.people.values() if key in {p.name, p.grid_id}), None)
        if found is None:
            raise LookupError(f"nobody here is called {who!r}; there are {sorted(p.name for p in self.people.values())}")
        return found

    def channel(self, where: str) -> Channel:
        """Find a channel by id or name, with or without #. Raises LookupError with a sentence."""
        key = where.removeprefix("#")
        found = self.channels.get(key) or next((c for c in self.channels.values() if c.name == key and not c.is_im), None)
        if found is None:
            raise LookupError(f"there is no channel {where!r}; there are {sorted(c.name for c in self.channels.values() if not c.is_im)}")
        return found

    def group(self, which: str) -> UserGroup:
        """Find a user group by id or handle. Raises LookupError with a sentence."""
        key = which.removeprefix("@")
        found = self.groups.get(key) or next((g for g in self.groups.values() if g.handle == key), None)
        if found is None:
            raise LookupError(f"there is no user group {which!r}; there are {sorted(g.handle for g in self.groups.values())}")
        return found

    def direct_message(self, user_id: str) -> Channel:
        """Open (or find) the conversation between the bot and one person."""
        found = next((c for c in self.channels.values() if c.is_im and c.person == user_id), None)
        if found is None:
            members = {user_id, self.bot.user_id}
            found = Channel(f"D{user_id[1:]}", "directmessage", members, is_private=True, is_im=True, person=user_id)
            self.channels[found.id] = found
        return found

    def with_id(self, user: str) -> Person | None:
        """Find a person by either of their ids."""
        return self.people.get(user) or next((person for person in self.people.values() if user and person.grid_id == user), None)

    def team_of(self, person: Person) -> str:
        return person.team_id or self.team_id

    def has_bot(self, channel: Channel) -> bool:
        return self.bot.user_id in channel.members

    def name_of(self, some_id: str) -> str:
        """Return what a person reads for an id: a handle, a channel's name, of a direct message whose it is; else the id itself."""
        if some_id in self.people:
            return self.people[some_id].name
        if some_id in self.channels:
            channel = self.channels[some_id]
            return self.name_of(channel.person) if channel.is_im else channel.name
        return self.groups[some_id].handle if some_id in self.groups else some_id

    def everybody(self) -> Iterator[Person]:
        """List the people who are no bots."""
        return (person for person in self.people.values() if not person.is_bot)


def user_object(person: Person, workspace: Workspace) -> dict[str, Any]:
    """Return a person as users.info answers it (the part apps read).

    What only members of the workspace have is left out for a stranger, who is marked as one; what only active ones have, for who is
    deactivated. Source: https://docs.slack.dev/reference/objects/user-object.
    """
    team_id = workspace.team_of(person)
    shown: dict[str, Any] = {
        "id": person.id,
        "team_id": team_id,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": person.deactivated,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 0,
        "profile": {"real_name": person.real_name, "display_name": person.name, "team": team_id},
    }
    if person.grid_id:
        shown["enterprise_user"] = {
            "id": person.grid_id,
            "enterprise_id": workspace.enterprise_id,
            "enterprise_name": workspace.domain,
            "is_admin": False,
            "is_owner": False,
            "teams": [team_id],
        }
    if person.team_id:
        return shown | {"is_stranger": True}
    if person.deactivated:
        return shown
    return shown | {
        "tz": "Etc/UTC",
        "tz_offset": 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": bool(person.guest),
        "is_ultra_restricted": person.guest == "single",
    }


def channel_object(channel: Channel, workspace: Workspace) -> dict[str, Any]:
    """Return a channel as conversations.info answers it (the part apps read)."""
    shown: dict[str, Any] = {
        "id": channel.id,
        "is_im": channel.is_im,
        "is_archived": channel.is_archived,
        "is_private": channel.is_private,
        "is_ext_shared": any(user in workspace.people and workspace.people[user].team_id for user in channel.members),
        "context_team_id": workspace.team_id,
    }
    if channel.is_im:
        return shown | {"user": channel.person, "is_user_deleted": workspace.people[channel.person].deactivated}
    return shown | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_general": channel.name == "general",
        "is_member": workspace.has_bot(channel),
        "num_members": len(channel.members),
    }


def group_object(group: UserGroup, team_id: str, *, with_users: bool) -> dict[str, Any]:
    """Return a user group as usergroups.list answers it."""
    shown: dict[str, Any] = {
        "id": group.id,
        "team_id": team_id,
        "is_usergroup": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_delete": 1 if group.is_deleted or group.is_disabled else 0,
        "user_count": len(group.members),
    }
    return shown | {"users": list(group.members)} if with_users else shown
