"""Answer a command: understood or not, allowed or not, stored or not; nothing but Redis is touched on the way."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.helping import help_about
from bot.understanding import Asked, Help, understood
from bot.words import normalised
from jobs.queue import ask, queue_of
from mesh.app import Mesh
from mesh.errors import InvalidRequest, Overtaken, TemporaryFailure
from mesh.plan import Refusal
from mesh.policy import Person, groups_named, refusal
from mesh.ports import Clock, Members, Schedule, Store
from mesh.requests import Asking, tier_of
from mesh.run import Run, RunState
from messages import answers
from messages.blocks import Rendered

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Typed:
    """A slash command as Slack delivered it; `delivery` is the same when Slack delivers it again."""

    person: str
    channel: str
    text: str
    delivery: str
    response_url: str


@dataclass(frozen=True)
class Desk:
    """`new_id` makes ids of runs."""

    store: Store
    members: Members
    schedule: Schedule
    meshes: Mapping[str, Mesh]
    now: Clock
    new_id: Callable[[], str]

    def answer(self, typed: Typed) -> Rendered:
        """Return the private answer to a command; never raises one of our errors."""
        text = normalised(typed.text)
        try:
            match understood(text, typed.channel, self.meshes):
                case Help(verb):
                    return help_about(verb)
                case Asked() as asked:
                    return self._stored(typed, text, asked)
        except InvalidRequest as wrong:
            return answers.not_understood(_sentence(str(wrong)))

    def _stored(self, typed: Typed, text: str, asked: Asked) -> Rendered:
        run_id = self.new_id()
        try:
            run = self._run(run_id, typed, text, asked)
            stored, is_new = ask(self.store, run, delivery=typed.delivery, response_url=typed.response_url)
            if not is_new:
                return answers.already(stored)
            if run.has_ended:
                return answers.refused(run)
            return answers.accepted(run.id, text, consumed=self.schedule.is_consumed(queue_of(run)))
        except Overtaken:  # a run has this id already: take another
            return self._stored(typed, text, asked)
        except TemporaryFailure as failure:
            log.error("the store did not answer a command", extra={"run": run_id, "unknown": failure.outcome_unknown})  # noqa: TRY400
            return answers.unknown_whether_started(run_id, text) if failure.outcome_unknown else answers.nothing_started(text)

    def _run(self, run_id: str, typed: Typed, text: str, asked: Asked) -> Run:
        asking = Asking(typed.person, typed.channel, asked.mesh.name, text, self.now(), asked.reason, asked.dry_run, asked.quiet)
        run = Run(run_id, asked.request, asking)
        why_not = self._refusal(typed.person, asked)
        if why_not is None:
            return run
        return run.moved(RunState.REFUSED, why=why_not.reason, advice=why_not.advice, ended_at=asking.at)

    def _refusal(self, user: str, asked: Asked) -> Refusal | None:
        """Return why not, as far as the groups are known here; where one is not, the worker asks Slack and decides."""
        known = {group: self.members.known(group) for group in groups_named(asked.mesh)}
        person = Person(user, frozenset(group for group, members in known.items() if members and user in members))
        why_not = refusal(tier_of(asked.request, dry_run=asked.dry_run), person, asked.mesh)
        return None if why_not and None in known.values() else why_not


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
