"""What an `add` has done to the world, counted in the stand-ins' request logs and compared with their state.

How it is counted, strictly. A request is *effective* when its answer was a success, or when its answer was lost on purpose after the effect
(a fault that struck `after`). Creations (POST of the app, of the attachment, of the build) must be effective exactly once. What sets (PUT,
PATCH) may be sent again with the same content where a kill fell between effect and note; it counts as double where the state changed
twice: two releases of the config, two different bodies, two services or routes of one name. It may also not be sent at all where a repeat
finds it right (Heroku scales the first deploy to one dyno by itself). Whatever was counted, the app's releases must be exactly those that
an undisturbed `add` leaves: a second attachment, config change or deploy would be one more.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.chaos.moments import STEPS, Kind
from tests.chaos.rig import Rig

DATABASE = "postgresql-cylindrical-98791"
BUILDPACKS = ["heroku/nodejs", "heroku-community/kong", "https://github.com/danp/heroku-buildpack-runit"]
WRITES = tuple(kind for kind in STEPS if not kind.only_looks)


@dataclass(frozen=True)
class Effects:
    """What was done for one service: effective requests by step, and what is wrong with them or with the world."""

    counts: Mapping[str, int]
    doubles: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def repeats(self) -> int:
        """Return how many requests set again what stood already, without changing it."""
        return sum(count - 1 for count in self.counts.values() if count > 1)


def effects_of(rig: Rig, service: str, run: str, *, struck_after: bool = False) -> Effects:
    """Count since the rig was last healed. `struck_after`: the faults of this experiment let the effect stand."""
    logs = {name: rig.requests(name) for name in ("heroku", "edge")}
    effective = {kind: [line for line in logs[kind.stand_in] if _is(line, kind, service) and _took(line, struck_after)] for kind in WRITES}
    doubles, missing = [], []
    for kind, lines in effective.items():
        bodies = {line["body"].replace(" ", "") for line in lines}
        if (kind.method == "POST" and len(lines) > 1) or len(bodies) > 1:
            doubles.append(f"{len(lines)} × {kind.method} of {kind.name}")
        if kind.method == "POST" and not lines:
            missing.append(f"no {kind.method} of {kind.name}")
    wrong = wrong_in_the_world(rig.state(), service, run)
    return Effects({kind.name: len(lines) for kind, lines in effective.items()}, (*doubles, *wrong[0]), (*missing, *wrong[1]))


def _is(line: Mapping[str, Any], kind: Kind, service: str) -> bool:
    """Say whether a logged request is of this kind and for this service; paths that do not name it have bodies that do."""
    app = f"tinyrobot-science-mesh-{service}"
    if line["method"] != kind.method or not re.search(kind.path.format(service=re.escape(service)), line["path"]):
        return False
    if kind.name == "create-app":
        return bool(_body(line).get("name") == app)
    if kind.name == "database":
        return bool(_body(line).get("app") == app)
    return bool(_body(line).get("name") == service) if kind.stand_in == "edge" else True


def _body(line: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return dict(json.loads(line["body"] or "{}"))
    except ValueError:
        return {}


def _took(line: Mapping[str, Any], struck_after: bool) -> bool:
    return struck_after if _is_lost(line) else 200 <= line["status"] < 300


def _is_lost(line: Mapping[str, Any]) -> bool:
    return bool(line["fault"].startswith(("reset", "half", "status")))


def unanswered(lines: Iterable[Mapping[str, Any]]) -> int:
    """Count the requests on which a stand-in is still at work: whoever asked may have gone on without the answer."""
    return sum(not line["status"] and not _is_lost(line) for line in lines)


def wrong_in_the_world(state: Mapping[str, Any], service: str, run: str) -> tuple[list[str], list[str]]:
    """Return what is there too often, and what is not as an undisturbed `add` leaves it."""
    app = state["heroku"]["apps"].get(f"tinyrobot-science-mesh-{service}")
    if app is None:
        return [], ["no app"]
    releases = Counter(each["description"] for each in app["releases"])
    wanted = Counter(
        ["Initial release", "Enable Logplex", f"Attach DATABASE (@ref:{DATABASE})", "Set KONG_ORIGINS, KONG_ADMIN_LISTEN config vars"]
    )
    wanted.update([f"Deploy {run}"])
    doubles = [f"release “{name}” {count} times too many" for name, count in (releases - wanted).items()]
    missing = [f"no release “{name}”" for name in wanted - releases]
    named = {kind: [each for each in state["kong"][kind] if each["name"] == service] for kind in ("services", "routes")}
    doubles += [f"{len(found)} Kong {kind}" for kind, found in named.items() if len(found) > 1]
    doubles += [f"{len(app['builds'])} builds"] if len(app["builds"]) > 1 else []
    host = app["domains"][0]
    facts = {
        "build": [build["version"] for build in app["builds"]] == [run],
        "buildpacks": app["buildpacks"] == BUILDPACKS,
        "database": app["attachments"] == {"DATABASE": DATABASE},
        "origins": app["config"].get("KONG_ORIGINS") == f"https://{host}:443=http://localhost:5000",
        "admin listen": app["config"].get("KONG_ADMIN_LISTEN") == "off",
        "formation": app["formation"] == {"web": {"quantity": 1, "size": "Basic"}},
        "service": [(each["host"], each["port"]) for each in named["services"]] == [("127.0.0.1", 5000)],
        "route": [each["hosts"] for each in named["routes"]] == [[host]],
    }
    return doubles, [*missing, *(f"{what} not right" for what, is_right in facts.items() if not is_right)]


def limited(lines: Iterable[Mapping[str, Any]]) -> int:
    """Count the requests that a stand-in refused because a limit was used up (not by a fault that was scripted)."""
    return sum(line["status"] == 429 and not line["fault"] for line in lines)
