"""Random histories of one app: people ask, retry, decide, leave; the app moves; time passes; workers do the rest.

The store, the answers to people and the workers' code are the product's own, the vendors are in memory. Whatever begins is held against
the rules of `rules.py`.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from redis import Redis
from redis.client import Pipeline

from bot.desk import Clicked, Desk, Typed
from bot.once import Once
from clients.store import keys
from clients.store.announcements import AnnouncementStore
from clients.store.board import BoardStore
from clients.store.deliveries import DeliveryStore
from clients.store.due import RedisSchedule
from clients.store.leases import LeaseStore
from clients.store.locks import LockStore
from clients.store.members import MemberStore
from clients.store.queues import Queues
from clients.store.record import RecordStore
from clients.store.replies import ReplyStore
from clients.store.runs import RunStore
from clients.store.sightings import SightingStore
from jobs.tools import Tools
from jobs.work import work_on
from mesh.app import ApprovalRule, People
from mesh.record import Entry
from mesh.run import Held, Run, RunState
from mesh.steps import Scale
from tests.examples import ADMIN, APPROVERS, CHANNEL, NOON, OPERATORS, a_mesh
from tests.model import ports, rules
from tests.model.rules import Approved, Kept, Request, Rule, Shown

OPERATOR_IDS = ("U0OP1", "U0OP2", "U0BOTH")
APPROVER_IDS = ("U0AP1", "U0AP2", "U0BOTH")
NAMED = "U0NAMED"  # an operator by their own id
EVERYBODY = (*OPERATOR_IDS, "U0AP1", "U0AP2", NAMED, ADMIN, "U0OUT")
SIZES = ("standard-1x", "standard-2x", "performance-l")
GROUPS = {"operators": OPERATORS, "approvers": APPROVERS}
RULES: tuple[dict[str, Rule], ...] = (
    {},
    {},
    {"scale": Rule(2, "approvers", timedelta(hours=1))},
    {"scale": Rule(1, "operators", timedelta(hours=1))},
    {"T2": Rule(1, "approvers", timedelta(hours=2), also_requesters=True)},
    {"T1": Rule(1, "approvers", timedelta(minutes=30))},
)


class WatchedStore(RunStore):
    """The real store, which tells of each run that has just begun, and which runs a worker was asked to look at."""

    on_start: Callable[[Run], None]
    nudged: set[str]

    def _wake(self, pipe: Pipeline, run_id: str, queue: str) -> None:
        super()._wake(pipe, run_id, queue)
        self.nudged.add(run_id)

    def begin(self, run: Run, *, entry: Entry | None = None) -> Run | Held:
        begun = super().begin(run, entry=entry)
        if run.started_at is None and isinstance(begun, Run):
            self.on_start(begun)
        return begun


@dataclass
class History:
    """One history. `wrong` says what the product did that the rules forbid, or did not do that they allow."""

    redis: "Redis"
    dice: random.Random
    now: datetime = NOON
    told: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    requests: dict[str, Request] = field(default_factory=dict)
    started: list[str] = field(default_factory=list)
    lock: Kept | None = None
    is_frozen: bool = False
    last_writer: Run | None = None

    def __post_init__(self) -> None:
        self.redis.flushdb()
        self.rules = self.dice.choice(RULES)
        self.heroku = ports.Heroku(self.dice.choice((1, 2, 5)), self.dice.choice(SIZES[:2]))
        self.groups = {"operators": set(OPERATOR_IDS), "approvers": set(APPROVER_IDS)}
        self.slack = ports.Slack({GROUPS[name]: people for name, people in self.groups.items()})
        self.people = rules.People(self.groups, {"operators": {NAMED}, "approvers": set()}, self.slack.gone, self.slack.untold)
        self.meshes = {"main": self._mesh()}
        queues, clock = Queues(self.redis), lambda: self.now
        store = WatchedStore(self.redis, queues, clock)
        store.on_start, store.nudged = self._started, set()
        self.store, self.nudged, self.schedule = store, store.nudged, RedisSchedule(self.redis, queues, clock)
        vendors: dict[str, Any] = {"heroku": self.heroku, "controllers": ports.Controllers(), "edge": ports.Edge(), "slack": self.slack}
        self.tools = Tools(
            **vendors,
            store=store,
            leases=LeaseStore(self.redis, clock),
            board=BoardStore(self.redis),
            locks=LockStore(self.redis, clock),
            announcements=AnnouncementStore(self.redis),
            members=MemberStore(self.redis),
            record=RecordStore(self.redis),
            replies=ReplyStore(self.redis, queues),
            sightings=SightingStore(self.redis),
            pace=ports.Pace(),
            meshes=self.meshes,
            now=clock,
            jitter=lambda: 0.5,
        )
        numbers = iter(range(10_000, 99_999))
        self.desk = Desk(
            store,
            self.tools.locks,
            self.tools.members,
            self.schedule,
            self.tools.replies,
            self.meshes,
            clock,
            lambda: f"r-{next(numbers)}",
            lambda: str(next(numbers)),
            Once(DeliveryStore(self.redis)),
        )
        store.mark_known(NOON)
        self._groups_are_read()

    def _mesh(self) -> Any:  # noqa: ANN401 - a Mesh
        approvals = {name: ApprovalRule(rule.needed, rule.group, rule.good_for, rule.also_requesters) for name, rule in self.rules.items()}
        return a_mesh(people=People((OPERATORS, NAMED), (APPROVERS,), (ADMIN,)), approvals=approvals)

    def _groups_are_read(self) -> None:
        for name, group in GROUPS.items():
            self.tools.members.keep(group, self.groups[name])

    @property
    def state(self) -> rules.State:
        return self.heroku.quantity, self.heroku.size

    # What people do.

    def says(self, person: str, text: str) -> str:
        answer = self.desk.answer(Typed(person, CHANNEL, text, self.desk.new_key())).text
        self.told.append(f"{self.now:%d %H:%M} {person}: {text} → {answer}")
        return answer

    def asks(self, *, dry: bool = False) -> None:
        person, quantity = self.dice.choice((*OPERATOR_IDS, NAMED, *EVERYBODY)), self.dice.choice((1, 3, 5, 12, 20))
        size = self.dice.choice((None, None, *SIZES))
        dyno = f"web={quantity}" + (f":{size}" if size else "")
        way = self.dice.choice(("scale web-ui {} --dry-run", "plan scale web-ui {}")) if dry else "scale web-ui {}"
        answer = self.says(person, way.format(dyno))
        if "is on its way as" in answer:
            run_id = next(word.strip("`;") for word in answer.split() if word.startswith("`r-"))
            self.requests[run_id] = Request(dry, quantity, size, [person])

    def retries(self) -> None:
        if run := self._one_of(RunState.FAILED, RunState.UNKNOWN):
            person = self.dice.choice((*OPERATOR_IDS, NAMED, *EVERYBODY))
            if self.dice.random() < 0.5:
                self.says(person, f"retry {run.id}")
            else:
                self._clicks(person, "retry", run.id)
            if self._now_is(run).attempt > run.attempt:
                self.requests[run.id].retry(person)

    def decides(self) -> None:
        run = self._one_of(RunState.AWAITING)
        if run is None or run.approval is None:
            return
        person, dice = self.dice.choice((*APPROVER_IDS, *OPERATOR_IDS, "U0OUT", ADMIN)), self.dice.random()
        shown = list(self.requests[run.id].shown)
        digest = self.dice.choice(shown) if shown and dice < 0.2 else run.approval.digest
        before = len(run.approval.decisions)
        if dice < 0.05:
            self.says(person, f"{self.dice.choice(('decline', 'withdraw', 'cancel'))} {run.id}")
            return
        if dice < 0.7:
            self._clicks(person, "approve", f"{run.id} {digest}")
        else:
            self.says(person, f"approve {run.id} {digest}" if dice < 0.85 else f"approve {run.id}")
        after = self._now_is(run).approval
        if after is not None and len(after.decisions) > before:
            self.requests[run.id].approved.append(Approved(person, self.now, after.decisions[-1].digest))

    def _clicks(self, person: str, action: str, value: str) -> None:
        self.told.append(f"{self.now:%d %H:%M} {person} clicks {action} {value}")
        self.desk.decide(Clicked(person, action, value, "", self.desk.new_key()))

    def locks(self) -> None:
        person, hours = self.dice.choice((*OPERATOR_IDS, NAMED)), self.dice.choice((1, 2, 30))
        if "ocked" in self.says(person, f"lock web-ui for {hours}h --reason looking"):
            lock = self.tools.locks.of("main", "web-ui")
            self.lock = Kept(lock.person, lock.until) if lock else None

    def unlocks(self) -> None:
        self.says(self.lock.person if self.lock else ADMIN, "unlock web-ui")
        if self.tools.locks.of("main", "web-ui") is None:
            self.lock = None

    def freezes(self) -> None:
        self.says(ADMIN, "freeze --reason incident")
        self.is_frozen = self.tools.locks.freeze("main") is not None

    def thaws(self) -> None:
        self.says(ADMIN, "thaw --reason over")
        self.is_frozen = self.tools.locks.freeze("main") is not None

    # What happens.

    def moves(self) -> None:
        self.heroku.quantity, self.heroku.size = self.dice.choice((1, 2, 5, 11)), self.dice.choice(SIZES)
        self.told.append(f"{self.now:%d %H:%M} the app is {self.state}")

    def moves_within_the_next_reading(self) -> None:
        """Let another run of ours hold the app and change it while it is being read."""

        def move() -> None:
            self.moves()
            self.redis.incr(keys.generation("main", "web-ui"))

        self.heroku.within_the_reading = move

    def fails(self) -> None:
        match self.dice.choice(("read", "write", "slack")):
            case "read":
                self.heroku.fails_to_read = 1
            case "write":
                self.heroku.fails_to_write = 1
            case _:
                self.slack.away = self.dice.choice((1, 3))

    def passes(self) -> None:
        self.now += self.dice.choice(
            (timedelta(minutes=1), timedelta(minutes=31), timedelta(hours=1), timedelta(hours=9), timedelta(days=21))
        )

    def somebody_leaves_or_joins(self) -> None:
        person, name = self.dice.choice(EVERYBODY), self.dice.choice(tuple(GROUPS))
        self.groups[name] ^= {person}
        if self.dice.random() < 0.3:
            self.slack.gone ^= {person}
        if self.dice.random() < 0.5:
            self._groups_are_read()
        self.told.append(f"{self.now:%d %H:%M} {person} changes places in {name}; gone: {sorted(self.slack.gone)}")

    def changes_rules(self) -> None:
        self.rules = self.dice.choice(RULES)
        self.meshes["main"] = self._mesh()
        self.told.append(f"{self.now:%d %H:%M} the rules are {self.rules}")

    # What workers do.

    def works(self, at_most: int = 40) -> None:
        for _ in range(at_most):
            due = sorted({*self.schedule.due(), *self.nudged})
            if not due:
                return
            run_id = self.dice.choice(due)
            self.nudged.discard(run_id)
            self._works_on(run_id)

    def _works_on(self, run_id: str) -> None:
        before = self.store.get(run_id)
        work_on(self.tools, run_id, f"worker-{self.desk.new_key()}", lambda: False)
        after = self.store.get(run_id)
        if before is None or after is None or run_id not in self.requests:
            self.schedule.forget(run_id)
            return
        if before.state is not after.state:
            self.told.append(f"{self.now:%d %H:%M} {run_id} is {after.state}: {after.why} {after.advice}")
        if after.has_ended:
            self.schedule.forget(run_id)
        request = self.requests[run_id]
        if after.state is RunState.AWAITING and after.approval and after.plan and (step := after.plan.step("scale")):
            scale = cast("Scale", step.step)
            (was,), (wanted,) = scale.before, scale.formation
            seen = Shown((was.quantity, was.size or ""), (wanted.quantity, wanted.size or was.size or ""))
            request.shown[after.approval.digest] = seen
            request.rule = rules.rule_for(request, seen.before, self.rules) or request.rule

    def _started(self, run: Run) -> None:
        """Hold a start against the rules."""
        request = self.requests[run.id]
        self.started.append(run.id)
        if why := rules.why_not(request, self.state, self.rules, self.people, self.now):
            self._is_wrong(f"{run.id} began, though {why}")
        if self.is_frozen or (self.lock and self.lock.holds(request.requesters[-1], self.now)):
            self._is_wrong(f"{run.id} began in spite of a lock or a freeze")
        if self.last_writer and self.last_writer.id != run.id and not self._now_is(self.last_writer).has_ended:
            self._is_wrong(f"{run.id} began while {self.last_writer.id} has the app")
        self.last_writer = run

    def _is_wrong(self, what: str) -> None:
        self.wrong.append("\n".join([what, *self.told]))

    # How it ends.

    def ends_well(self) -> None:
        """Take every trouble away, let proper people approve what waits, and see that everything comes to its end."""
        self.heroku.fails_to_read = self.heroku.fails_to_write = self.slack.away = 0
        self.heroku.within_the_reading = None
        self.groups["operators"] |= {*EVERYBODY} - {"U0AP1", "U0AP2", "U0OUT"}
        self.groups["approvers"] |= {"U0AP1", "U0AP2", "U0BOTH"}
        self.slack.gone.clear()
        self._groups_are_read()
        self.unlocks()
        self.thaws()
        for _ in range(12):
            self._waits_for_what_is_due()
            if not (waiting := [run for run in self._runs() if run.state is RunState.AWAITING]):
                break
            for run in waiting:
                self._approve(run)
        for run in self._runs():
            if not run.has_ended:
                self._is_wrong(f"{run.id} never began: it is {run.state}: {run.why}")

    def _waits_for_what_is_due(self) -> None:
        for _ in range(40):
            self.works()
            if all(run.has_ended or run.state is RunState.AWAITING for run in self._runs()):
                return
            self.now += timedelta(seconds=31)

    def _approve(self, run: Run) -> None:
        for person in ("U0AP1", "U0AP2", "U0BOTH", "U0OP1", "U0OP2"):
            now = self._now_is(run)
            if now.state is RunState.AWAITING and now.approval:
                before = len(now.approval.decisions)
                self._clicks(person, "approve", f"{run.id} {now.approval.digest}")
                after = self._now_is(run).approval
                if after and len(after.decisions) > before:
                    self.requests[run.id].approved.append(Approved(person, self.now, after.decisions[-1].digest))

    def _runs(self) -> list[Run]:
        return [run for run_id in self.requests if (run := self.store.get(run_id))]

    def _now_is(self, run: Run) -> Run:
        now = self.store.get(run.id)
        assert now is not None
        return now

    def _one_of(self, *states: RunState) -> Run | None:
        runs = [run for run in self._runs() if run.state in states]
        return self.dice.choice(runs) if runs else None


def history_of(redis: "Redis", seed: int) -> History:
    """Let one history happen, the same for the same seed."""
    history = History(redis, random.Random(seed))  # noqa: S311 - a test's dice
    happens: list[Callable[[], None]] = [
        history.asks,
        lambda: history.asks(dry=True),
        *[history.retries] * 4,
        *[history.decides] * 8,
        *[history.works] * 2,
        *[history.moves] * 2,
        history.moves_within_the_next_reading,
        *[history.fails] * 2,
        *[history.passes] * 2,
        history.locks,
        history.unlocks,
        history.freezes,
        *[history.thaws] * 2,
        *[history.somebody_leaves_or_joins] * 2,
        history.changes_rules,
    ]
    if history.dice.random() < 0.4:
        history.fails()
    history.asks()
    history.works()
    for _ in range(history.dice.randint(5, 14)):
        history.dice.choice(happens)()
        if history.dice.random() < 0.7:
            history.works()
    history.ends_well()
    return history
