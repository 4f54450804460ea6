"""What stories about dry runs share: every verb that is planned, every way of asking, what may go wrong, and what must be so afterwards."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

import wiring
from bot.actions import ACTIONS
from bot.commands import VERBS
from bot.commands.plan import PLAN
from bot.commands.verb import Verb
from bot.desk import Clicked
from bot.shell import Shell
from clients.edge import EdgeClient
from clients.heroku import HerokuClient
from clients.slack import SlackClient
from jobs.queue import QUEUES
from mesh.run import Run, RunState
from sandbox.launch.wishes import Wishes
from tests.stories.deciding import approved
from tests.stories.town import Town, a_town

VENDORS = ("heroku", "kong", "edge", "slack")
APP = "tinyrobot-science-mesh-web-ui"
PATIENT_S = 0.6  # how long the bot's clients wait for an answer here

# What is typed of a verb in the shop below, so that each comes to a plan. A verb that is not among them is typed as its own examples.
TYPED: Mapping[str, tuple[str, ...]] = {
    "add": ("add web-ui web=3", "add billing", "add web-ui host=ui.example.com", "add web-ui --from https://example.com/other.tar.gz"),
    "attach": ("attach billing --app acme-billing",),
    "remove": ("remove web-ui", "remove web-ui --purge"),
    "scale": ("scale web-ui web=3", "scale web-ui web=20"),
    "restart": ("restart web-ui", "restart web-ui web.1"),
    "rollback": ("rollback web-ui",),
    "route add": ("route add web-ui basket path=/basket",),
    "route set": ("route set web-ui cart path=/other",),
    "route remove": ("route remove web-ui cart",),
    "undo": ("undo {scaled}", "undo {routed}"),
}


def typed_of(verb: Verb) -> tuple[str, ...]:
    """Return commands of a verb, without `/mesh` and without what makes them dry runs."""
    return TYPED.get(verb.name) or tuple(example.removeprefix("/mesh ").removesuffix(" --dry-run") for example in verb.examples)


COMMANDS = [words for verb in VERBS if verb.is_planned for words in typed_of(verb)]
NOT_PLANNED = [example.removeprefix("/mesh ") for verb in VERBS if not verb.is_planned and verb is not PLAN for example in verb.examples]


@dataclass(frozen=True)
class Way:
    """A way of asking for a dry run: how it comes to the bot, and in which words."""

    ask: Callable[[Town, str], object]
    form: str


def by_shell(town: Town, text: str) -> None:
    """Type into a shell and work until it has printed all; a vendor's trouble is over once the run has been tried."""
    for queue in QUEUES:
        wiring.schedule().consumes(queue)
    before, shell = newest(town).id, Shell(wiring.desk(), "U0OPERATOR", lambda _: None, lambda: time.sleep(0.01))
    with ThreadPoolExecutor(1) as pool:
        typing = pool.submit(shell.carry_out, text, "C0MESH", wait=False)
        run = town.works_until(lambda: run if (run := newest(town)).id != before else None)
        tried(town, run)
        heal(town)
        over(town, run.id)
        typing.result(30)


def by_mention_in_a_thread(town: Town, text: str) -> None:
    town.says("operator", text, thread=town.messages()[0]["ts"])


WAYS = {
    "command": Way(lambda town, text: town.says("operator", text), "/mesh {} --dry-run"),
    "mention": Way(lambda town, text: town.says("operator", text), "@mesh {} --dry-run"),
    "shell": Way(by_shell, "/mesh {} --dry-run"),
    "verb plan": Way(lambda town, text: town.says("operator", text), "/mesh plan {}"),
    "mention of the verb plan": Way(lambda town, text: town.says("operator", text), "@mesh plan {}"),
    "mention in a thread": Way(by_mention_in_a_thread, "@mesh {} --dry-run"),
    "shell with the verb plan": Way(by_shell, "/mesh plan {}"),
}
KINDS: Mapping[str, Mapping[str, Any]] = {
    "nothing": {"path": "/nowhere", "status": 404},
    "forbids": {"status": 403, "body": {"id": "forbidden", "message": "You do not have access."}},
    "does not find": {"status": 404, "body": {"id": "not_found", "message": "Couldn't find that."}},
    "breaks": {"status": 500},
    "is away": {"status": 503},
    "is too slow": {"delay_s": 2 * PATIENT_S},
    "cuts the line": {"reset": True},
    "answers by half": {"half": True},
    "answers no JSON": {"status": 200, "body": "<html>", "content_type": "text/html"},
    "has had too many": {"status": 429, "headers": {"Retry-After": "1"}},
}


