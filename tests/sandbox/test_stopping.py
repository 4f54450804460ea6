"""However a sandbox is stopped, nothing stays: no process, no file."""

import signal
import sys

import pytest

from tests.sandbox.conftest import Run, Start
from tests.sandbox.launching import until


def test_an_ended_script_leaves_no_process_and_no_file(run: Run) -> None:
    ended = run("--say", "/mesh add web-ui")
    assert (ended.processes_left, ended.files_left) == ([], [])


@pytest.mark.parametrize("time", ["the first time", "the second time", "the third time"])
def test_ctrl_c_leaves_no_process_and_no_file(start: Start, time: str) -> None:
    sandbox = start("--say", "/mesh add web-ui")
    until(lambda: "The page: " in sandbox.channel, "the script has ended")
    names = {process.name() for process in sandbox.processes()}
    assert {"redis-server", "sleep"} <= names
    sandbox.signal(signal.SIGINT)
    ended = sandbox.end()
    assert (ended.code, ended.processes_left, ended.files_left) == (0, [], [])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_ways_of_stopping_do_the_same(start: Start, number: signal.Signals) -> None:
    sandbox = start()
    until(sandbox.is_up, "the mesh is up")
    sandbox.signal(number)
    ended = sandbox.end()
    assert (ended.processes_left, ended.files_left) == ([], [])


def test_ctrl_c_twice_does_not_skip_the_cleaning_up(start: Start) -> None:
    sandbox = start()
    until(sandbox.is_up, "the mesh is up")
    sandbox.signal(signal.SIGINT)
    sandbox.signal(signal.SIGINT)
    until(lambda: len(sandbox.processes()) < 5 or sandbox.has_ended(), "it stops its processes")
    if not sandbox.has_ended():
        sandbox.signal(signal.SIGINT)
    ended = sandbox.end()
    assert (ended.processes_left, ended.files_left) == ([], [])


def test_ctrl_c_while_it_starts_leaves_nothing(start: Start) -> None:
    sandbox = start("--say", "/mesh add web-ui")
    until(lambda: "Starting" in sandbox.notes, "the processes start")
    sandbox.signal(signal.SIGINT)
    ended = sandbox.end()
    assert (ended.code, ended.processes_left, ended.files_left) == (130, [], [])


def test_ctrl_c_in_the_middle_of_a_script_exits_with_130(start: Start) -> None:
    sandbox = start("--say", "/mesh stuck x", "--exit")
    until(lambda: "is run r-x0000" in sandbox.channel, "the command was answered")
    sandbox.signal(signal.SIGINT)
    assert sandbox.end().code == 130


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
def test_even_a_killed_sandbox_leaves_no_process(start: Start) -> None:
    sandbox = start(FAKE_BOT_CHILDLESS="yes")
    until(sandbox.is_up, "the mesh is up")
    sandbox.signal(signal.SIGKILL)
    until(lambda: not sandbox.processes(), "its processes have ended")
