"""The place where stories happen: the sandbox's world, the product wired to it, and people who type."""

import asyncio
import logging
import re
import ssl
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from werkzeug.serving import make_server

import settings
import wiring
from clients.store import board
from clients.store.queues import ListedJob, Queues
from jobs import people, report, slack_pace
from jobs.queue import QUEUES
from jobs.ticker import Ticker
from jobs.tools import Tools
from mesh.people import SlackUser, Standing
from mesh.run import Run
from sandbox.heroku import CONTROLLER
from sandbox.launch.environment import BOT_TOKEN, product_environment
from sandbox.launch.wishes import ROOT, Wishes
from sandbox.launch.world import World, open_world
from sandbox.slack import Delivery, message_lines
from sandbox.slack.delivery import Answer, Parcel
from tests.sandbox.leaks import in_redis
from tests.sandbox.tally import TALLY

T = TypeVar("T")
PATIENCE_S = 40
PLAIN = ssl.SSLContext(
    ssl.PROTOCOL_TLS_CLIENT
)  # a stand-in's own doors speak plain HTTP; to load trusted authorities takes 30 ms each time


class QuickWorker(SimpleWorker):
    """A worker in the test's own thread that listens for no commands: ending that listening would take most of a second each time."""

    def subscribe(self) -> None:
        pass

    def unsubscribe(self) -> None:
        pass


class LoopThread:
    """An event loop in a thread of its own, for the stand-ins."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], timeout_s: float = 30) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout_s)

    def stop(self) -> None:
        self.run(_hanging_ended())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


async def _hanging_ended() -> None:
    """End what a stand-in has not answered yet, with its connections, and what comes up while they end, until nothing does."""
    quiet = 0
    while quiet < 5:
        hanging = asyncio.all_tasks() - {asyncio.current_task()}
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        for transport in _open_transports():
            transport.abort()
        quiet = 0 if hanging else quiet + 1
        await asyncio.sleep(0)


def _open_transports() -> list[asyncio.Transport]:
    """Return the loop's connections. A server forgets one that was accepted while it closed; the loop alone still knows of it."""
    return list(vars(asyncio.get_running_loop())["_transports"].values())


