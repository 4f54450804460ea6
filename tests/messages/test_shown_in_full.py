"""What a plan's digest covers stands in its run's message or the pages of its thread, before anybody is asked; answers lose nothing."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh import steps
from mesh.formation import Dynos
from mesh.found import Route
from mesh.plan import Effect
from mesh.requests import Verdict
from mesh.run import Approval, Decision, Message, Run, RunState
from mesh.steps import OfApp, OfMembership, OfRoutes, Step
from messages.answer import answer_of, answer_pages
from messages.approval import changes_since, plan_to_approve
from messages.blocks import Block, Rendered, rendered, section, sections
from messages.plan_pages import PAGES_MAX, fits, is_shown, is_too_large, mark_of, plan_pages
from messages.run import run_message
from messages.words import escaped
from tests.examples import APP, HOST, NOON, OPERATOR, SERVICE, a_plan, a_route, a_run, a_service
from tests.messages.limits import problems, shown

DIGEST = "0123456789ab"
NAME = st.text(alphabet="abc-", min_size=1, max_size=60)
WORDS = st.text(alphabet="abc<&", min_size=1, max_size=200)
PATH = st.text(alphabet="abc/<&*_", min_size=1, max_size=1200).map("/".__add__)
HOSTS = st.lists(st.text(alphabet="abc.", min_size=4, max_size=250), max_size=20).map(tuple)
NAMES = st.lists(NAME, max_size=60, unique=True).map(tuple)
FORMATION = st.lists(st.builds(Dynos, NAME, st.integers(0, 100), st.sampled_from([None, "standard-1x"])), min_size=1, max_size=200).map(
    tuple
)
ROUTES = st.builds(
    lambda paths, hosts, status: a_route(paths=tuple(paths), hosts=hosts, https_redirect_status_code=status, created_at=None),
    st.lists(PATH, max_size=12),
    HOSTS,
    st.sampled_from([301, 302, 426]),
)
EFFECTS = st.lists(st.builds(Effect, PATH, PATH, PATH), max_size=30).map(tuple)
REASONS = st.lists(st.text(alphabet="abc ", min_size=1, max_size=300), max_size=6).map(tuple)
REMARKS = st.lists(WORDS.map(escaped), max_size=12).map(tuple)


def of_route(route: Route) -> list[str]:
    return [*route.hosts, *route.paths]


STEPS: dict[type, tuple[st.SearchStrategy[Any], Callable[[Any], Iterable[str]]]] = {
    steps.CreateApp: (st.builds(steps.CreateApp, NAME, NAME, NAME, NAME), lambda step: (step.app, step.region, step.stack, step.team)),
    steps.SetBuildpacks: (st.builds(steps.SetBuildpacks, NAME, NAMES, NAMES), lambda step: (*step.buildpacks, *step.before)),
    steps.AttachDatabase: (st.builds(steps.AttachDatabase, NAME, NAME, NAME), lambda step: (step.addon, step.controller)),
    steps.SetConfig: (st.builds(steps.SetConfig, NAME, st.none(), st.just({}), NAMES), lambda step: step.profile_names),
    steps.BuildSource: (
        st.builds(steps.BuildSource, NAME, NAME.map("https://example.com/{}.tar.gz".format)),
        lambda step: [step.source.removeprefix("https://")],
    ),
    steps.AwaitRelease: (st.builds(steps.AwaitRelease, NAME), lambda _: ()),
    steps.Scale: (st.builds(steps.Scale, NAME, FORMATION, FORMATION), lambda step: map(str, step.formation)),
    steps.RestartDynos: (
        st.builds(steps.RestartDynos, NAME, st.dictionaries(NAME, NAME, min_size=1, max_size=200)),
        lambda step: step.dynos,
    ),
    steps.RollBack: (
        st.builds(steps.RollBack, NAME, NAME, st.integers(1, 9), WORDS, st.just(10), st.just(10)),
        lambda step: (f"v{step.version}", step.description),
    ),
    steps.AwaitHealth: (st.builds(steps.AwaitHealth, NAME, st.none(), NAME, FORMATION), lambda _: ()),
    steps.AddDomain: (st.builds(steps.AddDomain, NAME, NAME), lambda step: (step.hostname, step.app)),
    steps.PutService: (st.builds(steps.PutService, NAME, NAME), lambda step: (step.name, step.url)),
    steps.PutRoute: (st.builds(steps.PutRoute, NAME, NAME, NAME, further_hosts=HOSTS), lambda step: (step.host, *step.further_hosts)),
    steps.WriteRoute: (st.builds(steps.WriteRoute, NAME, ROUTES), lambda step: of_route(step.wanted)),
    steps.RemoveRoute: (st.builds(steps.RemoveRoute, ROUTES), lambda step: of_route(step.before)),
    steps.AwaitRoute: (st.just(steps.AwaitRoute((), "1.0.2")), lambda _: ()),
    steps.Join: (st.builds(steps.Join, NAME, NAME), lambda step: (step.service, step.app)),
    steps.RemoveRoutes: (
        st.builds(steps.RemoveRoutes, NAME, st.lists(ROUTES, min_size=1, max_size=5).map(tuple)),
        lambda step: [value for route in step.before for value in of_route(route)],
    ),
    steps.RemoveService: (st.just(steps.RemoveService(a_service())), lambda step: (step.before.name, step.before.url)),
    steps.DetachDatabase: (st.builds(steps.DetachDatabase, NAME, NAME, NAMES), lambda step: (step.addon, step.app, *step.names)),
    steps.UnsetConfig: (st.builds(steps.UnsetConfig, NAME, NAME, NAMES), lambda step: step.names),
    steps.DestroyApp: (st.builds(steps.DestroyApp, NAME, NAME, NAME), lambda step: (step.app,)),
}
"""Plans' steps, each with what of it must be read by whoever approves it."""


