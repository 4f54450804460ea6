"""An approval counts only of a plan that was shown: by its message, with its pages in the thread."""

from dataclasses import replace

import pytest

from bot.desk import Clicked, Desk, Typed
from mesh import steps
from mesh.approvals import DEFAULTS, asked_for
from mesh.plan import Plan
from mesh.requests import Tier
from mesh.run import Message, Run, RunState
from messages.buttons import APPROVE
from messages.plan_pages import mark_of, plan_pages
from tests.bot.test_other_meshes import EU, desk, stored  # noqa: F401 - a fixture
from tests.examples import APP, APPROVER, SERVICE, a_plan, a_route
from wiring import tools

PLANS = {
    "small": a_plan(steps.DestroyApp(APP, "id", "db")),
    "large": a_plan(steps.WriteRoute(SERVICE, a_route(paths=tuple(f"/{letter * 1000}" for letter in "abcdefghijklmno")))),
    "too large": a_plan(steps.RemoveRoutes(SERVICE, (a_route(paths=("/" + "x" * 1000,)),) * 200)),
}
BARE = Message(EU, "1.0")
WAYS = ("a click", "words", "words with its digest")


def waits_with(desk: Desk, plan: Plan) -> Run:  # noqa: F811 - the fixture's value
    """Store a run that waits for approval of a plan."""
    desk.members.keep("S0APPROVERS", [APPROVER])
    approval = asked_for(DEFAULTS[Tier.T2_TRAFFIC], desk.meshes["eu"], plan.digest, desk.now())
    return desk.store.change(stored(desk, RunState.AWAITING), approval=approval, plan=plan, asked_about=(plan.digest,))


def message_with(run: Run, what: str) -> Message | None:
    """Return the run's message as somebody finds it."""
    pages = plan_pages(run)
    posted = replace(BARE, effects_of=mark_of(run, pages), effects_posted=len(pages))
    digest = run.plan.digest if run.plan else ""
    return {
        "none": None,
        "no buttons": BARE,
        "another plan's buttons": replace(BARE, asks="0123456789ab"),
        "buttons and no page": replace(BARE, asks=digest),
        "buttons and all but one page": replace(posted, effects_posted=len(pages) - 1, asks=digest),
        "buttons and another plan's pages": replace(posted, effects_of="whole:0123456789ab:0123456789ab", asks=digest),
        "all": replace(posted, asks=digest),
    }[what]


def is_approved(desk: Desk, run: Run, way: str) -> bool:  # noqa: F811 - the fixture's value
    digest = run.plan.digest if run.plan else ""
    if way == "a click":
        desk.decide(Clicked(APPROVER, APPROVE, f"{run.id} {digest}", "", "t1", EU))
    else:
        desk.answer(Typed(APPROVER, EU, f"approve {run.id} {digest if 'digest' in way else ''}".rstrip(), "t1"))
    found = desk.store.get(run.id)
    return found is not None and found.state is RunState.APPROVED


SHOWN = {
    ("small", "a click"): {
        *("none", "no buttons", "another plan's buttons", "buttons and no page", "buttons and all but one page", "all"),
        "buttons and another plan's pages",
    },
    ("small", "words"): {"buttons and no page", "buttons and all but one page", "buttons and another plan's pages", "all"},
    ("large", "a click"): {"all"},
    ("large", "words"): {"all"},
}
"""With which message an approval counts: a digest is known to who saw the small plan of it."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "what",
    [
        *("none", "no buttons", "another plan's buttons", "buttons and no page", "buttons and all but one page"),
        *("buttons and another plan's pages", "all"),
    ],
)
@pytest.mark.parametrize("size", PLANS)
def test_an_approval_counts_only_of_what_was_shown(desk: Desk, size: str, what: str, way: str) -> None:  # noqa: F811 - the fixture
    run = waits_with(desk, PLANS[size])
    if message := message_with(run, what):
        tools().board.keep_message(run.id, message)
    counts_with = SHOWN.get((size, "words" if way == "words" else "a click"), set())
    assert is_approved(desk, run, way) is (what in counts_with)
