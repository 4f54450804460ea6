"""A step that breaks by an error of our own: unknown where it may have sent a change, failed where it has sent none."""

import pytest

from clients.heroku import HerokuClient
from mesh.formation import Formation
from mesh.run import RunState
from tests.stories.shop import formation, shop
from tests.stories.town import Town

__all__ = ["shop"]


def test_a_step_that_breaks_behind_its_write_is_unknown_and_its_retry_looks_first(shop: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    scale = HerokuClient.scale

    def breaks(client: HerokuClient, app: str, wanted: Formation) -> None:
        scale(client, app, wanted)
        raise OverflowError("1e999")

    monkeypatch.setattr(HerokuClient, "scale", breaks)
    run = shop.runs("operator", "/mesh scale web-ui web=3")

    assert (run.state, "after it had sent a change" in run.why) == (RunState.UNKNOWN, True)
    assert formation(shop) == "web=3:standard-1x"


def test_a_step_that_breaks_before_any_write_has_failed(shop: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise OverflowError("1e999")

    monkeypatch.setattr("jobs.steps.dynos._ask_for_restart", breaks)

    assert shop.runs("operator", "/mesh restart web-ui").state is RunState.FAILED
