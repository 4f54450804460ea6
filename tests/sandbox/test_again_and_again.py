"""Started and stopped again and again, and twice at once, the sandbox leaves nothing."""

import json
import signal
from pathlib import Path

import psutil
import pytest

from sandbox.heroku import CONTROLLER
from tests.sandbox.conftest import Start
from tests.sandbox.launching import ROOT, Sandbox, until

PRODUCT = ("--procfile", str(ROOT / "Procfile"))


def listening() -> dict[int, int]:
    """Return the ports on which anybody listens, each with the process that does (-1: one we may not see)."""
    connections = psutil.net_connections("tcp")
    return {one.laddr[1]: one.pid or -1 for one in connections if one.status == psutil.CONN_LISTEN and one.laddr}


def ports_of(sandbox: Sandbox) -> set[int]:
    ours = {process.pid for process in sandbox.processes()}
    return {port for port, pid in listening().items() if pid in ours}


def is_staying(sandbox: Sandbox) -> bool:
    return "The page: " in sandbox.channel or sandbox.has_ended()


def left_behind(sandbox: Sandbox, ports: set[int]) -> tuple[int, list[str], list[str], set[int]]:
    """Stop it; return its exit code and what stays: processes, files, ports that its own processes still hold."""
    ours = {process.pid for process in sandbox.processes()} | {-1}
    sandbox.signal(signal.SIGINT)
    ended = sandbox.end()
    still = {port for port, pid in listening().items() if pid in ours}
    return ended.code, ended.processes_left, ended.files_left, ports & still


NOTHING: tuple[int, list[str], list[str], set[int]] = (0, [], [], set())


@pytest.mark.parametrize("time", range(1, 11))
def test_ten_starts_and_stops_in_a_row_leave_no_process_no_file_and_no_port(start: Start, time: int) -> None:
    sandbox = start()
    until(lambda: is_staying(sandbox), "the sandbox is up")
    ports = ports_of(sandbox)
    assert len(ports) >= 7, (ports, sandbox.notes)
    assert left_behind(sandbox, ports) == NOTHING


def test_two_at_once_work_with_the_real_product_each_on_its_own_ports_and_in_its_own_world(start: Start, tmp_path: Path) -> None:
    states = {name: tmp_path / f"{name}.json" for name in ("shop", "crm")}
    both = [start(*PRODUCT, "--state", str(state), "--say", f"/mesh add {name}") for name, state in states.items()]
    until(lambda: all(is_staying(sandbox) for sandbox in both), "both scripts have ended")
    ports = [ports_of(sandbox) for sandbox in both]
    assert (ports[0] & ports[1], [left_behind(*each) for each in zip(both, ports, strict=True)]) == (set(), [NOTHING, NOTHING])
    apps = {name: json.loads(state.read_text())["heroku"]["apps"].keys() - {CONTROLLER} for name, state in states.items()}
    assert apps == {name: {f"tinyrobot-science-mesh-{name}"} for name in states}


@pytest.mark.parametrize(("fails", "code", "said"), [("", 0, ""), ("yes", 1, "The process `setup` ended with exit code 3.\nno database")])
def test_the_procfiles_setup_runs_to_its_end_before_the_others_start(
    start: Start, tmp_path: Path, fails: str, code: int, said: str
) -> None:
    fake = ROOT / "tests" / "sandbox" / "fake_bot"
    for name in ("web.py", "worker.py"):
        (tmp_path / name).symlink_to(fake / name)
    commands = (fake / "Procfile").read_text()
    setup = 'test -z "$SETUP_FAILS" && touch set-up || (echo no database; exit 3)'
    needy = commands.replace("web: python web.py --port $PORT", "web: sh -c 'test -e set-up && exec python web.py --port $PORT'")
    (tmp_path / "Procfile").write_text(f"{needy}\nsetup: sh -c '{setup}'\n")
    ended = start("--procfile", str(tmp_path / "Procfile"), "--say", "/mesh help", "--exit", SETUP_FAILS=fails).end()
    assert (ended.code, said in ended.notes, ended.processes_left) == (code, True, []), ended.notes
