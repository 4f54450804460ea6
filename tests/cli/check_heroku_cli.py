"""The real Heroku CLI works against the stand-in: one app from its creation to its end, in the order of this file.

Not part of the usual run: `make test-heroku-cli` installs the CLI with npm (some 400 MB) and names this file.
"""

import signal
import sys
from collections.abc import Iterator

import httpx
import pytest

from sandbox.heroku import DATABASE
from sandbox.launch.ports import free_port
from tests.cli.heroku_cli import HerokuCli, installed
from tests.sandbox.launching import ROOT, Sandbox, until

APP = "cli-web-ui"


@pytest.fixture(scope="module")
def heroku(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[HerokuCli]:
    """Run the stand-in alone, with the CLI pointed at it; show at the end what was run."""
    program, folder, port = installed(ROOT / "build" / "heroku-cli"), tmp_path_factory.mktemp("cli"), free_port()
    stand_in = Sandbox(("heroku", "--port", str(port)), folder / "sandbox")
    until(lambda: "HEROKU_API_KEY" in stand_in.channel or stand_in.has_ended(), "the stand-in is up")
    home = folder / "home"
    home.mkdir()
    cli = HerokuCli(program, f"http://127.0.0.1:{port}", home)
    httpx.patch(f"{cli.url}/_sandbox/settings", json={"build_s": 0.2, "dyno_start_s": 0.2}, trust_env=False).raise_for_status()
    try:
        yield cli
    finally:
        stand_in.signal(signal.SIGINT)
        stand_in.end()
        _print_table(request.config, cli)


def _print_table(config: pytest.Config, cli: HerokuCli) -> None:
    rows = [f"{ran.code:>4}  {ran.took_s:5.1f} s  heroku {ran.words}" for ran in cli.done]
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stdout.write("\n".join(["", "exit   took   command", *rows, ""]))


def test_apps_create(heroku: HerokuCli) -> None:
    ran = heroku.run("apps:create", APP)
    assert (ran.code, bool(heroku.app(APP))) == (0, True), ran.notes


def test_a_name_that_is_taken_is_refused_with_herokus_words(heroku: HerokuCli) -> None:
    ran = heroku.run("apps:create", APP)
    assert (ran.code, "already taken" in ran.notes) == (2, True), ran.notes


def test_apps_info(heroku: HerokuCli) -> None:
    ran = heroku.run("apps:info", "--app", APP)
    assert (ran.code, APP in ran.out, "heroku-24" in ran.out) == (0, True, True), ran.notes


def test_buildpacks_add(heroku: HerokuCli) -> None:
    ran = heroku.run("buildpacks:add", "heroku/nodejs", "--app", APP)
    assert (ran.code, len(heroku.app(APP)["buildpacks"])) == (0, 1), ran.notes


def test_addons_attach(heroku: HerokuCli) -> None:
    ran = heroku.run("addons:attach", DATABASE, "--as", "DATABASE", "--app", APP)
    assert (ran.code, heroku.app(APP)["attachments"]) == (0, {"DATABASE": DATABASE}), ran.notes


def test_config_set(heroku: HerokuCli) -> None:
    ran = heroku.run("config:set", "KONG_ADMIN_LISTEN=off", "--app", APP)
    assert (ran.code, heroku.app(APP)["config"]["KONG_ADMIN_LISTEN"]) == (0, "off"), ran.notes


def test_config_get(heroku: HerokuCli) -> None:
    ran = heroku.run("config:get", "KONG_ADMIN_LISTEN", "--app", APP)
    assert (ran.code, ran.out.strip()) == (0, "off"), ran.notes


def test_ps_scale(heroku: HerokuCli) -> None:
    heroku.deploy(APP)
    ran = heroku.run("ps:scale", "web=2:Standard-2X", "--app", APP)
    assert (ran.code, heroku.app(APP)["formation"]["web"]) == (0, {"quantity": 2, "size": "Standard-2X"}), ran.notes


def test_ps(heroku: HerokuCli) -> None:
    ran = heroku.run("ps", "--app", APP)
    assert (ran.code, "web.1" in ran.out, "web.2" in ran.out) == (0, True, True), ran.notes


def test_ps_restart(heroku: HerokuCli) -> None:
    until(lambda: {dyno["state"] for dyno in heroku.app(APP)["dynos"]} == {"up"}, "the dynos are up")
    ran = heroku.run("ps:restart", "--app", APP)
    assert ran.code == 0, ran.notes
    until(lambda: {dyno["state"] for dyno in heroku.app(APP)["dynos"]} == {"up"}, "the dynos are up again")


def test_releases(heroku: HerokuCli) -> None:
    ran = heroku.run("releases", "--app", APP)
    versions = [f"v{release['version']}" for release in heroku.app(APP)["releases"]]
    assert (ran.code, [version for version in versions if version not in ran.out]) == (0, []), ran.notes


def test_rollback(heroku: HerokuCli) -> None:
    first = heroku.app(APP)["releases"][-1]["version"]
    second = heroku.deploy(APP)
    ran = heroku.run("rollback", f"v{first}", "--app", APP)
    newest = heroku.app(APP)["releases"][-1]
    assert (ran.code, newest["version"], newest["description"]) == (0, second + 1, f"Rollback to v{first}"), ran.notes


def test_apps_destroy(heroku: HerokuCli) -> None:
    ran = heroku.run("apps:destroy", "--app", APP, "--confirm", APP)
    assert (ran.code, heroku.app(APP)) == (0, {}), ran.notes
