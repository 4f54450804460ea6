"""Random histories of one app: people ask, retry, decide, leave; the app moves; time passes; workers do the rest.

The store, the answers to people and the workers' code are the product's own, the vendors are in memory. Whatever begins is held against
the rules of `rules.py`.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
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
from mesh.run import RETRIABLE, Held, Run, RunState
from mesh.steps import Scale
from tests.examples import ADMIN, APPROVERS, CHANNEL, NOON, OPERATORS, a_mesh
from tests.model import ports, rules
from tests.model.rules import OTHER_IDS, Approved, Kept, Request, Rule, Shown, same

OPERATOR_IDS = ("U0OP1", "U0OP2", "U0BOTH")
APPROVER_IDS = ("U0AP1", "U0AP2", "U0BOTH")
NAMED = "U0NAMED"  # an operator by their own id
EVERYBODY = (*OPERATOR_IDS, "U0AP1", "U0AP2", NAMED, ADMIN, "U0OUT")
ASKING = (*OPERATOR_IDS, NAMED, *EVERYBODY, *OTHER_IDS)
DECIDING = (*APPROVER_IDS, *OPERATOR_IDS, NAMED, "U0OUT", ADMIN, *OTHER_IDS)
HELD_AT_MOST = timedelta(hours=24)
NOT_BEGUN = (RunState.APPROVED, RunState.WAITING)
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

    def all_of(self, run_ids: Sequence[str]) -> list[Run]:
        return list(self._read(run_ids)) if run_ids else []

    def begin(self, run: Run, *, entry: Entry | None = None) -> Run | Held:
        begun = super().begin(run, entry=entry)
        if run.started_at is None and isinstance(begun, Run):
            self.on_start(begun)
        return begun


@dataclass
class History:
    """One history. `wrong` says what the product did that the rules forbid, or did not do that they allow; `seen` counts what happened."""

    redis: "Redis"
    dice: random.Random
    now: datetime = NOON
    told: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    requests: dict[str, Request] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    lock: Kept | None = None
    is_frozen: bool = False
    last_writer: str = ""

    def __post_init__(self) -> None:
        self.redis.flushdb()
        self.rules: dict[str, Rule] = self.dice.choice(RULES)
        self.heroku = ports.Heroku(self.dice.choice((1, 2, 5)), self.dice.choice(SIZES[:2]))
        self.groups = {"operators": set(OPERATOR_IDS), "approvers": set(APPROVER_IDS)}
        self.slack = ports.Slack({GROUPS[name]: people for name, people in self.groups.items()}, other_ids=OTHER_IDS)
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
        size = self.dice.choice((None, None, *SIZES))
        self.asks_for(self.dice.choice(ASKING), self.dice.choice((1, 3, 5, 12, 20)), size, dry=dry)

    def asks_for(self, person: str, quantity: int, size: str | None = None, *, dry: bool = False) -> str:
        """Let somebody ask for so many dynos; return the run's id, empty where they were refused at once."""
        dyno = f"web={quantity}" + (f":{size}" if size else "")
        way = self.dice.choice(("scale web-ui {} --dry-run", "plan scale web-ui {}")) if dry else "scale web-ui {}"
        answer = self.says(person, way.format(dyno))
        if "is on its way as" not in answer:
            return ""
        run_id = next(word.strip("`;") for word in answer.split() if word.startswith("`r-"))
        self.requests[run_id] = Request(dry, quantity, size, [same(person)])
        return run_id

    def retries(self) -> None:
        if run := self._one_of(RunState.FAILED, RunState.UNKNOWN):
            person = self.dice.choice(ASKING)
            if self.dice.random() < 0.5:
                self.says(person, f"retry {run.id}")
            else:
                self._clicks(person, "retry", run.id)
            if self.now_is(run.id).attempt > run.attempt:
                self.requests[run.id].retry(person)

    def decides(self) -> None:
        run = self._one_of(RunState.AWAITING)
        if run is None or run.approval is None:
            return
        person, dice = self.dice.choice(DECIDING), self.dice.random()
        shown = list(self.requests[run.id].shown)
        digest = self.dice.choice(shown) if shown and dice < 0.2 else run.approval.digest
        if dice < 0.05:
            self.says(person, f"{self.dice.choice(('decline', 'withdraw', 'cancel'))} {run.id}")
        elif dice < 0.95:
            self.approves(person, run, digest, in_words=dice > 0.7)
        else:
            self.approves(person, run, "", in_words=True)

    def approves(self, person: str, run: Run, digest: str, *, in_words: bool) -> Run:
        """Let somebody say yes to a plan, and see that it counts where it must; return the run as it is then."""
        request = self.requests[run.id]
        must_count = self._must_count(person, run, digest)
        if in_words:
            self.says(person, f"approve {run.id} {digest}".rstrip())
        else:
            self._clicks(person, "approve", f"{run.id} {digest}")
        after = self.now_is(run.id)
        before, now = (each.approval.decisions if each.approval else () for each in (run, after))
        if len(now) > len(before):
            request.approved.append(Approved(same(person), self.now, now[-1].digest, len(run.asked_about)))
        elif must_count:
            self._is_wrong(f"the approval of {run.id} by {person} was not taken")
        if request.rule and len(self._good(request, after)) >= request.rule.needed and after.state is RunState.AWAITING:
            self._is_wrong(f"{run.id} has the approvals that it needs, and waits for more")
        return after

    def _must_count(self, person: str, run: Run, digest: str) -> bool:
        """Say whether an approval must be taken: of the plan that is asked about, in time, by somebody known as one who may."""
        request, approval = self.requests[run.id], run.approval
        if approval is None or digest != approval.digest or request.rule is None or self._is_over(request):
            return False
        group, user = request.rule.group, self.tools.members.user(person)
        members = self.tools.members.known([GROUPS[group]])[GROUPS[group]] or frozenset()
        known_as = person if user is None else same(person)
        may = (known_as in self.people.by_id[group] or known_as in members) and (user is None or user.is_member)
        is_own = same(person) in request.requesters and not request.rule.also_requesters
        has_already = any((each.person, each.digest) == (same(person), digest) for each in request.approved)
        return may and not is_own and not has_already

    def _good(self, request: Request, run: Run) -> set[str]:
        """Return whose approvals are good by the rule that people were asked under, of those given since they were last asked."""
        if request.rule is None:
            return set()
        own = set() if request.rule.also_requesters else {*request.requesters}
        given = (each for each in request.approved if each.asking == len(run.asked_about))
        in_time = (each for each in given if each.at - rules.CLOCKS_DIFFER <= self.now < each.at + request.rule.good_for)
        return {each.person for each in in_time} - own

    def _is_over(self, request: Request) -> bool:
        """Say whether the time for deciding is over."""
        return bool(request.rule and request.asked_at and self.now >= request.asked_at + request.rule.good_for)

    def _clicks(self, person: str, action: str, value: str) -> None:
        self.told.append(f"{self.now:%d %H:%M} {person} clicks {action} {value}")
        self.desk.decide(Clicked(person, action, value, "", self.desk.new_key()))

    def locks(self) -> None:
        person, hours = self.dice.choice(("U0OP2", NAMED)), self.dice.choice((1, 2, 30))
        if "ocked" in self.says(person, f"lock web-ui for {hours}h --reason looking"):
            lock = self.tools.locks.of("main", "web-ui")
            self.lock = Kept(lock.person, lock.until) if lock else None

    def unlocks(self) -> None:
        if self.lock:
            self.says(self.lock.person, "unlock web-ui")
            if self.tools.locks.of("main", "web-ui") is None:
                self.lock = None

    def freezes(self) -> None:
        self.says(ADMIN, "freeze --reason incident")
        self.is_frozen = self.tools.locks.freeze("main") is not None

    def thaws(self) -> None:
        if self.is_frozen:
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
        """Let time pass; a clock that was wrong may also be set back."""
        minutes = self.dice.choice((1, 1, 31, 31, 60, 9 * 60, 21 * 24 * 60, -5, -90))
        self.now += timedelta(minutes=minutes)

    def somebody_leaves_or_joins(self) -> None:
        person, name = self.dice.choice(EVERYBODY), self.dice.choice(tuple(GROUPS))
        self.groups[name] ^= {person}
        if self.dice.random() < 0.3:
            self.slack.gone ^= {person}
        if self.dice.random() < 0.5:
            self._groups_are_read()
        self.told.append(f"{self.now:%d %H:%M} {person} changes places in {name}; gone: {sorted(self.slack.gone)}")

    def changes_rules(self, to: dict[str, Rule] | None = None) -> None:
        self.rules = self.dice.choice(RULES) if to is None else to
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
        before, request = self.now_is(run_id), self.requests[run_id]
        must_begin = self._must_begin(before, request)
        work_on(self.tools, run_id, f"worker-{self.desk.new_key()}", lambda: False)
        after = self.now_is(run_id)
        if before.state is not after.state:
            self.told.append(f"{self.now:%d %H:%M} {run_id} is {after.state}: {after.why} {after.advice}")
        if after.has_ended:
            self.schedule.forget(run_id)
        if must_begin and after.started_at is None and after.state is not RunState.DONE:
            self._is_wrong(f"{run_id} may begin, and is {after.state}: {after.why}")
        self._see_it_wait(before, after, request)
        self._see_it_end(before, after, request)

    def _must_begin(self, run: Run, request: Request) -> bool:
        """Say whether a run has all that it needs to begin, and nothing is in its way."""
        is_ready = run.state in NOT_BEGUN and run.started_at is None
        trouble = self.heroku.fails_to_read or self.slack.away or self.heroku.within_the_reading or self._is_held(request)
        if not is_ready or trouble:
            return False
        others = [each for each in self.runs() if each.id != run.id and each.state in {RunState.WAITING, RunState.RUNNING}]
        return not others and not rules.why_not(request, self.state, self.rules, self.people, self.now)

    def _is_held(self, request: Request) -> bool:
        return self.is_frozen or bool(self.lock and self.lock.holds(request.requesters[-1], self.now))

    def _see_it_wait(self, before: Run, after: Run, request: Request) -> None:
        """Note what people are asked about, and since when a run is held back."""
        if after.state is RunState.WAITING and before.state is not RunState.WAITING:
            request.held_since = self.now
            self.seen["waited"] += 1
        if len(after.asked_about) == len(before.asked_about) or not (after.approval and after.plan and (step := after.plan.step("scale"))):
            return
        (was,), (wanted,) = cast("Scale", step.step).before, cast("Scale", step.step).formation
        seen = Shown((was.quantity, was.size or ""), (wanted.quantity, wanted.size or was.size or ""))
        self.seen["asked again" if request.shown else "asked"] += 1
        if before.approval is None or before.approval.digest != after.approval.digest:
            request.approved.clear()
        request.shown[after.approval.digest], request.asked_at = seen, self.now
        request.rule = rules.rule_for(request, seen.before, self.rules) or request.rule

    def _see_it_end(self, before: Run, after: Run, request: Request) -> None:
        """Hold the end of a run that has not begun against the rules."""
        is_over = before.state is RunState.AWAITING and self._is_over(request)
        is_expired = after.state is RunState.EXPIRED and before.state is not RunState.EXPIRED
        if is_expired or (after.state is RunState.REFUSED and before.state is not RunState.REFUSED):
            self.seen[after.state.value] += 1
        if before.state is RunState.AWAITING and is_over != is_expired:
            self._is_wrong(f"{after.id} is {after.state}, and the time to decide on it is {'over' if is_over else 'not over'}")
        if before.state is RunState.WAITING and is_expired and request.held_since and self.now < request.held_since + HELD_AT_MOST:
            self._is_wrong(f"{after.id} expired, though it was not held back for long")
        outsiders = [person for person in request.requesters if not self.people.may(person, "operators")]
        if before.state in NOT_BEGUN and after.state is RunState.REFUSED and not outsiders:
            self._is_wrong(f"{after.id} was refused its start, though all who asked for it may: {after.why}")

    def _started(self, run: Run) -> None:
        """Hold a start against the rules."""
        request = self.requests[run.id]
        if why := rules.why_not(request, self.state, self.rules, self.people, self.now):
            self._is_wrong(f"{run.id} began, though {why}")
        if self._is_held(request):
            self._is_wrong(f"{run.id} began in spite of a lock or a freeze")
        if self.last_writer and self.last_writer != run.id and _has_the_app(self.now_is(self.last_writer)):
            self._is_wrong(f"{run.id} began while {self.last_writer} has the app")
        self.last_writer = run.id
        approvals, retries = len({each.person for each in request.approved}), len(request.requesters) - 1
        self.seen.update(
            ["began", *["approved by one"] * (approvals == 1), *["approved by two"] * (approvals > 1), *["retried"] * (retries > 0)]
        )
        self.seen["held and begun"] += request.held_since is not None

    def _is_wrong(self, what: str) -> None:
        self.wrong.append("\n".join([what, *self.told]))

    # How it ends.

    def ends_well(self) -> None:
        """Take every trouble away, let all approve what waits who may, and see that everything comes to its end."""
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
            if not (waiting := [run for run in self.runs() if run.state is RunState.AWAITING]):
                return
            for run in waiting:
                self._all_approve(run, self.requests[run.id])
        for run in self.runs():
            self._see_that_nobody_is_left(run, self.requests[run.id])

    def _all_approve(self, run: Run, request: Request) -> None:
        """Let one after the other approve who may, until it is approved."""
        may = rules.those_who_may_approve(request, request.rule, self.people, EVERYBODY) if request.rule else set()
        for person in sorted(may):
            if run.state is RunState.AWAITING and run.approval:
                run = self.approves(person, run, run.approval.digest, in_words=False)

    def _see_that_nobody_is_left(self, run: Run, request: Request) -> None:
        """See that what has not come to its end waits for an approval that nobody is left to give."""
        left = rules.those_who_may_approve(request, request.rule, self.people, EVERYBODY) if request.rule else set()
        if run.state is RunState.AWAITING and request.rule and len(left) < request.rule.needed:
            self.seen["nobody left to approve"] += 1
        elif not run.has_ended:
            self._is_wrong(f"{run.id} never began: it is {run.state}, and {sorted(left)} may approve it: {run.why}")

    def _waits_for_what_is_due(self) -> None:
        for _ in range(40):
            self.works()
            if all(run.has_ended or run.state is RunState.AWAITING for run in self.runs()):
                return
            self.now += timedelta(seconds=31)

    def runs(self) -> list[Run]:
        return self.store.all_of([*self.requests])

    def now_is(self, run_id: str) -> Run:
        (now,) = self.store.all_of([run_id])
        return now

    def _one_of(self, *states: RunState) -> Run | None:
        runs = [run for run in self.runs() if run.state in states]
        return self.dice.choice(runs) if runs else None


