import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

import settings as settings_module
from mesh.app import Mesh, People
from mesh_toml import SettingsError, meshes_from
from settings import Settings
from tests.examples import CHANNEL, CONTROLLER, a_profile, dynos

MESH = """
[meshes.main]
controller = "tinyrobot-science-mesh-control"
channels = ["C0MESH"]
app_name = "tinyrobot-science-mesh-{service}"
region = "us"
stack = "heroku-24"
buildpacks = ["heroku/nodejs", "heroku-community/kong", "https://github.com/danp/heroku-buildpack-runit"]
source = "https://github.com/mars/tinyrobot-science-mesh-{service}/archive/refs/heads/master.tar.gz"
formation = "web=1:basic"
"""
PEOPLE = """
[meshes.main.people]
operators = ["S0OPERATORS", "U0BOB"]
admins = ["U0ADMIN"]
"""
EU = MESH.replace("meshes.main", "meshes.eu").replace("C0MESH", "C0EU")

Reader = Callable[..., Settings]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Return a function that reads the settings from an environment that is whole but for what is named; None unsets."""

    def reading(**changes: str | None) -> Settings:
        whole = {
            "SLACK_BOT_TOKEN": "xoxb-hunter2",
            "SLACK_SIGNING_SECRET": "signing-hunter2",
            "HEROKU_API_KEY": "HRKU-hunter2",
            "REDIS_URL": "redis://:hunter2@127.0.0.1:6379/0",
            "MESH_CONFIG": MESH,
        }
        for name in (*whole, "SLACK_API_URL", "HEROKU_API_URL", "KONG_ADMIN_URL", "EDGE_CONNECT_TO", "SLACK_APP_TOKEN", "MESHBOT_OPERATOR"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {**whole, **changes}.items():
            if value is not None:
                monkeypatch.setenv(name, value)
        settings_module.settings.cache_clear()
        try:
            return settings_module.settings()
        finally:
            settings_module.settings.cache_clear()

    return reading


def wrong(toml: str) -> list[str]:
    """Return the lines that say what is wrong with a mesh.toml."""
    with pytest.raises(SettingsError) as error:
        meshes_from(toml)
    return str(error.value).splitlines()


# mesh.toml


def test_a_mesh_is_what_its_file_says() -> None:
    people = People(operators=("S0OPERATORS", "U0BOB"), admins=("U0ADMIN",))

    assert meshes_from(MESH + PEOPLE) == {"main": Mesh("main", CONTROLLER, (CHANNEL,), a_profile(), people=people)}


def test_nobody_is_named_by_default() -> None:
    assert meshes_from(MESH)["main"].people == People()


def test_a_service_overrides_what_it_says_and_keeps_the_rest() -> None:
    mesh = meshes_from(MESH + '[meshes.main.services.billing]\nformation = "web=2:standard-1x"\nlisten_port = 9000\n')["main"]

    assert mesh.profile_of("billing") == a_profile(formation=dynos("web=2:standard-1x"), listen_port=9000)


def test_a_services_further_config_is_added_to_the_meshs_and_wins() -> None:
    config = 'config = { LEVEL = "info", TOKEN = "a" }\n[meshes.main.services.billing]\nconfig = { TOKEN = "b", MORE = "1" }\n'
    mesh = meshes_from(MESH + config)["main"]

    assert mesh.profile_of("billing").config == {"LEVEL": "info", "TOKEN": "b", "MORE": "1"}
    assert mesh.profile.config == {"LEVEL": "info", "TOKEN": "a"}


def test_a_service_that_overrides_nothing_leaves_the_mesh_as_it_is() -> None:
    mesh = meshes_from(MESH + '[meshes.main.services.billing]\nsource = "https://example.com/main.tar.gz"\n')["main"]

    assert mesh.profile_of("web-ui") == a_profile()


def test_several_meshes_are_configured_side_by_side() -> None:
    assert list(meshes_from(MESH + EU)) == ["main", "eu"]


def test_further_config_is_read_and_never_shown() -> None:
    mesh = meshes_from(MESH + 'config = { TOKEN = "hunter2" }\n')["main"]

    assert (mesh.profile.config, "hunter2" in repr(mesh)) == ({"TOKEN": "hunter2"}, False)


def test_approvals_may_be_configured() -> None:
    assert meshes_from(MESH + '[approvals]\nT2 = { needed = 1, by = "approvers", expires = "8h" }\n')


def test_what_is_missing_is_told_at_once() -> None:
    (line,) = wrong('[meshes.main]\ncontroller = "mesh-control"\nchannels = ["C0MESH"]\nregion = "us"\n')

    assert [name for name in ("app_name", "stack", "buildpacks", "source", "formation") if name not in line] == []


WRONG = {
    "an unknown key": (MESH + "colour = 1\n", "meshes.main.colour"),
    "an unknown key of a service": (MESH + "[meshes.main.services.billing]\ncolour = 1\n", "meshes.main.services.billing.colour"),
    "an unknown table": (MESH + "[colours]\n", "colours"),
    "an unknown kind of people": (MESH + '[meshes.main.people]\nfriends = ["U0BOB"]\n', "meshes.main.people.friends"),
    "a person who is no Slack id": (MESH + '[meshes.main.people]\noperators = ["@bob"]\n', "meshes.main.people.operators.0"),
    "a channel that is no Slack id": (MESH.replace("C0MESH", "#mesh"), "meshes.main.channels.0"),
    "no channels": (MESH.replace('["C0MESH"]', "[]"), "meshes.main.channels"),
    "no controller": (MESH.replace("controller =", "stack2 ="), "meshes.main.controller"),
    "a controller that is no app": (MESH.replace("science-mesh-control", "_control"), "meshes.main.controller"),
    "no buildpacks": (MESH.replace('buildpacks = ["heroku/nodejs"', 'buildpacks = []\nx = ["heroku/nodejs"'), "meshes.main.buildpacks"),
    "a port that is reserved": (MESH + "listen_port = 80\n", "meshes.main.listen_port"),
    "no dynos allowed": (MESH + "max_dynos = 0\n", "meshes.main.max_dynos"),
    "dynos in another notation": (MESH.replace("web=1:basic", "web:1"), "meshes.main.formation"),
    "a service's dynos in another notation": (
        MESH + '[meshes.main.services.billing]\nformation = "web:1"\n',
        "meshes.main.services.billing.formation",
    ),
    "no web dyno": (MESH.replace("web=1:basic", "worker=1:basic"), "meshes.main.formation"),
    "web dynos of none": (MESH.replace("web=1:basic", "web=0:basic"), "meshes.main.formation"),
    "more dynos than are allowed": (MESH.replace("web=1:basic", "web=6 worker=5"), "meshes.main: formation has 11 dynos"),
    "more dynos of a service than are allowed": (
        MESH + "[meshes.main.services.billing]\nmax_dynos = 1\nformation = 'web=2'\n",
        "services.billing.formation has 2 dynos",
    ),
    "fewer web dynos than are asked for": (MESH + "min_web = 2\n", "meshes.main: formation has 1 web dynos, min_web asks for 2"),
    "no connections for a sidecar": (MESH + "connections_per_dyno = 0\n", "meshes.main.connections_per_dyno"),
    "a source with a password": (MESH.replace("https://github.com/mars/", "https://bob:pw@github.com/mars/"), "meshes.main.source"),
    "a service's source that is no https address": (
        MESH + '[meshes.main.services.billing]\nsource = "acme/billing"\n',
        "meshes.main.services.billing.source",
    ),
    "a service's app name that Heroku would refuse": (
        MESH + '[meshes.main.services.billing]\napp_name = "Billing"\n',
        "services.billing.app_name",
    ),
    "an app name that leaves no room": (MESH.replace("mesh-{service}", "mesh-of-many-{service}"), "meshes.main.app_name"),
    "one app name for every service": (MESH.replace("mesh-{service}", "mesh-app"), "meshes.main.app_name"),
    "a source that is no https address": (MESH.replace("https://github.com/mars/", "git@github.com:mars/"), "meshes.main.source"),
    "a service that no app can be called": (MESH + "[meshes.main.services.Billing]\nlisten_port = 9000\n", "meshes.main.services.Billing"),
    "an approval by nobody": (MESH + '[approvals]\nT2 = { needed = 1, by = "friends" }\n', "approvals.T2.by"),
    "an approval that never expires": (
        MESH + '[approvals]\nT2 = { needed = 1, by = "admins", expires = "never" }\n',
        "approvals.T2.expires",
    ),
    "no mesh": ("[meshes]\n", "meshes"),
    "no TOML": ("[meshes", "mesh.toml"),
}


@pytest.mark.parametrize(("toml", "place"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_place(toml: str, place: str) -> None:
    assert any(place in line for line in wrong(toml))


def test_all_that_is_wrong_is_told_at_once() -> None:
    lines = wrong(MESH.replace("C0MESH", "#mesh") + 'colour = 1\nlisten_port = 80\n[meshes.main.people]\noperators = ["bob"]\n')

    assert sorted(line.split(": ")[1] for line in lines) == [
        "meshes.main.channels.0",
        "meshes.main.colour",
        "meshes.main.listen_port",
        "meshes.main.people.operators.0",
    ]


def test_all_contradictions_are_told_at_once() -> None:
    lines = wrong(MESH.replace("web=1:basic", "web:1").replace("mesh-{service}", "mesh-app") + EU.replace("C0EU", "C0MESH"))

    assert len(lines) == 3


def test_contradictions_are_told_together_with_unknown_keys() -> None:
    text = "\n".join(wrong(MESH.replace("web=1:basic", "web:1") + "colour = 1\n"))

    assert ("meshes.main.colour" in text, "meshes.main.formation" in text) == (True, True)


def test_a_channel_belongs_to_one_mesh() -> None:
    assert wrong(MESH + EU.replace("C0EU", "C0MESH")) == [
        "mesh.toml: channel C0MESH belongs to main and to eu; a channel belongs to one mesh"
    ]


def test_a_value_of_further_config_is_not_repeated_where_something_is_wrong() -> None:
    assert "hunter2" not in "\n".join(wrong(MESH + 'config = { "TO-KEN" = "hunter2" }\ncolour = "hunter2"\n'))


# The environment


def test_everything_is_read_from_the_environment(read: Reader) -> None:
    read_settings = read()

    assert read_settings.environment.slack_bot_token.get_secret_value() == "xoxb-hunter2"
    assert list(read_settings.meshes) == ["main"]


def test_addresses_mean_the_real_services_by_default(read: Reader) -> None:
    environment = read().environment

    assert (environment.slack_api_url, environment.heroku_api_url) == ("https://slack.com/api/", "https://api.heroku.com")


def test_addresses_may_be_others(read: Reader) -> None:
    assert read(HEROKU_API_URL="http://127.0.0.1:5001").environment.heroku_api_url == "http://127.0.0.1:5001"


def test_mesh_config_may_be_the_path_of_the_file(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "mesh.toml"
    path.write_text(MESH, "utf8")

    assert read(MESH_CONFIG=str(path)).meshes == read(MESH_CONFIG=MESH).meshes


def test_a_file_that_cannot_be_read_is_told_with_its_path(read: Reader, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"MESH_CONFIG: cannot read .*nothing\.toml: No such file or directory"):
        read(MESH_CONFIG=str(tmp_path / "nothing.toml"))


def test_a_file_that_is_no_text_is_told_with_its_path(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "mesh.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(SettingsError, match=r"MESH_CONFIG: cannot read .*mesh\.toml"):
        read(MESH_CONFIG=str(path))


def test_a_file_with_a_byte_order_mark_is_read(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "mesh.toml"
    path.write_text(MESH, "utf-8-sig")

    assert list(read(MESH_CONFIG=str(path)).meshes) == ["main"]


def test_an_optional_address_that_is_set_to_nothing_means_the_real_service(read: Reader) -> None:
    assert read(HEROKU_API_URL="").environment.heroku_api_url == "https://api.heroku.com"


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "HEROKU_API_KEY", "REDIS_URL"])
def test_spaces_are_no_value(read: Reader, name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: is set to nothing but spaces"):
        read(**{name: "  "})


def test_spaces_around_a_secret_do_not_belong_to_it(read: Reader) -> None:
    assert read(HEROKU_API_KEY=" HRKU-hunter2\n").environment.heroku_api_key.get_secret_value() == "HRKU-hunter2"


def test_everything_that_is_not_set_is_told_at_once(read: Reader) -> None:
    with pytest.raises(SettingsError) as error:
        read(SLACK_BOT_TOKEN=None, HEROKU_API_KEY=None, REDIS_URL=None)

    assert str(error.value).splitlines() == ["SLACK_BOT_TOKEN: is not set", "HEROKU_API_KEY: is not set", "REDIS_URL: is not set"]


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "HEROKU_API_KEY", "REDIS_URL", "MESH_CONFIG"])
def test_what_is_set_to_nothing_is_not_set(read: Reader, name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read(**{name: ""})


def test_what_is_wrong_with_the_environment_and_with_mesh_toml_is_told_at_once(read: Reader) -> None:
    with pytest.raises(SettingsError) as error:
        read(SLACK_BOT_TOKEN=None, MESH_CONFIG=MESH + "colour = 1\n")

    assert ("SLACK_BOT_TOKEN" in str(error.value), "meshes.main.colour" in str(error.value)) == (True, True)


def test_no_secret_shows_in_the_settings(read: Reader) -> None:
    assert "hunter2" not in repr(read(REDIS_URL="redis://127.0.0.1:6379/0"))


def test_the_password_of_redis_does_not_show_in_the_settings(read: Reader) -> None:
    assert "hunter2" not in repr(read())


def test_further_config_of_apps_does_not_show_in_the_settings(read: Reader) -> None:
    with_config = MESH + 'config = { TOKEN = "app-secret" }\n'

    assert "app-secret" not in repr(read(MESH_CONFIG=with_config))


def test_socket_mode_and_the_shell_are_not_set_unless_they_are(read: Reader) -> None:
    environment = read().environment
    assert (environment.slack_app_token, environment.meshbot_operator) == (None, None)


def test_a_token_that_is_not_for_socket_mode_is_told_without_the_token(read: Reader) -> None:
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN: is no app-level token: one begins with xapp-") as wrong:
        read(SLACK_APP_TOKEN="xoxb-hunter2")
    assert "hunter2" not in str(wrong.value)


@pytest.mark.parametrize("name", ["bob", "@bob", "S0OPERATORS", "u0123"])
def test_who_types_in_a_shell_is_named_by_their_slack_id(read: Reader, name: str) -> None:
    with pytest.raises(SettingsError, match="MESHBOT_OPERATOR: is no Slack user id: one looks like U0123456789"):
        read(MESHBOT_OPERATOR=name)


def test_the_app_token_is_not_in_the_settings_own_words(read: Reader) -> None:
    settings = read(SLACK_APP_TOKEN="xapp-hunter2", MESHBOT_OPERATOR=" U0BOB ")
    assert "hunter2" not in repr(settings)
    assert settings.environment.meshbot_operator == "U0BOB"


SECRET = "hunter2"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", f"redis://:{SECRET}/x@host:6379"),
        ("REDIS_URL", f"redis://:{SECRET}#x@host"),
        ("REDIS_URL", f"redis://user:{SECRET}?x@host"),
        ("REDIS_URL", f"redis://host/0?socket_timeout={SECRET}"),
        ("REDIS_URL", f"rediss://user:{SECRET}[@host"),
        ("REDIS_URL", f"http://:{SECRET}@host"),
        ("REDIS_URL", f"{SECRET}"),
        ("MESH_CONFIG", f"redis://:{SECRET}@host"),
        ("EDGE_CONNECT_TO", f"{SECRET}:port"),
        ("KONG_ADMIN_URL", f"https://user:{SECRET}/x@host"),
        ("KONG_ADMIN_URL", f"{SECRET}"),
        ("HEROKU_API_URL", f"https://user:{SECRET}[@host"),
        ("SLACK_API_URL", f"ftp://user:{SECRET}@host"),
    ],
)
def test_an_address_that_is_none_is_told_by_its_name_and_never_by_its_text(read: Reader, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: ") as error:
        read(**{name: value})
    assert SECRET not in "".join(traceback.format_exception(error.value))


@pytest.mark.parametrize("url", ["redis://localhost", "rediss://:p%2Fw@host:6380/0?ssl_cert_reqs=none", "unix:///tmp/redis.sock?db=1"])
def test_what_redis_py_reads_is_an_address(read: Reader, url: str) -> None:
    assert read(REDIS_URL=url).environment.redis_url.in_full() == url
