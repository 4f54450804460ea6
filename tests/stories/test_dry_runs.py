"""No dry run writes: every verb that is planned, by every way of asking, whatever fails meanwhile, and whatever is done with it later."""

from collections.abc import Iterator, Sequence
from itertools import chain, cycle, product

import pytest

from bot.commands import VERBS
from mesh.requests import CHANGES
from mesh.run import RunState
from tests.stories.dry_runs import (
    COMMANDS,
    KINDS,
    NOT_PLANNED,
    TYPED,
    WAYS,
    Reading,
    Trouble,
    a_shop,
    asked,
    headline_of,
    healed,
    newest,
    over,
    readings_of,
    typed_of,
    what_is_wrong,
)
from tests.stories.town import Town, told

FORBIDDEN = {"path": "^/apps/", "method": "GET", "count": 0, **KINDS["forbids"]}
SOME = list(zip(COMMANDS, cycle(WAYS), cycle(KINDS), strict=False))
AGAIN = ("click", "words of the same person", "words of somebody else")
SOME_RETRIES = list(zip(COMMANDS, cycle(AGAIN), strict=False))


@pytest.fixture(scope="module")
def shop(redis_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with a_shop(redis_server, tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
def town(shop: Town) -> Iterator[Town]:
    yield from healed(shop)


def test_every_verb_that_is_planned_is_among_these() -> None:
    assert {*CHANGES, "undo"} <= {verb.name for verb in VERBS if verb.is_planned and typed_of(verb)}


@pytest.mark.parametrize("words", [words for each in TYPED.values() for words in each])
def test_a_dry_run_shows_a_plan_and_writes_nothing(town: Town, words: str) -> None:
    before = town.writes()
    run = over(town, asked(town, "command", words).id)
    assert (run.state, run.started_at, town.writes()) == (RunState.DONE, None, before)
    assert run.plan is not None
    assert run.plan.steps
    assert "plan only, nothing was changed" in headline_of(town, run)


@pytest.mark.parametrize(("words", "way", "kind"), SOME)
def test_a_dry_run_writes_nothing_whatever_goes_wrong(town: Town, words: str, way: str, kind: str) -> None:
    readings = readings_of(town, words)
    reading = readings[SOME.index((words, way, kind)) % len(readings)]
    assert what_is_wrong(town, words, way, Trouble(reading, kind), len(words)) == []


def every_way_at_some_reading(readings: Sequence[Reading], kind: str) -> Iterator[tuple[int, str, Reading]]:
    """Yield each way of asking with a reading, other ones for each kind: over all kinds each reading goes wrong by some way."""
    first = list(KINDS).index(kind) * len(WAYS)
    for at, way in enumerate(WAYS, start=first):
        yield at, way, readings[at % len(readings)]


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", COMMANDS)
def test_a_dry_run_writes_nothing_by_whatever_way_it_is_asked_for_and_whatever_goes_wrong(town: Town, words: str, kind: str) -> None:
    asked_so = every_way_at_some_reading(readings_of(town, words), kind)
    wrong = [what_is_wrong(town, words, way, Trouble(reading, kind), at) for at, way, reading in asked_so]
    assert list(chain.from_iterable(wrong)) == []


@pytest.mark.parametrize("words", COMMANDS)
def test_over_all_kinds_of_trouble_each_reading_goes_wrong(town: Town, words: str) -> None:
    readings = readings_of(town, words)
    tried = [reading for kind in KINDS for _, _, reading in every_way_at_some_reading(readings, kind)]
    assert set(map(repr, tried)) == set(map(repr, readings))


def shows_a_plan_when_retried(town: Town, words: str, again: str) -> None:
    """Let a dry run fail for good, and retry it once all is well."""
    before = town.writes()
    town.tells("heroku", "faults", FORBIDDEN)
    failed = over(town, asked(town, "command", words).id)
    assert failed.state is RunState.FAILED, failed.why
    town.heals("heroku")
    retry = {
        "click": lambda: town.clicks("operator", "Retry"),
        "words of the same person": lambda: town.says("operator", f"/mesh retry {failed.id}"),
        "words of somebody else": lambda: town.says("operator2", f"/mesh retry {failed.id}"),
    }
    retry[again]()
    run = over(town, failed.id)
    assert (run.attempt, run.state, run.started_at, run.approval, town.writes()) == (2, RunState.DONE, None, None, before)
    assert "plan only, nothing was changed" in headline_of(town, run)


@pytest.mark.parametrize(("words", "again"), SOME_RETRIES)
def test_a_dry_run_that_is_retried_shows_a_plan_and_writes_nothing(town: Town, words: str, again: str) -> None:
    shows_a_plan_when_retried(town, words, again)


@pytest.mark.long
@pytest.mark.parametrize(("words", "again"), [each for each in product(COMMANDS, AGAIN) if each not in SOME_RETRIES])
def test_a_dry_run_that_is_retried_however_shows_a_plan_and_writes_nothing(town: Town, words: str, again: str) -> None:
    shows_a_plan_when_retried(town, words, again)


@pytest.mark.parametrize("text", ["/mesh route add web-ui --dry-run", "/mesh plan route add web-ui"])
def test_the_form_for_a_route_is_not_opened_for_a_dry_run(town: Town, text: str) -> None:
    before = (town.writes(), newest(town).id)
    town.says("operator", text)
    town.works_until(town.has_nothing_to_do)
    assert (town.writes(), newest(town).id) == before


@pytest.mark.parametrize("form", ["/mesh {} --dry-run", "/mesh plan {}"])
@pytest.mark.parametrize("words", NOT_PLANNED)
def test_what_has_no_plan_is_not_done_where_a_dry_run_is_asked_for(town: Town, words: str, form: str) -> None:
    locks = town.tools.locks
    before = (town.writes(), newest(town).id, locks.all("main"), locks.freeze("main"))
    town.says("admin", form.format(words))
    town.works_until(town.has_nothing_to_do)
    assert (town.writes(), newest(town).id, locks.all("main"), locks.freeze("main")) == before


def test_a_channel_that_belongs_to_no_mesh_starts_no_dry_run(town: Town) -> None:
    before = newest(town).id
    assert "this channel belongs to no mesh" in told(town.says("operator", "/mesh add web-ui --dry-run", "general")).lower()
    assert newest(town).id == before


@pytest.mark.parametrize("words", ["add web-ui web=3", "scale web-ui web=3", "route set web-ui cart path=/other", "remove web-ui"])
def test_a_dry_run_leaves_nothing_to_undo(town: Town, words: str) -> None:
    before = town.writes()
    run = over(town, asked(town, "command", words).id)
    town.says("operator", f"/mesh undo {run.id}")
    town.works_until(town.has_nothing_to_do)
    assert (newest(town).id, town.writes()) == (run.id, before)
