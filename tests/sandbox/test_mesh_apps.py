"""The further apps that `--apps` seeds: named, wired and registered as `/mesh add` does it, most healthy, some in trouble."""

import json
import re
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sandbox.heroku import CONTROLLER, DATABASE, HerokuStandIn, seed_world
from sandbox.heroku.seed_mesh import APP_NAME, BUILDPACKS, LISTEN_PORT, REGION, SOURCE, STACK, TWELVE, Plight, mesh_apps
from sandbox.kong import KongStandIn
from sandbox.launch.mesh_apps import seed_mesh_apps
from sandbox.launch.wishes import ROOT
from tests.sandbox.conftest import Run

Json = dict[str, Any]


class Seeded:
    """Both stand-ins with so many apps of the mesh in them, as their state shows them."""

    def __init__(self, number: int, version: str = "1.0.2") -> None:
        self.heroku, self.kong = HerokuStandIn(), KongStandIn(version)
        seed_world(self.heroku.world)
        self.kong.seed_loopback()
        seed_mesh_apps(self.heroku, self.kong, number)

    def apps(self) -> Json:
        return {name: app for name, app in self.heroku.state()["apps"].items() if name != CONTROLLER}

    def app(self, service: str) -> Json:
        found: Json = self.apps()[APP_NAME.format(service=service)]
        return found

    def routes(self, service: str) -> list[Json]:
        ids = {row["id"] for row in self.kong.state()["services"] if row["name"] == service}
        return [row for row in self.kong.state()["routes"] if row["service"]["id"] in ids]

    def releases(self, service: str) -> list[tuple[str, str]]:
        """Return each release's first word and status, oldest first."""
        return [(release["description"].split()[0], release["status"]) for release in self.app(service)["releases"]]


@pytest.fixture(scope="module")
def seeded() -> Seeded:
    return Seeded(12)


def service_in(plight: Plight) -> str:
    return next(service for service, its in TWELVE.items() if its is plight)


def test_the_seed_follows_the_mesh_toml_that_the_sandbox_hands_to_the_product() -> None:
    mesh = tomllib.loads((ROOT / "sandbox" / "mesh.toml").read_text())["meshes"]["main"]
    ours = {"app_name": APP_NAME, "buildpacks": list(BUILDPACKS), "source": SOURCE, "listen_port": LISTEN_PORT}
    assert {**mesh, **ours, "region": REGION, "stack": STACK, "controller": CONTROLLER} == mesh


def test_a_healthy_app_stands_as_add_makes_it(seeded: Seeded) -> None:
    app = seeded.app("account")
    host = app["web_url"].removeprefix("https://").removesuffix("/")
    assert app["buildpacks"] == list(BUILDPACKS)
    assert app["attachments"] == {"DATABASE": DATABASE}
    assert app["config"] | {"DATABASE_URL": "…"} == {
        "KONG_ORIGINS": f"https://{host}:443=http://localhost:5000",
        "KONG_ADMIN_LISTEN": "off",
        "DATABASE_URL": "…",
    }
    assert app["formation"] == {"web": {"quantity": 1, "size": "Basic"}}
    assert [(dyno["name"], dyno["state"], dyno["release"]) for dyno in app["dynos"]] == [("web.1", "up", 5)]
    assert [word for word, _ in seeded.releases("account")] == ["Initial", "Enable", "Attach", "Set", "Deploy"]
    assert [build["status"] for build in app["builds"]] == ["succeeded"]


def test_a_healthy_app_has_one_service_and_one_route_for_its_own_host_over_https(seeded: Seeded) -> None:
    service = next(row for row in seeded.kong.state()["services"] if row["name"] == "account")
    assert (service["protocol"], service["host"], service["port"], service["path"]) == ("http", "127.0.0.1", 5000, None)
    (route,) = seeded.routes("account")
    host = seeded.app("account")["domains"][0]
    assert (route["name"], route["hosts"], route["paths"], route["protocols"]) == ("account", [host], None, ["https"])


def test_a_crashed_app_wants_a_web_dyno_and_has_a_crashed_one(seeded: Seeded) -> None:
    app = seeded.app(service_in(Plight.CRASHED))
    assert (app["formation"]["web"]["quantity"], [dyno["state"] for dyno in app["dynos"]]) == (1, ["crashed"])