def retry_by_click(town: Town, run: Run, person: str) -> None:
    wiring.desk().decide(Clicked(person, "retry", run.id, "", wiring.desk().new_key(), "C0MESH"))


def retry_in_words(town: Town, run: Run, person: str) -> None:
    town.says(person.removeprefix("U0").lower(), f"/mesh retry {run.id}")


RETRIES: tuple[tuple[Callable[[Town, Run, str], None], str], ...] = (
    (retry_by_click, "U0OPERATOR"),
    (retry_in_words, "U0OPERATOR2"),
    (retry_by_click, "U0ADMIN"),
    (retry_in_words, "U0OPERATOR"),
)


@dataclass(frozen=True)
class Reading:
    """A request by which a dry run reads."""

    vendor: str
    method: str
    path: str


@dataclass(frozen=True)
class Trouble:
    """What a vendor does to a reading, each time until it is healed."""

    reading: Reading
    kind: str

    def begin(self, town: Town) -> None:
        path = rf"^{re.escape(self.reading.path)}(\?|$)"
        town.tells(self.reading.vendor, "faults", {"path": path, "method": self.reading.method, "count": 0, **KINDS[self.kind]})


@contextmanager
def a_shop(redis_url: str, directory: Path, *, by_socket: bool = False) -> Iterator[Town]:
    """Open a town for many dry runs, in which web-ui is a mesh app with a further route and three releases, and acme-billing can join."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            patch.delenv(name, raising=False)
        patch.setattr(wiring, "HerokuClient", partial(HerokuClient, timeout=(3.05, PATIENT_S)))
        patch.setattr(wiring, "EdgeClient", partial(EdgeClient, timeout_s=PATIENT_S))
        patch.setattr(wiring, "SlackClient", partial(SlackClient, timeout_s=PATIENT_S))
        with Redis.from_url(redis_url) as left_by_others:
            left_by_others.flushall()
        with a_town(redis_url, directory, patch, Wishes(build_s=0.1, kong_limit=100_000), by_socket=by_socket) as town:
            town.hurries()
            town.world.heroku.apply_setting("rate_refill_per_min", 1_000_000.0)  # more is asked here than an account has in an hour
            town.knows_groups()
            joining = {"name": "acme-billing", "buildpacks": ["heroku/python"], "config": {}, "owner": "team@example.com"}
            town.tells("heroku", "apps", joining)
            assert town.runs("operator", "/mesh add web-ui web=1:standard-1x").state is RunState.DONE
            assert approved(town, "operator", "/mesh route add web-ui cart path=/cart").state is RunState.DONE
            assert town.runs("operator", "/mesh scale web-ui web=2").state is RunState.DONE
            town.tells("heroku", f"apps/{APP}/config", {"GREETING": "hello"})
            to_be_undone(town)
            yield town


def heal(town: Town) -> None:
    """Take every trouble away, and let the bot know everybody as if it had just asked."""
    for vendor in VENDORS:
        town.heals(vendor)
    town.knows_groups()
    town.knows_everybody()


def healed(town: Town) -> Iterator[Town]:
    """Lend the town to one test, without trouble before and after it."""
    heal(town)
    yield town
    heal(town)


def newest(town: Town) -> Run:
    return town.tools.store.recent(1)[0]


@cache
def to_be_undone(town: Town) -> Mapping[str, str]:
    """Return the runs that a command takes back, by what it calls them; looked up while they are the newest, and kept."""
    runs = {run.asking.words: run.id for run in town.tools.store.recent(10)}
    return {"scaled": runs["scale web-ui web=2"], "routed": runs["route add web-ui cart path=/cart"]}


def worded(town: Town, words: str) -> str:
    """Name the runs that a command takes back."""
    return words.format_map(to_be_undone(town))


def asked(town: Town, way: str, words: str) -> Run:
    """Ask for a dry run, and return its run."""
    before = newest(town).id
    WAYS[way].ask(town, WAYS[way].form.format(worded(town, words)))
    return town.works_until(lambda: run if (run := newest(town)).id != before else None)


def tried(town: Town, run: Run) -> None:
    """Work until a run has been tried once: it has ended, or waits for another try."""
    town.works_until(lambda: True if (now := town.tools.store.get(run.id)) and (now.has_ended or now.notes or now.why) else None)


def over(town: Town, run_id: str) -> Run:
    """Let the time of any further try come, and work until a run has ended and its message says so."""
    town.lets_the_next_minute_begin()
    return town.works_until(lambda: town.ended(run_id))


def headline_of(town: Town, run: Run) -> str:
    """Return the first line of the run's message; an earlier one, of which Slack's answer was lost, stands as it was posted."""
    shown = town.tools.store.message_of(run.id)
    return next(town.lines(each)[0] for each in town.messages() if shown and each["ts"] == shown.ts)


def readings_of(town: Town, words: str) -> tuple[Reading, ...]:
    """Return how a dry run reads, each request once, in their order; it is asked for by somebody of whom nothing is known yet."""
    logs = {vendor: town.world.stand_ins[vendor].requests for vendor in VENDORS}
    for log in logs.values():
        log.clear()
    town.knows_nobody()
    over(town, asked(town, "command", words).id)
    lines = sorted(((line.at, vendor, line) for vendor, log in logs.items() for line in log), key=lambda each: each[:2])
    found = (Reading(vendor, line.method, line.path.partition("?")[0]) for _, vendor, line in lines)
    return tuple(dict.fromkeys(found))


def what_is_wrong(town: Town, words: str, way: str, trouble: Trouble, again: int) -> list[str]:
    """Ask for a dry run while a reading goes wrong, retry it once all is well, do all with it that a button can, and say what is wrong."""
    before = town.writes()
    town.knows_nobody()
    trouble.begin(town)
    run = asked(town, way, words)
    tried(town, run)
    heal(town)
    first = over(town, run.id)
    retry, person = RETRIES[again % len(RETRIES)]
    retry(town, first, person)
    last = over(town, run.id)
    touch(town, last)
    wrong = {
        "it wrote": town.writes() != before,
        "it began": last.started_at is not None,
        "it asked for approval": last.approval is not None or bool(last.asked_about),
        f"it is {last.state}": last.state not in {RunState.DONE, RunState.FAILED, RunState.REFUSED},
        f"its message says {headline_of(town, last)}": "nothing was changed" not in headline_of(town, last),
        "something followed from it": newest(town).id != run.id or town.tools.store.get(run.id) != last,
    }
    return [f"{words} by {way}, {trouble}: {what}" for what, is_so in wrong.items() if is_so]


def touch(town: Town, run: Run) -> None:
    """Click every button there is on a run that has ended, the form for declining with them, and type every decision on it."""
    desk, digest = wiring.desk(), run.plan.digest if run.plan else "0123456789ab"
    for action in ACTIONS.keys() - {"retry"}:
        desk.decide(Clicked("U0APPROVER", action, f"{run.id} {digest}", "", desk.new_key(), "C0MESH"))
    desk.decline("U0APPROVER", f"{run.id} {digest} C0MESH", "not now", desk.new_key())
    for verb in ("approve", "decline", "withdraw", "cancel", "undo"):
        town.says("operator2", f"/mesh {verb} {run.id}")
    town.works_until(town.has_nothing_to_do)
