"""The hosts that Heroku's router leads to an app."""

import pytest

from mesh.domains import app_of_own_host, is_own_host

OWN = ["web.herokuapp.com", "web-0123456789ab.herokuapp.com", "web-0123456789ab.zone.herokuapp.com"]


@pytest.mark.parametrize("host", OWN)
def test_heroku_puts_an_identifier_and_perhaps_a_zone_behind_the_name(host: str) -> None:
    assert is_own_host(host, "web")
    assert app_of_own_host(host) == "web"


@pytest.mark.parametrize("host", ["web-ui.herokuapp.com", "web-ui-0123456789ab.herokuapp.com", "my-web.herokuapp.com", "web.example.com"])
def test_an_app_whose_name_begins_alike_has_a_host_of_its_own(host: str) -> None:
    assert not is_own_host(host, "web")


def test_a_host_of_ours_is_no_apps_own() -> None:
    assert app_of_own_host("ui.example.com") is None
