"""What can be broken behind the bot's back: the words for it, and what they do."""

import re
from typing import Any

import pytest

from sandbox.breaking.breakages import (
    Away,
    Back,
    Breakage,
    ChangeRoute,
    Crash,
    DeleteRoute,
    FailBuild,
    FailRelease,
    Latency,
    Mend,
    Quantity,
    Scale,
    SetConfig,
)
from sandbox.breaking.breaking import Breaking
from sandbox.breaking.words import breakage_from
from sandbox.heroku.build_scripts import script_for
from sandbox.launch.world import World
from sandbox.page.out_of_order import out_of_order
from tests.sandbox.conftest import Run
from tests.sandbox.worlds import unserved_world

Json = dict[str, Any]


@pytest.fixture
def world() -> World:
    """Three apps of the mesh: account, blog and docs."""
    return unserved_world(3)


@pytest.fixture
def breaking(world: World) -> Breaking:
    return Breaking(world)


def do(breaking: Breaking, words: str) -> None:
    breaking.do(breakage_from(words))


def app(world: World, service: str) -> Json:
    found: Json = world.heroku.state()["apps"][f"tinyrobot-science-mesh-{service}"]
    return found


def route(world: World, name: str) -> Json:
    return next((row for row in world.kong.state()["routes"] if row["name"] == name), {})


