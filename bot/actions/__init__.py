"""The buttons: each is a decision on the run that its value names, answered privately by a worker."""

from collections.abc import Callable, Mapping

from bot.immediate import Counter
from mesh.requests import Verdict
from messages.blocks import Rendered
from messages.buttons import APPROVE, CANCEL, RETRY, WITHDRAW, clicked_run

Action = Callable[[Counter, str, str], Rendered]


def _retry(counter: Counter, value: str, person: str) -> Rendered:
    return counter.retry(clicked_run(value)[0], person)


def _cancel(counter: Counter, value: str, person: str) -> Rendered:
    return counter.cancel(clicked_run(value)[0], person)


def _approve(counter: Counter, value: str, person: str) -> Rendered:
    run_id, digest = clicked_run(value)
    return counter.approvals.decide(run_id, person, Verdict.APPROVE, digest=digest)


def _withdraw(counter: Counter, value: str, person: str) -> Rendered:
    run_id, digest = clicked_run(value)
    return counter.approvals.decide(run_id, person, Verdict.WITHDRAW, digest=digest)


ACTIONS: Mapping[str, Action] = {RETRY: _retry, CANCEL: _cancel, APPROVE: _approve, WITHDRAW: _withdraw}
