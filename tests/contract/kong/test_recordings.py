"""The stand-in answers as real Kong did: every recorded exchange is sent again and compared.

The recordings are not part of this repository. They are looked for in the folder that MESHBOT_RECORDINGS names, else in `../shared/kong`
beside the project; without them these tests are skipped, and the cases written down in this folder are what is held.
"""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .served import ADMIN_KEY, Served, served

PROJECT = Path(__file__).parents[3]
FOLDER = Path(os.environ.get("MESHBOT_RECORDINGS", PROJECT.parent / "shared" / "kong"))
EXCLUDED = {
    "a race between two writes: either may win",
    "policy cluster counts late: the 6th request in the minute may pass (200) or not (429)",
}
"""Why a real Kong's own answer may differ from the recorded one; the recordings mark these themselves."""

pytestmark = pytest.mark.skipif(
    not (FOLDER / "replay_kong.py").exists(), reason=f"only the written cases were run: no recordings in {FOLDER}"
)


@pytest.mark.parametrize("version", ["1.0.2", "2.8.5", "3.0.2"])
def test_every_recorded_exchange_is_answered_as_real_kong_did(version: str, capsys: pytest.CaptureFixture[str]) -> None:
    with served(version) as kong:
        printed = _replayed(kong, version, "--proxy-tls", _url(kong, "tls_proxy"))
    _report(version, printed, capsys)
    assert _skipped(printed) - EXCLUDED <= {"no server for heroku-controller-proxy"}, printed
    assert _share(printed) == 1, printed


def test_herokus_own_controller_is_answered_as_real_kong_did(capsys: pytest.CaptureFixture[str]) -> None:
    with served("1.0.2", door=True, loopback_limit=5) as kong:
        door = ("--loopback", f"{_url(kong, 'proxy')}/kong-admin", "--apikey", ADMIN_KEY, "--groups", "heroku-readme-flow")
        printed = _replayed(kong, "1.0.2", *door)
    _report("1.0.2, seeded as Heroku's controller", printed, capsys)
    assert _skipped(printed) <= EXCLUDED, printed
    assert _share(printed) == 1, printed


def _replayed(kong: Served, version: str, *arguments: str) -> str:
    script = Path(__file__).parent / "replay_on_a_moved_clock.py"
    ports = ",".join(str(_free_port()) for _ in range(2))
    addresses = ("--proxy", _url(kong, "proxy"), "--proxy-untrusting", _url(kong, "untrusting_proxy"), "--echo-ports", ports)
    command = [sys.executable, str(script), str(FOLDER), _url(kong, "admin"), *addresses, *arguments, str(FOLDER / f"kong-{version}.jsonl")]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False).stdout  # noqa: S603 - our own script


def _url(kong: Served, client: str) -> str:
    return str(getattr(kong, client).base_url).rstrip("/")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _share(printed: str) -> float:
    counts = re.search(r"matched (\d+) of (\d+)", printed)
    return int(counts[1]) / int(counts[2]) if counts and int(counts[2]) else 0


def _skipped(printed: str) -> set[str]:
    return set(re.findall(r"^skipped \d+: (.*)$", printed, re.MULTILINE))


def _report(what: str, printed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\nKong {what}, recordings of {FOLDER}: {printed.strip().splitlines()[-1] if printed else 'no answer'}\n")
