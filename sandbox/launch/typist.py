"""Type and click what the script says, and wait for what comes of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import assert_never

from sandbox.breaking.breaking import Breaking
from sandbox.launch.channel import Channel
from sandbox.launch.report import Asked
from sandbox.launch.script import Become, Break, Click, GoTo, Say, Script, ScriptStep, Until

RUN = "{run}"  # in a text to type, the id of the run that was asked for last


@dataclass
class Typist:
    """Carries out one script; what it asked for is in `asked`, in the order of the script."""

    slack: Channel
    breaking: Breaking
    person: str
    channel: str
    step_timeout_s: float

    def __post_init__(self) -> None:
        self.asked: list[Asked] = []
        self._under_way: list[asyncio.Task[None]] = []

    async def carry_out(self, script: Script) -> None:
        """Do every step in its order, then wait for what `Say(wait=False)` left under way. A step out of time ends the script."""
        try:
            for step in script:
                if not await self._do(step):
                    return
            for task in self._under_way:
                await task
        finally:
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _do(self, step: ScriptStep) -> bool:
        match step:
            case Become(person):
                self.person = person
            case GoTo(channel):
                self.channel = channel
            case Say(text, wait):
                person, channel = self.person, self.channel
                typed = text.replace(RUN, self._newest_run())
                return await self._ask(typed, lambda asked: self.slack.follower.say(asked, person, channel), wait=wait)
            case Click(label):
                person = self.person
                return await self._ask(
                    f"[{label}]", lambda asked: self.slack.follower.click(asked, person, label, self._is_busy), wait=True
                )
            case Until(text):
                shown = self.slack.transcript.has_shown
                return await self._ask(
                    f"--until {text}", lambda _: self.slack.outcomes.first(lambda: True if shown(text) else None), wait=True
                )
            case Break():
                self._break(step)
            case _:
                assert_never(step)
        return True

    def _break(self, step: Break) -> None:
        self.slack.transcript.broken(step.words)
        try:
            self.breaking.do(step.breakage)
        except ValueError as wrong:
            self.asked.append(Asked(f"--break {step.words}", trouble=str(wrong)))

    async def _ask(self, words: str, ask: Callable[[Asked], Awaitable[object]], *, wait: bool) -> bool:
        asked = Asked(words)
        self.asked.append(asked)
        task = asyncio.create_task(self._in_time(asked, ask))
        self._under_way.append(task)
        if not wait:
            # One turn of the loop, so that what is typed first is also sent first.
            await asyncio.sleep(0)
            return True
        await task
        return not asked.out_of_time

    async def _in_time(self, asked: Asked, ask: Callable[[Asked], Awaitable[object]]) -> None:
        try:
            async with asyncio.timeout(self.step_timeout_s):
                await ask(asked)
        except TimeoutError:
            states = [f"{run} is {self.slack.outcomes.states.get(run, 'not in the channel yet')}" for run in asked.runs]
            asked.trouble = f"nothing came of it within {self.step_timeout_s:g} s{''.join(f' ({state})' for state in states)}."
            asked.out_of_time = True

    def _newest_run(self) -> str:
        """Return the run that the script asked for last, or the mark itself where there is none yet."""
        return next((run for asked in reversed(self.asked) for run in reversed(asked.runs)), RUN)

    def _is_busy(self) -> bool:
        """Whether something asked for earlier may still bring the button that is looked for."""
        return any(not task.done() for task in self._under_way[:-1])
