"""Slash commands as an app receives them and as a person sees them answered."""

import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltResponse

from sandbox.slack import Delivery, SlackStandIn, message_lines

Run = Callable[[Coroutine[Any, Any, Any]], Any]


def heard(bolt: App) -> list[dict[str, Any]]:
    commands: list[dict[str, Any]] = []

    @bolt.command("/mesh")
    def listen(ack: Ack, command: dict[str, Any]) -> None:
        commands.append(command)
        ack()

    return commands


def say(run: Run, slack: SlackStandIn, text: str, **more: str) -> Delivery:
    delivery: Delivery = run(slack.say("operator", "mesh", text, **more))
    return delivery


def test_a_signed_command_reaches_the_listener_with_slacks_fields(run: Run, slack: SlackStandIn, bolt: App) -> None:
    commands = heard(bolt)
    delivery = say(run, slack, "/mesh add web-ui")
    command = commands[0]
    assert delivery.status == 200
    assert (command["command"], command["text"], command["user_id"], command["user_name"]) == (
        "/mesh",
        "add web-ui",
        "U0OPERATOR",
        "operator",
    )
    assert (command["channel_id"], command["channel_name"], command["team_id"]) == ("C0MESH", "mesh", "T0MESH")
    assert (command["team_domain"], command["api_app_id"], command["is_enterprise_install"]) == ("mesh-sandbox", "A0MESHBOT", "false")
    assert command["response_url"].startswith(slack.public_url)
    assert command["trigger_id"] == delivery.trigger_id


def test_a_wrongly_signed_command_is_refused_by_bolt(run: Run, slack: SlackStandIn, bolt: App) -> None:
    commands = heard(bolt)
    slack.carrier.signing_secret = "another secret"
    delivery = say(run, slack, "/mesh status")
    assert (delivery.status, delivery.error, commands) == (401, "dispatch_failed", [])


def test_typed_mentions_links_and_markup_arrive_escaped(run: Run, slack: SlackStandIn, bolt: App) -> None:
    commands = heard(bolt)
    say(run, slack, "/mesh route add host=api.acme.com see https://acme.com/a?b=1&c=2. cc @approver @operators in #general a<b & c>d")
    assert commands[0]["text"] == (
        "route add host=<http://api.acme.com|api.acme.com> see <https://acme.com/a?b=1&amp;c=2>. "
        "cc <@U0APPROVER|approver> <!subteam^S0OPERATORS|@operators> in <#C0GENERAL|general> a&lt;b &amp; c&gt;d"
    )


def test_smart_typing_makes_quotes_and_dashes_curly(run: Run, slack: SlackStandIn, bolt: App) -> None:
    commands = heard(bolt)
    slack.desktop.smart_typing = True
    say(run, slack, """/mesh scale web-ui --reason "Bob's test" --dry-run""")
    assert commands[0]["text"] == "scale web-ui —reason “Bob’s test” —dry-run"


def test_an_empty_ack_shows_nothing(run: Run, slack: SlackStandIn, bolt: App) -> None:
    heard(bolt)
    delivery = say(run, slack, "/mesh status")
    assert (delivery.private, delivery.message, delivery.error) == (None, None, "")
    assert delivery.ack_ms > 0


def test_a_plain_text_ack_is_a_private_message(run: Run, slack: SlackStandIn, bolt: App) -> None:
    bolt.command("/mesh")(lambda ack: ack("r-7k3f: on it"))
    delivery = say(run, slack, "/mesh status")
    assert delivery.private is not None
    assert (delivery.private["text"], delivery.private["private_to"], delivery.private["channel"]) == (
        "r-7k3f: on it",
        "U0OPERATOR",
        "C0MESH",
    )


def test_a_json_ack_may_be_seen_by_everybody_below_the_typed_command(run: Run, slack: SlackStandIn, bolt: App) -> None:
    bolt.command("/mesh")(lambda ack: ack(text="hello all", response_type="in_channel"))
    say(run, slack, "/mesh status")
    channel = next(c for c in run(whole(slack))["channels"] if c["name"] == "mesh")
    assert [(m["user"], m["text"]) for m in channel["messages"]] == [("U0OPERATOR", "/mesh status"), ("U0MESHBOT", "hello all")]


