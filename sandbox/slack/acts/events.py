"""Events: mentions, opened home tabs, direct messages; brought again when the app does not take them."""

import asyncio
from typing import Any

from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.delivery import Answer, Parcel
from sandbox.slack.messages import Message
from sandbox.slack.outcome import Delivery, delivered
from sandbox.slack.people import Channel, Person
from sandbox.slack.scopes import EVENT_SCOPES
from sandbox.slack.typed import escaped, smart_typing
from sandbox.slack.view_objects import view_object

Json = dict[str, Any]


async def write_message(desktop: Desktop, person: Person, channel: Channel, text: str, thread_ts: str = "") -> Delivery:
    """Post what a person wrote; a mention of the bot, or a direct message to it, is brought to the app."""
    platform = desktop.platform
    typed = smart_typing(text) if desktop.smart_typing else text
    message = platform.post_as_person(channel, person.id, escaped(typed, platform.workspace, with_names=False), thread_ts=thread_ts)
    mentioned = f"<@{platform.workspace.bot.user_id}>" in message.text
    if channel.is_im:
        return await _tell(desktop, "message.im", _message_event(message, "message") | {"channel_type": "im"}, message)
    if mentioned and platform.workspace.has_bot(channel):
        return await _tell(desktop, "app_mention", _message_event(message, "app_mention"), message)
    result = Delivery("message", message=message.as_state())
    if mentioned:
        result.error, result.seen = "bot_not_in_channel", f"You mentioned @{platform.workspace.bot.name}, but they’re not in this channel."
        result.private = platform.whisper(channel.id, person.id, result.seen).as_state()
    return desktop.note(result)


async def open_home(desktop: Desktop, person: Person, tab: str = "home") -> Delivery:
    """Open the app's home (or messages) tab."""
    platform = desktop.platform
    channel, home = platform.workspace.direct_message(person.id), platform.views.homes.get(person.id)
    event: Json = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": tab, "event_ts": platform.messages.next_ts()}
    if home is not None and tab == "home":
        event["view"] = view_object(home, platform.workspace)
    return await _tell(desktop, "app_home_opened", event, None)


async def _tell(desktop: Desktop, subscription: str, event: Json, message: Message | None) -> Delivery:
    shown = message.as_state() if message is not None else None
    scope = EVENT_SCOPES.get(subscription)
    if subscription not in desktop.subscriptions or (scope and scope not in desktop.platform.scopes):
        return desktop.note(Delivery("message", message=shown))
    payload = desktop.payloads.event(event)
    answer = await desktop.carrier.bring(Parcel("event", payload))
    result = delivered(str(event["type"]), answer)
    result.message = shown
    if answer.problem:
        desktop.in_background(_retry(desktop, payload, answer))
    elif desktop.deliver_twice:
        second = await desktop.carrier.bring(Parcel("event", payload, 1, "http_timeout"))
        result.again = delivered(result.kind, second)
    return desktop.note(result)


async def _retry(desktop: Desktop, payload: Json, answer: Answer) -> None:
    """Bring an event again, up to three times, until the app takes it or says X-Slack-No-Retry."""
    for number, delay_s in enumerate(desktop.event_retry_delays_s, start=1):
        if not answer.problem or "x-slack-no-retry" in answer.headers:
            return
        await asyncio.sleep(delay_s)
        answer = await desktop.carrier.bring(Parcel("event", payload, number, answer.problem))
        desktop.note(delivered(f"retry {number} of {payload['event']['type']}", answer))


def _message_event(message: Message, kind: str) -> Json:
    event: Json = {
        "type": kind,
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "channel": message.channel,
        "event_ts": message.ts,
    }
    return event | {"thread_ts": message.thread_ts} if message.thread_ts else event
