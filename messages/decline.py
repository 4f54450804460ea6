"""The form that asks why a plan is declined."""

from typing import Any

from messages.words import code

CALLBACK, REASON = "decline", "reason"


def decline_form(run_id: str, digest: str, channel: str) -> dict[str, Any]:
    """Return a static form; it names the run and the plan that it declines, and the channel that it was opened in: nothing else tells."""
    asked = {
        "type": "input",
        "block_id": REASON,
        "label": {"type": "plain_text", "text": "Why?"},
        "hint": {"type": "plain_text", "text": "Everybody in the channel reads it, and the record keeps it."},
        "element": {"type": "plain_text_input", "action_id": REASON, "multiline": True, "min_length": 1, "max_length": 300},
    }
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": f"{run_id} {digest} {channel}".rstrip(),
        "title": {"type": "plain_text", "text": "Decline"},
        "submit": {"type": "plain_text", "text": "Decline"},
        "close": {"type": "plain_text", "text": "Not now"},
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": f"Decline {code(run_id)}; nothing is changed."}}, asked],
    }
