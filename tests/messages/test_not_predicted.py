"""An effect that nobody can predict is named before it is approved: in the message, and in the button's confirmation."""

import json

import pytest

from mesh.plan import Effect
from mesh.run import Approval, Run, RunState
from messages.approval import must_be_named, plan_to_approve
from messages.buttons import buttons
from messages.effects import effect_lines, not_predicted
from messages.run import run_message
from tests.examples import APPROVERS, NOON, a_plan, a_run
from tests.messages.limits import shown

KNOWN = Effect("GET https://h/a", "404, no route", "web-ui sees /a (route web-ui)")
UNKNOWN = Effect("GET https://h/cart", "404, no route", "not predicted: route h goes by headers too; else web-ui sees /")
EITHER = Effect("GET https://h/b", "404, no route", "web-ui sees / (route a or b: Kong may choose either)")


def waiting(*effects: Effect) -> Run:
    plan = a_plan(effects=effects)
    approval = Approval(1, "approvers", NOON, plan.digest, (APPROVERS,))
    return a_run(plan=plan, state=RunState.AWAITING, approval=approval)


def confirmation(run: Run) -> str:
    elements = buttons(run)[0]["elements"]
    return str(next(each["confirm"]["text"]["text"] for each in elements if each["action_id"] == "approve"))


def test_the_confirmation_names_how_many_are_not_predicted_and_the_first() -> None:
    assert confirmation(waiting(KNOWN, UNKNOWN, EITHER)).endswith(
        "What becomes of 2 requests is *not predicted*, first of `GET https://h/cart`."
    )


def test_a_confirmation_of_what_is_known_says_nothing_of_it() -> None:
    assert "predicted" not in confirmation(waiting(KNOWN))
    assert not_predicted(a_plan(effects=(KNOWN,))) == ""


@pytest.mark.parametrize("path", ["/" + "a" * 3000, "/" + "&" * 3000, "/" + "<" * 90], ids=["long", "ampersands", "tags"])
def test_a_confirmation_keeps_to_slacks_300_characters(path: str) -> None:
    run = waiting(Effect(f"GET https://h{path}", "", UNKNOWN.after), UNKNOWN)
    assert len(confirmation(run)) <= 300
    assert "What becomes of 2 requests is *not predicted*, first of `GET https://h" in confirmation(run)


def test_the_message_counts_them_apart_and_puts_them_behind_what_stops() -> None:
    stops = Effect("GET https://h/s", "web-ui sees /s (route web-ui)", "404, no route")
    lines = list(effect_lines(a_plan(effects=(KNOWN, EITHER, stops))))
    assert lines[0] == "*For visitors*, of the requests looked at, 1 begins to be answered, 1 stops being answered, 1 cannot be predicted:"
    assert [line.split()[0] for line in lines[2:]] == [":red_circle:", ":grey_question:", ":large_green_circle:"]


def test_words_approve_what_is_not_predicted_only_where_they_name_the_plan() -> None:
    run = waiting(KNOWN, UNKNOWN)
    assert run.approval is not None
    assert must_be_named(run, run.approval)
    text = shown(plan_to_approve(run, is_another=False))
    assert "was not approved. Not all that it does can be predicted; this is what it would do now:" in text
    assert "What becomes of 1 request is *not predicted*, first of `GET https://h/cart`." in text
    assert f"/mesh approve {run.id} {run.approval.digest}" in text


def test_words_approve_what_is_known_as_before() -> None:
    run = waiting(KNOWN)
    assert run.approval is not None
    assert not must_be_named(run, run.approval)


def test_the_message_says_why_it_needs_approval() -> None:
    plan = a_plan(reasons=("it removes the route `web-ui-cart`",))
    run = a_run(plan=plan, state=RunState.AWAITING, approval=Approval(1, "approvers", NOON, plan.digest, (APPROVERS,)))
    assert "It needs approval because it removes the route `web-ui-cart`." in shown(run_message(run, NOON))
    assert "because" not in json.dumps(run_message(waiting(KNOWN), NOON).blocks)