@dataclass
class SettableClock:
    """The real time, and what a story lets pass on top of it."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(eq=False)
class Town:
    """One world with the product in it. `works_until` is the worker and the ticker, in the test's own thread."""

    world: World
    thread: LoopThread
    clock: "SettableClock"

    @property
    def tools(self) -> Tools:
        return wiring.tools()

    def says(self, person: str, text: str, channel: str = "mesh", thread: str = "") -> Delivery:
        """Type something and return what came of it at once; `thread` is the ts of a thread's first message."""
        return self.thread.run(self.world.slack.say(person, channel, text, thread_ts=thread))

    def brings(self, event: Mapping[str, object], event_id: str) -> Answer:
        """Let Slack bring an event as it is given."""
        desktop = self.world.slack.desktop
        return self.thread.run(desktop.carrier.bring(Parcel("event", desktop.payloads.event(dict(event)) | {"event_id": event_id})))

    def clicks(self, person: str, label: str) -> Delivery:
        """Click the newest button of that label, and its confirmation."""
        return self.thread.run(self.world.slack.click(person, label))

    def submits(self, person: str, values: dict[str, object]) -> Delivery:
        """Fill the open form and submit it."""
        return self.thread.run(self.world.slack.submit(person, values))

    def hurries(self) -> None:
        """Let dynos, builds and Kong's propagation take next to no time."""
        self.world.heroku.apply_setting("dyno_start_s", 0.1)
        self.world.heroku.apply_setting("build_start_s", 0.0)
        self.world.kong.apply_setting("propagation_s", 0.1)

    def is_seen_by_kong(self, app: str) -> None:
        """Wait until Kong's nodes know the apps that were there from the beginning; `app` is the youngest that answers."""
        (host, *_) = self.state("heroku")["apps"][app]["domains"]
        self.works_until(lambda: self.visit(host).status_code == 200 or None)

    def knows_groups(self) -> None:
        """Let the bot have read the user groups a moment ago."""
        self.tools.members.keep("S0OPERATORS", ["U0OPERATOR", "U0OPERATOR2"])
        self.tools.members.keep("S0APPROVERS", ["U0APPROVER", "U0APPROVER2"])

    def knows_everybody(self) -> None:
        """Let the bot have looked up all people of the workspace a moment ago, as its full members."""
        for person in self.world.slack.workspace.everybody():
            self.tools.members.keep_user(SlackUser(frozenset({person.id}), Standing.MEMBER, self.world.slack.workspace.team_id))

    def knows_nobody(self) -> None:
        """Let the bot not have looked up anybody yet."""
        store = wiring.worker_redis()
        for key in [*store.scan_iter("meshbot:user:*"), *store.scan_iter("meshbot:user-once:*")]:
            store.delete(key)

    def lets_pass(self, time_passed: timedelta) -> None:
        """Set the product's clock ahead, in the web process and in the workers alike."""
        self.clock.ahead += time_passed

    def lets_the_next_minute_begin(self) -> None:
        """Set the product's clock and Kong's ahead to just after the next full minute, where Kong's door counts from nought again."""
        self.lets_pass(timedelta(seconds=60.5 - self.clock().timestamp() % 60))
        self.world.kong.apply_setting("clock_ahead_s", self.clock.ahead.total_seconds())

    def private(self, user: str) -> list[str] | None:
        """Return what was said to one person alone, or None where nothing was yet."""
        messages = self.state("slack")["private"].get(user, [])
        return [line for message in messages for line in self.lines(message)] or None

    def deletes(self, channel: str, ts: str) -> None:
        """Delete a message, as a person may."""
        headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
        url = f"{self.world.addresses.slack}/api/chat.delete"
        assert httpx.post(url, json={"channel": channel, "ts": ts}, headers=headers, trust_env=False).json()["ok"]

    def forgets(self) -> None:
        """Lose everything that Redis holds."""
        wiring.worker_redis().flushall()

    def runs(self, person: str, text: str, channel: str = "mesh") -> Run:
        """Type a command and work until its run has ended."""
        delivery = self.says(person, text, channel)
        run_id = run_named_in(told(delivery))
        return self.works_until(lambda: self.ended(run_id))

    def ended(self, run_id: str) -> Run | None:
        run = self.tools.store.get(run_id)
        is_shown = not self.tools.board.behind(self.tools.now().replace(year=2100), 1)
        return run if run and run.has_ended and is_shown else None

    def home(self, person: str) -> list[str] | None:
        """Return the lines of somebody's home tab, or None where there is none yet."""
        home = self.state("slack")["views"][f"U0{person.upper()}"]["home"]
        return self.lines({"text": "", "blocks": home["blocks"]}) if home else None

    def opens_home(self, person: str) -> Delivery:
        return self.thread.run(self.world.slack.open_home(person))

    def has_nothing_to_do(self) -> bool | None:
        """Say that no job is left in a queue, or None, so that `works_until` goes on."""
        queues = Queues(wiring.worker_redis())
        return not any(queues.queue(name).count for name in QUEUES) or None

    def works_until(self, found: Callable[[], T | None], queues: Sequence[str] = QUEUES) -> T:
        """Tick and work until there is something; fail with what the channel shows where there never is.

        `queues` are those that have a worker: the others are as if theirs were held by a job.
        """
        ticker, redis = Ticker(self.tools, wiring.schedule()), wiring.worker_redis()
        workers = [
            QuickWorker(
                [Queues(redis).queue(name)], connection=redis, serializer=JSONSerializer, job_class=ListedJob, log_job_description=False
            )
            for name in queues
        ]
        deadline = time.monotonic() + PATIENCE_S
        try:
            while time.monotonic() < deadline:
                ticker.tick()
                for worker in workers:
                    worker.work(burst=True, logging_level="WARNING")
                result = found()
                if result is not None:
                    return result
                time.sleep(0.02)
        finally:
            ticker.resign()
        raise AssertionError("it did not happen; the channel shows:\n" + "\n".join(self.channel()))

    def channel(self, name: str = "mesh") -> list[str]:
        """Return the lines that a channel shows now, its threads with it."""
        return [line for message in self.messages(name) for line in self.lines(message)]

    def messages(self, name: str = "mesh") -> list[dict[str, Any]]:
        """Return the messages of a channel and of its threads, oldest first; one in a thread has a `thread_ts`."""
        channel = next(each for each in self.state("slack")["channels"] if each["name"] == name)
        return list(channel["messages"])

    def lines(self, message: dict[str, Any]) -> list[str]:
        return message_lines(message, self.world.slack.workspace)

    def state(self, stand_in: str) -> dict[str, Any]:
        async def read() -> dict[str, Any]:
            return self.world.stand_ins[stand_in].state()

        return self.thread.run(read())

    def tells(self, stand_in: str, door: str, given: object) -> None:
        """Post to one of a stand-in's own doors, `/_sandbox/…`."""
        url = f"{self._address(stand_in)}/_sandbox/{door}"
        httpx.post(url, json=given, trust_env=False, verify=PLAIN).raise_for_status()

    def heals(self, stand_in: str) -> None:
        """Take all faults away."""
        httpx.delete(f"{self._address(stand_in)}/_sandbox/faults", trust_env=False, verify=PLAIN).raise_for_status()

    def _address(self, stand_in: str) -> str:
        addresses = self.world.addresses
        known = {"heroku": addresses.heroku, "slack": addresses.slack, "kong": addresses.kong_admin, "edge": addresses.edge_http}
        return known[stand_in]

    def kong_admin(self, method: str, path: str, **body: object) -> dict[str, Any]:
        """Do something at Kong's Admin API behind the bot's back."""
        answer = httpx.request(method, f"{self.world.addresses.kong_admin}{path}", json=body or None, trust_env=False)
        answer.raise_for_status()
        return dict(answer.json()) if answer.content else {}

    def visit(self, host: str, *, https: bool = True) -> httpx.Response:
        """Visit an app through the edge, as anybody would."""
        headers = {"Host": host, "X-Forwarded-Proto": "https" if https else "http"}
        return httpx.get(f"{self.world.addresses.edge_http}/", headers=headers, trust_env=False)

    def writes(self) -> list[str]:
        """Return every request of the bot to Heroku and Kong so far that changes something; Kong's come through the edge."""
        asked = [*self.world.heroku.requests, *self.world.edge.requests]
        return [f"{line.method} {line.path}" for line in sorted(asked, key=lambda line: line.at) if line.method not in {"GET", "HEAD"}]


