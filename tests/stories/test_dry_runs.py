"""No dry run writes: every verb that changes, by every way of asking, whatever fails meanwhile, and by every way of retrying it."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import cycle, product

import pytest

import wiring
from bot.shell import Shell
from jobs.queue import QUEUES
from mesh.requests import CHANGES
from mesh.run import Run, RunState
from sandbox.launch.wishes import Wishes
from tests.stories.deciding import approved
from tests.stories.town import Town, a_town

CONTROLLER = "/apps/tinyrobot-science-mesh-control"
VERBS = {
    "add": "add web-ui web=3",
    "add of a new app": "add billing",
    "attach": "attach billing --app acme-billing",
    "remove": "remove web-ui",
    "remove for good": "remove web-ui --purge",
    "scale": "scale web-ui web=3",
    "scale beyond limits": "scale web-ui web=20",
    "restart": "restart web-ui",
    "rollback": "rollback web-ui",
    "route add": "route add web-ui basket path=/basket",
    "route set": "route set web-ui cart path=/other",
    "route remove": "route remove web-ui cart",
    "undo": "undo {scaled}",
}
WAYS = {
    "command": ("command", "/mesh {} --dry-run"),
    "verb plan": ("command", "/mesh plan {}"),
    "mention": ("mention", "@mesh {} --dry-run"),
    "mention of the verb plan": ("mention", "@mesh plan {}"),
    "shell": ("shell", "/mesh {} --dry-run"),
    "shell with the verb plan": ("shell", "/mesh plan {}"),
}
FAILURES = {
    "nothing": ("heroku", {"method": "GET", "path": "/nowhere", "status": 404}),
    "Heroku forbids": ("heroku", {"method": "GET", "path": CONTROLLER, "status": 403, "count": 0}),
    "Heroku does not find": ("heroku", {"method": "GET", "path": CONTROLLER, "status": 404, "count": 0}),
    "Heroku breaks": ("heroku", {"method": "GET", "path": CONTROLLER, "status": 500, "count": 0}),
    "Kong is away": ("kong", {"status": 503, "count": 0}),
    "Slack is away": ("slack", {"status": 503, "count": 0}),
}
FORBIDDEN = {"method": "GET", "path": "/apps", "status": 403, "count": 0}
RETRIES = ("click", "words", "words of somebody else", "words of an admin")
EVERYTHING = list(product(VERBS, WAYS, FAILURES))
SOME = [
    *zip(VERBS, cycle(WAYS), cycle(reversed(FAILURES)), strict=False),
    *zip(VERBS, cycle(reversed(WAYS)), cycle([*FAILURES][1:]), strict=False),
]
EVERY_RETRY = list(product(VERBS, RETRIES))
SOME_RETRIES = list(zip(VERBS, cycle(RETRIES), strict=False))


@pytest.fixture(scope="module")
def shop(redis_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Open one town for all, in which web-ui is a mesh app with a further route and two releases, and somebody's app can join."""
    directory = tmp_path_factory.mktemp("town")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
        with a_town(redis_server, directory, patch, Wishes(build_s=0.1, kong_limit=100_000)) as town:
            town.hurries()
            town.knows_groups()
            town.tells(
                "heroku", "apps", {"name": "acme-billing", "buildpacks": ["heroku/python"], "config": {}, "owner": "team@example.com"}
            )
            assert town.runs("operator", "/mesh add web-ui web=1:standard-1x").state is RunState.DONE
            assert approved(town, "operator", "/mesh route add web-ui cart path=/cart").state is RunState.DONE
            assert town.runs("operator", "/mesh scale web-ui web=2").state is RunState.DONE
            yield town


@pytest.fixture
def town(shop: Town) -> Iterator[Town]:
    """Heal all vendors when a case is over, and let the bot know everybody at its beginning."""
    shop.knows_groups()
    shop.knows_everybody()
    yield shop
    for vendor in ("heroku", "kong", "slack"):
        shop.heals(vendor)


def words_of(town: Town, verb: str) -> str:
    (scaled,) = [run for run in town.tools.store.recent(500) if run.asking.words == "scale web-ui web=2"]
    return VERBS[verb].format(scaled=scaled.id)


def by_command(town: Town, person: str, text: str) -> None:
    town.says(person, text)


def by_shell(town: Town, person: str, text: str) -> None:
    """Type into a shell, and work until it has printed all."""
    for queue in QUEUES:
        wiring.schedule().consumes(queue)
    shell = Shell(wiring.desk(), f"U0{person.upper()}", lambda _: None, lambda: time.sleep(0.01))
    with ThreadPoolExecutor(1) as pool:
        typing = pool.submit(shell.carry_out, text, "C0MESH", wait=False)
        town.works_until(lambda: True if newest(town).asking.words in text else None)
        tried(town, newest(town))
        for vendor in ("heroku", "kong", "slack"):
            town.heals(vendor)
        over(town, newest(town).id)
        typing.result(30)


ASK = {"command": by_command, "mention": by_command, "shell": by_shell}


