"""Two meshes in one account: nothing of the one is read or changed from the channel of the other, by whatever name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mesh.joined import Joined
from mesh.run import RunState
from sandbox.launch.wishes import Wishes
from tests.examples import an_entry
from tests.stories.town import Town, a_town

PREFIX = "tinyrobot-science-mesh-"
OTHERS, THEIR_CONTROLLER, BY_PATTERN = f"{PREFIX}shop", f"{PREFIX}euctl", "eu-billing"
EU = f"""
[meshes.eu]
controller  = "{THEIR_CONTROLLER}"
channels    = ["C0GENERAL"]
app_name    = "eu-{{service}}"
region      = "eu"
stack       = "heroku-24"
buildpacks  = ["heroku/nodejs"]
source      = "https://github.com/acme/{{service}}/archive/refs/heads/main.tar.gz"
listen_port = 5000
formation   = "web=1:basic"
max_dynos   = 10

[meshes.eu.people]
operators = ["S0OPERATORS"]
admins    = ["U0ADMIN"]
"""


@pytest.fixture
def both(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Open a town with a second mesh, whose controller and one of whose apps are named as an app of the first would be."""
    with a_town(redis_url, tmp_path, monkeypatch, Wishes(build_s=0.1), more_toml=EU) as town:
        town.hurries()
        town.knows_groups()
        for name in (OTHERS, THEIR_CONTROLLER, BY_PATTERN):
            town.tells("heroku", "apps", {"name": name, "buildpacks": ["heroku/python"], "owner": "cfo@example.com"})
        town.tells("heroku", "addons", {"name": "postgresql-eu-1", "app": THEIR_CONTROLLER, "attached_as": "DATABASE"})
        joined = Joined("store", OTHERS, "r-99999", town.tools.now(), None)
        assert town.tools.store.keep_joined("eu", joined, an_entry())
        town.world.heroku.requests.clear()
        yield town


def asked_of(town: Town, app: str) -> list[str]:
    return [line.path for line in town.world.heroku.requests if app in line.path]


def is_done(town: Town) -> bool | None:
    return (town.has_nothing_to_do() and not town.tools.board.behind(town.tools.now().replace(year=2100), 1)) or None


def every_way(service: str, app: str) -> list[str]:
    return [
        *(
            f"add {service}",
            f"add {service} --dry-run",
            f"add {service} host=ui.example.com",
            f"plan add {service}",
            f"scale {service} web=2",
        ),
        *(f"restart {service}", f"rollback {service}", f"route add {service} x path=/x", f"remove {service} --reason x"),
        *(f"remove {service} --purge --confirm {app}", f"attach mine --app {app}", f"attach {service} --app {app} --dry-run"),
        *(f"status {service}", f"diff {service}", f"releases {service}", f"routes {service}", "status", "diff"),
    ]


WAYS = [
    *((OTHERS, each) for each in every_way("shop", OTHERS)),
    *((THEIR_CONTROLLER, each) for each in every_way("euctl", THEIR_CONTROLLER)),
]


@pytest.mark.parametrize(("app", "text"), WAYS)
def test_nothing_of_another_mesh_is_read_or_changed_by_a_name_that_would_be_ours(both: Town, app: str, text: str) -> None:
    both.says("admin" if text.startswith("remove") else "operator", f"/mesh {text}")
    both.works_until(lambda: is_done(both))
    assert asked_of(both, app) == []
    assert both.writes() == []
    assert "python" not in "\n".join(both.channel())


def test_an_app_that_another_mesh_would_have_by_its_pattern_may_join_ours_while_it_is_attached_to_nothing(both: Town) -> None:
    assert both.runs("operator", f"/mesh attach mine --app {BY_PATTERN} --dry-run").state is RunState.DONE


def test_an_app_that_is_attached_to_another_mesh_s_postgres_does_not_join_ours(both: Town) -> None:
    both.tells("heroku", f"apps/{BY_PATTERN}/promote", {"addon": "postgresql-eu-1"})
    run = both.runs("operator", f"/mesh attach mine --app {BY_PATTERN}")
    assert run.state is RunState.REFUSED
    assert "the controller of the mesh `eu`: it is a member there" in run.why
    assert both.writes() == []
