"""Answer a command or a click: understood or not, allowed or not, stored or not; nothing but Redis is touched on the way."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.actions import ACTIONS
from bot.helping import help_about
from bot.immediate import Counter
from bot.lookup import Lookup
from bot.once import Once
from bot.people import UNKNOWN, Unknown, known_person, may_read
from bot.route_form import Values, app_of_form, filled
from bot.understanding import Asked, Help, mesh_here, speaks_of_no_mesh, understood
from bot.words import checked_length, checked_reason, normalised
from jobs.queue import MESSAGES, ask, queue_of
from mesh.addresses import without_secrets
from mesh.app import Mesh
from mesh.errors import InvalidRequest, Overtaken, PermanentFailure, TemporaryFailure, UnderWay
from mesh.plan import Refusal
from mesh.policy import refusal
from mesh.ports import Clock, Locks, Members, Replies, Reply, Schedule, Store
from mesh.requests import (
    Asking,
    Cancel,
    Decide,
    FreezeMesh,
    Immediate,
    LockApp,
    Question,
    Request,
    Retry,
    Thaw,
    Tier,
    Undo,
    UnlockApp,
    Verdict,
    Way,
    right_of,
    tier_of,
)
from mesh.run import Run, RunState
from messages import answers
from messages.blocks import Rendered
from messages.buttons import REFRESH, RESTART, SCALE, clicked_run
from messages.route_form import NAME, route_form
from messages.words import code

log = logging.getLogger(__name__)

WRITING = (Cancel, Decide, FreezeMesh, LockApp, Retry, Thaw, UnlockApp)
"""What is carried out at once and changes something."""


@dataclass(frozen=True)
class Typed:
    """Words for `/mesh`, by whichever way they came; `delivery` is the same when they come again, `thread` a thread's ts or empty."""

    person: str
    channel: str
    text: str
    delivery: str
    response_url: str = ""
    thread: str = ""
    way: Way = Way.COMMAND


@dataclass(frozen=True)
class Clicked:
    """A click on a button, whose `value` names a run; `delivery` is the same when Slack delivers it again.

    `channel` is where its message stands; a home tab stands in none.
    """

    person: str
    action: str
    value: str
    response_url: str
    delivery: str
    channel: str = ""


class Untold(Exception):
    """An answer that the store refused to keep for a worker: whoever has the person's request open must say it."""

    def __init__(self, rendered: Rendered) -> None:
        super().__init__(rendered.text)
        self.rendered = rendered


