"""The buttons of a run's message: what one would do next."""

from collections.abc import Iterator
from typing import Any

from mesh.requests import Question
from mesh.run import Run, RunState
from messages.blocks import Block
from messages.effects import not_predicted
from messages.words import code

RETRY, CANCEL = "retry", "cancel"
REFRESH = "refresh"
RESTART, SCALE = "restart", "scale"
APPROVE, DECLINE, WITHDRAW = "approve", "decline", "withdraw"


def buttons(run: Run) -> list[Block]:
    """Return the row of buttons for a run's state, or nothing.

    A button's value is the run's id and the digest of the plan that it was shown with, so that a click on an older plan is known as one.
    """
    match run.state:
        case _ if run.asking.quiet:
            return []
        case RunState.DONE | RunState.FAILED if isinstance(run.request, Question):
            retry = run.answer.retry if run.answer else ""
            again = [_button(RETRY, f"Retry {retry}", run, value=retry)] if retry else []
            return [_row(run, _button(REFRESH, "Refresh", run), *again, *_commands(run))]
        case RunState.FAILED | RunState.UNKNOWN:
            return [_row(run, _button(RETRY, "Retry", run))]
        case RunState.WAITING if run.started_at is None:
            return [_row(run, _button(CANCEL, "Cancel", run, confirm=f"Withdraw {code(run.id)}? Nothing of it has begun."))]
        case RunState.APPROVED | RunState.RUNNING | RunState.WAITING:
            return [_row(run, _button(CANCEL, "Cancel", run, confirm=f"Stop {code(run.id)} between two steps? What stands stays."))]
        case RunState.AWAITING:
            begins = "It waits as is said here, and then" if run.why else "It begins at once and"
            sure = f"Approve {code(run.id)}? {begins} does exactly what is shown here."
            if unknown := not_predicted(run.plan) if run.plan else "":
                sure = f"{sure} {unknown}"
            approve = _button(APPROVE, "Approve", run, confirm=sure, style="primary")
            return [_row(run, approve, _button(DECLINE, "Decline", run, style="danger"), _button(WITHDRAW, "Withdraw", run))]
        case _:
            return []


def _commands(run: Run) -> Iterator[dict[str, Any]]:
    """Yield a button for each command that the answer offers; whoever clicks types it."""
    for command in run.answer.commands if run.answer else ():
        verb, _, rest = command.partition(" ")
        sure, value = f"Type {code('/mesh ' + command)}?", f"{run.id} {command}"
        if verb == RESTART:
            yield _button(RESTART, f"Restart {rest.partition(' ')[2]}".rstrip(), run, confirm=sure, value=value)
        if verb == SCALE:
            yield _button(SCALE, "Scale back", run, confirm=sure, value=value)


def clicked_run(value: str) -> tuple[str, str]:
    """Return the run's id and the plan's digest that a button's value names."""
    run_id, _, digest = value.partition(" ")
    return run_id, digest


def _row(run: Run, *elements: dict[str, Any]) -> Block:
    return {"type": "actions", "block_id": f"buttons:{run.id}:{run.version}", "elements": list(elements)}


def _button(action: str, label: str, run: Run, *, confirm: str = "", style: str = "", value: str = "") -> dict[str, Any]:
    value = value or (f"{run.id} {run.approval.digest}" if run.approval else run.id)
    button: dict[str, Any] = {"type": "button", "action_id": action, "text": _plain(label), "value": value}
    if style:
        button["style"] = style
    if confirm:
        words = {"title": label, "confirm": label, "deny": "Not now"}
        said = {part: _plain(text) for part, text in words.items()}
        button["confirm"] = {**said, "text": {"type": "mrkdwn", "text": confirm}}
    return button


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}
