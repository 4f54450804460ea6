import pytest

from clients.heroku import HerokuClient
from mesh.errors import InvalidRequest, PermanentFailure
from sandbox.heroku import HerokuStandIn, seed_app
from tests.clients.heroku.conftest import APP
from tests.clients.served import Served


def test_the_apps_own_host_is_a_domain_without_a_target(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    known = stand_in.world.app_named(APP)
    assert known is not None
    assert [(domain.hostname, domain.target) for domain in heroku.domains(APP)] == [(known.web_host, "")]


def test_a_domain_is_added_in_one_request_and_says_where_its_dns_should_point(heroku: HerokuClient, served: Served) -> None:
    added = heroku.add_domain(APP, "ui.example.com")

    assert added.target.endswith(".herokudns.com")
    assert added in heroku.domains(APP)
    assert served.asked == [f"POST /apps/{APP}/domains", f"GET /apps/{APP}/domains"]


def test_more_domains_than_heroku_shows_unasked_are_read_in_one_request(heroku: HerokuClient, served: Served) -> None:
    for number in range(12):
        heroku.add_domain(APP, f"ui{number}.example.com")

    assert len(heroku.domains(APP)) == 13
    assert served.asked[-1] == f"GET /apps/{APP}/domains"


def test_the_host_of_another_app_is_refused_with_herokus_words(heroku: HerokuClient, stand_in: HerokuStandIn) -> None:
    seed_app(stand_in.world, "other-app")
    heroku.add_domain("other-app", "ui.example.com")

    with pytest.raises(PermanentFailure, match=r"ui\.example\.com is currently in use by another app"):
        heroku.add_domain(APP, "ui.example.com")


def test_an_app_that_heroku_does_not_know_has_no_domains(heroku: HerokuClient) -> None:
    assert heroku.domains("no-such-app") == ()


@pytest.mark.parametrize("hostname", ["", "a b", "https://ui.example.com", "ui", "*.*.example.com"])
def test_what_is_no_host_is_refused_before_anything_is_sent(heroku: HerokuClient, served: Served, hostname: str) -> None:
    with pytest.raises(InvalidRequest):
        heroku.add_domain(APP, hostname)
    assert served.asked == []
