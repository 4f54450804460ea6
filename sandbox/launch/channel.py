"""The sandbox's Slack as the launcher and the page use it: hands, a transcript, and what came of what was asked for."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from sandbox.launch.following import Follower
from sandbox.launch.hands import SlackHands
from sandbox.launch.outcomes import Outcomes
from sandbox.launch.script import Become, GoTo
from sandbox.launch.transcript import Transcript
from sandbox.launch.trouble import CannotStart
from sandbox.launch.wishes import Wishes
from sandbox.slack import Happening, SlackStandIn, message_lines

FORMS = frozenset({"view_opened", "view_pushed"})
MESSAGES = frozenset({"posted", "edited", "deleted", "private", "private_edited", "private_deleted"})


class Channel:
    """Reads the workspace's feed into the transcript and the outcomes."""

    def __init__(self, slack: SlackStandIn) -> None:
        self.slack = slack
        self.outcomes = Outcomes()
        self.transcript = Transcript(
            name_of=slack.workspace.name_of,
            lines_of=lambda message: message_lines(message, slack.workspace),
            write=_print_line,
            bold=sys.stdout.isatty(),
        )
        self.hands = SlackHands(slack, self.transcript)
        self.follower = Follower(self.hands, self.outcomes)

    def refuse_strangers(self, wishes: Wishes) -> None:
        """Raise CannotStart if the script names a person or a channel that is not there."""
        workspace = self.slack.workspace
        try:
            workspace.person(wishes.person)
            workspace.channel(wishes.channel)
            for step in wishes.script:
                if isinstance(step, Become):
                    workspace.person(step.person)
                if isinstance(step, GoTo):
                    workspace.channel(step.channel)
        except LookupError as stranger:
            raise CannotStart(f"In the script: {stranger}.", code=2) from stranger

    def read(self, event: Happening) -> None:
        if event.kind in MESSAGES:
            self.transcript.show(event.kind, event.what, event.at)
            self.outcomes.note_message(event.what)
        elif event.kind in FORMS:
            title: dict[str, Any] = event.what.get("title") or {}
            self.transcript.remark(f"{self.slack.workspace.name_of(event.user)} sees the form “{title.get('text', '')}”", event.at)
            self.outcomes.note_form(event.user)
        elif event.kind == "notice":
            self.transcript.remark(str(event.what.get("text", "")), event.at)


@asynccontextmanager
async def attend(channel: Channel) -> AsyncIterator["asyncio.Task[None]"]:
    """Read the feed in a task of its own, which is yielded so that its failure can be noticed."""
    feed = channel.slack.watch()

    async def read() -> None:
        async for event in feed:
            channel.read(event)

    reading = asyncio.create_task(read())
    try:
        yield reading
    finally:
        feed.close()
        reading.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await reading


def _print_line(line: str) -> None:
    print(line, flush=True)