@pytest.mark.parametrize(
    ("words", "breakage"),
    [
        ("crash web-ui", Crash("web-ui")),
        ("crash web-ui web.1", Crash("web-ui", "web.1")),
        ("scale web-ui web=3", Scale("web-ui", (Quantity("web", 3),))),
        ("scale web-ui web=3:standard-2x worker=0", Scale("web-ui", (Quantity("web", 3, "standard-2x"), Quantity("worker", 0)))),
        ("fail-build", FailBuild()),
        ("fail-build web-ui", FailBuild("web-ui")),
        ("fail-release web-ui", FailRelease("web-ui")),
        ("config web-ui GREETING='good morning' EMPTY=", SetConfig("web-ui", {"GREETING": "good morning", "EMPTY": ""})),
        ("route cart path=/a,/b strip_path=false", ChangeRoute("cart", {"paths": ["/a", "/b"], "strip_path": False})),
        ("route cart service=web-ui methods= regex_priority=-1", ChangeRoute("cart", {"methods": None, "regex_priority": -1}, "web-ui")),
        ("delete-route cart", DeleteRoute("cart")),
        ("heroku away", Away("heroku")),
        ("kong away 2.5", Away("kong", 2.5)),
        ("slack back", Back("slack")),
        ("kong latency 200", Latency("kong", 200)),
        ("mend", Mend()),
    ],
)
def test_words_say_what_shall_be_broken(words: str, breakage: Breakage) -> None:
    assert breakage_from(words) == breakage


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "'' breaks nothing. There are: crash APP [DYNO]; scale APP"),
        ("github away", "'github' breaks nothing."),
        ("crash", "It is written so: crash APP [DYNO]."),
        ("crash web-ui web.1 now", "It is written so: crash APP [DYNO]."),
        ("scale web-ui 3", "It is written so: scale APP TYPE=NUMBER[:SIZE] …."),
        ("config web-ui KEY", "It is written so: config APP KEY=VALUE …."),
        ("config web-ui 'KEY=x", '"config web-ui \'KEY=x" has a quotation mark that is not closed.'),
        ("route cart color=red", "A route has no field 'color' that can be set here; there are hosts, paths,"),
        ("route cart strip_path=perhaps", "strip_path cannot be 'perhaps'."),
        ("heroku away soon", "It is written so: slack|heroku|kong away [SECONDS]."),
        ("heroku gone", "heroku can be: slack|heroku|kong away [SECONDS]; slack|heroku|kong back;"),
        ("kong latency 60001", "A latency is at most 60000 ms, not 60001."),
        ("mend all", "It is written so: mend."),
    ],
)
def test_wrong_words_are_answered_with_what_can_be_said(words: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        breakage_from(words)


def test_a_crash_takes_the_dyno_that_was_named(world: World, breaking: Breaking) -> None:
    do(breaking, "scale account web=2")
    world.heroku.world.knobs.dyno_start_s = 0
    do(breaking, "crash account web.2")
    assert {dyno["name"]: dyno["state"] for dyno in app(world, "account")["dynos"]}["web.2"] == "crashed"
    assert {dyno["name"]: dyno["state"] for dyno in app(world, "account")["dynos"]}["web.1"] != "crashed"


def test_an_app_may_be_named_in_full(world: World, breaking: Breaking) -> None:
    do(breaking, "crash tinyrobot-science-mesh-account")
    assert [dyno["state"] for dyno in app(world, "account")["dynos"]] == ["crashed"]


def test_more_dynos_than_small_ones_may_be_become_bigger(world: World, breaking: Breaking) -> None:
    do(breaking, "scale account web=3")
    assert app(world, "account")["formation"] == {"web": {"quantity": 3, "size": "Standard-1X"}}


def test_a_size_is_taken_as_it_was_typed_and_heroku_may_refuse_it(world: World, breaking: Breaking) -> None:
    do(breaking, "scale account web=2:performance-m")
    assert app(world, "account")["formation"] == {"web": {"quantity": 2, "size": "Performance-M"}}
    with pytest.raises(ValueError, match="Heroku refuses it: Cannot update to more than 1 Basic"):
        do(breaking, "scale account web=2:basic")


def test_only_the_next_build_of_that_app_fails(world: World, breaking: Breaking) -> None:
    do(breaking, "fail-build shop")
    scripts = world.heroku.world.scripts
    fails = [script_for(scripts, "https://x", f"tinyrobot-science-mesh-{name}").fail for name in ("shop-2", "account", "shop", "shop")]
    assert fails == [False, False, True, False]


def test_only_the_next_release_phase_of_that_app_fails(world: World, breaking: Breaking) -> None:
    do(breaking, "fail-release account")
    scripts = world.heroku.world.scripts
    phases = [script_for(scripts, "https://x", f"tinyrobot-science-mesh-{name}").release_phase for name in ("docs", "account", "account")]
    assert phases == ["", "fail", ""]


def test_config_is_set_in_one_release(world: World, breaking: Breaking) -> None:
    before = len(app(world, "account")["releases"])
    do(breaking, "config account KONG_ADMIN_LISTEN=0.0.0.0:8001 NODE_ENV=test")
    now = app(world, "account")
    assert (now["config"]["KONG_ADMIN_LISTEN"], now["config"]["NODE_ENV"], len(now["releases"])) == ("0.0.0.0:8001", "test", before + 1)


def test_a_route_that_stands_is_changed_in_the_fields_that_were_named(world: World, breaking: Breaking) -> None:
    before = route(world, "account")
    do(breaking, "route account path=/shop,/cart")
    assert {**route(world, "account"), "updated_at": 0} == {**before, "paths": ["/shop", "/cart"], "updated_at": 0}


def test_a_new_route_is_created_on_the_service_that_was_named(world: World, breaking: Breaking) -> None:
    do(breaking, "route theirs service=docs host=www.example.com")
    docs = next(row["id"] for row in world.kong.state()["services"] if row["name"] == "docs")
    assert (route(world, "theirs")["hosts"], route(world, "theirs")["service"]) == (["www.example.com"], {"id": docs})


def test_a_route_is_deleted(world: World, breaking: Breaking) -> None:
    do(breaking, "delete-route account")
    assert route(world, "account") == {}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("crash nope", "there is no app nope."),
        ("crash account web.9", "tinyrobot-science-mesh-account has no dyno web.9; there are: web.1."),
        ("scale account worker=1", "tinyrobot-science-mesh-account has no process type worker; there are: web."),
        ("config account DATABASE_URL=x", "Heroku refuses it: Cannot overwrite attachment values DATABASE_URL."),
        ("route theirs path=/x", "there is no route theirs. To create it, name its service too: service=APP."),
        ("route theirs service=nope path=/x", "Kong has no service nope."),
        ("route account path=nowhere", "Kong answers 400: "),
        ("delete-route nope", "there is no route nope."),
    ],
)
def test_what_cannot_be_done_is_said(breaking: Breaking, words: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        do(breaking, words)


def test_a_vendor_is_away_for_so_many_seconds_or_until_it_is_brought_back(world: World, breaking: Breaking) -> None:
    do(breaking, "heroku away 30")
    do(breaking, "kong away")
    assert [breaking.is_away(vendor) for vendor in ("slack", "heroku", "kong")] == [False, True, True]
    world.heroku.faults[0].since -= 31
    do(breaking, "kong back")
    assert [breaking.is_away(vendor) for vendor in ("slack", "heroku", "kong")] == [False, False, False]


def test_what_is_out_of_order_is_said_in_sentences_until_it_is_mended(world: World, breaking: Breaking) -> None:
    for words in ("slack away", "fail-build", "fail-release account", "kong latency 1000"):
        do(breaking, words)
    assert out_of_order(world, breaking)["on"] == [
        "Heroku: the release phase after the next build of tinyrobot-science-mesh-account fails",
        "Heroku: the next build fails",
        "Slack is away: its connections are cut",
    ]
    do(breaking, "mend")
    shown = out_of_order(world, breaking)
    assert (shown["on"], [vendor["latency_ms"] for vendor in shown["vendors"]]) == ([], [0, 0, 0])


def test_a_script_breaks_things_between_what_is_typed_and_the_terminal_shows_it(run: Run) -> None:
    ended = run("--apps", "1", "--say", "/mesh help", "--break", "crash account web.1", "--say", "/mesh add web-ui")
    lines = [line[10:] for line in ended.lines if "→" in line or "(sandbox)" in line]
    assert (ended.code, lines) == (0, ["operator → /mesh help", "(sandbox) crash account web.1", "operator → /mesh add web-ui"])


def test_what_a_script_cannot_break_is_said_and_the_exit_code_is_1(run: Run) -> None:
    ended = run("--break", "crash web-ui", "--say", "/mesh help")
    assert (ended.code, "--break crash web-ui: there is no app web-ui." in ended.notes, "/mesh help" in ended.channel) == (1, True, True)


def test_words_that_break_nothing_end_with_exit_code_2_before_anything_starts(run: Run) -> None:
    ended = run("--break", "crsh web-ui")
    assert (ended.code, "'crsh' breaks nothing. There are: crash APP [DYNO];" in ended.notes, "Starting" in ended.notes) == (2, True, False)