def awaiting(plan_of: Sequence[Step], effects: tuple[Effect, ...] = (), reasons: tuple[str, ...] = (), **changes: Any) -> Run:  # noqa: ANN401 - of any field
    approval = Approval(1, "approvers", NOON, DIGEST, **{"who": ("U0APPROVER",), **changes})
    return a_run(state=RunState.AWAITING, plan=a_plan(*plan_of, effects=effects, reasons=reasons), approval=approval)


def texts(messages: Sequence[Rendered]) -> str:
    """Return what is read when a text that goes on in the next section is read on, also within a piece of code."""
    written = [block["text"]["text"] for message in messages for block in message.blocks if block["type"] == "section"]
    return "".join(written).replace("``", "")


def everything(run: Run) -> list[Rendered]:
    """Return what whoever is asked has before them: the message, and below it the thread's pages without their titles."""
    pages = [replace(page, blocks=page.blocks[1:]) for page in plan_pages(run)]
    return [run_message(run, NOON), *pages]


def missing(run: Run, values: Iterable[str]) -> list[str]:
    text = texts(everything(run))
    return [value for value in values if escaped(value) not in text]


def buttons_of(message: Rendered) -> list[Block]:
    return [block for block in message.blocks if block["type"] == "actions"]


@pytest.mark.parametrize("kind", STEPS, ids=lambda kind: kind.__name__)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_all_of_each_kind_of_step_is_shown(kind: type, data: st.DataObject) -> None:
    strategy, must_be_read = STEPS[kind]
    step = data.draw(strategy)
    run = awaiting([step])
    assert missing(run, must_be_read(step)) == [] or is_too_large(run)
    assert [problems(each) for each in everything(run)] == [[]] * len(everything(run))


def test_no_kind_of_step_is_left_out() -> None:
    assert {*STEPS} == {*get_args(OfApp), *get_args(OfRoutes), *get_args(OfMembership)}


BESIDE = st.fixed_dictionaries({"effects": EFFECTS, "reasons": REASONS, "remarks": REMARKS})


@settings(max_examples=80, deadline=None)
@given(wanted=ROUTES, before=ROUTES, beside=BESIDE, changed=REMARKS, typed=WORDS)
def test_all_of_a_plan_is_shown_whatever_else_its_message_says(
    wanted: Route, before: Route, beside: dict[str, Any], changed: tuple[str, ...], typed: str
) -> None:
    decisions = tuple(Decision("U0APPROVER", NOON, Verdict.APPROVE, "an earlier one", typed) for _ in range(len(changed)))
    run = awaiting([steps.WriteRoute(SERVICE, wanted), steps.RemoveRoute(before)], asked_again="\n".join(changed), decisions=decisions)
    run = replace(run, plan=replace(run.plan or a_plan(), **beside), asking=replace(run.asking, words=typed * 20, reason=typed))
    of_effects = [text for effect in beside["effects"] for text in (effect.request, effect.before, effect.after)]
    text = texts(everything(run))
    assert missing(run, [*of_route(wanted), *of_route(before), *of_effects, *beside["reasons"]]) == []
    assert [sentence for sentence in (*beside["remarks"], *changed) if sentence not in text] == []
    assert [problems(each) for each in everything(run)] == [[]] * len(everything(run))


