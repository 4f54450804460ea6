"""What takes things away at Heroku: by ids alone, and what is gone is as good."""

import pytest

from clients.heroku import HerokuClient
from mesh.errors import InvalidRequest, PermanentFailure
from mesh.found import AddOn
from sandbox.heroku import CONTROLLER, DATABASE, HerokuStandIn, seed_addon
from tests.clients.heroku.conftest import APP
from tests.clients.served import Served

GONE = "01234567-89ab-4def-8123-456789abcdef"


def test_an_attachment_is_taken_away_by_its_id_and_the_add_on_stays(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    attached = heroku.attach(DATABASE, APP, "DATABASE")

    heroku.detach(attached.id)

    assert heroku.attachments(APP) == ()
    assert DATABASE in stand_in.state()["addons"]


def test_the_last_attachment_of_the_app_that_pays_is_refused_with_herokus_words(heroku: HerokuClient) -> None:
    (own,) = heroku.attachments(CONTROLLER)

    with pytest.raises(PermanentFailure, match="Cannot destroy last attachment to billing app"):
        heroku.detach(own.id)


def test_an_app_is_destroyed_by_its_id(heroku: HerokuClient, served: Served, stand_in: HerokuStandIn) -> None:
    app = heroku.app(APP)
    assert app is not None

    heroku.destroy_app(app.id)

    assert APP not in stand_in.state()["apps"]
    assert served.asked[-1] == f"DELETE /apps/{app.id}"


def test_what_is_gone_already_is_as_good(heroku: HerokuClient) -> None:
    heroku.detach(GONE)
    heroku.destroy_app(GONE)


def test_an_app_s_name_destroys_nothing(heroku: HerokuClient, served: Served) -> None:
    with pytest.raises(InvalidRequest):
        heroku.destroy_app(APP)
    with pytest.raises(InvalidRequest):
        heroku.detach("DATABASE")
    assert served.asked == []


def test_only_the_add_ons_that_an_app_owns_are_its_own(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    heroku.attach(DATABASE, APP, "DATABASE")
    seed_addon(stand_in.world, "redis-own-1", app=APP, plan="heroku-redis:mini", attached_as="REDIS")

    assert heroku.own_addons(APP) == (AddOn("redis-own-1", "heroku-redis:mini"),)
