"""What a plan's digest covers stands in its run's message or the pages of its thread, before anybody is asked; answers lose nothing."""

import json
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from mesh import steps
from mesh.found import Route
from mesh.plan import Effect
from mesh.run import Approval, Message, Run, RunState
from messages.answer import answer_of, answer_pages
from messages.blocks import Rendered, rendered, section, sections
from messages.plan_pages import PAGES_MAX, fits, is_shown, is_too_large, mark_of, plan_pages
from messages.run import run_message
from messages.words import escaped
from tests.examples import APP, HOST, NOON, SERVICE, a_plan, a_route, a_run
from tests.messages.limits import problems, shown

PATH = st.text(alphabet="abc/<&", min_size=1, max_size=1200).map("/".__add__)
HOSTS = st.lists(st.text(alphabet="abc.", min_size=4, max_size=250), max_size=20).map(tuple)
ROUTES = st.builds(
    lambda paths, hosts, status: a_route(paths=tuple(paths), hosts=hosts, https_redirect_status_code=status, created_at=None),
    st.lists(PATH, max_size=12),
    HOSTS,
    st.sampled_from([301, 302, 426]),
)
EFFECTS = st.lists(st.builds(Effect, PATH, PATH, PATH), max_size=30).map(tuple)
REASONS = st.lists(st.text(alphabet="abc ", min_size=1, max_size=300), max_size=6).map(tuple)
DYNOS = st.lists(st.from_regex(r"web\.[0-9]{1,3}", fullmatch=True), min_size=1, max_size=60, unique=True)


def awaiting(plan_of: Sequence[steps.Step], effects: tuple[Effect, ...] = (), reasons: tuple[str, ...] = ()) -> Run:
    approval = Approval(1, "approvers", NOON, "0123456789ab", ("U0APPROVER",))
    return a_run(state=RunState.AWAITING, plan=a_plan(*plan_of, effects=effects, reasons=reasons), approval=approval)


def seen(messages: Sequence[Rendered]) -> str:
    """Return what is read when a text that goes on in the next section is read on."""
    return "".join(block["text"]["text"] for message in messages for block in message.blocks if block["type"] == "section")


def asked_with(run: Run) -> str:
    """Return where all of the plan must stand: the message alone, or the thread's pages without their titles."""
    pages = [replace(page, blocks=page.blocks[1:]) for page in plan_pages(run)]
    return seen(pages or [run_message(run, NOON)])


def missing(run: Run, values: Sequence[str]) -> list[str]:
    text = asked_with(run)
    return [value for value in values if escaped(value) not in text]


@settings(max_examples=80, deadline=None)
@given(wanted=ROUTES, before=ROUTES, effects=EFFECTS, reasons=REASONS)
def test_all_of_a_plan_of_routes_is_shown(wanted: Route, before: Route, effects: tuple[Effect, ...], reasons: tuple[str, ...]) -> None:
    run = awaiting([steps.WriteRoute(SERVICE, wanted), steps.RemoveRoute(before)], effects, reasons)
    of_effects = [text for effect in effects for text in (effect.request, effect.before, effect.after)]
    assert missing(run, [*wanted.paths, *wanted.hosts, *before.paths, *before.hosts, *of_effects, *reasons]) == []
    assert [problems(each) for each in (run_message(run, NOON), *plan_pages(run))] == [[]] * (1 + len(plan_pages(run)))


@settings(max_examples=40, deadline=None)
@given(names=DYNOS)
def test_all_dynos_of_a_restart_are_shown(names: list[str]) -> None:
    assert missing(awaiting([steps.RestartDynos(APP, dict.fromkeys(names, "d-1"))]), names) == []


def test_a_small_plan_needs_no_page() -> None:
    run = awaiting([steps.WriteRoute(SERVICE, a_route(paths=("/cart",)))])
    assert fits(run)
    assert is_shown(run, None)


def large() -> Run:
    return awaiting([steps.WriteRoute(SERVICE, a_route(paths=tuple(f"/{letter * 1199}" for letter in "abc")))])


def test_a_message_has_no_buttons_until_every_page_is_posted() -> None:
    run, pages = large(), plan_pages(large())
    posted = Message("C1", "1.0", effects_of=mark_of(run), effects_posted=len(pages) - 1)
    assert not is_shown(run, posted)
    assert is_shown(run, replace(posted, effects_posted=len(pages)))
    assert [block["type"] for block in run_message(run, NOON, is_shown=False).blocks].count("actions") == 0
    assert [block["type"] for block in run_message(run, NOON).blocks].count("actions") == 1


def test_pages_of_another_plan_show_nothing_of_this_one() -> None:
    assert not is_shown(large(), Message("C1", "1.0", effects_of="whole:other", effects_posted=99))


def test_a_plan_of_too_many_pages_is_too_large() -> None:
    effects = tuple(Effect(f"GET https://{HOST}/{number}{'x' * 1200}", "404", "200") for number in range(PAGES_MAX * 8))
    assert is_too_large(awaiting([steps.WriteRoute(SERVICE, a_route())], effects))
    assert not is_too_large(large())


# Answers


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="ab&<", min_size=1, max_size=4000), max_size=60))
def test_an_answer_of_any_length_is_whole_in_its_message_and_its_thread(words: list[str]) -> None:
    lines = [escaped(each) for each in words]
    answer = answer_of(rendered("headline", [section("headline"), *sections(lines)]))
    run = a_run(state=RunState.DONE, answer=answer)
    messages = (run_message(run, NOON), *answer_pages(answer))
    assert [problems(each) for each in messages] == [[]] * len(messages)
    assert seen(messages).replace("\n", "") == "".join(["headline", *lines])


def test_an_answer_with_more_says_where_it_is() -> None:
    answer = answer_of(rendered("headline", [section("x" * 2900)] * 6))
    assert "… The rest follows in the thread." in shown(run_message(a_run(state=RunState.DONE, answer=answer), NOON))
    assert "typed as `@mesh …` in a channel" in shown(run_message(a_run(state=RunState.DONE, answer=answer, quiet=True), NOON))
    assert len(json.loads(answer.pages)) == 1
