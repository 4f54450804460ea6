"""The page: what it shows and what can be done on it."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.sandbox.launching import Sandbox, until


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for all tests of the page, with an app added and a question open."""
    started = Sandbox(("--say", "/mesh add web-ui", "--say", "/mesh ask x"), tmp_path_factory.mktemp("page") / "sandbox")
    try:
        until(lambda: "The page: " in started.channel, "the script has ended")
        yield started
    finally:
        started.kill()


@pytest.fixture
def page(sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.channel.split("The page: ")[1].split()[0]) as client:
        yield client


def do(page: httpx.Client, act: str, **given: str) -> httpx.Response:
    return page.post(f"/page/{act}", json={"as": "operator", "channel": "C0MESH", **given})


def test_the_channel_shows_what_its_reader_may_see(page: httpx.Client) -> None:
    mine, other = page.get("/page/part/talk?as=operator").text, page.get("/page/part/talk?as=approver").text
    assert ("Only visible to you" in mine, "Only visible to you" in other) == (True, False)
    assert "tinyrobot-science-mesh-web-ui.herokuapp.com" in other


def test_the_page_brings_everything_itself_and_runs_no_script_but_its_own(page: httpx.Client) -> None:
    answer = page.get("/")
    links = re.findall(r'<(?:script|link|img)[^>]* (?:src|href)="(?!data:|/)([^"]*)"', answer.text)
    assert (answer.status_code, links) == (200, [])
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_button_of_a_message_can_be_pressed(page: httpx.Client) -> None:
    do(page, "say", text="/mesh ask button")
    until(lambda: "r-button0000" in page.get("/page/part/talk?as=approver").text.split("<article")[-1], "the question is asked")
    *_, (ts, block, action) = re.findall(
        r'data-where="(.*?)" data-block="(.*?)" data-action="(decline)"', page.get("/page/part/talk?as=approver").text
    )
    assert do(page, "press", **{"as": "approver", "where": ts, "block": html.unescape(block), "action": action}).status_code == 200
    until(lambda: "r-button0000 was declined by approver" in page.get("/page/part/talk?as=approver").text, "the message is edited")


def test_a_button_that_is_gone_is_said_in_a_sentence(page: httpx.Client) -> None:
    answer = do(page, "press", where="1.2", block="b", action="a")
    assert (answer.status_code, "operator sees no element 'a' in 1.2" in answer.json()["message"]) == (400, True)


def test_what_people_write_is_escaped(page: httpx.Client) -> None:
    do(page, "say", channel="C0RANDOM", text="<script>alert(1)</script>")
    shown = page.get("/page/part/talk?channel=C0RANDOM").text
    assert ("<script>" in shown, "&lt;script&gt;" in shown) == (False, True)


def test_a_form_on_another_site_cannot_click_here(page: httpx.Client) -> None:
    assert page.post("/page/say", data={"as": "operator", "channel": "C0MESH", "text": "/mesh help"}).status_code == 415


def test_a_stranger_gets_a_404_with_the_names_there_are(page: httpx.Client) -> None:
    answer = page.get("/?as=nobody")
    assert (answer.status_code, "operator2" in answer.text) == (404, True)


def test_the_mesh_shows_apps_kong_and_requests_but_no_config(page: httpx.Client) -> None:
    shown = page.get("/").text
    assert all(words in shown for words in ("tinyrobot-science-mesh-control", "Kong 1.0.2", "kong-admin", "chat.postMessage"))
    assert "canary" not in shown


def test_changes_are_announced_as_they_happen(page: httpx.Client) -> None:
    with page.stream("GET", "/page/changes") as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("event:"))
        assert {next(lines) for _ in range(6)} == {f"event: {part}" for part in ("talk", "form", "apps", "kong", "requests", "breaking")}
        do(page, "say", channel="C0RANDOM", text="hello")
        assert {next(lines), next(lines)} == {"event: talk", "event: form"}


def test_the_files_of_the_page_are_served(page: httpx.Client) -> None:
    names = [path.name for path in (Path(__file__).parents[2] / "sandbox" / "page" / "static").iterdir()]
    assert {page.get(f"/page/static/{name}").status_code for name in names} == {200}


def test_hints_come_from_the_manifest_where_the_product_gives_no_usage(page: httpx.Client) -> None:
    hints = page.get("/page/hints?as=operator").json()
    assert hints["commands"][0]["command"] == "/mesh"
    assert {"@mesh", "@approver", "#mesh"} <= set(hints["names"])


def test_a_vendor_that_is_taken_away_cuts_every_request_until_it_is_brought_back(page: httpx.Client) -> None:
    slack = page.get("/_sandbox/state").json()["addresses"]["slack"]
    do(page, "break", words="slack away")
    with pytest.raises(httpx.TransportError):
        httpx.post(f"{slack}/api/auth.test")
    assert "Slack is away" in page.get("/page/part/breaking").text
    do(page, "break", words="slack back")
    assert httpx.post(f"{slack}/api/auth.test").status_code == 200


def test_latency_is_set_for_one_vendor_and_taken_away_with_everything_else(page: httpx.Client) -> None:
    do(page, "break", words="heroku latency 200")
    assert 'value="200" selected' in page.get("/page/part/breaking").text
    do(page, "break", words="mend")
    assert 'value="200" selected' not in page.get("/page/part/breaking").text


def test_what_cannot_be_broken_is_said_in_a_sentence(page: httpx.Client) -> None:
    answer = do(page, "break", words="github away")
    assert (answer.status_code, answer.json()["message"][:28]) == (400, "'github' breaks nothing. The")


def test_the_controllers_door_is_no_route_to_change(page: httpx.Client) -> None:
    assert "behind the bot" not in page.get("/page/part/kong").text


def test_a_private_channel_is_closed_to_whoever_is_not_in_it(page: httpx.Client) -> None:
    page.get("/?as=operator&channel=@mesh").raise_for_status()
    assert page.get("/?as=approver&channel=D0OPERATOR").status_code == 404
