"""Bring hostile deliveries to the web app, and hostile frames to Socket Mode, in this process; say what is wrong with what came of each.

No answer is a 5xx, no log line is a traceback, and no run, lock, freeze or decision comes from somebody without the right to it. The
result is read from Redis. Who may do what is written out here, independent of the product's own rules.
"""

import contextlib
import json
import logging
import os
import random
import time
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import redis
from flask import Flask

import settings
import wiring
from bench.hostile_bodies import CLICK, COMMAND, EVENT, FORM, Body, body, frame
from bench.hostile_server import HostileServer, Raw
from bench.hostile_words import DIGEST
from bot.envelopes import Envelope, heard
from bot.socket_mode import carried_out
from clients.store.members import MemberStore
from clients.store.queues import Queues
from clients.store.runs import RunStore
from mesh.people import SlackUser, Standing
from mesh.record import entry_of
from mesh.requests import Add, AppStatus, Asking, Question, Request
from mesh.run import Answer, Approval, Run, RunState
from sandbox.slack.signing import signed_headers

HTTP, SOCKET = "HTTP", "Socket Mode"
WAYS = (HTTP, SOCKET)
BODIES, SEED = 8_000, 20261128
ANEW_AFTER = 40  # deliveries, after which Redis is emptied and filled again
SLOWEST_S = 2.0
SECRET = "signing-secret"  # noqa: S105 - of this process alone
MESH = """
[meshes.{name}]
controller  = "{name}-control"
channels    = ["{channel}"]
app_name    = "{name}-{{service}}"
region      = "us"
stack       = "heroku-24"
buildpacks  = ["heroku/nodejs"]
source      = "https://github.com/acme/{{service}}/archive/refs/heads/main.tar.gz"
listen_port = 5000
formation   = "web=1:basic"
max_dynos   = 10

[meshes.{name}.people]
operators = ["S0OPERATORS"]
approvers = ["S0APPROVERS"]
admins    = ["U0ADMIN"]
"""
CHANNEL_OF = {"main": "C0MESH", "eu": "C0EU", "gone": "C0GONE"}
OPERATORS, APPROVERS, ADMINS = {"U0OPERATOR"}, {"U0APPROVER"}, {"U0ADMIN"}
MEMBERS = OPERATORS | APPROVERS | ADMINS
MAY_MOVE = {"r-22222": MEMBERS, "r-33333": MEMBERS, "r-44444": MEMBERS, "r-55555": set(), "r-66666": set(), "r-77777": MEMBERS}
"""Who may decide on, retry, cancel or withdraw the runs that stand already, at most."""
YES = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\nConnection: close\r\n\r\n{"ok":true}'
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@dataclass(frozen=True)
class Ended:
    """One delivery and what came of it: `wrong` is empty where all is as it should be. A frame without an answer has the status 0."""

    way: str
    kind: str
    words: str
    status: int
    took_s: float
    runs: int
    wrong: tuple[str, ...]


@dataclass
class Log(logging.Handler):
    """Keeps what is logged as a failure."""

    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info or record.levelno >= logging.ERROR:
            raised = record.exc_info[1] if record.exc_info else None
            self.failures.append(f"{record.getMessage()[:200]} {raised!r:.300}")

    __hash__ = logging.Handler.__hash__


def measure(redis_url: str, directory: Path, way: str, kind: str, *, deliveries: int = BODIES, seed: int = SEED) -> list[Ended]:
    """Bring so many deliveries of a kind by a way. The Redis is emptied again and again."""
    random_ = random.Random(f"{seed} {way} {kind}")  # noqa: S311 - no secret
    ended: list[Ended] = []
    with contextlib.ExitStack() as stack, _environment(redis_url, directory), redis.Redis.from_url(redis_url) as store:
        bring = _by_http() if way == HTTP else _by_socket()
        log = stack.enter_context(_log())  # which the product sets up anew when it is imported
        for number in range(deliveries):
            if number % ANEW_AFTER == 0:
                _filled(store)
                before = _standing(store)
            given = body(random_, kind) if way == HTTP else frame(random_, kind)
            log.failures.clear()
            began, worked = time.monotonic(), time.process_time()
            status = bring(given)
            took_s, worked_s = time.monotonic() - began, time.process_time() - worked
            after = _standing(store)
            wrong = [*_faults(status, worked_s, log), *after.faults(before, given)]
            runs = len(after.runs) - len(before.runs)
            if random_.random() < 0.1:
                bring(given)
                wrong += after.differences(_standing(store))
            ended.append(Ended(way, kind, given.words, status, took_s, runs, tuple(wrong)))
            before = _standing(store)
    return ended


