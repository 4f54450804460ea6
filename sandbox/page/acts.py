"""What a person does on the page, carried out with the same hands as the script's."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox.breaking.breaking import Breaking
from sandbox.breaking.words import breakage_from
from sandbox.launch.channel import Channel
from sandbox.launch.following import Sent
from sandbox.launch.world import World
from sandbox.slack import Delivery

Json = dict[str, Any]
Act = Callable[[Json], Awaitable[Json]]


class Acts:
    """Each act takes JSON and answers JSON: `trouble` is the sentence that Slack would show, `errors` those beside a form's inputs."""

    def __init__(self, world: World, channel: Channel, breaking: Breaking) -> None:
        self._slack = world.slack
        self._hands = channel.hands
        self._transcript = channel.transcript
        self._breaking = breaking
        self.by_name: Mapping[str, Act] = {
            "say": self._say,
            "press": self._press,
            "pick": self._pick,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "home": self._home,
            "break": self._break,
        }

    async def _say(self, given: Json) -> Json:
        return _told(await self._hands.say(given["as"], given["channel"], given["text"], thread_ts=given.get("thread", "")))

    async def _press(self, given: Json) -> Json:
        return _told(await self._hands.press(given["as"], given["where"], given["action"], given["block"]))

    async def _pick(self, given: Json) -> Json:
        return _told(await self._hands.pick(given["as"], given["where"], given["action"], given["option"], block_id=given["block"]))

    async def _suggest(self, given: Json) -> Json:
        found = await self._slack.suggest(given["as"], given["action"], given["typed"])
        return {"options": [{"value": option["value"], "text": option["text"]["text"]} for option in found.options]}

    async def _submit(self, given: Json) -> Json:
        result = await self._slack.submit(given["as"], given["values"])
        return {"errors": result.errors, **_trouble(result)}

    async def _close(self, given: Json) -> Json:
        return _trouble(await self._slack.close_form(given["as"]))

    async def _home(self, given: Json) -> Json:
        return _trouble(await self._slack.open_home(given["as"]))

    async def _break(self, given: Json) -> Json:
        breakage = breakage_from(given["words"])
        self._transcript.broken(given["words"])
        self._breaking.do(breakage)
        return {}


def _told(sent: Sent) -> Json:
    return {"trouble": sent.problem}


def _trouble(result: Delivery) -> Json:
    return {"trouble": f"{result.seen or 'Slack could not bring it to the app.'} ({result.error})" if result.error else ""}
