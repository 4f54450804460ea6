"""A secret in any field of a vendor's answer is in nothing that the bot says, sends, logs or keeps.

The fields are found by walking the answers as they come, so that a new one is in it. Two kinds stay as they are: `NEEDED`, without which
there is no flow, and words of others that may be shown; all the rest holds a secret.
"""

import pytest

import wiring
from mesh.run import RunState
from tests.sandbox.leaks import CANARY, in_redis, in_slack, leaks
from tests.stories.planting import Plant, is_one_of, planting
from tests.stories.shop import shop
from tests.stories.town import Town, product_log

__all__ = ["shop"]

NEEDED = (
    *("*/headers accept-ranges", "*/headers content-range", "*/headers next-range", "*/headers content-*", "*/headers *ratelimit-*"),
    *("*/* id", "*/* *.id", "*/* name", "*/* *.name", "*/* *created_at", "*/* status", "*/* state", "*/* type", "*/* size"),
    *("heroku/* generation", "heroku/* stack", "heroku/apps web_url", "heroku/*attachments app.*", "heroku/domains hostname"),
    *("heroku/config-vars KONG_*", "heroku/builds source_blob.version", "heroku/builds output_stream_url", "heroku/* resource"),
    *("kong/* host", "kong/* *.host", "kong/* *hosts", "kong/* *paths", "kong/* *methods", "kong/* *protocols", "kong/* *protocol"),
    *("slack/* *channel", "slack/* *ts", "slack/* users", "slack/* *team*", "slack/* error"),
)
SHOWN = ("heroku/apps owner.email", "heroku/releases user.email", "heroku/releases description", "*/* message", "heroku/headers request-id")
"""Words of others: shown as they are, escaped and bounded. Whoever may ask may read them."""
SECRET = f"{CANARY}-0123456789abcdef01234567"
ADDRESSES = (
    "heroku/* buildpack.name",
    "heroku/builds source_blob.url",
    "heroku/releases description",
    "heroku/* command",
    "heroku/* message",
)
FORMS = {
    "password": f"https://someone:{SECRET}@example.com/a/b.git",
    "user": f"https://{SECRET}@example.com/a/b.git",
    "query": f"https://example.com/a/b.git?token={SECRET}",
    "fragment": f"https://example.com/a/b.git#{SECRET}",
    "both": f"https://a:{SECRET}@example.com/a/b.git?x={SECRET}#{SECRET}",
}
AT_ONCE = ("history", "runs", "locks", "can-i restart web-ui")
QUESTIONS = ("status", "status web-ui", "diff web-ui", "diff", "releases web-ui", "routes web-ui")
CHANGES = ("restart web-ui", "add shop")
MAY_AWAIT = ("scale web-ui web=1", "route add web-ui beta path=/beta", "rollback web-ui v1", "remove shop")
DRY_RUNS = (
    "add web-ui",
    "rollback web-ui",
    "remove web-ui",
    "remove web-ui --purge",
    "restart web-ui",
    "attach docs --app tinyrobot-science-mesh-web-ui",
)


def secret_in_all_but_what_is_needed(name: str, value: str) -> str | None:
    return None if is_one_of(name, (*NEEDED, *SHOWN)) else SECRET


def secret_in_addresses(form: str) -> Plant:
    return lambda name, _: FORMS[form] if is_one_of(name, ADDRESSES) else None


def leaked(town: Town, sent: list[str], lines: list[str]) -> list[str]:
    return [
        *leaks("a call of Slack", sent),
        *leaks("Slack", in_slack(town.state("slack"))),
        *leaks("a log line", lines),
        *leaks("Redis", in_redis(wiring.worker_redis())),
    ]


def test_a_secret_in_any_field_that_is_not_needed_is_shown_logged_and_kept_nowhere(shop: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = [*QUESTIONS, *CHANGES, *(f"{each} --dry-run" for each in DRY_RUNS)]
    with product_log() as lines, planting(monkeypatch, secret_in_all_but_what_is_needed) as sent:
        for each in AT_ONCE:
            shop.says("operator", f"/mesh {each}")
        states = {each: shop.runs("operator", f"/mesh {each}").state for each in commands}
        for each in MAY_AWAIT:
            shop.says("operator", f"/mesh {each}")
            shop.works_until(shop.has_nothing_to_do)
        found = leaked(shop, sent, lines)
    assert found == []
    assert {each: state for each, state in states.items() if state is RunState.FAILED} == {}


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_in_an_address_is_shown_logged_and_kept_nowhere(shop: Town, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    with product_log() as lines, planting(monkeypatch, secret_in_addresses(form)) as sent:
        for each in ("status", "status web-ui", "diff web-ui", "diff", "releases web-ui", "add web-ui --dry-run", "add shop"):
            shop.runs("operator", f"/mesh {each}")
        found = leaked(shop, sent, lines)
    assert found == []


@pytest.mark.parametrize("path", ["/formation$", "/buildpack-installations$", "/releases$", "/kong-admin/routes"])
def test_a_secret_in_a_refusal_is_shown_logged_and_kept_nowhere(shop: Town, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    said = {"id": "invalid_params", "message": f"No {', '.join(FORMS.values())}!", "url": FORMS["both"], "resource": FORMS["both"]}
    stand_in = "edge" if "kong" in path else "heroku"
    shop.tells(stand_in, "faults", {"path": path, "status": 422, "body": said, "count": 0, "headers": {"X-Token": SECRET}})
    with product_log() as lines, planting(monkeypatch, lambda *_: None) as sent:
        for each in ("status web-ui", "releases web-ui", "add web-ui --dry-run"):
            shop.runs("operator", f"/mesh {each}")
        found = leaked(shop, sent, lines)
    assert found == []
    assert any("422" in each for each in sent)
