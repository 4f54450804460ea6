"""What the command line asks of a whole sandbox."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.launch.script import Script

ROOT = Path(__file__).resolve().parent.parent.parent
KONG_PER_MINUTE = 600
KONG_VERSIONS = ("1.0.2", "2.8.5", "3.0.2")


@dataclass(frozen=True)
class Wishes:
    """A script to type, how the world is set, and where things are.

    `page_port` None: 8080 if it is free, else any. `kong_limit`: requests a minute through the controller's Admin API loopback.
    `apps`: further apps of the mesh beside its controller, in mixed states.
    `check_heroku` is called with each success answer of Heroku's API (its resource and the item) and raises if it is wrong.
    `socket_mode`: Slack reaches the product by the WebSocket that its `socket` process opens, instead of its `web` over HTTP.
    `state_file`: where the final state is written as JSON. `procfile` names the processes; they run in its directory.
    """

    script: Script = ()
    person: str = "operator"
    channel: str = "mesh"
    exit: bool = False
    step_timeout_s: float = 180.0
    start_timeout_s: float = 60.0
    page_port: int | None = None
    kong_version: str = KONG_VERSIONS[0]
    kong_limit: int = KONG_PER_MINUTE
    latency_s: float = 0.0
    build_s: float | None = None
    apps: int = 0
    state_file: Path | None = None
    check_heroku: Callable[[str, Any], None] | None = None
    verbose: bool = False
    socket_mode: bool = False
    procfile: Path = ROOT / "Procfile"
    config: Path = ROOT / "sandbox" / "mesh.toml"