def test_an_ack_with_invalid_blocks_is_a_failed_command(run: Run, slack: SlackStandIn, bolt: App) -> None:
    bolt.command("/mesh")(lambda ack: ack(text="x", blocks=[{"type": "header", "text": {"type": "mrkdwn", "text": "no"}}]))
    delivery = say(run, slack, "/mesh status")
    assert delivery.error == "invalid_command_response"
    assert delivery.seen == '/mesh failed with the error "invalid_command_response"'
    assert run(whole(slack))["invalid"][0]["errors"] == ["unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"]


def test_a_slow_ack_shows_operation_timeout(run: Run, slack: SlackStandIn, bolt: App) -> None:
    slack.carrier.ack_timeout_s = 0.05
    told = threading.Event()
    bolt.command("/mesh")(lambda ack: (told.wait(5), ack()))
    delivery = say(run, slack, "/mesh status")
    told.set()
    assert delivery.timed_out
    assert delivery.private is not None
    assert message_lines(delivery.private, slack.workspace) == ['/mesh failed with the error "operation_timeout"']


def test_an_unhandled_command_shows_dispatch_failed(run: Run, slack: SlackStandIn, bolt: App) -> None:
    delivery = say(run, slack, "/mesh status")
    assert (delivery.status, delivery.seen) == (404, '/mesh failed with the error "dispatch_failed"')


def test_a_crashed_listener_shows_dispatch_failed(run: Run, slack: SlackStandIn, bolt: App) -> None:
    bolt.error(lambda: BoltResponse(status=500, body="broken"))

    @bolt.command("/mesh")
    def listen() -> None:
        raise RuntimeError("broken")

    assert say(run, slack, "/mesh status").status == 500
    assert say(run, slack, "/mesh status").error == "dispatch_failed"


def test_an_app_that_is_not_there_shows_dispatch_failed(run: Run, slack: SlackStandIn) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        slack.app_url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    delivery = say(run, slack, "/mesh status")
    assert (delivery.status, delivery.error, delivery.timed_out) == (0, "dispatch_failed", False)


def test_the_same_command_can_come_twice(run: Run, slack: SlackStandIn, bolt: App) -> None:
    commands = heard(bolt)
    slack.desktop.deliver_twice = True
    delivery = say(run, slack, "/mesh status")
    assert [c["trigger_id"] for c in commands] == [delivery.trigger_id] * 2
    assert delivery.again is not None
    assert delivery.again.status == 200


def test_commands_cannot_be_used_in_threads(run: Run, slack: SlackStandIn, bolt: App) -> None:
    commands = heard(bolt)
    delivery = say(run, slack, "/mesh status", thread_ts="1.000001")
    assert (delivery.error, delivery.seen, commands) == ("not_in_threads", "/mesh is not supported in threads. Sorry!", [])


def test_slack_itself_answers_a_command_that_no_app_has(run: Run, slack: SlackStandIn, bolt: App) -> None:
    delivery = say(run, slack, "/mehs status")
    assert delivery.error == "invalid_command"
    assert delivery.seen.startswith("/mehs is not a valid command.")


def test_commands_work_where_the_bot_is_no_member(run: Run, slack: SlackStandIn, bolt: App) -> None:
    commands = heard(bolt)
    run(slack.say("operator", "random", "/mesh status"))
    assert commands[0]["channel_name"] == "random"


def test_in_a_direct_message_the_channel_is_called_directmessage(run: Run, slack: SlackStandIn, bolt: App) -> None:
    commands = heard(bolt)
    run(slack.say("operator", "@mesh", "/mesh status"))
    assert (commands[0]["channel_id"], commands[0]["channel_name"]) == ("D0OPERATOR", "directmessage")


@pytest.mark.parametrize(("person", "channel"), [("nobody", "mesh"), ("operator", "nowhere"), ("admin", "mesh"), ("approver", "mesh")])
def test_strangers_leavers_and_people_outside_the_channel_cannot_speak(run: Run, slack: SlackStandIn, person: str, channel: str) -> None:
    slack.workspace.person("admin").deactivated = True
    slack.workspace.channel("mesh").members.discard("U0APPROVER")
    with pytest.raises(LookupError):
        run(slack.say(person, channel, "/mesh status"))


async def whole(slack: SlackStandIn) -> dict[str, Any]:
    return slack.state()
