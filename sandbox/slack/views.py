"""Modals and home tabs: what is open for whom."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.interactive import name_blocks

Json = dict[str, Any]
STACK_DEPTH = 3


@dataclass
class View:
    """One modal or home tab as the app gave it (`given`), with the ids Slack adds."""

    id: str
    user: str
    given: Json
    hash: str
    root_id: str
    previous_id: str = ""
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    channel: str = ""

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.given["blocks"]
        return blocks

    @property
    def external_id(self) -> str:
        return str(self.given.get("external_id", ""))


class Views:
    """The stack of modals and the home tab of each person."""

    def __init__(self) -> None:
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def open(self, user: str, given: Json, channel: str = "") -> View:
        """Open a modal in place of whatever was open."""
        view_id = _view_id()
        view = View(view_id, user, _copied(given), _hash(), root_id=view_id, channel=channel)
        self._refuse_used_external_id(view)
        self.stacks[user] = [view]
        return view

    def push(self, user: str, given: Json) -> View:
        """Put a modal on top of the stack. Raises SlackError push_limit_reached at the third."""
        stack = self.stacks.get(user, [])
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK_DEPTH:
            raise SlackError("push_limit_reached")
        top = stack[-1]
        view = View(_view_id(), user, _copied(given), _hash(), root_id=stack[0].id, previous_id=top.id, channel=top.channel)
        self._refuse_used_external_id(view)
        stack.append(view)
        return view

    def update(self, view: View, given: Json) -> View:
        """Replace what a view shows; what was typed stays where block and action ids stay, as in Slack."""
        view.given = _copied(given)
        view.hash = _hash()
        kept = {block["block_id"] for block in view.blocks}
        view.values = {block_id: value for block_id, value in view.values.items() if block_id in kept}
        return view

    def publish(self, user: str, given: Json) -> View:
        home = self.homes.get(user)
        if home is None:
            view_id = _view_id()
            self.homes[user] = View(view_id, user, _copied(given), _hash(), root_id=view_id)
            return self.homes[user]
        return self.update(home, given)

    def find(self, view_id: str = "", external_id: str = "") -> View | None:
        return next((v for v in self.everywhere() if (view_id and v.id == view_id) or (external_id and v.external_id == external_id)), None)

    def top(self, user: str) -> View | None:
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def close(self, view: View) -> None:
        """Take a modal off its stack; the app may have cleared the stack meanwhile."""
        self.stacks[view.user] = [other for other in self.stacks.get(view.user, []) if other is not view]

    def clear(self, user: str) -> None:
        self.stacks.pop(user, None)

    def everywhere(self) -> Iterator[View]:
        for stack in self.stacks.values():
            yield from stack
        yield from self.homes.values()

    def _refuse_used_external_id(self, view: View) -> None:
        if view.external_id and self.find(external_id=view.external_id):
            raise SlackError("duplicate_external_id")


def _view_id() -> str:
    return f"V{secrets.token_hex(5).upper()}"


def _hash() -> str:
    return f"{secrets.randbelow(10**10):010d}.{secrets.token_hex(4)}"


def _copied(given: Json) -> Json:
    copied: Json = json.loads(json.dumps(given))
    name_blocks(copied["blocks"])
    return copied