def _has_the_app(run: Run) -> bool:
    return run.started_at is not None and not run.has_ended


def history_of(redis: "Redis", seed: int) -> History:
    """Let one history happen, the same for the same seed."""
    history = History(redis, random.Random(seed))  # noqa: S311 - a test's dice
    if history.dice.random() < 0.4:
        history.fails()
    history.asks()
    history.works()
    for _ in range(history.dice.randint(4, 11)):
        history.dice.choice(what_may_happen(history))()
        if history.dice.random() < 0.7:
            history.works()
    history.ends_well()
    return history


def what_may_happen(history: History) -> list[Callable[[], None]]:
    """Return what may happen next, as often as it is likely to; nothing for which there is no occasion."""
    states = {run.state for run in history.runs()}
    return [
        *[history.asks] * (1 if states & {RunState.AWAITING, *NOT_BEGUN} else 4),
        lambda: history.asks(dry=True),
        *[history.retries] * 4 * bool(states & RETRIABLE),
        *[history.decides] * 8 * (RunState.AWAITING in states),
        *[history.works] * 2,
        *[history.moves] * 2,
        history.moves_within_the_next_reading,
        *[history.fails] * 2,
        *[history.passes] * 2,
        history.unlocks if history.lock else history.locks,
        *[history.thaws if history.is_frozen else history.freezes] * 2,
        *[history.somebody_leaves_or_joins] * 2,
        history.changes_rules,
    ]
