"""What can be typed after the slash: read from the product's own answer to `/mesh help`, else from the usage hint of its manifest."""

import json
import re
from dataclasses import asdict, dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from sandbox.slack import Person, SlackStandIn
from sandbox.slack.delivery import Parcel

Json = dict[str, Any]
USAGE = re.compile(r"`(?P<command>/\S+) (?P<usage>[^`]+)`\*? · (?P<meaning>.+)")
WORD = re.compile(r"^• `(?!/)(?P<word>[^`]+)` · (?P<meaning>.+)", re.MULTILINE)
VERB = re.compile(r"[a-z][a-z-]*")
MARKS = re.compile(r"[*`]|:[a-z_]+:")


@dataclass(frozen=True)
class Hint:
    """One verb: how it is used, what it does, and the words that may follow it with their meanings."""

    command: str
    verb: str
    usage: str
    meaning: str
    words: tuple[tuple[str, str], ...] = ()


class Hints:
    """Asks the product once for its help, as a person who types would, but without showing the question to anybody."""

    def __init__(self, slack: SlackStandIn, manifest: Path) -> None:
        self._slack = slack
        self._manifest = manifest
        self._known: list[Hint] = []

    async def read(self, person: Person) -> Json:
        """Return the verbs, and the command with the hint that Slack shows while it is typed."""
        if not self._known:
            self._known = await self._asked(person)
        return {"verbs": [asdict(hint) for hint in self._known], "commands": self._declared()}

    async def _asked(self, person: Person) -> list[Hint]:
        overview = await self._help(person, "help")
        hints: list[Hint] = []
        for found in USAGE.finditer(overview):
            usage = _unescaped(found["usage"])
            # `route add APP`: the words in lower case up to the first that stands for something.
            verb = " ".join(takewhile(VERB.fullmatch, usage.split()))
            text = "" if verb == "help" else await self._help(person, f"help {verb}")
            words = tuple((_unescaped(word["word"]), _plain(word["meaning"])) for word in WORD.finditer(text))
            hints.append(Hint(found["command"], verb, usage, _plain(found["meaning"]), words))
        return hints

    async def _help(self, person: Person, words: str) -> str:
        desktop = self._slack.desktop
        command = next(iter(desktop.commands), "")
        channel = next(c for c in self._slack.workspace.channels.values() if person.id in c.members)
        url = desktop.platform.response_urls.give("commands", person.id, channel.id)
        payload = desktop.payloads.slash_command(person, channel, command, words)
        payload |= {"response_url": desktop.response_url(url.path), "trigger_id": desktop.platform.triggers.give(person.id, channel.id)}
        answer = await desktop.carrier.bring(Parcel("command", payload))
        try:
            return "\n".join(_texts(json.loads(answer.body))) if not answer.problem else ""
        except ValueError:
            return ""

    def _declared(self) -> list[Json]:
        """Return the slash commands that the product's manifest declares."""
        try:
            declared = json.loads(self._manifest.read_text(encoding="utf8"))["features"]["slash_commands"]
        except (OSError, ValueError, KeyError):
            declared = [{"command": command} for command in self._slack.desktop.commands]
        return [{key: str(one.get(key, "")) for key in ("command", "description", "usage_hint")} for one in declared]


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) and value.get("type") == "mrkdwn" else []
        return own + [text for inner in value.values() for text in _texts(inner)]
    return [text for inner in value for text in _texts(inner)] if isinstance(value, list) else []


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _plain(text: str) -> str:
    return _unescaped(MARKS.sub("", text)).strip()
