"""Apps that are none of the mesh: nobody learns of them who may not, and some never become one."""

import pytest

import settings
import wiring
from mesh.run import RunState
from tests.stories.town import Town, told

CONTROLLER = "tinyrobot-science-mesh-control"


def an_app(town: Town, name: str) -> None:
    town.knows_groups()
    town.tells("heroku", "apps", {"name": name, "buildpacks": ["heroku/python"], "owner": "cfo@example.com"})


def asked_of(town: Town, app: str) -> list[str]:
    return [line.path for line in town.world.heroku.requests if app in line.path]


@pytest.fixture
def bot(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Let the bot run in the Heroku app `acme-bot`, and know it."""
    an_app(town, "acme-bot")
    monkeypatch.setenv("HEROKU_APP_NAME", "acme-bot")
    settings.settings.cache_clear()
    wiring.tools.cache_clear()
    return town


@pytest.mark.parametrize(
    "text",
    [
        "/mesh attach billing --app acme-billing --dry-run",
        "/mesh plan attach billing --app acme-billing",
        "/mesh attach billing --app acme-billing",
        "/mesh attach billing --app ACME-Billing --dry-run",
        "/mesh remove billing --dry-run",
        "/mesh plan remove billing",
        "/mesh remove billing --purge --dry-run",
    ],
)
def test_dry_runs_that_tell_of_any_app_of_the_account_are_for_operators(town: Town, text: str) -> None:
    an_app(town, "acme-billing")

    answer = town.says("outsider", text)

    assert answer.private is not None
    assert "you may not ask for that" in str(answer.private["text"]).lower()
    assert asked_of(town, "acme-billing") == []


@pytest.mark.parametrize("text", ["@mesh attach billing --app acme-billing --dry-run", "@mesh plan attach billing --app acme-billing"])
def test_a_mention_is_no_way_around_it(town: Town, text: str) -> None:
    an_app(town, "acme-billing")
    town.says("outsider", text)
    town.works_until(lambda: town.private("U0OUTSIDER"))
    assert asked_of(town, "acme-billing") == []


def test_nobody_else_retries_or_asks_again_what_an_operator_tried(town: Town) -> None:
    an_app(town, "acme-billing")
    town.tells("heroku", "faults", {"path": "/apps/acme-billing", "status": 403, "count": 1})
    run = town.runs("operator", "/mesh attach billing --app acme-billing --dry-run")
    assert run.state is RunState.FAILED
    town.world.heroku.requests.clear()
    town.says("outsider", f"/mesh retry {run.id}")
    town.clicks("outsider", "Retry")
    town.works_until(town.has_nothing_to_do)
    assert asked_of(town, "acme-billing") == []
    assert town.ended(run.id) == run


def test_an_operator_may_try_an_attach(town: Town) -> None:
    an_app(town, "acme-billing")

    assert town.runs("operator", "/mesh attach billing --app acme-billing --dry-run").state is RunState.DONE


@pytest.mark.parametrize(
    "text", ["add payroll", "status payroll", "diff payroll", "releases payroll", "scale payroll web=2", "restart payroll"]
)
def test_nobody_is_told_whose_an_app_outside_the_mesh_is_or_what_it_has(town: Town, text: str) -> None:
    an_app(town, "tinyrobot-science-mesh-payroll")

    run = town.runs("outsider", f"/mesh {text}" + ("" if text.split(maxsplit=1)[0] in {"status", "diff", "releases"} else " --dry-run"))

    assert run.state is RunState.REFUSED
    assert "cfo@example.com" not in f"{run.why} {run.advice} {town.channel()}"
    assert "python" not in f"{run.why} {run.advice} {town.channel()}"


def test_the_app_that_the_bot_runs_in_never_joins(bot: Town) -> None:
    run = bot.runs("operator", "/mesh attach billing --app acme-bot")

    assert (run.state, run.why) == (RunState.REFUSED, "`acme-bot` is the app that I run in myself; it is never an app of this mesh.")
    assert asked_of(bot, "acme-bot") == []
    assert bot.writes() == []


@pytest.mark.parametrize(
    "text", ["scale control web=2", "restart control", "rollback control", "route add control x path=/x", "remove control"]
)
def test_the_controller_is_changed_by_no_verb(town: Town, text: str) -> None:
    town.knows_groups()

    answer = town.says("admin" if text.startswith("remove") else "operator", f"/mesh {text}")

    assert f"`{CONTROLLER}`" in told(answer)
    assert town.has_nothing_to_do()
    assert town.writes() == []


def test_a_controller_that_is_renamed_within_the_minutes_its_host_is_kept_is_told_as_gone(town: Town) -> None:
    an_app(town, "acme-billing")
    assert town.runs("operator", "/mesh add web-ui --dry-run").state is RunState.DONE
    town.tells("heroku", f"apps/{CONTROLLER}/rename", {"name": "acme-control"})

    run = town.runs("operator", "/mesh add web-ui --dry-run")

    assert (run.state, run.why) == (RunState.FAILED, f"Heroku knows no app `{CONTROLLER}`, which `mesh.toml` names as the controller.")


def test_a_controller_that_the_bot_may_not_see_is_advised_on_as_the_controller(town: Town) -> None:
    town.tells(
        "heroku", "faults", {"path": f"^/apps/{CONTROLLER}", "count": 0, "status": 403, "body": {"id": "forbidden", "message": "No."}}
    )

    run = town.runs("operator", "/mesh add web-ui --dry-run")

    assert (run.state, run.advice) == (
        RunState.FAILED,
        "Correct `controller` in mesh.toml, or give the bot's account access to that app.",
    )


BOTS = "tinyrobot-science-mesh-bot"


@pytest.fixture
def named_like_the_mesh(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Let the bot run in an app that is called as an app `bot` of the mesh would be."""
    an_app(town, BOTS)
    (host,) = town.state("heroku")["apps"][BOTS]["domains"]
    service = town.kong_admin("POST", "/services", name="bot", url="http://127.0.0.1:5000")
    town.kong_admin("POST", "/routes", hosts=[host], protocols=["https"], service={"id": service["id"]})
    monkeypatch.setenv("HEROKU_APP_NAME", BOTS)
    settings.settings.cache_clear()
    wiring.tools.cache_clear()
    return town


OF_THE_BOT = [
    *(
        "add bot",
        "add bot --dry-run",
        "add bot host=ui.example.com",
        "add bot web=2:standard-1x --from https://github.com/a/b/archive/x.tar.gz",
    ),
    *("plan add bot", "scale bot web=2", "restart bot", "rollback bot", "route add bot x path=/x", "remove bot --reason x"),
    *(f"remove bot --purge --confirm {BOTS}", f"attach web2 --app {BOTS}", f"attach bot --app {BOTS}", f"attach x --app {BOTS.upper()}"),
    *(f"plan attach web2 --app {BOTS}", "status bot", "diff bot", "releases bot", "routes bot", "diff", "status"),
    "routes --match GET {host}/",
]


@pytest.mark.parametrize("text", OF_THE_BOT)
def test_whatever_is_asked_of_the_bots_own_app_nothing_is_read_of_it_and_nothing_changed(named_like_the_mesh: Town, text: str) -> None:
    town = named_like_the_mesh
    (host,) = town.state("heroku")["apps"][BOTS]["domains"]
    town.world.heroku.requests.clear()
    town.says("admin" if text.startswith("remove") else "operator", "/mesh " + text.format(host=host))
    town.works_until(lambda: (town.has_nothing_to_do() and not town.tools.board.behind(town.tools.now().replace(year=2100), 1)) or None)
    assert asked_of(town, BOTS) == []
    assert town.writes() == []
    assert "python" not in "\n".join(town.channel())


@pytest.mark.parametrize(
    "text", ["attach billing --app acme-bot", "attach billing --app acme-bot --dry-run", "add bot", "add bot --dry-run"]
)
def test_the_app_that_the_bot_runs_in_never_joins_under_a_name_that_it_was_given_since(
    town: Town, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    name = "acme-bot" if text.startswith("attach") else BOTS
    an_app(town, name)
    monkeypatch.setenv("HEROKU_APP_NAME", "acme-bot-of-old")
    monkeypatch.setenv("HEROKU_APP_ID", town.state("heroku")["apps"][name]["id"])
    settings.settings.cache_clear()
    wiring.tools.cache_clear()

    run = town.runs("operator", f"/mesh {text}")

    assert (run.state, run.why) == (RunState.REFUSED, f"`{name}` is the app that I run in myself; it is never an app of this mesh.")
    assert town.writes() == []


@pytest.mark.parametrize("text", ["status", "list", "diff"])
def test_the_controllers_own_service_at_kong_is_listed_as_no_app(town: Town, text: str) -> None:
    town.knows_groups()
    assert "kong-admin" in [each["name"] for each in town.kong_admin("GET", "/services")["data"]]
    assert town.runs("operator", f"/mesh {text}").state is RunState.DONE
    assert "kong-admin" not in "\n".join(town.channel())


@pytest.mark.parametrize(
    "text",
    [
        *(
            "add kong-admin",
            "add kong-admin --new",
            "remove kong-admin --reason x",
            "remove kong-admin --purge --confirm x",
            "scale kong-admin web=2",
        ),
        *("restart kong-admin", "rollback kong-admin", "route add kong-admin x path=/x", "route set kong-admin x path=/x"),
        *(
            "attach kong-admin --app acme-billing",
            "route remove kong-admin x",
            "status kong-admin",
            "diff kong-admin",
            "releases kong-admin",
        ),
    ],
)
def test_the_controllers_own_service_at_kong_is_changed_by_no_verb(town: Town, text: str) -> None:
    an_app(town, "acme-billing")
    town.says("admin" if text.startswith("remove") else "operator", f"/mesh {text}")
    town.works_until(lambda: (town.has_nothing_to_do() and not town.tools.board.behind(town.tools.now().replace(year=2100), 1)) or None)
    assert town.writes() == []
    assert "waits for approval" not in "\n".join(town.channel())
