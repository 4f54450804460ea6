"""A command from a shell, for when Slack is away: the same words, the same rules, the same runs; what comes of it is printed."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.desk import Desk, Typed
from bot.words import normalised, without_command, words
from jobs.queue import queue_of
from mesh.errors import TemporaryFailure
from mesh.requests import Way
from mesh.run import Run, RunState
from messages.blocks import Rendered
from messages.details import details_message
from messages.plain import plain_lines
from messages.plan_pages import is_of_interest, plan_pages
from messages.run import run_message

DONE, NOT_DONE, AGAIN_LATER = os.EX_OK, 1, os.EX_TEMPFAIL
DECIDED_AT_ONCE = frozenset({"cancel", "decline", "withdraw"})  # what they ask for has come about once they are answered
LATER = re.compile(r" · (?:\d+ min ?)?(?:[\d.]+ s)?$")  # how long a step takes, which alone is no news


@dataclass(frozen=True)
class Shell:
    """Carries out what `person` types; `show` prints a line, `pause` passes the time between two looks at a run."""

    desk: Desk
    person: str
    show: Callable[[str], None]
    pause: Callable[[], None]

    def carry_out(self, text: str, channel: str, *, wait: bool) -> int:
        """Do what the words say as if they were typed in that channel, and follow their run to its end; return the exit code.

        `wait` goes on waiting for an approval.
        """
        said = without_command(text)
        answer = self.desk.answer(Typed(self.person, channel, said, self.desk.new_key(), way=Way.SHELL))
        self._print(answer)
        kind, _, run_id = str(answer.blocks[0].get("block_id", "")).partition(":")
        match kind:
            case "run" if not DECIDED_AT_ONCE & set(words(normalised(said))[:1]):
                return self._followed(run_id, wait=wait)
            case "run" | "help":
                return DONE
            case "trouble":
                return AGAIN_LATER
            case _:
                return NOT_DONE

    def _followed(self, run_id: str, *, wait: bool) -> int:
        shown: frozenset[str] = frozenset()
        try:
            while True:
                run = self.desk.store.get(run_id)
                if run is None:
                    self.show(f"{run_id} is gone: my store lost it.")
                    return NOT_DONE
                shown = self._print_news(run, shown)
                code = self._rest(run, wait=wait)
                if code is not None:
                    return code
                self.pause()
        except TemporaryFailure:
            self.show(f"My store does not answer, so I do not know how {run_id} goes on. `/mesh run {run_id}` shows it later.")
            return AGAIN_LATER

    def _rest(self, run: Run, *, wait: bool) -> int | None:
        """Return the exit code where a run rests, or None while it goes on."""
        if run.has_ended:
            if run.details:
                self._print(details_message(run))
            return DONE if run.state is RunState.DONE else NOT_DONE
        if run.state is RunState.AWAITING and not wait:
            exactly_this = f"/mesh approve {run.id} {run.approval.digest if run.approval else ''}".rstrip()
            self.show(f'One of them approves it in Slack, or here: MESHBOT_OPERATOR=THEIR-ID python -m bot "{exactly_this}"')
            return NOT_DONE
        if not self.desk.schedule.is_consumed(queue_of(run)):
            self.show(f"No worker is running, so {run.id} waits for one. `/mesh run {run.id}` shows how it stands.")
            return AGAIN_LATER
        return None

    def _print_news(self, run: Run, shown: frozenset[str]) -> frozenset[str]:
        """Print the lines that the run's message did not show at the last look; that time passed within a step is no news."""
        messages = [run_message(run, self.desk.now()), *(plan_pages(run) if is_of_interest(run) else ())]
        lines = {LATER.sub("", line): line for message in messages for line in plain_lines(message)}
        for news, line in lines.items():
            if news not in shown:
                self.show(line)
        return frozenset(lines)

    def _print(self, message: Rendered) -> None:
        for line in plain_lines(message):
            self.show(line)
