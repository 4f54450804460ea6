"""Heroku's router: the domain decides the app, and what it answers when there is no dyno to ask."""

import httpx
import pytest

from .served import Served

HOST = "web-ui.herokuapp.com"


def test_a_domain_that_nobody_owns_gets_herokus_page(edge: Served) -> None:
    answer = edge.visit("nobody.herokuapp.com")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "No such app" in answer.text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"web_dynos_up": 0}, "H14"),
        ({"crashed": True, "web_dynos_up": 0}, "H10"),
        ({"maintenance": True}, None),
    ],
)
def test_an_app_without_a_dyno_to_ask_answers_503(web_ui: Served, change: dict[str, int], code: str | None) -> None:
    web_ui.apps.change("web-ui", **change)  # type: ignore[arg-type]  # a parametrized change of one of three
    answer = web_ui.visit(HOST)
    assert (answer.status_code, answer.headers.get("Heroku-Error")) == (503, code)


def test_the_case_of_the_domain_matters_to_kong_only(web_ui: Served) -> None:
    answer = web_ui.visit(HOST.upper())
    assert (answer.status_code, answer.json()) == (404, {"message": "no Route matched with those values"})


def test_the_router_adds_its_own_headers(web_ui: Served) -> None:
    seen = web_ui.visit(HOST).json()["headers"]
    assert (seen["X-Forwarded-Proto"], seen["X-Forwarded-Port"], seen["Via"]) == ("https", "443", "1.1 vegur")
    assert seen["X-Request-Id"]


def test_a_visitor_cannot_pretend_https_on_the_tls_port_nor_http(web_ui: Served) -> None:
    assert web_ui.visit(HOST, **{"X-Forwarded-Proto": "http"}).json()["headers"]["X-Forwarded-Proto"] == "https"


def test_the_plain_port_is_http_unless_tls_was_taken_off_in_front(web_ui: Served) -> None:
    assert web_ui.visit_plainly(HOST).status_code == 426
    assert web_ui.visit_plainly(HOST, **{"X-Forwarded-Proto": "https"}).status_code == 200


@pytest.mark.parametrize(("host", "path"), [(f"{HOST}.localhost", "/x"), ("web-ui.localhost", "/x"), ("localhost", f"/{HOST}/x")])
def test_a_browser_on_this_machine_reaches_an_app_by_an_alias(web_ui: Served, host: str, path: str) -> None:
    answer = web_ui.visit_plainly(host, path, **{"X-Forwarded-Proto": "https"})
    assert (answer.json()["app"], answer.json()["path"], answer.json()["headers"]["X-Forwarded-Host"]) == ("web-ui", "/x", HOST)


def test_every_host_has_a_certificate_of_the_authority_that_was_written(web_ui: Served) -> None:
    assert web_ui.visit("www.example.com").status_code == 404
    assert web_ui.visit(HOST).status_code == 200


def test_a_client_that_does_not_trust_the_authority_is_not_served(web_ui: Served) -> None:
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"https://127.0.0.1:{web_ui.running.https_port}/", trust_env=False)