def _faults(status: int, worked_s: float, log: Log) -> Iterator[str]:
    if status >= 500:
        yield f"answered {status}"
    if worked_s > SLOWEST_S:
        yield f"took {worked_s:.1f} s of processor time"
    yield from (f"logged {failure}" for failure in log.failures)


@dataclass(frozen=True)
class Stands:
    """What Redis holds: runs by id, everything that takes effect at once, and the length of the record."""

    runs: Mapping[str, Mapping[bytes, bytes]]
    decided: Mapping[bytes, Mapping[bytes, bytes]]
    recorded: int
    store: RunStore

    def faults(self, before: "Stands", given: Body) -> Iterator[str]:
        sender, channel = sent_by(given)
        for run_id in self.runs.keys() - before.runs.keys():
            yield from self._of_new(run_id, sender, channel)
        for run_id, fields in before.runs.items():
            if self.runs.get(run_id) != fields and sender not in MAY_MOVE.get(run_id, set()):
                yield f"{run_id} was moved by {sender or 'nobody'}"
        for key in self.decided.keys() | before.decided.keys():
            if self.decided.get(key) != before.decided.get(key):
                mesh = key.decode().rpartition(":")[2]
                if sender not in MEMBERS or channel != CHANNEL_OF.get(mesh):
                    yield f"{key.decode()} was changed by {sender or 'nobody'} from {channel or 'nowhere'}"

    def _of_new(self, run_id: str, sender: str, channel: str) -> Iterator[str]:
        run = self.store.get(run_id)
        if run is None:
            yield f"{run_id} cannot be read"
            return
        asking = run.asking
        if not sender or asking.person != sender:
            yield f"a run of {asking.person!r:.40} was made by {sender!r:.40}"
        if asking.channel != CHANNEL_OF.get(asking.mesh) or (channel and asking.channel != channel):
            yield f"a run in {asking.channel!r:.40} of the mesh {asking.mesh} was asked for in {channel!r:.40}"
        is_change = not (isinstance(run.request, Question) or asking.dry_run)
        if is_change and asking.person not in MEMBERS and run.state is not RunState.REFUSED:
            yield f"{asking.person!r:.40} may not, and {asking.words[:40]!r} is {run.state}"
        if len(asking.words) > 5_000 or len(asking.reason) > 300 or len(run.service) > 100:
            yield f"a run of {len(asking.words)} characters"
        said = f"{asking.words}{asking.reason}{asking.person}{asking.channel}{run.request}"
        if seen := {each for each in said if unicodedata.category(each) in UNSEEN}:
            yield f"a run with {seen!r:.60}"

    def differences(self, after: "Stands") -> list[str]:
        """Return what a second delivery of the same changed."""
        again = [name for name in ("runs", "decided", "recorded") if getattr(self, name) != getattr(after, name)]
        return [f"the same again changed {', '.join(again)}"] if again else []


def _standing(store: redis.Redis) -> Stands:
    names: list[bytes] = sorted(store.keys("meshbot:run:*"))  # type: ignore[arg-type]  # redis-py leaves it open
    lists = [*(f"meshbot:{what}:{mesh}".encode() for what in ("locks", "freeze") for mesh in CHANNEL_OF)]
    with store.pipeline(transaction=False) as pipe:
        for name in names:
            pipe.hmget(name, "core", "state", "version", "cancel", "approval")
        for key in lists:
            pipe.dump(key)
        pipe.xlen("meshbot:record")
        found: list[Any] = pipe.execute()
    runs = {name.decode().rpartition(":")[2]: dict(enumerate(each)) for name, each in zip(names, found, strict=False)}
    decided = {key: {b"": each} for key, each in zip(lists, found[len(names) : -1], strict=True) if each}
    return Stands(runs, decided, found[-1], RunStore(store, Queues(store), _now))  # type: ignore[arg-type]


def sent_by(given: Body) -> tuple[str, str]:
    """Return who sent a delivery and from which channel, as far as it says so at all; read apart from the product."""
    for payload in _payloads(given):
        match payload:
            case {"user_id": str(person), "channel_id": str(channel)} if given.kind == COMMAND:
                return person, channel
            case {"event": {"user": str(person), "channel": str(channel)}} if given.kind == EVENT:
                return person, channel
            case {"user": {"id": str(person)}} if given.kind in {CLICK, FORM}:
                place = payload.get("channel")
                return person, place.get("id", "") if isinstance(place, dict) else ""
    return "", ""