def test_an_app_scaled_by_hand_runs_three_dynos_of_another_size(seeded: Seeded) -> None:
    app = seeded.app(service_in(Plight.SCALED_BY_HAND))
    assert app["formation"] == {"web": {"quantity": 3, "size": "Standard-1X"}}
    assert [(dyno["name"], dyno["state"]) for dyno in app["dynos"]] == [("web.1", "up"), ("web.2", "up"), ("web.3", "up")]


def test_an_app_with_a_foreign_route_has_two_on_its_service(seeded: Seeded) -> None:
    service = service_in(Plight.FOREIGN_ROUTE)
    assert [(route["name"], route["paths"]) for route in seeded.routes(service)] == [(service, None), ("legacy-news", ["/news"])]


def test_a_failed_release_is_the_newest_and_the_older_one_runs(seeded: Seeded) -> None:
    service = service_in(Plight.FAILED_RELEASE)
    assert seeded.releases(service)[-2:] == [("Deploy", "succeeded"), ("Deploy", "failed")]
    assert [release["version"] for release in seeded.app(service)["releases"] if release["current"]] == [5]
    assert [dyno["release"] for dyno in seeded.app(service)["dynos"]] == [5]


def test_a_build_under_way_stays_pending_while_the_older_release_runs(seeded: Seeded) -> None:
    app = seeded.app(service_in(Plight.BUILDING))
    assert [build["status"] for build in app["builds"]] == ["succeeded", "pending"]
    assert [dyno["state"] for dyno in app["dynos"]] == ["up"]


def test_an_app_that_is_not_attached_runs_without_kong_and_is_unknown_to_it(seeded: Seeded) -> None:
    service = service_in(Plight.NOT_ATTACHED)
    app = seeded.app(service)
    assert (app["attachments"], app["config"], app["buildpacks"]) == ({}, {}, ["heroku/nodejs"])
    assert ([dyno["state"] for dyno in app["dynos"]], seeded.routes(service)) == (["up"], [])


def test_an_app_in_maintenance_runs_all_the_same(seeded: Seeded) -> None:
    app = seeded.app(service_in(Plight.MAINTENANCE))
    assert (app["maintenance"], [dyno["state"] for dyno in app["dynos"]]) == (True, ["up"])


def test_what_happened_lies_in_the_past_and_in_its_order(seeded: Seeded) -> None:
    now = time.time()
    apps = [app for app in seeded.heroku.world.apps.values() if app.name != CONTROLLER]
    created = [app.created_at for app in apps]
    assert created == sorted(created)
    assert created[-1] < now - 86_400
    moments = [[release.created_at for release in app.releases] for app in apps]
    assert moments == [sorted(each) for each in moments]
    failed = next(app for app in apps if app.releases[-1].status == "failed").releases[-1]
    assert failed.updated_at == pytest.approx(failed.created_at + 20)
    assert max(row["updated_at"] for row in seeded.kong.state()["routes"] if row["name"] in TWELVE) < now - 86_400


@pytest.mark.parametrize("number", [0, 1, 5, 12, 200])
def test_as_many_apps_are_there_as_were_asked_for_and_every_name_is_herokus(number: int) -> None:
    names = list(Seeded(number).apps())
    assert len(names) == number
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9-]{1,28}[a-z0-9]", name)] == []


def test_beyond_the_twelve_all_are_healthy() -> None:
    counted = Counter(mesh_apps(200).values())
    assert (counted[Plight.HEALTHY], set(counted.values()) - {1}) == (193, {193})


def test_two_hundred_apps_are_there_in_seconds_and_cost_nothing_of_the_rate_limit() -> None:
    began = time.monotonic()
    seeded = Seeded(200, "3.0.2")
    assert time.monotonic() - began < 10
    assert (seeded.heroku.state()["rate_limit_remaining"], len(seeded.heroku.requests), len(seeded.kong.requests)) == (4500, 0, 0)


def test_the_command_line_seeds_them(run: Run, tmp_path: Path) -> None:
    ended = run("--apps", "3", "--state", str(tmp_path / "state.json"))
    state = json.loads((tmp_path / "state.json").read_text())
    assert (ended.code, list(state["heroku"]["apps"])) == (0, [CONTROLLER, *(APP_NAME.format(service=name) for name in list(TWELVE)[:3])])
