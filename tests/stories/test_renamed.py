"""An app that somebody renames at Heroku: the bot says what happened and what to type, and that works."""

import pytest

from mesh.run import RunState
from tests.stories.shop import APP, approved, shop
from tests.stories.town import Town

__all__ = ["shop"]

NEW = "acme-storefront"
SAID = f"the Heroku app `{APP}` of `web-ui` was renamed: it is `{NEW}` now."


@pytest.fixture
def renamed(shop: Town) -> Town:
    shop.tells("heroku", f"apps/{APP}/rename", {"name": NEW})
    return shop


@pytest.mark.parametrize("text", ["add web-ui", "scale web-ui web=3", "restart web-ui", "status web-ui", "diff web-ui", "releases web-ui"])
def test_a_renamed_app_is_found_and_no_other_is_made(renamed: Town, text: str) -> None:
    run = renamed.runs("operator", f"/mesh {text}")

    assert (run.state, run.why, f"/mesh attach web-ui --app {NEW}" in run.advice) == (RunState.REFUSED, SAID, True)
    assert APP not in renamed.state("heroku")["apps"]


def test_what_is_advised_for_a_renamed_app_works(renamed: Town) -> None:
    run = approved(renamed, f"/mesh attach web-ui --app {NEW}")

    assert run.state is RunState.DONE, run.why
    (host, *_) = renamed.state("heroku")["apps"][NEW]["domains"]
    assert renamed.visit(host).status_code == 200
    assert renamed.runs("operator", "/mesh restart web-ui").state is RunState.DONE


def test_an_app_that_joined_and_is_renamed_afterwards_keeps_what_it_was_before(shop: Town) -> None:
    shop.tells("heroku", "apps", {"name": "acme-billing", "buildpacks": ["heroku/python"]})
    assert approved(shop, "/mesh attach billing --app acme-billing").state is RunState.DONE
    before = shop.tools.store.joined("main")["billing"].before
    shop.tells("heroku", "apps/acme-billing/rename", {"name": "acme-invoices"})

    assert approved(shop, "/mesh attach billing --app acme-invoices").state is RunState.DONE

    joined = shop.tools.store.joined("main")["billing"]
    assert (joined.app, joined.before) == ("acme-invoices", before)


def test_a_renamed_app_is_found_among_very_many_that_no_service_claims(renamed: Town) -> None:
    database = renamed.tools.controllers.database("tinyrobot-science-mesh-control")
    for number in range(25):
        renamed.tells("heroku", "apps", {"name": f"aa-stray-{number}", "database": database})
    run = renamed.runs("operator", "/mesh add web-ui")

    assert (run.state, run.why) == (RunState.REFUSED, SAID)