@settings(max_examples=60, deadline=None)
@given(words=st.text(alphabet="ab&<`", min_size=1, max_size=4000), reason=st.text(alphabet="&<", max_size=300), effects=EFFECTS)
def test_id_state_digest_and_buttons_stand_whatever_was_typed(words: str, reason: str, effects: tuple[Effect, ...]) -> None:
    run = awaiting([steps.WriteRoute(SERVICE, a_route())], effects)
    run = replace(run, asking=replace(run.asking, words=words, reason=reason), notices=())
    message = run_message(run, NOON)
    assert shown(message).startswith("`r-7k3f` · *waits for approval* · `/mesh ")
    assert message.text.startswith("`r-7k3f` · *waits for approval* · `/mesh ")
    assert f"plan `{DIGEST}`" in shown(message)
    assert len(buttons_of(message)) == 1


def test_the_longest_of_everything_beside_a_plan_that_just_fits_pushes_neither_it_nor_its_digest_out() -> None:
    paths = tuple(f"/{letter * 239}" for letter in "abcdefghij")
    run = awaiting(
        [steps.WriteRoute(SERVICE, a_route(paths=paths))],
        reasons=("because " + "x" * 250,) * 3,
        who=tuple(f"U0APPROVER{number}" for number in range(20)),
        asked_again="• now: something\n" * 60,
        decisions=tuple(Decision("U0APPROVER", NOON, Verdict.APPROVE, "earlier", "&" * 300) for _ in range(9)),
    )
    run = replace(run, retried_by="U0OTHER", attempt=2, asking=replace(run.asking, words="&" * 4000, reason="&" * 300))
    message = run_message(run, NOON)
    assert problems(message) == []
    assert [path for path in paths if path not in shown(message)] == []
    assert f"plan `{DIGEST}`" in shown(message)
    assert len(buttons_of(message)) == 1


def test_a_hundred_process_types_are_all_shown() -> None:
    many = tuple(Dynos(f"a-rather-long-process-type-{number}", number, "standard-1x") for number in range(120))
    run = awaiting([steps.Scale(APP, many, before=many)])
    assert missing(run, map(str, many)) == []
    assert not fits(run)
    assert buttons_of(run_message(run, NOON, is_shown=is_shown(run, None))) == []


def test_what_somebody_else_wrote_at_length_into_kong_is_shown_to_its_end() -> None:
    path, request = f"/{'x' * 7000}/end", f"GET https://{HOST}/{'y' * 7000}/end"
    run = awaiting([steps.RemoveRoute(a_route(name="z" * 4000, paths=(path,)))], (Effect(request, "404" * 2000, "200"),))
    assert missing(run, [path, request, "z" * 4000, "404" * 2000]) == []
    assert changes_since(a_plan(), run.plan or a_plan()).count(request) == 1


def test_a_small_plan_needs_no_page() -> None:
    run = awaiting([steps.WriteRoute(SERVICE, a_route(paths=("/cart",)))])
    assert fits(run)
    assert is_shown(run, None)


def large() -> Run:
    return awaiting([steps.WriteRoute(SERVICE, a_route(paths=tuple(f"/{letter * 1199}" for letter in "abc")))])


def test_a_message_has_no_buttons_until_every_page_is_posted() -> None:
    run, pages = large(), plan_pages(large())
    posted = Message("C1", "1.0", effects_of=mark_of(run, pages), effects_posted=len(pages) - 1)
    assert not is_shown(run, posted)
    assert is_shown(run, replace(posted, effects_posted=len(pages)))
    assert buttons_of(run_message(run, NOON, is_shown=False)) == []
    assert len(buttons_of(run_message(run, NOON))) == 1


def test_pages_of_another_plan_show_nothing_of_this_one() -> None:
    assert not is_shown(large(), Message("C1", "1.0", effects_of="whole:other", effects_posted=99))


def test_pages_that_said_something_else_of_the_same_plan_do_not_count() -> None:
    run = large()
    other = replace(run, approval=Approval(1, "approvers", NOON, DIGEST, asked_again="• now: something"))
    pages = plan_pages(run)
    assert not is_shown(other, Message("C1", "1.0", effects_of=mark_of(run, pages), effects_posted=len(pages)))