@dataclass(frozen=True)
class Desk:
    """`new_id` makes ids of runs; `new_key` those of deliveries that bring no id of their own."""

    store: Store
    locks: Locks
    members: Members
    schedule: Schedule
    replies: Replies
    meshes: Mapping[str, Mesh]
    now: Clock
    new_id: Callable[[], str]
    new_key: Callable[[], str]
    once: Once

    def counter(self, channel: str) -> Counter:
        """Return what answers those who ask from a channel, empty where that is not known."""
        find = Lookup(self.store, self.meshes, channel).find
        return Counter(self.store, self.locks, self.members, self.meshes, self.now, find)

    def answer(self, typed: Typed) -> Rendered:
        """Return the private answer to what was typed; never raises one of our errors.

        Where only a worker can tell whether somebody may read it, it is kept for the worker to bring, or not.
        """
        text = normalised(typed.text)
        try:
            rendered, readers_of = self._answer_and_readers(typed, text)
            if not readers_of:
                return rendered
            self._keep(rendered, typed, readers_of)
        except UnderWay:
            return answers.taken_already()
        except Untold as untold:
            return untold.rendered
        except TemporaryFailure as failure:
            return _of_the_store(failure, text)
        return answers.looking_up()

    def _answer_and_readers(self, typed: Typed, text: str) -> tuple[Rendered, str]:
        """Return an answer, and the meshes that one must be allowed to read for it, where that is not known here."""
        may = None if typed.way is Way.SHELL else self._may_read(typed.person, typed.channel)
        is_general = speaks_of_no_mesh(text)
        if isinstance(may, Refusal) and not is_general:
            return answers.may_not_read(may), ""
        rendered = self._answer(typed, text)
        kind = str(rendered.blocks[0].get("block_id", ""))
        says_nothing = is_general or kind.startswith(("run:r-", "refused:r-", "refused:store", "trouble:"))
        return rendered, self._mesh_names(typed.channel) if may is UNKNOWN and not says_nothing else ""

    def _may_read(self, person: str, channel: str) -> Refusal | Unknown | None:
        return may_read(self.members, person, [self.meshes[name] for name in self._mesh_names(channel).split(",")])

    def _mesh_names(self, channel: str) -> str:
        """Return the mesh that a channel belongs to; of a channel that belongs to none, all."""
        return ",".join([name for name, mesh in self.meshes.items() if channel in mesh.channels] or self.meshes)

    def _keep(self, rendered: Rendered, typed: Typed, readers_of: str = "") -> None:
        """Have an answer to what was typed brought, once for each delivery. Raises TemporaryFailure."""
        kind, blocks = str(rendered.blocks[0].get("block_id", "")), json.dumps(rendered.blocks)
        reply = Reply(
            typed.delivery, typed.person, typed.response_url, rendered.text, kind, typed.channel, typed.thread, blocks, readers_of
        )
        self._put(rendered, reply)

    def _answer(self, typed: Typed, text: str) -> Rendered:
        try:
            checked_length(typed.text)
            match understood(text, typed.channel, self.meshes, self.store.app_names):
                case Help(verb):
                    return help_about(verb)
                case Asked(request=request) as asked:
                    if isinstance(request, Immediate):
                        return self._immediately(typed, text, asked, request)
                    if isinstance(request, Undo):
                        return self._undone(typed, text, asked, request)
                    return self._stored(typed, text, asked, request)
        except InvalidRequest as wrong:
            return answers.not_understood(_sentence(str(wrong)))
        except PermanentFailure as failure:
            return answers.may_not(_sentence(f"{failure} {failure.advice}".rstrip()))

    def _immediately(self, typed: Typed, text: str, asked: Asked, request: Immediate) -> Rendered:
        def answer() -> Rendered:
            return self.counter(typed.channel).answer(request, typed.person, asked.mesh, _shown(text))

        return self.once.carried_out(f"typed {typed.delivery}", answer) if isinstance(request, WRITING) else answer()

    def mentioned(self, typed: Typed, *, is_addressed: bool) -> None:
        """Do what a mention asks for and have its answer brought, once for each delivery. Raises TemporaryFailure: Slack delivers again."""
        if self.replies.was_put(typed.delivery):
            return
        if not is_addressed:
            self._keep(answers.begins_otherwise(), typed)
            return
        self._keep(*self._answer_to_mention(typed))

    def home_opened(self, person: str) -> None:
        """Have somebody's home tab shown. Raises TemporaryFailure: Slack then brings the event again."""
        self.schedule.show_home(person, MESSAGES)

    def _answer_to_mention(self, typed: Typed) -> tuple[Rendered, Typed, str]:
        text = normalised(typed.text)
        if service := app_of_form(text):
            return answers.form_needs_a_command(service), typed, ""
        try:
            rendered, readers_of = self._answer_and_readers(typed, text)
        except UnderWay:  # its answer is that of the other copy
            raise
        except TemporaryFailure as failure:
            return _of_the_store(failure, text), typed, ""
        return rendered, typed, readers_of

    def form_for(self, typed: Typed) -> dict[str, Any] | None:
        """Return the form that a command asks for, or None for one that is answered in words."""
        service = app_of_form(normalised(typed.text))
        mesh = next((mesh for mesh in self.meshes.values() if typed.channel in mesh.channels), None)
        if not service or not mesh:
            return None
        try:
            may = self._may_read(typed.person, typed.channel)
        except TemporaryFailure:  # the form says nothing of the mesh, and what is filled in is looked at again
            may = UNKNOWN
        return None if isinstance(may, Refusal) else route_form(service, typed.channel, mesh.name)

    def file_form(self, person: str, service_and_channel: str, values: Values, delivery: str) -> tuple[dict[str, str], Rendered | None]:
        """Store what was filled into the route form; return the errors by field, or the private answer. Raises TemporaryFailure."""
        service, channel, mesh_name = _noted(service_and_channel)
        try:
            mesh = mesh_here(channel, self.meshes, self.store.app_names)
        except InvalidRequest as wrong:
            return {NAME: _sentence(str(wrong).replace("`", ""))}, None
        if mesh_name not in {"", mesh.name}:
            return {NAME: f"This channel belongs to the mesh {mesh.name} now, and the form is of {mesh_name}: open it anew."}, None
        request = filled(service, values, mesh)
        if isinstance(request, dict):
            return request, None
        route, reason, words = request
        typed = Typed(person, channel, words, delivery)
        return {}, self._stored(typed, words, Asked(route, mesh, reason, dry_run=False), route)

    def _undone(self, typed: Typed, text: str, asked: Asked, undo: Undo) -> Rendered:
        counter = self.counter(typed.channel)
        run = counter.find(undo.run)
        if run is None:
            return answers.no_such_run(undo.run)
        if run.asking.mesh != asked.mesh.name:  # asked for here when this channel was that mesh's
            return answers.may_not(f"{code(run.id)} belongs to the mesh {code(run.asking.mesh)}: undo it in that mesh's channel.")
        request = counter.inverse_of(run)
        return request if isinstance(request, Rendered) else self._stored(typed, text, asked, request)

    def decide(self, clicked: Clicked) -> None:
        """Carry out what a click decides, and have its answer brought. Raises TemporaryFailure: Slack then shows that it failed."""
        may, readers_of = self._may_read_of(clicked.value, clicked.person)
        try:
            answer = answers.may_not_read(may) if isinstance(may, Refusal) else self._answered(clicked, self._decided)
        except UnderWay:  # the other copy has its answer brought
            return
        if answer is not None:
            self._bring(clicked.person, clicked.response_url, answer, f"click {clicked.delivery}", readers_of)

    def _may_read_of(self, value: str, person: str) -> tuple[Refusal | Unknown | None, str]:
        """Say whether somebody may read of the run that a button's value names, and of which meshes a worker must look that up."""
        try:
            run = self.store.get(value.partition(" ")[0])
        except PermanentFailure:  # a run that this version cannot read: what is said of it is looked up too
            run = None
        names = [run.asking.mesh] if run and run.asking.mesh in self.meshes else list(self.meshes)
        may = may_read(self.members, person, [self.meshes[name] for name in names])
        return may, ",".join(names) if may is UNKNOWN else ""

    def _answered(self, clicked: Clicked, decide: Callable[[Clicked], Rendered | None]) -> Rendered | None:
        """Return what is to be said to a click; also where its run may not be seen from there, or cannot be read."""
        try:
            return decide(clicked)
        except InvalidRequest as wrong:
            return answers.not_understood(_sentence(str(wrong)))
        except PermanentFailure as failure:
            return answers.may_not(_sentence(f"{failure} {failure.advice}".rstrip()))
        except TemporaryFailure as failure:
            if not failure.refusal:
                raise
            return answers.store_refuses(failure.refusal)

    def _decided(self, clicked: Clicked) -> Rendered | None:
        if clicked.action == REFRESH:
            return self._refreshed(clicked)
        if clicked.action in {RESTART, SCALE}:
            return self._typed_by(clicked)
        action = ACTIONS.get(clicked.action)
        if action is None:
            return answers.not_ours()
        return self.once.carried_out(
            f"click {clicked.delivery}", lambda: action(self.counter(clicked.channel), clicked.value, clicked.person)
        )

    def _typed_by(self, clicked: Clicked) -> Rendered:
        """Do what a button types, in the name of whoever clicks it, where the question was asked."""
        run_id, _, text = clicked.value.partition(" ")
        asked = Lookup(self.store, self.meshes, clicked.channel).find(run_id)
        if asked is None or asked.answer is None or text not in asked.answer.commands:
            return answers.too_old_to_refresh()
        mesh = self.meshes.get(asked.asking.mesh)
        if mesh is None or asked.asking.channel not in mesh.channels:  # typed there, the words would now mean another mesh's app
            return answers.too_old_to_refresh()
        return self.answer(Typed(clicked.person, asked.asking.channel, text, clicked.delivery, thread=asked.asking.thread))

    def _refreshed(self, clicked: Clicked) -> Rendered | None:
        """Ask the same question anew; its answer takes the place of the old one, so that nothing else need be said."""
        run_id, _ = clicked_run(clicked.value)
        asked = Lookup(self.store, self.meshes, clicked.channel).find(run_id)
        if asked is None or not isinstance(asked.request, Question):
            return answers.too_old_to_refresh()
        run = Run(self.new_id(), asked.request, replace(asked.asking, person=clicked.person, at=self.now()))
        try:
            ask(self.store, run, delivery=clicked.delivery, response_url=clicked.response_url, message=self.store.message_of(asked.id))
        except Overtaken:  # a run has this id already: take another
            return self._refreshed(clicked)
        return None

    def decline(self, person: str, said_by_form: str, text: str, delivery: str) -> None:
        """Decline by the form, if its run may be decided on from where it was opened; the answer is brought as a direct message.

        Raises TemporaryFailure, InvalidRequest about the reason.
        """
        reason = checked_reason(text)
        run_id, digest, channel = _noted(said_by_form)
        once = f"form {delivery} {hashlib.sha256(reason.encode()).hexdigest()}"  # a form that was wrong is sent again under its id
        may, readers_of = self._may_read_of(run_id, person)
        if isinstance(may, Refusal):
            self._bring(person, "", answers.may_not_read(may), once)
            return

        def decline() -> Rendered:
            try:
                return self.counter(channel).approvals.decide(run_id, person, Verdict.DECLINE, digest=digest, reason=reason)
            except (InvalidRequest, PermanentFailure) as failure:
                return answers.may_not(_sentence(str(failure)))

        try:
            rendered = self.once.carried_out(once, decline)
        except UnderWay:
            return
        except TemporaryFailure as failure:
            if not failure.refusal:
                raise
            rendered = answers.store_refuses(failure.refusal)
        self._bring(person, "", rendered, once, readers_of)

    def may_open_form(self, clicked: Clicked) -> Rendered | None:
        """Return why the form for declining would be of no use, or None."""
        may, _ = self._may_read_of(clicked.value, clicked.person)
        if isinstance(may, Refusal):
            return answers.may_not_read(may)
        return self._answered(clicked, lambda each: self.counter(each.channel).approvals.may_decline(*clicked_run(each.value), each.person))

    def bring(self, clicked: Clicked, rendered: Rendered) -> None:
        """Have a private answer to a click brought, to whom may read of its run. Raises TemporaryFailure."""
        _, readers_of = self._may_read_of(clicked.value, clicked.person)
        self._bring(clicked.person, clicked.response_url, rendered, f"click {clicked.delivery}", readers_of)

    def tell(self, person: str, rendered: Rendered, delivery: str) -> None:
        """Have the answer to a form brought as a direct message, once for each delivery. Raises TemporaryFailure."""
        self._bring(person, "", rendered, f"form {delivery}")

    def _bring(self, person: str, response_url: str, rendered: Rendered, key: str, readers_of: str = "") -> None:
        """Have an answer brought, once for each key."""
        kind = str(rendered.blocks[0].get("block_id", ""))
        self._put(rendered, Reply(key, person, response_url, rendered.text, kind, readers_of=readers_of))

    def _put(self, rendered: Rendered, reply: Reply) -> None:
        """Have an answer brought. Raises Untold where the store refuses to keep it, else TemporaryFailure.

        What only some may read is not told then: that the answer was refused is.
        """
        try:
            self.replies.put(reply, MESSAGES)
        except TemporaryFailure as failure:
            if not failure.refusal:
                raise
            may_be_told = not reply.readers_of or reply.kind.startswith("trouble:")
            raise Untold(rendered if may_be_told else answers.not_kept(failure.refusal)) from failure

    def _stored(self, typed: Typed, text: str, asked: Asked, request: Request) -> Rendered:
        run_id = self.new_id()
        try:
            run = self._run(run_id, typed, text, asked, request)
            if tier_of(request, dry_run=asked.dry_run) is not Tier.T0_READ and not self.store.is_known():
                return answers.store_is_new(text)
            stored, is_new = ask(self.store, run, delivery=typed.delivery, response_url=typed.response_url)
            if not is_new:
                return answers.already(stored)
            if run.has_ended:
                return answers.refused(run)
            return answers.accepted(run.id, _shown(text), consumed=self._is_consumed(run), where=_place(run.asking), quiet=asked.quiet)
        except Overtaken:  # a run has this id already: take another
            return self._stored(typed, text, asked, request)
        except TemporaryFailure as failure:
            log.error("the store did not answer a command", extra={"run": run_id, "unknown": failure.outcome_unknown})  # noqa: TRY400
            if failure.refusal:
                return answers.store_refuses(failure.refusal)
            return (
                answers.unknown_whether_started(run_id, _shown(text)) if failure.outcome_unknown else answers.nothing_started(_shown(text))
            )

    def _is_consumed(self, run: Run) -> bool:
        """Say whether a worker consumes what a stored run waits in; where that cannot be read, nothing is said against it."""
        try:
            return self.schedule.is_consumed(queue_of(run))
        except TemporaryFailure:
            return True

    def _run(self, run_id: str, typed: Typed, text: str, asked: Asked, request: Request) -> Run:
        asking = Asking(
            person=typed.person,
            channel=typed.channel,
            mesh=asked.mesh.name,
            words=_shown(text),
            at=self.now(),
            reason=asked.reason,
            dry_run=asked.dry_run,
            thread=typed.thread,
            way=typed.way,
            quiet=asked.quiet,
        )
        run = Run(run_id, request, asking)
        why_not = self._refusal(typed.person, asked, request)
        if why_not is None:
            return run
        return run.moved(RunState.REFUSED, why=why_not.reason, advice=why_not.advice, ended_at=asking.at)

    def _refusal(self, user: str, asked: Asked, request: Request) -> Refusal | None:
        """Return why not, as far as groups and, for a question, the person are known here; else the worker asks Slack and decides."""
        person, all_known = known_person(self.members, user, asked.mesh)
        right = right_of(request, dry_run=asked.dry_run)
        is_sure = all_known and (right is not Tier.T0_READ or person.user is not None)
        return refusal(right, person, asked.mesh) if is_sure else None


def _of_the_store(failure: TemporaryFailure, text: str) -> Rendered:
    """Return what is said where the store did not do what was typed, and log it."""
    log.error("the store did not answer a question", exc_info=failure)
    if failure.refusal:
        return answers.store_refuses(failure.refusal)
    return answers.unknown_whether_done(text) if failure.outcome_unknown else answers.nothing_started(text)


def _place(asking: Asking) -> str:
    """Say where a run's message will be, as who asked sees it."""
    if asking.way is Way.SHELL:
        return f"<#{asking.channel}>"
    return "this thread" if asking.thread else "this channel"


def _noted(by_form: str) -> tuple[str, str, str]:
    """Return the three words that a form of ours notes; an earlier version's noted fewer, and what is none of ours has any number."""
    first, second, third = [*by_form.split(" "), "", ""][:3]
    return first, second, third


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shown(text: str) -> str:
    """Return the words as the channel and the record may show them: without what may be a secret in addresses."""
    return without_secrets(text)
