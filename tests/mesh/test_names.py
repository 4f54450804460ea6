from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh import names
from mesh.addresses import Source
from mesh.errors import InvalidRequest


@pytest.mark.parametrize(("typed", "name"), [("web-ui", "web-ui"), (" Web-UI ", "web-ui"), ("a", "a"), ("api2", "api2")])
def test_an_apps_short_name_is_read_in_lower_case(typed: str, name: str) -> None:
    assert names.checked_service(typed) == name


@pytest.mark.parametrize(
    "typed",
    ["", "2web", "-web", "web-", "web_ui", "web.ui", "../victim", "web/ui", "web ui", "wéb", "web?x=1", "web%2e", "@U012", "web\n-ui"],
)
def test_what_is_no_name_never_reaches_an_address(typed: str) -> None:
    with pytest.raises(InvalidRequest, match="as in `web-ui`"):
        names.checked_service(typed)


@settings(deadline=None)
@given(st.text())
def test_a_name_is_accepted_or_refused_and_never_anything_else(typed: str) -> None:
    with suppress(InvalidRequest):
        assert set(names.checked_service(typed)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_heroku_name_of_thirty_characters_is_taken() -> None:
    name = "a" * 30

    assert names.checked_app(name, "web-ui") == name


def test_a_heroku_name_that_is_too_long_is_told_with_its_length() -> None:
    with pytest.raises(InvalidRequest, match=r"`billing-api` would become .* has 31 characters \(3 to 30"):
        names.checked_app("b" * 31, "billing-api")


def test_a_heroku_name_that_is_too_long_is_told_with_the_letters_that_are_left() -> None:
    with pytest.raises(InvalidRequest, match=r"choose a name of at most 7\.$"):
        names.checked_app("tinyrobot-science-mesh-billing-api", "billing-api")


@pytest.mark.parametrize("name", ["ab", "Web-ui", "web_ui", "web-", "1web"])
def test_a_name_that_heroku_would_refuse_is_refused_here(name: str) -> None:
    with pytest.raises(InvalidRequest, match="choose another name"):
        names.checked_app(name, "web")


@pytest.mark.parametrize("typed", ["ui.example.com", "UI.Example.com", "https://ui.example.com/", "http://ui.example.com"])
def test_a_host_is_read_without_its_scheme_in_lower_case(typed: str) -> None:
    assert names.checked_host(typed) == "ui.example.com"


@pytest.mark.parametrize(
    "typed", ["", "localhost", "ui.example.com:8443", "ui.example.com/cart", "*.example.com", "-ui.example.com", "a" * 64 + ".example.com"]
)
def test_what_is_no_host_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidRequest, match=r"host=ui\.example\.com"):
        names.checked_host(typed)


def test_a_source_is_an_https_address() -> None:
    source = "https://codeload.github.com/acme/web-ui/tar.gz/main?token=1"

    assert names.checked_source(source) == Source(source)


@pytest.mark.parametrize(
    "typed",
    [
        "http://example.com/main.tar.gz",
        "https://user:password@example.com/main.tar.gz",
        "https://example.com",
        "ftp://example.com/main.tar.gz",
        "file:///etc/passwd",
        "acme/web-ui@main",
        "https://example.com/a b.tar.gz",
        "https://example.com/<!channel>",
    ],
)
def test_any_other_source_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidRequest, match=r"--from https://…/main\.tar\.gz"):
        names.checked_source(typed)


@pytest.mark.parametrize("check", [names.checked_service, names.checked_host])
def test_what_was_typed_is_quoted_so_that_slack_does_not_act_on_it(check: Callable[[str], str]) -> None:
    with pytest.raises(InvalidRequest, match="“&lt;!channel&gt;”"):
        check("<!channel>")


def test_a_name_that_is_longer_than_any_app_s_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="it has 3,000 characters, and 100 are allowed"):
        names.checked_service("a" * 3000)