def test_a_message_says_how_much_of_a_plan_it_leaves_to_the_thread() -> None:
    text = shown(run_message(large(), NOON))
    assert "… 1 of these 1 lines are not shown, or not to their end." in text
    assert "The whole plan is in the thread, in 1 message." in text


def too_large() -> Run:
    effects = tuple(Effect(f"GET https://{HOST}/{number}{'x' * 1200}", "404", "200") for number in range(PAGES_MAX * 8))
    return awaiting([steps.WriteRoute(SERVICE, a_route())], effects)


def test_a_plan_of_too_many_pages_is_too_large() -> None:
    assert is_too_large(too_large())
    assert not is_too_large(large())


def test_of_a_plan_that_is_too_large_the_pages_say_how_many_are_left_out() -> None:
    pages = plan_pages(replace(too_large(), state=RunState.DONE))
    assert len(pages) == PAGES_MAX
    assert "… The other 8 of 27 pages have no room here." in shown(pages[-1])


# What has changed, who decided


def test_everything_that_has_changed_since_an_approval_is_said() -> None:
    before, after = (a_plan(effects=tuple(Effect(f"GET /{n}", "404", then) for n in range(60))) for then in ("200", "201"))
    lines = changes_since(before, after).split("\n")
    assert len(lines) == 60
    run = awaiting([steps.WriteRoute(SERVICE, a_route())], asked_again="\n".join(lines))
    assert [line for line in lines if line not in texts(everything(run))] == []
    assert "of these 60 lines are not shown" in shown(run_message(run, NOON))


def test_of_many_decisions_the_newest_are_shown_and_the_others_counted() -> None:
    decisions = tuple(Decision(f"U{number}", NOON, Verdict.APPROVE, "earlier") for number in range(12))
    text = shown(run_message(awaiting([steps.DestroyApp(APP, "id", "db")], decisions=decisions), NOON))
    assert "… and 7 earlier decisions; `/mesh history web-ui` has them." in text
    assert [f"<@U{number}>" in text for number in range(12)] == [False] * 7 + [True] * 5


def test_more_reasons_than_a_message_shows_are_counted() -> None:
    text = shown(run_message(awaiting([steps.DestroyApp(APP, "id", "db")], reasons=("a", "b", "c", "d", "e")), NOON))
    assert "2 more of 5 reasons are in the thread." in text


def test_words_that_no_message_has_asked_about_yet_show_the_plan_and_its_digest() -> None:
    run = awaiting([steps.DestroyApp(APP, "id", "db")])
    answer = shown(plan_to_approve(run, is_another=False, is_unseen=True))
    assert "No message has shown its plan yet; this is what it would do now:" in answer
    assert f"destroy the Heroku app `{APP}`" in answer
    assert f"`/mesh approve r-7k3f {DIGEST}`" in answer


# Answers


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="ab&<", min_size=1, max_size=4000), max_size=60))
def test_an_answer_of_any_length_is_whole_in_its_message_and_its_thread(words: list[str]) -> None:
    lines = [escaped(each) for each in words]
    answer = answer_of(rendered("headline", [section("headline"), *sections(lines)]))
    run = a_run(state=RunState.DONE, answer=answer)
    messages = (run_message(run, NOON), *answer_pages(answer))
    assert [problems(each) for each in messages] == [[]] * len(messages)
    assert texts(messages).replace("\n", "") == "".join(["headline", *lines])


def test_an_answer_with_more_says_where_it_is() -> None:
    answer = answer_of(rendered("headline", [section("x" * 2900)] * 6))
    assert "… The rest follows in the thread, in one more message." in shown(run_message(a_run(state=RunState.DONE, answer=answer), NOON))
    assert "typed as `@mesh …` in a channel" in shown(run_message(a_run(state=RunState.DONE, answer=answer, quiet=True), NOON))
    assert len(json.loads(answer.pages)) == 1


def test_an_answer_that_no_thread_holds_says_how_much_is_left_out() -> None:
    pages = answer_pages(answer_of(rendered("headline", [section("x" * 2900)] * 3 * 26)))
    assert len(pages) == 20
    assert shown(pages[-1]) == "… 6 of 26 pages have no room here: ask for less."


def test_who_asked_is_named_whatever_is_shown() -> None:
    assert f"asked by <@{OPERATOR}>" in shown(run_message(large(), NOON))
