"""The product's processes as they really run, beside a town: started, ended, and started anew."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from sandbox.launch.environment import SIGNING_SECRET
from sandbox.launch.ports import HOST, free_port
from sandbox.launch.wishes import ROOT
from sandbox.slack.delivery import Answer, Parcel
from sandbox.slack.signing import signed_headers
from tests.chaos.waits import until
from tests.stories.town import Town

WEB, WORKER = ("-m", "gunicorn", "app:app"), ("-m", "jobs.supervisor")


class RealProcess:
    """One process in the town's environment; `port` is where it serves, if it is a web process."""

    def __init__(self, command: Sequence[str], directory: Path, port: int = 0) -> None:
        self.port, self._log = port, directory / f"process-{free_port()}.log"
        with self._log.open("wb") as log:
            self._popen = subprocess.Popen(  # noqa: S603 - ours
                [sys.executable, *command],
                cwd=ROOT,
                env={**os.environ, "PORT": str(port), "WEB_CONCURRENCY": "1"},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def answers(self, path: str) -> bool:
        assert self._popen.poll() is None, f"it ended: {self._log.read_text(errors='replace')[-2000:]}"
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.url}{path}", trust_env=False).status_code == 200
        return False

    def ends(self) -> None:
        """End it as Heroku does, with all that it started; what does not end in time is killed."""
        if self._popen.poll() is None:
            self._popen.terminate()
        try:
            self._popen.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self._popen.pid, signal.SIGKILL)
            self._popen.wait()


@contextmanager
def web_processes(count: int, directory: Path) -> Iterator[list[RealProcess]]:
    """Run web processes until the end of the block, each on a port of its own."""
    processes = [RealProcess(WEB, directory, free_port()) for _ in range(count)]
    try:
        until(lambda: all(each.answers("/healthz") for each in processes), "the web processes answer", within_s=60)
        yield processes
    finally:
        for each in processes:
            each.ends()


@contextmanager
def the_whole_bot(directory: Path, port: int) -> Iterator[RealProcess]:
    """Run a web process and a worker dyno until the end of the block; yield the web process once a worker takes jobs."""
    processes = [RealProcess(WEB, directory, port), RealProcess(WORKER, directory)]
    try:
        until(lambda: processes[0].answers("/readyz"), "web and workers are ready", within_s=90, every_s=0.1)
        yield processes[0]
    finally:
        for each in processes:
            each.ends()


class Caught:
    """Stands where Slack hands its deliveries over, and keeps them instead."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []

    async def bring(self, parcel: Parcel) -> Answer:
        self.parcels.append(parcel)
        return Answer(200, "", "", 0.0)

    async def close(self) -> None:
        pass


def clicks_caught(town: Town, *people: str, label: str = "Approve") -> list[Parcel]:
    """Let people click the newest button of that label, and return what Slack would deliver."""
    desktop, caught = town.world.slack.desktop, Caught()
    carrier, desktop.carrier = desktop.carrier, caught  # type: ignore[assignment]  # it is asked for no more than this
    try:
        for person in people:
            town.clicks(person, label)
    finally:
        desktop.carrier = carrier
    return caught.parcels


def delivered_at_once(parcels: Sequence[Parcel], to: Sequence[RealProcess]) -> list[int]:
    """Deliver each parcel, signed, to the process at its place, all in the same instant; return the statuses."""
    barrier = threading.Barrier(len(parcels))
    with ThreadPoolExecutor(len(parcels)) as pool:
        return list(pool.map(lambda parcel, process: delivered(parcel, process.url, when=barrier.wait), parcels, to))


def delivered(
    parcel: Parcel,
    url: str,
    *,
    when: Callable[[], object] = lambda: None,
    further_headers: Mapping[str, str] | None = None,
) -> int:
    """Deliver a parcel to a web process, signed as Slack signs it at this moment, once `when` returns; return the status."""
    content_type, body = parcel.http_body()
    signed = signed_headers(SIGNING_SECRET, int(time.time()), body)
    headers = {"Content-Type": content_type, **signed, **(further_headers or {})}
    with httpx.Client(trust_env=False, verify=False, timeout=10) as client:  # noqa: S501 - plain http; no certificates need be loaded
        when()
        return client.post(f"{url}/slack/events", content=body, headers=headers).status_code
