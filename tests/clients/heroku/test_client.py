import threading
from datetime import UTC, datetime, timedelta

import pytest

from clients.heroku import HerokuClient
from mesh.addresses import Source
from mesh.errors import InvalidRequest, PermanentFailure, TemporaryFailure
from mesh.formation import Dynos
from sandbox.heroku import CONTROLLER, DATABASE, OPERATOR, TOKEN, HerokuStandIn, seed_app, seed_team
from tests.clients.heroku.conftest import APP
from tests.clients.served import Served
from tests.examples import packs

BUILDPACKS = packs("heroku/nodejs", "heroku-community/kong", "https://github.com/danp/heroku-buildpack-runit")
SOURCE = Source("https://github.com/mars/tinyrobot-science-mesh-web-ui/archive/refs/heads/master.tar.gz")


def test_nothing_is_sent_before_the_first_call(heroku: HerokuClient, served: Served) -> None:
    assert served.asked == []


def test_the_account_is_known_by_its_email_address(heroku: HerokuClient) -> None:
    assert heroku.account() == OPERATOR


def test_an_app_is_shown_with_the_host_of_its_web_url(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    app = heroku.app(APP)

    known = stand_in.world.app_named(APP)
    assert app is not None
    assert known is not None
    assert (app.name, app.host, app.region, app.stack, app.generation) == (APP, known.web_host, "us", "heroku-24", "cedar")
    assert (app.owner, app.team) == (OPERATOR, None)
    assert app.created_at < datetime.now(UTC) - timedelta(days=29)


def test_an_app_that_heroku_does_not_know_is_none(heroku: HerokuClient) -> None:
    assert heroku.app("no-such-app") is None


def test_an_app_that_the_account_may_not_see_is_said_to_exist(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    seed_app(stand_in.world, "somebody-elses", owner="other@example.com", visible=False)

    with pytest.raises(PermanentFailure, match="`somebody-elses` exists, but the account of HEROKU_API_KEY may not see it"):
        heroku.app("somebody-elses")


def test_an_app_is_created_in_one_request(heroku: HerokuClient, served: Served) -> None:
    app = heroku.create_app("web-api", "eu", "heroku-24", None)

    assert (app.name, app.region, app.stack, app.team, app.owner) == ("web-api", "eu", "heroku-24", None, OPERATOR)
    assert app.host.startswith("web-api-")
    assert served.asked == ["POST /apps"]


def test_an_app_of_a_team_is_created_in_one_request(heroku: HerokuClient, served: Served, stand_in: HerokuStandIn) -> None:
    seed_team(stand_in.world, "robots")

    app = heroku.create_app("web-api", "us", "heroku-24", "robots")

    assert (app.name, app.team, app.generation) == ("web-api", "robots", "cedar")
    assert served.asked == ["POST /teams/apps"]


def test_a_name_that_is_taken_fails_and_never_returns_the_other_app(heroku: HerokuClient) -> None:
    with pytest.raises(PermanentFailure, match=f"Heroku did not create the app `{APP}`: “.*” .422 invalid_params, Request-Id "):
        heroku.create_app(APP, "us", "heroku-24", None)


def test_buildpacks_are_set_as_a_whole_and_read_back_by_name_in_order(heroku: HerokuClient, served: Served) -> None:
    heroku.set_buildpacks(APP, BUILDPACKS)

    assert heroku.buildpacks(APP) == BUILDPACKS
    assert served.asked == [f"PUT /apps/{APP}/buildpack-installations", f"GET /apps/{APP}/buildpack-installations"]


def test_an_attachment_tells_which_app_pays_for_the_add_on(heroku: HerokuClient) -> None:
    attached = heroku.attach(DATABASE, APP, "DATABASE")

    assert (attached.name, attached.addon, attached.owner) == ("DATABASE", DATABASE, CONTROLLER)
    assert heroku.attachments(APP) == (attached,)


def test_only_the_config_vars_that_were_named_leave_the_client(heroku: HerokuClient) -> None:
    assert heroku.config(APP, ["GREETING", "ABSENT"]) == {"GREETING": "canary-config-value"}


def test_config_vars_are_set_and_taken_away_in_one_request(heroku: HerokuClient, served: Served, stand_in: HerokuStandIn) -> None:
    heroku.set_config(APP, {"KONG_ADMIN_LISTEN": "off", "FLAG": None})

    assert served.asked == [f"PATCH /apps/{APP}/config-vars"]
    assert stand_in.state()["apps"][APP]["config"] == {"GREETING": "canary-config-value", "KONG_ADMIN_LISTEN": "off"}


def test_a_build_carries_its_mark_and_no_buildpacks_of_its_own(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    build = heroku.start_build(APP, SOURCE, "r-7k3f")

    assert (build.source, build.mark, build.status, build.release) == (SOURCE, "r-7k3f", "pending", None)
    assert stand_in.requests[-1].body == f'{{"source_blob": {{"url": "{SOURCE.in_full()}", "version": "r-7k3f"}}}}'


def test_a_build_names_its_release_once_it_made_one(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    stand_in.world.knobs.build_s = 0
    started = heroku.start_build(APP, SOURCE, "r-7k3f")

    ended = heroku.build(APP, started.id)

    assert ended.status == "succeeded"
    release = heroku.release(APP, ended.release or "")
    assert (release.status, release.deployed, release.current) == ("succeeded", True, True)


def test_builds_come_newest_first_and_at_most_ten(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    moments = iter(range(10**10, 10**10 + 100))
    stand_in.world.timeline._now = lambda: float(next(moments))
    marks = [f"r-{number}" for number in range(11)]
    for mark in marks:
        heroku.start_build(APP, SOURCE, mark)

    assert [build.mark for build in heroku.builds(APP)] == marks[:0:-1]


def test_releases_come_newest_first_and_at_most_ten_in_one_request(heroku: HerokuClient, served: Served, stand_in: HerokuStandIn) -> None:
    for number in range(12):
        stand_in.world.timeline.advance()
        heroku.set_config(APP, {"NUMBER": str(number)})
    stand_in.requests.clear()

    versions = [release.version for release in heroku.releases(APP)]

    assert versions == sorted(versions, reverse=True)
    assert len(versions) == 10
    assert served.asked == [f"GET /apps/{APP}/releases"]


def test_the_formation_is_scaled_in_one_request_and_sizes_are_lower_case(heroku: HerokuClient, served: Served) -> None:
    heroku.scale(APP, (Dynos("web", 2, "standard-1x"),))

    assert heroku.formation(APP) == (Dynos("web", 2, "standard-1x"),)
    assert served.asked == [f"PATCH /apps/{APP}/formation", f"GET /apps/{APP}/formation"]


def test_scaling_without_a_size_keeps_the_size(heroku: HerokuClient) -> None:
    heroku.scale(APP, (Dynos("web", 0),))

    assert heroku.formation(APP) == (Dynos("web", 0, "basic"),)


def test_scaling_a_process_type_that_is_not_known_yet_may_be_tried_again(heroku: HerokuClient) -> None:
    with pytest.raises(TemporaryFailure, match="The release may be too young"):
        heroku.scale(APP, (Dynos("worker", 1),))


def test_scaling_an_app_that_is_gone_is_final(heroku: HerokuClient) -> None:
    with pytest.raises(PermanentFailure, match="404 not_found"):
        heroku.scale("no-such-app", (Dynos("web", 1),))


def test_dynos_say_their_state_and_their_release(heroku: HerokuClient) -> None:
    (dyno,) = heroku.dynos(APP)

    assert (dyno.name, dyno.type, dyno.state, dyno.size) == ("web.1", "web", "up", "basic")
    assert dyno.release == heroku.releases(APP)[0].version


@pytest.mark.parametrize("name", ["../account", "mine/../victim", "victim?", "victim#", "Victim", "-x", ""])
def test_a_name_that_would_be_another_path_is_refused_before_anything_is_sent(name: str, heroku: HerokuClient, served: Served) -> None:
    with pytest.raises(InvalidRequest):
        heroku.app(name)
    with pytest.raises(InvalidRequest):
        heroku.build(APP, f"{name}")
    with pytest.raises(InvalidRequest):
        heroku.release(APP, f"{name}")
    assert served.asked == []


def test_calls_one_after_another_share_a_connection(heroku: HerokuClient, served: Served) -> None:
    for _ in range(5):
        heroku.app(APP)

    assert len(served.peers) == 1


def test_parallel_calls_use_connections_of_their_own(heroku: HerokuClient, served: Served) -> None:
    served.go_wrong(path="/apps", count=0, delay_s=0.1)
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(heroku.app(APP))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [app is not None for app in found] == [True] * 4
    assert len(served.peers) == 4


def test_the_calls_that_are_left_are_told_after_every_answer(served: Served) -> None:
    left: list[int] = []
    client = HerokuClient(TOKEN, served.url, on_budget=left.append)

    client.app(APP)
    client.app("no-such-app")
    client.close()

    assert left == [4499, 4498]
