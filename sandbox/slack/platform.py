"""Slack's side of one app in one workspace: what it stores and what it counts. No I/O; everything happens on one event loop."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.blockkit import Problem, as_sentences, message_problems
from sandbox.slack.errors import SlackError
from sandbox.slack.feed import Feed
from sandbox.slack.files import Files
from sandbox.slack.messages import Message, Messages, copied
from sandbox.slack.people import Channel, Workspace
from sandbox.slack.rates import Rates
from sandbox.slack.response_urls import ResponseUrls
from sandbox.slack.scopes import DEFAULT_SCOPES
from sandbox.slack.tickets import Tickets
from sandbox.slack.triggers import Triggers
from sandbox.slack.views import Views

Json = dict[str, Any]
MAX_BLOCKS_TEXT = 13_200


@dataclass(frozen=True)
class Tokens:
    """What proves who calls: the bot's token, the app-level token of Socket Mode, and the secret that signs what Slack sends."""

    bot: str
    app: str
    signing_secret: str


@dataclass
class Platform:
    """The whole state of the stand-in. `accepted` and `invalid`: messages with blocks, and views, that were checked."""

    tokens: Tokens
    workspace: Workspace
    clock: Callable[[], float] = time.time
    scopes: set[str] = field(default_factory=lambda: set(DEFAULT_SCOPES))
    calls: Counter[str] = field(default_factory=Counter)
    invalid: list[Json] = field(default_factory=list)
    accepted: int = 0

    def __post_init__(self) -> None:
        self.feed = Feed()
        self.messages = Messages(self.clock)
        self.views = Views()
        self.files = Files()
        self.rates = Rates(self.clock)
        self.triggers = Triggers(self.clock)
        self.tickets = Tickets()
        self.response_urls = ResponseUrls(self.clock, self.workspace.team_id)

    def refuse_invalid_blocks(self, where: str, blocks: object) -> None:
        """Raise SlackError for blocks that Slack would not take in a message, and note why in `invalid`."""
        if not isinstance(blocks, list):
            raise SlackError("invalid_blocks_format")
        self.refuse_problems(where, message_problems(blocks), "invalid_blocks")
        if text_length(blocks) > MAX_BLOCKS_TEXT:
            self.invalid.append({"where": where, "errors": ["msg_blocks_too_long"]})
            raise SlackError("msg_blocks_too_long")

    def refuse_problems(self, where: str, problems: list[Problem], error: str) -> None:
        """Raise SlackError with Slack's sentences if there are problems."""
        if problems:
            sentences = as_sentences(problems)
            self.invalid.append({"where": where, "errors": sentences})
            raise SlackError(error, errors=sentences, response_metadata={"messages": [f"[ERROR] {s}" for s in sentences]})
        self.accepted += 1

    def post(self, channel: Channel, **content: Any) -> Message:  # noqa: ANN401 - the fields of a Message
        """Store a message of the bot and tell the feed. `blocks` are copied."""
        bot = self.workspace.bot
        content = {"text": "", **content, "blocks": copied(content.get("blocks"))}
        message = Message(ts=self.messages.next_ts(), channel=channel.id, user=bot.user_id, bot_id=bot.bot_id, app_id=bot.app_id, **content)
        self.messages.add(message)
        self.tell("private" if message.private_to else "posted", message)
        return message

    def post_as_person(self, channel: Channel, user: str, text: str, **content: Any) -> Message:  # noqa: ANN401 - as above
        message = self.messages.add(Message(ts=self.messages.next_ts(), channel=channel.id, user=user, text=text, **content))
        self.tell("posted", message)
        return message

    def whisper(self, channel: str, user: str, text: str) -> Message:
        """Show a person what only Slack itself says, as Slackbot does."""
        message = Message(ts=self.messages.next_ts(), channel=channel, user="USLACKBOT", text=text, private_to=user)
        self.messages.add(message)
        self.tell("private", message)
        return message

    def tell(self, kind: str, message: Message) -> None:
        self.feed.tell(kind, message.as_state(), channel=message.channel, user=message.private_to)


def text_length(blocks: object) -> int:
    """Count the characters of all text in blocks, which Slack limits to about 13,200 in all.

    Source: measured by users of bolt-js; the limit is not published and moves a little with the kinds of blocks.
    """
    if isinstance(blocks, list):
        return sum(text_length(item) for item in blocks)
    if isinstance(blocks, dict):
        own = sum(len(blocks[key]) for key in ("text", "title") if isinstance(blocks.get(key), str))
        return own + sum(text_length(value) for value in blocks.values() if isinstance(value, dict | list))
    return 0