def told(delivery: Delivery) -> str:
    """Return the private answer's text."""
    assert delivery.private is not None, delivery
    return str(delivery.private["text"])


def run_named_in(text: str) -> str:
    words = [word.strip("`().,;") for word in text.split()]
    return [word for word in words if word.startswith("r-")][-1]


@contextmanager
def a_town(
    redis_url: str,
    directory: Path,
    monkeypatch: pytest.MonkeyPatch,
    wishes: Wishes,
    *,
    more_toml: str = "",
    people: str = "",
    by_socket: bool = False,
) -> Iterator[Town]:
    """Open a world, wire the product to it, and let it listen, over HTTP or by Socket Mode.

    `more_toml` is added to the sandbox's mesh.toml, without its approvals; `people` takes the place of the lines about its people.
    """
    thread, stack = LoopThread(), AsyncExitStack()
    try:
        world = thread.run(open_world(stack, replace(wishes, socket_mode=by_socket), redis_url, directory))
        for name, value in product_environment(
            {}, world.addresses, config=_config(directory, more_toml, people), temporary=directory
        ).items():
            monkeypatch.setenv(name, value)
        for cached in (settings.settings, wiring.tools, wiring.worker_redis, wiring.web_redis):
            cached.cache_clear()
        _talk_faster(monkeypatch, world)
        clock = SettableClock()
        monkeypatch.setattr(wiring, "now", clock)
        with ExitStack() as listening:
            listening.callback(lambda: _close(wiring.tools()))
            listening.enter_context(_by_socket(world) if by_socket else _over_http(world))
            wiring.tools().store.mark_known(wiring.now())
            town = Town(world, thread, clock)
            town.knows_everybody()
            with product_log() as lines:
                yield town
            TALLY.note_slack(world.slack.state())
            TALLY.look_through("a log line", lines)
            TALLY.look_through("Redis", in_redis(wiring.worker_redis()))
    finally:
        thread.run(stack.aclose())
        thread.stop()


@contextmanager
def product_log() -> Iterator[list[str]]:
    """Yield the list to which each line that the product logs is added meanwhile, with all of its fields."""
    lines: list[str] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.getMessage()} {vars(record)}")

    handler = Keeping()
    logging.getLogger().addHandler(handler)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(handler)


@contextmanager
def _over_http(world: World) -> Iterator[None]:
    import app  # noqa: PLC0415 - it reads the environment when it is imported

    server = make_server("127.0.0.1", world.addresses.web_port, app.web_app(), threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield
    finally:
        server.shutdown()
        serving.join(10)
        server.server_close()


@contextmanager
def _by_socket(world: World) -> Iterator[None]:
    import app  # noqa: PLC0415 - it reads the environment when it is imported

    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        listening = pool.submit(app.listen_by_socket, stop, world.addresses.web_port)
        try:
            until(world.slack.sockets.connected)
            yield
        finally:
            stop.set()
            listening.result(30)


def until(is_so: Callable[[], bool], within_s: float = PATIENCE_S) -> float:
    """Wait until something is so, and return how many seconds that took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < within_s, "it did not come about in time"
        time.sleep(0.02)
    return time.monotonic() - began


def _talk_faster(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Lift Slack's own limits and with them the product's pace: stories are about what is said, not about how often."""
    world.slack.apply_setting("rate_limits", value=False)
    monkeypatch.setattr(board, "BETWEEN_EDITS", timedelta(seconds=0.1))
    monkeypatch.setattr(report, "posts", lambda channel: replace(slack_pace.posts(channel), per_s=100))
    for module, name in ((report, "UPDATES"), (people, "GROUPS"), (people, "USERS")):
        monkeypatch.setattr(module, name, replace(getattr(slack_pace, name), per_s=100))


def _config(directory: Path, more_toml: str, people: str) -> Path:
    whole = (ROOT / "sandbox" / "mesh.toml").read_text("utf8")
    if people:
        whole = re.sub(r"(?<=\[meshes\.main\.people\]\n)(?:\w.*\n)+", people, whole)
    config = directory / "mesh.toml"
    config.write_text(whole.partition("[approvals]")[0] + more_toml if more_toml else whole, "utf8")
    return config


def _close(tools: Tools) -> None:
    """Close what the product's processes keep open until they end."""
    opened: list[Any] = [
        tools.heroku,
        tools.edge,
        tools.slack,
        tools.controllers.kong(CONTROLLER),
        wiring.worker_redis(),
        wiring.web_redis(),
    ]
    for each in opened:
        each.close()
