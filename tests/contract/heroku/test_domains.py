"""Domains: one app for each host name."""

import pytest

from .served import Served


def _add(heroku: Served, hostname: str, app: str = "web-ui") -> tuple[int, dict[str, str]]:
    answer = heroku.post(f"/apps/{app}/domains", {"hostname": hostname, "sni_endpoint": None})
    return answer.status_code, answer.json()


def test_a_custom_domain_has_a_dns_target_and_becomes_ready(deployed: Served) -> None:
    status, domain = _add(deployed, "WWW.example.com")
    deployed.clock.forward(1)

    ready = deployed.get("/apps/web-ui/domains/www.example.com").json()
    assert (status, domain["kind"], domain["status"], ready["status"]) == (201, "custom", "pending", "succeeded")
    assert ready["hostname"] == "www.example.com"
    assert ready["cname"].endswith(".herokudns.com")


def test_a_host_name_belongs_to_one_app(deployed: Served) -> None:
    _add(deployed, "www.example.com")

    status, error = _add(deployed, "www.example.com", app="tinyrobot-science-mesh-control")

    assert (status, error["message"]) == (422, "www.example.com is currently in use by another app.")


@pytest.mark.parametrize("hostname", ["not a host", "web-ui.herokuapp.com", "-.example.com", ""])
def test_what_is_no_host_name_is_invalid(deployed: Served, hostname: str) -> None:
    assert _add(deployed, hostname)[0] == 422


def test_a_domain_needs_to_say_which_certificate_even_if_none(deployed: Served) -> None:
    answer = deployed.post("/apps/web-ui/domains", {"hostname": "www.example.com"})

    assert answer.json() == {"id": "invalid_params", "message": "Required parameter missing: sni_endpoint."}


def test_a_domain_is_removed_but_not_the_apps_own(deployed: Served) -> None:
    _add(deployed, "www.example.com")
    own = deployed.get("/apps/web-ui").json()["web_url"][8:-1]

    assert deployed.delete("/apps/web-ui/domains/www.example.com").status_code == 200
    assert deployed.delete(f"/apps/web-ui/domains/{own}").status_code == 422
    assert deployed.state()["apps"]["web-ui"]["domains"] == [own]