def _payloads(given: Body) -> Iterator[Mapping[str, Any]]:
    """Yield what a delivery may be read as."""
    text = given.content.decode("utf-8", "replace")
    with contextlib.suppress(ValueError, RecursionError):
        read = json.loads(text)
        if isinstance(read, dict):
            yield read["payload"] if isinstance(read.get("payload"), dict) else read
    fields = dict(parse_qsl(text, keep_blank_values=True))
    with contextlib.suppress(ValueError, RecursionError):
        read = json.loads(fields.get("payload", ""))
        if isinstance(read, dict):
            yield read
    yield fields


def _now() -> datetime:
    return datetime.now(UTC)


def _filled(store: redis.Redis) -> None:
    """Empty Redis, and put there who is who and the runs that deliveries name."""
    store.flushall()
    runs, members, now = RunStore(store, Queues(store), _now), MemberStore(store), _now()
    runs.mark_known(now)
    members.keep("S0OPERATORS", OPERATORS)
    members.keep("S0APPROVERS", APPROVERS)
    for person in MEMBERS:
        members.keep_user(SlackUser(frozenset({person}), Standing.MEMBER))
    for person in ("U0GUEST", "U0STRANGER"):
        members.keep_user(SlackUser(frozenset({person}), Standing.GUEST))
    waits = Approval(2, "approvers", now + timedelta(hours=1), DIGEST, ("S0APPROVERS",))
    answer = Answer("x", "[]", commands=("restart web-ui", "scale web-ui web=2"))

    def put(run_id: str, mesh: str, request: Request, *states: RunState, **changes: Any) -> None:  # noqa: ANN401 - fields of Run
        run = Run(run_id, request, Asking("U0OPERATOR", CHANNEL_OF[mesh], mesh, "add web-ui", now))
        runs.submit(run, delivery=run_id, response_url="", queue="runs", entry=entry_of(run, "asked", now))
        for state in states:
            run = runs.move(run, state, **changes)

    put("r-22222", "main", Add("web-ui"), RunState.AWAITING, approval=waits)
    put("r-33333", "main", Add("shop"), RunState.FAILED)
    put("r-44444", "eu", Add("web-ui"), RunState.AWAITING, approval=waits)
    put("r-55555", "main", AppStatus("web-ui"), RunState.DONE, answer=answer)
    put("r-66666", "gone", Add("web-ui"), RunState.AWAITING, approval=waits)
    put("r-77777", "main", Add("billing"))


def _by_http() -> Any:  # noqa: ANN401 - a function of a Body
    from app import web_app  # noqa: PLC0415 - it reads the environment when it is imported

    web: Flask = web_app()
    client = web.test_client()

    def bring(given: Body) -> int:
        headers = {**signed_headers(SECRET, int(time.time()), given.content), "Content-Type": given.content_type}
        return client.post("/slack/events", data=given.content, headers=headers).status_code

    return bring


def _by_socket() -> Any:  # noqa: ANN401 - a function of a Body
    from app import bolt as built  # noqa: PLC0415 - it reads the environment when it is imported

    bolt = built(wiring.desk())

    def bring(given: Body) -> int:
        match heard(given.content):
            case Envelope() as envelope:
                answer = carried_out(bolt, envelope)
                if answer is not None:
                    json.loads(answer)
                return 200 if answer is not None else 404
            case _:
                return 0

    return bring


@contextlib.contextmanager
def _environment(redis_url: str, directory: Path) -> Iterator[None]:
    """Set what the product reads, for as long as its block lasts, and be a Slack that says yes."""
    config = directory / "mesh.toml"
    config.write_text("".join(MESH.format(name=name, channel=channel) for name, channel in CHANNEL_OF.items() if name != "gone"), "utf8")
    given = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": "xoxb-token", "HEROKU_API_KEY": "key", "MESH_CONFIG": str(config)}
    kept = dict(os.environ)
    try:
        with HostileServer(lambda *_: Raw(YES)).serving() as slack:
            os.environ.update(given | {"REDIS_URL": redis_url, "SLACK_API_URL": f"http://{slack.address}/api/"})
            _forget()
            yield
    finally:
        wiring.web_redis().close()
        os.environ.clear()
        os.environ.update(kept)
        _forget()


def _forget() -> None:
    for cached in (settings.settings, wiring.tools, wiring.worker_redis, wiring.web_redis):
        cached.cache_clear()


@contextlib.contextmanager
def _log() -> Iterator[Log]:
    log = Log()
    logging.getLogger().addHandler(log)
    try:
        yield log
    finally:
        logging.getLogger().removeHandler(log)
