"""Addresses as they may be shown."""

import pytest

from mesh.addresses import short_buildpack, short_source, without_secrets
from mesh.joined import Before, in_words
from mesh.standing import Standing
from mesh.status.drift import drift
from messages.status.drift import difference
from tests.examples import packs

TOKEN = "canary-0123456789"
ADDRESSES = [
    f"https://{TOKEN}@github.com/acme/heroku-buildpack-x.git",
    f"https://user:{TOKEN}@github.com/acme/heroku-buildpack-x.git#main",
    f"https://github.com/acme/heroku-buildpack-x.git?token={TOKEN}",
    f"https://github.com/acme/heroku-buildpack-x.git#access_token={TOKEN}",
    f"https://a@b:{TOKEN}@github.com/acme/heroku-buildpack-x.git",
    f"postgres://u:{TOKEN}@ec2.example.com:5432/d",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_form_of_an_address_that_is_shown_holds_its_secret(address: str) -> None:
    drifted = drift(Standing(buildpacks=packs("heroku/nodejs")), Standing(buildpacks=packs(address)))
    assert TOKEN not in "".join(
        [
            without_secrets(f"before {address} after KEY={address}"),
            short_source(address),
            short_buildpack(address),
            in_words(Before(buildpacks=packs(address))),
            *map(difference, drifted),
        ]
    )


def test_buildpacks_that_differ_in_what_is_not_shown_differ_all_the_same() -> None:
    (found,) = drift(Standing(buildpacks=packs("https://a.example/x.git?t=1")), Standing(buildpacks=packs("https://a.example/x.git?t=2")))
    assert difference(found) == "buildpacks: x → x (at another address)"


def test_words_around_addresses_stay_as_they_are() -> None:
    text = "add web-ui --from https://example.com/x.tar.gz?a=b --reason why? #1"
    assert without_secrets(text) == "add web-ui --from https://example.com/x.tar.gz?… --reason why? #1"


@pytest.mark.parametrize(
    ("behind", "shown"),
    [("v2.1", "#v2.1"), ("feature/x", "#feature/x"), ("5" * 40, "#5555555"), ("g" * 40, ""), ("canary-0123456789abcdef0123", "")],
)
def test_behind_a_buildpack_s_address_only_what_is_short_is_shown(behind: str, shown: str) -> None:
    assert short_buildpack(f"https://example.com/x.git#{behind}") == f"x{shown}"


def test_a_source_without_a_host_is_not_shown() -> None:
    assert short_source("canary-0123456789") == "an address that cannot be read"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.com:8443/x.tar.gz", "example.com:8443/x.tar.gz"),
        ("https://example.com/x.tar.gz?ref=other", "example.com/x.tar.gz?…"),
        ("https://github.com/acme/x/archive/refs/heads/main.tar.gz?ref=other", "acme/x@main?…"),
        (f"https://example.com/{'x' * 3000}", f"example.com/{'x' * 2028}…"),
        ("https://example.com:port/x", "an address that cannot be read"),
    ],
)
def test_a_source_says_where_it_is_and_that_something_of_it_is_not_shown(address: str, shown: str) -> None:
    assert short_source(address) == shown
