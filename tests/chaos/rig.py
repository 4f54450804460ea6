"""The whole bot as real processes, with doors to break it: the sandbox, a Redis that keeps its data, and dynos that are started again."""

import os
import re
import shlex
import signal
import subprocess
import sys
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from redis import Redis
from redis.exceptions import RedisError

from sandbox.launch.wishes import ROOT
from tests.chaos import crew
from tests.chaos.durable_redis import DurableRedis
from tests.chaos.journal import Journal, journal_of
from tests.chaos.waits import until
from tests.sandbox.leaks import in_redis
from tests.sandbox.tally import TALLY

PAGE = re.compile(r"The page: (http://\S+)")
RUN = re.compile(r"r-[a-z0-9]{5}\b")
QUICK = {
    "heroku": {"build_s": 0.3, "build_start_s": 0.0, "dyno_start_s": 0.3, "rate_limit": 100_000},
    "kong": {"propagation_s": 0.1},
}
"""Vendors take next to no time; Heroku's hourly limit is out of the way, as many runs share one rig."""


class Rig:
    """One bot and its world. `dynos` is how many worker dynos there are; further arguments go to the sandbox."""

    def __init__(self, directory: Path, *arguments: str, dynos: int = 1) -> None:
        directory.mkdir(parents=True)
        self._out, self._err = directory / "out.txt", directory / "err.txt"
        self.redis = DurableRedis(directory / "redis")
        self.dynos, mark = dynos, uuid.uuid4().hex
        environment = {**os.environ, "REDIS_URL": self.redis.url, "TMPDIR": str(directory), "CHAOS_MARK": mark}
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self._sandbox = subprocess.Popen(  # noqa: S603 - ours
                [sys.executable, "-m", "sandbox", "--procfile", str(_procfile(directory, dynos)), *arguments],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
        self.crew = crew.Crew(self._sandbox.pid, mark)
        self._http = httpx.Client(trust_env=False, timeout=30)
        try:
            self._page = until(self._found_page, "the sandbox is up", within_s=90)
            self._addresses = self.state()["addresses"]
            self.set(QUICK)
        except BaseException:
            self.close()
            raise

    def _found_page(self) -> str | None:
        assert self._sandbox.poll() is None, f"the sandbox ended: {self._err.read_text()[-3000:]}"
        found = PAGE.search(self._out.read_text())
        return found[1] if found else None

    def set(self, settings: dict[str, dict[str, Any]]) -> None:
        """Set times and limits of the stand-ins."""
        for stand_in, changes in settings.items():
            self._http.patch(f"{self._base(stand_in)}/_sandbox/settings", json=changes).raise_for_status()

    def tell(self, stand_in: str, door: str, given: object) -> dict[str, Any]:
        answer = self._http.post(f"{self._base(stand_in)}/_sandbox/{door}", json=given)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def state(self) -> dict[str, Any]:
        return dict(self._http.get(f"{self._page}/_sandbox/state").raise_for_status().json())

    def requests(self, stand_in: str) -> list[dict[str, Any]]:
        """Return what a stand-in was asked since `heal`, oldest first."""
        return list(self._http.get(f"{self._base(stand_in)}/_sandbox/requests").raise_for_status().json())

    def say(self, text: str, person: str = "operator") -> str:
        """Type something in the channel and return the private answer's text."""
        delivery = self.tell("slack", "say", {"as": person, "channel": "mesh", "text": text})
        assert delivery.get("private"), f"`{text}` was not answered: {delivery}"
        return str(delivery["private"]["text"])

    def ask(self, text: str, person: str = "operator") -> str:
        """Type a command that makes a run, and return the run's id."""
        answer = self.say(text, person)
        found = RUN.search(answer)
        assert found, f"no run was made of `{text}`: {answer}"
        return found[0]

    def journal(self, run: str) -> Journal:
        return journal_of(self.redis.client, run)

    def ended(self, run: str, within_s: float = 90) -> Journal:
        """Wait until a run has ended and its outcome was shown."""

        def looked() -> Journal | None:
            journal = self.journal(run)
            is_shown = self.redis.client.zscore("meshbot:behind", run) is None
            return journal if journal.has_ended and is_shown else None

        return until(looked, f"{run} has ended and is shown", within_s=within_s, every_s=0.1)

    def visit(self, host: str) -> httpx.Response:
        """Visit an app through the edge, as anybody would."""
        return self._http.get(f"{self._addresses['edge_http']}/", headers={"Host": host, "X-Forwarded-Proto": "https"})

    def heal(self) -> None:
        """Take all faults away, forget what was asked, and wait until every process is there again."""
        for process in (*self.crew.all_of(crew.SUPERVISOR), *self.crew.horses()):
            crew.send(self.crew.dyno_of(process), signal.SIGCONT)
        for stand_in in ("heroku", "edge", "slack"):
            for door in ("faults", "requests"):
                self._http.delete(f"{self._base(stand_in)}/_sandbox/{door}").raise_for_status()
        self._http.delete(f"{self._base('heroku')}/_sandbox/builds").raise_for_status()
        until(self._is_whole, "every process is there", within_s=40, every_s=0.1)

    def forget(self, *patterns: str) -> None:
        """Take keys of the product's caches away, so that it asks the vendors again."""
        for pattern in patterns:
            for key in self.redis.client.scan_iter(pattern):
                self.redis.client.delete(key)

    def _is_whole(self) -> bool:
        manned = all(len(self.crew.all_of(command)) >= self.dynos for command in (crew.RUNS, crew.READS, crew.MESSAGES, crew.TICKER))
        try:
            return manned and self._http.get(f"{self._addresses['web']}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def _base(self, stand_in: str) -> str:
        return str(self._addresses[{"edge": "edge_http", "kong": "kong_admin"}.get(stand_in, stand_in)])

    def logs(self) -> str:
        """Return the ends of the product's logs, for a test that failed."""
        found = sorted(self._out.parent.glob("meshbot-sandbox-*/*.log"))
        return "\n".join(f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-40:]) for log in found)

    def _look_for_secrets(self) -> None:
        TALLY.note_slack(self.state()["slack"])
        with Redis.from_url(self.redis.url) as client:  # not the journals' one, which decodes all that it reads
            TALLY.look_through("Redis", in_redis(client))
        for log in self._out.parent.glob("meshbot-sandbox-*/*.log"):
            TALLY.look_through(log.name, log.read_text(errors="replace").splitlines())

    def close(self) -> None:
        try:
            with suppress(httpx.HTTPError, RedisError):
                self._look_for_secrets()
        finally:
            self._end()

    def _end(self) -> None:
        with suppress(ProcessLookupError):
            self._sandbox.terminate()
        try:
            self._sandbox.wait(60)
        finally:
            crew.send(self.crew.orphans(), signal.SIGKILL)
            self._http.close()
            self.redis.close()


def _procfile(directory: Path, dynos: int) -> Path:
    def kept(count: int, command: str) -> str:
        line = f"cd {shlex.quote(str(ROOT))} && exec {shlex.quote(sys.executable)} -m tests.chaos.dyno {count} {command}"
        return f"sh -c {shlex.quote(line)}"

    procfile = directory / "Procfile"
    setup = f"sh -c {shlex.quote(f'cd {shlex.quote(str(ROOT))} && exec {shlex.quote(sys.executable)} -m jobs.setup')}"
    lines = [f"web: {kept(1, 'gunicorn app:app')}", f"worker: {kept(dynos, f'{sys.executable} -m jobs.supervisor')}", f"setup: {setup}"]
    procfile.write_text("\n".join(lines) + "\n", encoding="utf8")
    return procfile
