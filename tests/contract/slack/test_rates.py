"""Slack's rate limits: one message a second and channel with short bursts, tiers per method."""

from typing import cast

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.web import SlackResponse

from sandbox.slack import SlackStandIn


class Clock:
    """A time that moves when told."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(slack: SlackStandIn) -> Clock:
    clock = Clock()
    slack.platform.rates.clock = clock
    return clock


def limited(web: WebClient) -> SlackResponse:
    with pytest.raises(SlackApiError) as refused:
        web.chat_postMessage(channel="C0MESH", text="one too many")
    return cast("SlackResponse", refused.value.response)


def burst(web: WebClient, channel: str = "C0MESH", count: int = 4) -> None:
    for number in range(count):
        web.chat_postMessage(channel=channel, text=f"{number}")


def test_after_a_burst_the_next_message_must_wait(slack: SlackStandIn, web: WebClient, clock: Clock) -> None:
    burst(web)
    answer = limited(web)
    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "1")
    assert slack.state()["ratelimited"] == 1


def test_a_second_later_there_is_room_for_one(web: WebClient, clock: Clock) -> None:
    burst(web)
    clock.now += 1
    burst(web, count=1)
    assert limited(web)["error"] == "ratelimited"


def test_channels_do_not_share_their_limit(web: WebClient, clock: Clock) -> None:
    burst(web)
    burst(web, channel="C0GENERAL")


def test_private_messages_take_no_turn_among_the_channel_s_and_have_a_tier_of_their_own(web: WebClient, clock: Clock) -> None:
    burst(web)
    for _ in range(100):
        web.chat_postEphemeral(channel="C0MESH", user="U0OPERATOR", text="psst")
    with pytest.raises(SlackApiError, match="ratelimited"):
        web.chat_postEphemeral(channel="C0MESH", user="U0OPERATOR", text="psst")


def test_a_tier_is_a_number_of_calls_in_any_minute(web: WebClient, clock: Clock) -> None:
    ts = web.chat_postMessage(channel="C0MESH", text="x")["ts"]
    for _ in range(50):
        web.chat_update(channel="C0MESH", ts=ts, text="y")
    clock.now += 20
    with pytest.raises(SlackApiError) as refused:
        web.chat_update(channel="C0MESH", ts=ts, text="z")
    assert refused.value.response.headers["Retry-After"] == "40"
    clock.now += 40
    web.chat_update(channel="C0MESH", ts=ts, text="z")


def test_the_workspace_as_a_whole_has_a_limit(slack: SlackStandIn, web: WebClient, clock: Clock) -> None:
    slack.platform.rates.posts_per_minute = 2
    burst(web, count=1)
    burst(web, channel="C0GENERAL", count=1)
    assert limited(web)["error"] == "ratelimited"


def test_limits_can_be_set_and_switched_off(slack: SlackStandIn, web: WebClient) -> None:
    httpx.patch(f"{slack.public_url}/_sandbox/settings", json={"post_burst": 1})
    burst(web, count=1)
    assert limited(web)["error"] == "ratelimited"
    httpx.patch(f"{slack.public_url}/_sandbox/settings", json={"rate_limits": False})
    burst(web, count=20)


def test_a_switch_is_not_set_by_a_word_that_only_looks_like_off(slack: SlackStandIn) -> None:
    answer = httpx.patch(f"{slack.public_url}/_sandbox/settings", json={"rate_limits": "off"})
    assert (answer.status_code, answer.json()["message"]) == (400, "on is true or false, not 'off'")


def test_the_sdks_retry_handler_waits_and_gets_through(slack: SlackStandIn, web: WebClient) -> None:
    slack.platform.rates.post_burst, slack.platform.rates.posts_per_s = 1, 20.0
    web.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=2))
    burst(web, count=2)
    assert [m.text for m in slack.platform.messages.in_channel("C0MESH")] == ["0", "1"]
