"""What the edge is told of the app behind a host."""

from .served import Served

DATABASE = "postgresql-cylindrical-98791"


def _host(heroku: Served, app: str) -> str:
    url: str = heroku.get(f"/apps/{app}").json()["web_url"]
    return url.removeprefix("https://").rstrip("/")


def test_a_deployed_mesh_app_is_known_by_its_host_in_any_case(deployed: Served) -> None:
    deployed.put("/apps/web-ui/buildpack-installations", {"updates": [{"buildpack": "heroku-community/kong"}]})
    deployed.post("/addon-attachments", {"addon": DATABASE, "app": "web-ui", "name": "DATABASE"})
    deployed.deploy("web-ui")
    deployed.clock.forward(1)

    app = deployed.standin.app_for_host(_host(deployed, "web-ui").upper() + ":443")

    assert app is not None
    assert (app.name, app.web_dynos_up, app.crashed, app.has_kong) == ("web-ui", 1, False, True)
    assert (app.database, app.release_version, "DATABASE_URL" in app.config) == (DATABASE, 5, True)


def test_buildpacks_count_only_once_the_app_was_built_with_them(deployed: Served) -> None:
    deployed.put("/apps/web-ui/buildpack-installations", {"updates": [{"buildpack": "heroku-community/kong"}]})

    app = deployed.standin.app_for_host(_host(deployed, "web-ui"))

    assert app is not None
    assert app.has_kong is False


def test_the_config_is_that_of_the_release_that_runs(deployed: Served) -> None:
    deployed.post("/_sandbox/apps/web-ui/release-phase", {"seconds": 2, "succeeds": True})
    deployed.patch("/apps/web-ui/config-vars", {"KONG_ORIGINS": "new"})
    pending = deployed.standin.app_for_host(_host(deployed, "web-ui"))
    deployed.clock.forward(2)
    running = deployed.standin.app_for_host(_host(deployed, "web-ui"))

    assert pending is not None
    assert running is not None
    assert (dict(pending.config), dict(running.config)) == ({}, {"KONG_ORIGINS": "new"})


def test_an_app_whose_web_dynos_crashed_says_so(deployed: Served) -> None:
    deployed.post("/_sandbox/apps/web-ui/crash", {})

    app = deployed.standin.app_for_host(_host(deployed, "web-ui"))

    assert app is not None
    assert (app.web_dynos_up, app.crashed) == (0, True)


def test_a_host_of_nobody_leads_nowhere(heroku: Served) -> None:
    assert heroku.standin.app_for_host("nobody.example.com") is None
