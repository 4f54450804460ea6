"""The buttons of a run's message: what one would do next."""

from typing import Any

from mesh.run import Run, RunState
from messages.blocks import Block
from messages.words import code

RETRY, CANCEL = "retry", "cancel"


def buttons(run: Run) -> list[Block]:
    """Return the row of buttons for a run's state, or nothing; a button's value is the run's id."""
    match run.state:
        case RunState.FAILED | RunState.UNKNOWN:
            return [_row(run, _button(RETRY, "Retry", run))]
        case RunState.APPROVED | RunState.RUNNING | RunState.WAITING:
            return [_row(run, _button(CANCEL, "Cancel", run, confirm=f"Stop {code(run.id)} between two steps? What stands stays."))]
        case _:
            return []


def _row(run: Run, *elements: dict[str, Any]) -> Block:
    return {"type": "actions", "block_id": f"buttons:{run.id}:{run.version}", "elements": list(elements)}


def _button(action: str, label: str, run: Run, confirm: str = "") -> dict[str, Any]:
    button: dict[str, Any] = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": label}, "value": run.id}
    if confirm:
        words = {"title": label, "confirm": label, "deny": "Leave it"}
        button["confirm"] = {
            **{part: {"type": "plain_text", "text": text} for part, text in words.items()},
            "text": {"type": "mrkdwn", "text": confirm},
        }
    return button
