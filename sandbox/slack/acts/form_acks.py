"""Obey what an app answers to a submitted form. Source: https://docs.slack.dev/surfaces/modals#updating_response."""

import json
from typing import Any

from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.acts.filling import input_blocks
from sandbox.slack.blockkit import view_problems
from sandbox.slack.delivery import Answer
from sandbox.slack.errors import SlackError
from sandbox.slack.outcome import TROUBLE, Delivery
from sandbox.slack.view_objects import view_object
from sandbox.slack.views import View

Json = dict[str, Any]


def obey(desktop: Desktop, view: View, answer: Answer, result: Delivery) -> None:
    """Do what the ack of a view_submission says: close, clear, update, push or show errors; a bad ack is trouble the person sees."""
    order = parsed(answer.body) if answer.body.strip() else {}
    try:
        match order.get("response_action"):
            case None:
                _close(desktop, view)
            case "clear":
                _close(desktop, view, whole_stack=True)
            case "errors":
                result.errors = _errors(view, order.get("errors"))
            case "update":
                views = desktop.platform.views
                _show(desktop, "view_updated", views.update(view, _checked(desktop, order.get("view"))))
            case "push":
                views = desktop.platform.views
                _show(desktop, "view_pushed", views.push(view.user, _checked(desktop, order.get("view"))))
            case _:
                result.error, result.errors = "invalid_response_action", {"": TROUBLE}
    except SlackError as refusal:
        result.error, result.errors = refusal.error, {"": TROUBLE}


def _checked(desktop: Desktop, given: object) -> Json:
    desktop.platform.refuse_problems("view_submission", view_problems(given, ("modal",), at="/view"), "invalid_view")
    assert isinstance(given, dict), "a view without problems is an object"
    return given


def _close(desktop: Desktop, view: View, *, whole_stack: bool = False) -> None:
    if whole_stack:
        desktop.platform.views.clear(view.user)
    else:
        desktop.platform.views.close(view)
    _show(desktop, "view_closed", view)


def _show(desktop: Desktop, kind: str, view: View) -> None:
    desktop.platform.feed.tell(kind, view_object(view, desktop.platform.workspace), user=view.user)


def _errors(view: View, given: object) -> dict[str, str]:
    """Read the errors of an ack; each must name an input block, or Slack shows none of them."""
    known = {block["block_id"] for block in input_blocks(view)}
    if not isinstance(given, dict) or not given or given.keys() - known or not all(isinstance(e, str) and e for e in given.values()):
        raise SlackError("invalid_errors")
    return dict(given)


def parsed(text: str) -> Json:
    """Read an ack's JSON; what is none becomes an order that nobody knows."""
    try:
        order = json.loads(text)
    except ValueError:
        return {"response_action": "no JSON"}
    return order if isinstance(order, dict) else {"response_action": "no object"}
