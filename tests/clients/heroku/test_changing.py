"""Restarts, rollbacks, and what is asked of Heroku before a scaling, against the stand-in."""

from collections.abc import Callable

import pytest

from clients.heroku import HerokuClient
from mesh.errors import InvalidRequest, PermanentFailure, TemporaryFailure
from sandbox.heroku import CONTROLLER, DATABASE, OPERATOR, HerokuStandIn, seed_app
from tests.clients.heroku.conftest import APP
from tests.clients.served import Served

NO_DYNO = "00000000-0000-4000-8000-000000000000"


def test_the_sizes_that_an_app_may_have_are_lower_case(heroku: HerokuClient, served: Served) -> None:
    assert heroku.dyno_sizes(APP)[:4] == ("eco", "basic", "standard-1x", "standard-2x")
    assert served.asked == [f"GET /apps/{APP}/available-dyno-sizes"]


def test_an_app_of_another_generation_has_sizes_of_its_own(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    seed_app(stand_in.world, "on-fir", generation="fir")

    assert "dyno-1c-0.5gb" in heroku.dyno_sizes("on-fir")


def test_the_apps_that_share_an_add_on_are_listed_once_each_in_one_request(
    heroku: HerokuClient, served: Served, stand_in: HerokuStandIn
) -> None:
    seed_app(stand_in.world, "tinyrobot-science-mesh-shop", database=DATABASE)

    assert heroku.apps_attached_to(DATABASE) == (CONTROLLER, "tinyrobot-science-mesh-shop")
    assert served.asked == [f"GET /addons/{DATABASE}/addon-attachments"]


def test_an_add_on_has_a_plan(heroku: HerokuClient) -> None:
    assert heroku.addon_plan(DATABASE) == "heroku-postgresql:essential-0"


def test_a_dyno_has_an_id_of_its_own_and_an_age(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    (dyno,) = heroku.dynos(APP)

    known = stand_in.world.app_named(APP)
    assert known is not None
    assert dyno.id == known.dynos[0].id
    assert dyno.created_at.timestamp() == pytest.approx(known.dynos[0].created_at, abs=1)


def test_a_release_tells_who_made_it_and_whether_one_may_go_back_to_it(heroku: HerokuClient) -> None:
    newest = heroku.releases(APP)[0]

    assert (newest.user, newest.eligible_for_rollback) == (OPERATOR, True)
    assert not heroku.releases(APP)[-1].eligible_for_rollback  # it has no code yet


def test_a_dyno_restarted_by_its_id_comes_back_as_another(heroku: HerokuClient, served: Served) -> None:
    (before,) = heroku.dynos(APP)

    heroku.restart_dyno(APP, before.id)

    (after,) = heroku.dynos(APP)
    assert (after.name, after.id == before.id) == ("web.1", False)
    assert served.asked[1] == f"DELETE /apps/{APP}/dynos/{before.id}"


def test_a_dyno_that_is_gone_is_as_good_as_restarted(heroku: HerokuClient) -> None:
    before = heroku.dynos(APP)

    heroku.restart_dyno(APP, NO_DYNO)

    assert heroku.dynos(APP) == before


def test_a_dyno_of_an_app_that_is_gone_is_not(heroku: HerokuClient) -> None:
    with pytest.raises(PermanentFailure, match="404 not_found"):
        heroku.restart_dyno("no-such-app", NO_DYNO)


def test_a_type_is_restarted_in_one_request_and_others_are_let_be(heroku: HerokuClient, served: Served, stand_in: HerokuStandIn) -> None:
    seed_app(stand_in.world, "shop", dynos={"web": 2, "worker": 1})
    before = {dyno.name: dyno.id for dyno in heroku.dynos("shop")}

    heroku.restart_type("shop", "web")

    after = {dyno.name: dyno.id for dyno in heroku.dynos("shop")}
    assert {name for name in before if before[name] != after[name]} == {"web.1", "web.2"}
    assert served.asked[1] == "DELETE /apps/shop/formations/web"


def test_heroku_may_answer_a_restart_with_nothing_at_all(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(method="DELETE", status=202, body="", content_type="text/plain")

    heroku.restart_type(APP, "web")


def test_a_rollback_makes_a_new_release_of_the_old_code_and_config(heroku: HerokuClient, served: Served, stand_in: HerokuStandIn) -> None:
    old = heroku.releases(APP)[0]
    heroku.set_config(APP, {"GREETING": "canary-changed"})

    made = heroku.roll_back(APP, old.id)

    assert (made.version, made.description) == (old.version + 2, f"Rollback to v{old.version}")
    assert stand_in.state()["apps"][APP]["config"]["GREETING"] == "canary-config-value"
    assert served.asked[-1] == f"POST /apps/{APP}/releases"


def test_as_many_releases_are_read_as_are_asked_for(heroku: HerokuClient) -> None:
    for number in range(12):
        heroku.set_config(APP, {"NUMBER": str(number)})

    assert len(heroku.releases(APP, most=12)) == 12


def test_what_a_rollback_makes_of_the_config_names_what_differs_and_the_values_asked_for(heroku: HerokuClient, served: Served) -> None:
    old = heroku.releases(APP)[0]
    heroku.set_config(APP, {"GREETING": "canary-changed", "NEW": "canary-new"})

    past = heroku.past_config(APP, old.id, ["FLAG", "ABSENT"])

    assert past.values == {"FLAG": "on"}
    assert past.differing == ("GREETING", "NEW")
    assert served.asked[2:] == [f"GET /apps/{APP}/config-vars", f"GET /apps/{APP}/releases/{old.id}/config-vars"]


@pytest.mark.parametrize(
    "call",
    [
        lambda heroku: heroku.restart_dyno(APP, "../formation"),
        lambda heroku: heroku.restart_type(APP, "web/../../victim"),
        lambda heroku: heroku.roll_back(APP, "v1/../x"),
        lambda heroku: heroku.addon_plan("../apps"),
    ],
)
def test_what_would_be_another_path_is_refused_before_anything_is_sent(
    call: Callable[[HerokuClient], object], heroku: HerokuClient, served: Served
) -> None:
    with pytest.raises(InvalidRequest):
        call(heroku)
    assert served.asked == []


def test_whether_a_rollback_whose_answer_is_lost_stands_is_not_known(heroku: HerokuClient, served: Served) -> None:
    old = heroku.releases(APP)[0]
    served.go_wrong(method="POST", when="after", reset=True)

    with pytest.raises(TemporaryFailure) as lost:
        heroku.roll_back(APP, old.id)
    assert lost.value.outcome_unknown
