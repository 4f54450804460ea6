"""Config that was set while the release phase failed: it is set, and the dynos run without it."""

import pytest

from mesh.run import RunState
from tests.stories.shop import APP, shop, the_app
from tests.stories.town import Town

__all__ = ["shop"]


def runs_with_the_admin_api_open(town: Town) -> None:
    """Open the Admin API, then set it right while the release phase fails: set is `off`, what runs is open."""
    town.tells("heroku", f"apps/{APP}/config", {"KONG_ADMIN_LISTEN": "0.0.0.0:8001"})
    town.tells("heroku", f"apps/{APP}/release-phase", {"seconds": 0.1, "succeeds": False})
    first = town.runs("operator", "/mesh add web-ui")
    assert first.state is RunState.FAILED
    assert the_app(town)["config"]["KONG_ADMIN_LISTEN"] == "off"


def test_a_second_add_does_not_call_healthy_what_only_is_set(shop: Town) -> None:
    runs_with_the_admin_api_open(shop)

    second = shop.runs("operator", "/mesh add web-ui --dry-run")

    assert second.plan is not None
    assert [each.id for each in second.plan.steps] == ["build", "release", "healthy"]


def test_once_the_release_phase_is_mended_the_second_add_makes_it_run(shop: Town) -> None:
    runs_with_the_admin_api_open(shop)
    shop.tells("heroku", f"apps/{APP}/release-phase", {})

    second = shop.runs("operator", "/mesh add web-ui")

    assert second.state is RunState.DONE
    newest = the_app(shop)["releases"][-1]
    assert (newest["status"], newest["current"]) == ("succeeded", True)


def test_status_and_diff_say_what_runs(shop: Town) -> None:
    runs_with_the_admin_api_open(shop)

    shop.runs("operator", "/mesh status web-ui")
    status = "\n".join(shop.channel())
    shop.runs("operator", "/mesh diff web-ui")

    assert "what is set does not run" in status
    assert "KONG_ADMIN_LISTEN: off → 0.0.0.0:8001" in "\n".join(shop.channel())


@pytest.mark.parametrize("words", ["restart web-ui", "scale web-ui web=1", "rollback web-ui"])
def test_a_change_of_what_runs_says_that_what_is_set_does_not(shop: Town, words: str) -> None:
    runs_with_the_admin_api_open(shop)

    run = shop.runs("operator", f"/mesh {words} --dry-run")

    assert run.plan is not None
    assert "What is set does not run: `KONG_ADMIN_LISTEN` is another in v" in " ".join(run.plan.remarks)
