"""Who somebody is at Slack: a full member of the bot's own workspace, or somebody who only comes to its channels."""

from dataclasses import dataclass
from enum import Enum


class Standing(Enum):
    """What somebody is in the workspace that the bot serves; only a full member counts where a rule asks for people."""

    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"
    BOT = "bot"
    GONE = "gone"
    UNCLEAR = "unclear"


WORDS = {
    Standing.MEMBER: "a full member of this workspace",
    Standing.GUEST: "a guest in this workspace",
    Standing.STRANGER: "somebody of another workspace",
    Standing.BOT: "a bot",
    Standing.GONE: "deactivated",
    Standing.UNCLEAR: "nobody of whom Slack says clearly that they are a full member of this workspace",
}


@dataclass(frozen=True)
class SlackUser:
    """A user as Slack knows them. `ids` are all ids that they go by: in an Enterprise Grid the workspace's own and the organisation's."""

    ids: frozenset[str]
    standing: Standing
    team: str = ""

    @property
    def is_member(self) -> bool:
        return self.standing is Standing.MEMBER
