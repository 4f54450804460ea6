"""A town with an app in it that runs, and what stories about its dynos look at."""

from typing import Any

import pytest

from mesh.run import Run, RunState
from tests.stories.town import Town, run_named_in, told

APP = "tinyrobot-science-mesh-web-ui"


@pytest.fixture
def shop(town: Town) -> Town:
    """Add `web-ui` with two web dynos and a process type `worker`; what is asked of Heroku is counted from then on."""
    town.knows_groups()
    town.tells("heroku", "builds", {"match": "web-ui", "processes": {"web": "bin/runsvdir-dyno", "worker": "node worker.js"}})
    assert town.runs("operator", "/mesh add web-ui web=2:standard-1x worker=0:standard-1x").state is RunState.DONE
    town.world.heroku.requests.clear()
    return town


def the_app(town: Town) -> dict[str, Any]:
    app: dict[str, Any] = town.state("heroku")["apps"][APP]
    return app


def formation(town: Town) -> str:
    rows = the_app(town)["formation"]
    return " ".join(f"{kind}={row['quantity']}:{row['size'].lower()}" for kind, row in sorted(rows.items()) if row["quantity"])


def last_message(town: Town) -> str:
    """Return what the newest message of the channel shows."""
    channel = next(each for each in town.state("slack")["channels"] if each["name"] == "mesh")
    in_channel = [message for message in channel["messages"] if message.get("thread_ts") in {None, "", message["ts"]}]
    return "\n".join(town.lines(in_channel[-1]))


def asked_of_heroku(town: Town) -> list[str]:
    """Return what was asked of Heroku that changes something, since the app was there."""
    return [f"{line.method} {line.path.removeprefix(f'/apps/{APP}')}" for line in town.world.heroku.requests if line.method != "GET"]


def awaiting(town: Town, text: str) -> str:
    """Type a command and work until it waits for approval and its message says so; return the run's id."""
    run_id = run_named_in(told(town.says("operator", text)))

    def is_asked() -> bool | None:
        run = town.tools.store.get(run_id)
        return True if run and run.state is RunState.AWAITING and "[ Approve ]" in last_message(town) else None

    town.works_until(is_asked)
    return run_id


def approved(town: Town, text: str) -> Run:
    """Type a command, have it approved by somebody else, and work until it has ended."""
    run_id = awaiting(town, text)
    town.clicks("approver", "Approve")
    return town.works_until(lambda: town.ended(run_id))
