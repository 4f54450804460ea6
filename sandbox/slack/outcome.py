"""What came of something a person did."""

import time
from dataclasses import asdict, dataclass, field
from typing import Any

from sandbox.slack.delivery import Answer

Json = dict[str, Any]
TROUBLE = "We had some trouble connecting. Try again?"


@dataclass
class Delivery:
    """One thing brought to the app and what the person saw of it.

    `kind` is slash_command, block_actions, view_submission, view_closed, block_suggestion, app_mention, app_home_opened, or message for
    words that concern no app. `status` is the app's HTTP status (200 for an ack over Socket Mode, 0 when nothing came or nothing was sent)
    and `ack_ms` the time until it. `error` is Slack's name for what went wrong, empty if nothing did, and `seen` the sentence it shows
    the person then. `private` is the private message that the ack (or Slack's complaint) put before the person, `message` what others see
    too, both as in `state()`. `clicked_in` is the message a button stands in, as it was before the click; `confirm` holds the words of
    its confirmation dialog. `errors` are those shown in a form, by block id, and `view` the form that is open afterwards. `options`
    answer a typed search. `again` is the second delivery when all are made twice. `at`: when it was over, seconds since the epoch.
    """

    kind: str
    status: int = 0
    ack_ms: float = 0.0
    timed_out: bool = False
    error: str = ""
    seen: str = ""
    private: Json | None = None
    message: Json | None = None
    clicked_in: Json | None = None
    confirm: Json | None = None
    errors: dict[str, str] = field(default_factory=dict)
    view: Json | None = None
    options: list[Json] = field(default_factory=list)
    trigger_id: str = ""
    again: "Delivery | None" = None
    at: float = field(default_factory=time.time)

    def as_json(self) -> Json:
        return asdict(self)


def delivered(kind: str, answer: Answer, trigger_id: str = "") -> Delivery:
    """Note an answer; a bad one is named as Slack names it: operation_timeout or dispatch_failed."""
    error = {"": "", "http_timeout": "operation_timeout"}.get(answer.problem, "dispatch_failed")
    timed_out = answer.problem == "http_timeout"
    return Delivery(kind, answer.status, answer.took_ms, timed_out=timed_out, error=error, trigger_id=trigger_id)
