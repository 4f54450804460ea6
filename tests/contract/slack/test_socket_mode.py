"""Socket Mode with slack_sdk's aiohttp client: envelopes, acks, reconnects."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Delivery, SlackStandIn

Run = Callable[[Coroutine[Any, Any, Any]], Any]
Json = dict[str, Any]


@asynccontextmanager
async def connected(
    slack: SlackStandIn, listen: Callable[[AsyncApp], None], ping_interval_s: float = 0.1
) -> AsyncIterator[AsyncSocketModeHandler]:
    """An AsyncApp on a socket; `listen` adds its listeners."""
    tokens = slack.platform.tokens
    client = AsyncWebClient(tokens.bot, base_url=f"{slack.public_url}/api/")
    app = AsyncApp(client=client, signing_secret=tokens.signing_secret)
    listen(app)
    handler = AsyncSocketModeHandler(app, tokens.app, web_client=client, ping_interval=ping_interval_s)
    await handler.connect_async()  # type: ignore[no-untyped-call] # slack_bolt leaves it untyped
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # slack_bolt leaves it untyped


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


async def dialled(slack: SlackStandIn, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    """A socket opened by hand, past its hello."""
    headers = {"Authorization": f"Bearer {slack.platform.tokens.app}"}
    async with session.post(f"{slack.public_url}/api/apps.connections.open", headers=headers) as response:
        url = (await response.json())["url"]
    ws = await session.ws_connect(url)
    assert (await ws.receive_json())["type"] == "hello"
    return ws


def hears_nothing(_: AsyncApp) -> None:
    """Leave the app without listeners."""


def says_on_it(app: AsyncApp) -> None:
    @app.command("/mesh")
    async def listen(ack: AsyncAck, command: Json) -> None:
        await ack(f"on it: {command['text']}")


def test_a_command_comes_over_the_socket_and_its_ack_is_shown(run: Run, slack: SlackStandIn) -> None:
    async def story() -> Delivery:
        async with connected(slack, says_on_it):
            return await slack.say("operator", "mesh", "/mesh status")

    delivery = run(story())
    assert (delivery.status, delivery.private["text"]) == (200, "on it: status")


def test_clicks_and_mentions_come_over_the_socket(run: Run, slack: SlackStandIn) -> None:
    heard: list[str] = []

    def listen(app: AsyncApp) -> None:
        @app.action("approve")
        async def approve(ack: AsyncAck, body: Json) -> None:
            heard.append(body["type"])
            await ack()

        @app.event("app_mention")
        async def mention(event: Json) -> None:
            heard.append(event["type"])

    async def story() -> list[int]:
        button = {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "Approve"}}
        async with connected(slack, listen) as handler:
            await handler.app.client.chat_postMessage(channel="C0MESH", text="x", blocks=[{"type": "actions", "elements": [button]}])
            click = await slack.click("approver", "Approve")
            mention = await slack.say("operator", "mesh", "@mesh status")
            await until(lambda: len(heard) == 2)
            return [click.status, mention.status]

    assert run(story()) == [200, 200]
    assert heard == ["block_actions", "app_mention"]


def test_an_unhandled_command_has_no_ack_and_times_out(run: Run, slack: SlackStandIn) -> None:
    slack.carrier.ack_timeout_s = 0.2

    async def story() -> Delivery:
        async with connected(slack, hears_nothing):
            return await slack.say("operator", "mesh", "/mesh status")

    delivery = run(story())
    assert (delivery.timed_out, delivery.seen) == (True, '/mesh failed with the error "operation_timeout"')


def test_the_client_reconnects_when_it_is_asked_to(run: Run, slack: SlackStandIn) -> None:
    async def story() -> Delivery:
        async with connected(slack, says_on_it):
            first = slack.sockets.open[0]
            await slack.sockets.refresh()
            await until(lambda: slack.sockets.connected() and slack.sockets.open[-1] is not first)
            return await slack.say("operator", "mesh", "/mesh status")

    assert run(story()).private["text"] == "on it: status"


def test_the_client_comes_back_after_a_cut(run: Run, slack: SlackStandIn) -> None:
    async def story() -> Delivery:
        async with connected(slack, says_on_it):
            slack.sockets.cut()
            await until(slack.sockets.connected)
            return await slack.say("operator", "mesh", "/mesh status")

    assert run(story()).private["text"] == "on it: status"


def test_without_a_socket_or_an_address_nothing_can_be_delivered(run: Run, slack: SlackStandIn) -> None:
    assert run(slack.say("operator", "mesh", "/mesh status")).error == "dispatch_failed"


def test_an_address_goes_before_a_socket(run: Run, slack: SlackStandIn) -> None:
    async def story() -> Delivery:
        async with connected(slack, says_on_it):
            slack.app_url = f"{slack.public_url}/not-an-app"
            return await slack.say("operator", "mesh", "/mesh status")

    assert run(story()).status == 404


def test_the_newest_socket_gets_the_envelope_and_the_first_ack_counts(run: Run, slack: SlackStandIn) -> None:
    async def story() -> tuple[Json, Delivery]:
        async with aiohttp.ClientSession() as session:
            await dialled(slack, session)
            newest = await dialled(slack, session)
            spoken = asyncio.create_task(slack.say("operator", "mesh", "/mesh status"))
            envelope = await newest.receive_json()
            for text in ("first", "second"):
                await newest.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": text}})
            return envelope, (await spoken)

    envelope, delivery = run(story())
    assert (envelope["type"], envelope["accepts_response_payload"], envelope["payload"]["command"]) == ("slash_commands", True, "/mesh")
    assert delivery.private["text"] == "first"


def test_an_unacked_event_is_sent_again_with_its_attempt(run: Run, slack: SlackStandIn) -> None:
    slack.carrier.ack_timeout_s, slack.desktop.event_retry_delays_s = 0.05, [0]

    async def story() -> list[Json]:
        async with aiohttp.ClientSession() as session:
            ws = await dialled(slack, session)
            await slack.say("operator", "mesh", "@mesh status")
            return [await ws.receive_json(), await ws.receive_json()]

    first, second = run(story())
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert [(e["retry_attempt"], e["retry_reason"]) for e in (first, second)] == [(0, ""), (1, "http_timeout")]


def test_a_ping_is_echoed(run: Run, slack: SlackStandIn) -> None:
    async def story() -> aiohttp.WSMessage:
        async with aiohttp.ClientSession() as session, session.ws_connect(await socket_url(session), autoping=False) as ws:
            await ws.receive()
            await ws.ping(b"sdk-ping-pong:1")
            return await ws.receive()

    async def socket_url(session: aiohttp.ClientSession) -> str:
        headers = {"Authorization": f"Bearer {slack.platform.tokens.app}"}
        async with session.post(f"{slack.public_url}/api/apps.connections.open", headers=headers) as response:
            return str(json.loads(await response.text())["url"])

    pong = run(story())
    assert (pong.type, bytes(pong.data)) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1")


def test_a_ticket_opens_one_socket(run: Run, slack: SlackStandIn) -> None:
    async def story() -> None:
        async with aiohttp.ClientSession() as session:
            await session.ws_connect(f"{slack.public_url}/link/?ticket=invented")

    with pytest.raises(aiohttp.WSServerHandshakeError):
        run(story())
