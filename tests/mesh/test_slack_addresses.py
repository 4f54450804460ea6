"""Slack's own addresses, and those that only look like them."""

import pytest

from mesh.slack_addresses import is_slacks

API, SANDBOX = "https://slack.com/api/", "http://127.0.0.1:3000/api/"


@pytest.mark.parametrize(
    ("address", "api"),
    [
        ("https://hooks.slack.com/commands/T1/2/x", API),
        ("https://files.slack.com/upload/v1/x", API),
        ("https://hooks.slack-gov.com/actions/T1/2/x", API),
        ("https://slack.com/x", API),
        ("http://127.0.0.1:3000/commands/x", SANDBOX),
        ("http://127.0.0.1:3001/commands/x", SANDBOX),
    ],
)
def test_an_address_of_slacks_is_one(address: str, api: str) -> None:
    assert is_slacks(address, api)


@pytest.mark.parametrize(
    "address",
    [
        *("", "x", "//hooks.slack.com/x", "http://hooks.slack.com/x", "ftp://hooks.slack.com/", "file:///etc/passwd"),
        *("https://evil.example/x", "https://hooks.slack.com.evil.example/", "https://evilslack.com/", "https://hooks.slack.com:8443/"),
        *("https://hooks.slack.com@evil.example/", "https://a@hooks.slack.com/", "https://evil.example\\.slack.com/", "https://[::1/x"),
        *(
            "https://evil.example#.slack.com/",
            "https://evil.example?.slack.com",
            "https://hooks.slack.com:99999/",
            "https://hooks.slack.com/\r\n",
        ),
        *("https://evil.example/ .slack.com", "http://127.0.0.1:6379/", "https://xn--e.slack.com.xn--p1ai/", "https://hооks.slаck.com/"),
        "https://hooks.slack.com/" + "x" * 3000,
    ],
)
def test_what_only_looks_like_one_is_none(address: str) -> None:
    assert not is_slacks(address, API)
