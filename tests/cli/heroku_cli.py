"""The real Heroku CLI, installed from npm and pointed at a stand-in on the loopback."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from sandbox.launch.environment import HEROKU_API_KEY

Json = dict[str, Any]
MAJOR = 11
SOURCE = {"source_blob": {"url": "https://github.com/mars/web-ui/archive/master.tar.gz"}}
ACCEPT = {"Accept": "application/vnd.heroku+json; version=3", "Authorization": f"Bearer {HEROKU_API_KEY}"}
WAIT_S = 30


def installed(folder: Path) -> Path:
    """Return the CLI's program; install it into the folder unless a release of the right major version is there."""
    program = folder / "node_modules" / ".bin" / "heroku"
    manifest = folder / "node_modules" / "heroku" / "package.json"
    if not (manifest.exists() and json.loads(manifest.read_text())["version"].startswith(f"{MAJOR}.")):
        npm = shutil.which("npm")
        if npm is None:
            raise FileNotFoundError("The Heroku CLI is installed with npm, which is not there: install Node 20 or newer.")
        folder.mkdir(parents=True, exist_ok=True)
        # Its scripts are not run: it needs none of them, and they are other people's code.
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
        subprocess.run([npm, "install", *options, f"heroku@{MAJOR}"], check=True)  # noqa: S603 - npm and a fixed package
    return program


@dataclass
class Ran:
    """One command as it went."""

    words: str
    code: int
    took_s: float
    out: str
    notes: str


@dataclass
class HerokuCli:
    """Runs commands against the stand-in at `url`, with a home of its own, and keeps what came of each."""

    program: Path
    url: str
    home: Path
    done: list[Ran] = field(default_factory=list)

    def run(self, *words: str) -> Ran:
        started = time.monotonic()
        ended = subprocess.run(  # noqa: S603 - the CLI under test
            [str(self.program), *words], env=self._environment(), cwd=self.home, capture_output=True, text=True, timeout=120, check=False
        )
        self.done.append(Ran(" ".join(words), ended.returncode, time.monotonic() - started, ended.stdout, ended.stderr))
        return self.done[-1]

    def app(self, name: str) -> Json:
        """Return what the stand-in holds of an app."""
        found: Json = httpx.get(f"{self.url}/_sandbox/state", trust_env=False).json()["apps"].get(name, {})
        return found

    def deploy(self, name: str) -> int:
        """Build and release the app, which the CLI does by git; return the number of the release."""
        with httpx.Client(base_url=self.url, headers=ACCEPT, trust_env=False) as client:
            build = client.post(f"/apps/{name}/builds", json=SOURCE).raise_for_status().json()
            deadline = time.monotonic() + WAIT_S
            while client.get(f"/apps/{name}/builds/{build['id']}").json()["status"] != "succeeded":
                assert time.monotonic() < deadline, "the build did not succeed"
                time.sleep(0.05)
        return int(self.app(name)["releases"][-1]["version"])

    def _environment(self) -> Mapping[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        home = {name: str(self.home) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
        return kept | home | {
            "HEROKU_HOST": self.url,
            "HEROKU_API_KEY": HEROKU_API_KEY,
            "HEROKU_BUILDPACK_REGISTRY_URL": self.url,
            "HEROKU_PARTICLEBOARD_URL": self.url,
            "DISABLE_TELEMETRY": "true",
            "HEROKU_SKIP_NEW_VERSION_CHECK": "true",
        }  # fmt: skip
