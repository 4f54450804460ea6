"""Slash commands: typed, delivered, answered."""

from sandbox.slack.acts.answers import Reply, reply_in_ack
from sandbox.slack.acts.desktop import Desktop
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Message
from sandbox.slack.outcome import Delivery, delivered
from sandbox.slack.people import Channel, Person
from sandbox.slack.response_urls import ResponseUrl
from sandbox.slack.typed import escaped, smart_typing


async def run_command(desktop: Desktop, person: Person, channel: Channel, line: str, thread_ts: str = "") -> Delivery:
    """Send a line that starts with a slash. Slack itself answers commands in threads and commands that no app has."""
    command, _, words = line.strip().partition(" ")
    if command not in desktop.commands:
        sentence = (
            f"{command} is not a valid command. In Slack, all messages that start with the “/” character are interpreted as commands."
        )
        return _refused(desktop, person, channel, "invalid_command", sentence)
    if thread_ts:
        return _refused(desktop, person, channel, "not_in_threads", f"{command} is not supported in threads. Sorry!")
    text = escaped(smart_typing(words.strip()) if desktop.smart_typing else words.strip(), desktop.platform.workspace, with_names=True)
    url = desktop.platform.response_urls.give("commands", person.id, channel.id)
    trigger_id = desktop.platform.triggers.give(person.id, channel.id)
    payload = desktop.payloads.slash_command(person, channel, command, text)
    payload |= {"response_url": desktop.response_url(url.path), "trigger_id": trigger_id}
    answer, second = await desktop.bring("command", payload)
    result = delivered("slash_command", answer, trigger_id)
    try:
        reply = reply_in_ack(desktop.platform, f"ack of {command}", answer) if not result.error else None
    except SlackError as refusal:
        result.error, result.errors, reply = "invalid_command_response", {"": refusal.error}, None
    if result.error:
        result.seen = f'{command} failed with the error "{result.error}"'
        result.private = desktop.platform.whisper(channel.id, person.id, result.seen).as_state()
    elif reply is not None:
        _show(desktop, reply, line.strip(), url, result)
    result.again = delivered("slash_command", second, trigger_id) if second is not None else None
    return desktop.note(result)


def _show(desktop: Desktop, reply: Reply, line: str, url: ResponseUrl, result: Delivery) -> None:
    """Put the ack's message where it belongs and remember it as the one that the response_url may replace."""
    channel = desktop.platform.workspace.channels[url.channel]
    if reply.in_channel:
        # A visible answer shows the command that was typed above it.
        desktop.platform.post_as_person(channel, url.user, line, subtype="slash_command")
    message = show_reply(desktop, reply, url.user, channel)
    url.original_ts = message.ts
    if reply.in_channel:
        result.message = message.as_state()
    else:
        result.private = message.as_state()


def show_reply(desktop: Desktop, reply: Reply, user: str, channel: Channel, thread_ts: str = "") -> Message:
    """Post a reply: before everybody or before one person. It needs no membership and no turn, as in Slack."""
    private_to, thread = "" if reply.in_channel else user, reply.thread_ts or thread_ts
    return desktop.platform.post(channel, **reply.content, private_to=private_to, metadata=reply.metadata, thread_ts=thread)


def _refused(desktop: Desktop, person: Person, channel: Channel, error: str, sentence: str) -> Delivery:
    private = desktop.platform.whisper(channel.id, person.id, sentence).as_state()
    return desktop.note(Delivery("slash_command", error=error, seen=sentence, private=private))