def newest(town: Town) -> Run:
    return town.tools.store.recent(1)[0]


def asked(town: Town, person: str, way: str, words: str) -> Run:
    """Ask for a dry run, and return its run."""
    kind, form = WAYS[way]
    before = newest(town).id
    ASK[kind](town, person, form.format(words))
    return town.works_until(lambda: run if (run := newest(town)).id != before else None)


def tried(town: Town, run: Run) -> Run:
    """Work until a run has been tried once: it has ended, or waits for another try."""
    return town.works_until(lambda: now if (now := town.tools.store.get(run.id)) and (now.has_ended or now.notes or now.why) else None)


def over(town: Town, run_id: str, attempt: int = 1) -> Run:
    """Let the time of any further try come, and work until an attempt has ended and its message says so."""
    town.lets_pass(timedelta(seconds=20))
    town.knows_everybody()
    return town.works_until(lambda: run if (run := town.ended(run_id)) and run.attempt == attempt else None)


def headline_of(town: Town, run: Run) -> str:
    """Return the first line of the run's message."""
    first_lines = (town.lines(each)[0] for each in town.messages())
    return next(line for line in first_lines if f"· {run.id} ·" in line)


def has_no_effect(town: Town, verb: str, way: str, failure: str) -> None:
    """Hold a dry run to its promise, while something fails and once that is over."""
    before, (vendor, fault) = town.writes(), FAILURES[failure]
    town.tells(vendor, "faults", fault)
    run = asked(town, "operator", way, words_of(town, verb))
    tried(town, run)
    for each in ("heroku", "kong", "slack"):
        town.heals(each)
    run = over(town, run.id)
    assert (run.asking.dry_run, run.started_at, town.writes()) == (True, None, before)
    assert run.state in {RunState.DONE, RunState.FAILED, RunState.REFUSED}, run.why
    assert "nothing was changed" in headline_of(town, run)


def has_no_effect_when_retried(town: Town, verb: str, retry: str) -> None:
    """Let a dry run fail for good, and retry it once all is well."""
    before = town.writes()
    town.tells("heroku", "faults", FORBIDDEN)
    failed = over(town, asked(town, "operator", "command", words_of(town, verb)).id)
    assert failed.state is RunState.FAILED, failed.why
    town.heals("heroku")
    again = {
        "click": lambda: town.clicks("operator", "Retry"),
        "words": lambda: town.says("operator", f"/mesh retry {failed.id}"),
        "words of somebody else": lambda: town.says("operator2", f"/mesh retry {failed.id}"),
        "words of an admin": lambda: town.says("admin", f"/mesh retry {failed.id}"),
    }
    again[retry]()
    run = over(town, failed.id, 2)
    assert (run.state, run.started_at, run.approval, town.writes()) == (RunState.DONE, None, None, before)
    assert "plan only, nothing was changed" in headline_of(town, run)


def test_every_verb_that_changes_is_among_these() -> None:
    assert set(CHANGES) <= set(VERBS)


@pytest.mark.parametrize(("verb", "way", "failure"), SOME)
def test_a_dry_run_writes_nothing_and_says_so(town: Town, verb: str, way: str, failure: str) -> None:
    has_no_effect(town, verb, way, failure)


@pytest.mark.long
@pytest.mark.parametrize(("verb", "way", "failure"), [each for each in EVERYTHING if each not in SOME])
def test_a_dry_run_writes_nothing_by_whatever_way(town: Town, verb: str, way: str, failure: str) -> None:
    has_no_effect(town, verb, way, failure)


@pytest.mark.parametrize(("verb", "retry"), SOME_RETRIES)
def test_a_dry_run_that_is_retried_writes_nothing(town: Town, verb: str, retry: str) -> None:
    has_no_effect_when_retried(town, verb, retry)


@pytest.mark.long
@pytest.mark.parametrize(("verb", "retry"), [each for each in EVERY_RETRY if each not in SOME_RETRIES])
def test_a_dry_run_that_is_retried_by_whoever_and_however_writes_nothing(town: Town, verb: str, retry: str) -> None:
    has_no_effect_when_retried(town, verb, retry)


@pytest.mark.parametrize("text", ["/mesh route add web-ui --dry-run", "/mesh plan route add web-ui"])
def test_the_form_for_a_route_is_not_opened_for_a_dry_run(town: Town, text: str) -> None:
    before = (town.writes(), newest(town).id)
    town.says("operator", text)
    town.works_until(town.has_nothing_to_do)
    assert (town.writes(), newest(town).id) == before


@pytest.mark.parametrize("verb", ["add", "scale", "route set", "remove"])
def test_a_dry_run_leaves_nothing_to_undo(town: Town, verb: str) -> None:
    before = town.writes()
    run = over(town, asked(town, "operator", "command", words_of(town, verb)).id)
    town.says("operator", f"/mesh undo {run.id}")
    town.works_until(town.has_nothing_to_do)
    assert (newest(town).id, town.writes()) == (run.id, before)
