"""What holds or kills its worker: it ends and says so, the others go on, and `/readyz` tells of it while it lasts."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import wiring
from clients.store import keys
from clients.store.queues import Queues
from jobs import tasks
from jobs.draining import Interrupted
from jobs.queue import MESSAGES
from jobs.stalling import TAKEN_IN_VAIN
from jobs.worker import worker_of
from mesh.run import Run, RunState
from sandbox.launch.wishes import ROOT, Wishes
from tests.chaos.waits import until
from tests.stories.town import Town, a_town, run_named_in, told

HELD_WORKER = """
import re, signal, sys, time
import clients.store.queues, jobs.propose, jobs.worker

clients.store.queues.TIMEOUT_S, jobs.worker.GRACE_S, jobs.worker.STUCK_AFTER_S, jobs.worker.HEARTBEAT_S = 2, 1, 1, 0.2
answer_to = jobs.propose.answer_to

def held(tools, run, *more):
    if run.id == sys.argv[1]:
        exec(sys.argv[2])
    return answer_to(tools, run, *more)

jobs.propose.answer_to = held
jobs.worker.consume("reads")
"""


SEARCHES = "re.match('(a+)+b', 'a' * 60)"
LETS_NO_ALARM_THROUGH = "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM]); time.sleep(600)"


@pytest.fixture
def town(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1)) as opened:
        opened.hurries()
        opened.knows_groups()
        yield opened


@contextmanager
def a_worker_held_by(run_id: str, how: str, directory: Path) -> Iterator[None]:
    """Run a worker for questions that answering this one holds for good."""
    with (directory / "worker.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", HELD_WORKER, run_id, how], cwd=ROOT, stdout=log, stderr=log)  # noqa: S603 - ours
    try:
        yield
    finally:
        process.kill()
        process.wait()


def taken_in_vain(town: Town, run_id: str, times: int) -> None:
    """Let so many workers die at a run."""
    for number in range(times):
        assert town.tools.leases.take(run_id, f"worker-{number}") is not None
        wiring.worker_redis().delete(keys.lease(run_id))


def the_run(town: Town, run_id: str) -> Run:
    run = town.tools.store.get(run_id)
    assert run is not None
    return run


def readiness(town: Town) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{town.world.addresses.web_port}/readyz", trust_env=False)


@pytest.mark.parametrize("how", [SEARCHES, LETS_NO_ALARM_THROUGH], ids=["searching", "without alarms"])
def test_a_question_that_holds_its_worker_for_good_ends_and_the_next_one_is_answered(town: Town, tmp_path: Path, how: str) -> None:
    held, next_one = (run_named_in(told(town.says("operator", "/mesh status"))) for _ in range(2))
    with a_worker_held_by(held, how, tmp_path):
        until(lambda: wiring.schedule().stuck("reads") or None, "the worker is told as stuck", within_s=20)
        assert (readiness(town).status_code, "has not got on for" in readiness(town).json()["stuck"]["reads"]) == (503, True)
        until(lambda: the_run(town, held).has_ended, "the question has ended", within_s=30)
        until(lambda: the_run(town, next_one).has_ended, "the next one is answered", within_s=30)
        until(lambda: not wiring.schedule().stuck("reads"), "the worker is told as stuck no more")
    town.works_until(lambda: town.ended(held), queues=(MESSAGES,))

    assert (the_run(town, held).state, the_run(town, next_one).state) == (RunState.FAILED, RunState.DONE)
    assert "Answering this took longer than the" in "\n".join(town.channel())


def test_a_change_whose_workers_die_while_they_plan_it_ends_and_says_so(town: Town) -> None:
    run_id = run_named_in(told(town.says("operator", "/mesh add web-ui")))
    taken_in_vain(town, run_id, TAKEN_IN_VAIN)
    run = town.works_until(lambda: town.ended(run_id))

    assert run.state is RunState.FAILED
    assert "Its workers died or stalled 5 times in a row, so it was stopped. No step was under way." in "\n".join(town.channel())


def test_a_change_whose_workers_die_at_a_step_ends_as_unknown_and_names_the_step(town: Town) -> None:
    run_id = run_named_in(told(town.says("operator", "/mesh add web-ui")))
    town.works_until(lambda: the_run(town, run_id).note("build") or None)
    taken_in_vain(town, run_id, TAKEN_IN_VAIN)
    run = the_run(town, run_id)
    epoch = town.tools.leases.take(run_id, "another")
    assert (run.state, epoch is not None) == (RunState.WAITING, True)
    note = run.notes["build"]
    town.tools.store.keep_note(run_id, epoch or 0, "build", type(note)(note.state.STARTED, note.started_at))
    wiring.worker_redis().hset(keys.run(run_id), "in_vain", TAKEN_IN_VAIN)
    wiring.worker_redis().delete(keys.lease(run_id))
    run = town.works_until(lambda: town.ended(run_id))

    assert run.state is RunState.UNKNOWN
    assert "died or stalled 5 times in a row while it was about to build" in run.why
    assert wiring.worker_redis().exists(keys.claim("main", "web-ui")) == 0


def test_a_run_that_is_looked_after_in_order_is_never_taken_in_vain(town: Town) -> None:
    run_id = run_named_in(told(town.says("operator", "/mesh add web-ui")))
    for number in range(TAKEN_IN_VAIN * 2):
        town.tools.leases.take(run_id, f"worker-{number}")
        town.tools.leases.give_back(run_id, f"worker-{number}", town.clock())

    assert town.works_until(lambda: town.ended(run_id)).state is RunState.DONE


def test_a_run_whose_worker_must_be_gone_is_left_as_it_is_and_taken_up_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        worker_of(Queues(wiring.worker_redis()).queue("runs")).request_force_stop_sigrtmin(signal.SIGALRM, None)

    run_id = run_named_in(told(town.says("operator", "/mesh add web-ui")))
    with monkeypatch.context() as patched:
        patched.setattr("jobs.work.propose", interrupted)
        with pytest.raises(Interrupted):
            tasks.work_on(run_id)
    assert the_run(town, run_id).state is RunState.PROPOSED
    assert town.works_until(lambda: town.ended(run_id)).state is RunState.DONE
