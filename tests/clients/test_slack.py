import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from clients.slack import SlackClient
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.run import Message
from sandbox.slack import SlackStandIn
from tests.clients.served import Loop, Served

TOKEN = "xoxb-canary-bot-token"
BLOCKS: list[dict[str, Any]] = [{"type": "section", "block_id": "head", "text": {"type": "mrkdwn", "text": "*web-ui* is added"}}]
OTHER_BLOCKS: list[dict[str, Any]] = [{"type": "divider", "block_id": "line"}]
METADATA = {"event_type": "run", "event_payload": {"run": "r-7k3f"}}
TOO_MANY_BLOCKS = [{"type": "divider"}] * 51
CHANNEL, RANDOM = "C0MESH", "C0RANDOM"


@pytest.fixture
def stand_in() -> SlackStandIn:
    return SlackStandIn(bot_token=TOKEN, app_token="xapp-canary", signing_secret="canary")


@pytest.fixture
def served(loop: Loop, stand_in: SlackStandIn) -> Iterator[Served]:
    with loop.served(stand_in) as serving:
        yield serving


@pytest.fixture
def slack(served: Served) -> Iterator[SlackClient]:
    client = SlackClient(TOKEN, f"{served.url}/api/", timeout_s=0.5)
    yield client
    client.close()


@pytest.fixture
def response_url(served: Served, stand_in: SlackStandIn) -> str:
    return served.url + stand_in.platform.response_urls.give("commands", "U0OPERATOR", CHANNEL).path


def shown(stand_in: SlackStandIn, channel: str) -> list[dict[str, Any]]:
    """The messages that everybody in the channel sees."""
    channels = {each["id"]: each for each in stand_in.state()["channels"]}
    return list(channels[channel]["messages"])


def refused(call: Callable[[], object]) -> PermanentFailure:
    with pytest.raises(PermanentFailure) as caught:
        call()
    return caught.value


def passing(call: Callable[[], object]) -> TemporaryFailure:
    with pytest.raises(TemporaryFailure) as caught:
        call()
    return caught.value


def test_nothing_is_sent_before_the_first_call(slack: SlackClient, served: Served) -> None:
    assert served.asked == []


def test_a_message_is_posted_with_its_blocks_and_metadata(slack: SlackClient, stand_in: SlackStandIn) -> None:
    message = slack.post(CHANNEL, "web-ui is added", BLOCKS, METADATA)

    (seen,) = shown(stand_in, CHANNEL)
    assert (message.channel, message.ts) == (CHANNEL, seen["ts"])
    assert (seen["text"], seen["blocks"][0]["block_id"], seen["metadata"]) == ("web-ui is added", "head", METADATA)


def test_a_message_in_a_thread_hangs_below_the_first(slack: SlackClient, stand_in: SlackStandIn) -> None:
    first = slack.post(CHANNEL, "first", [], {})

    slack.post(CHANNEL, "details", [], {}, thread=first.ts)

    assert shown(stand_in, CHANNEL)[1]["thread_ts"] == first.ts


def test_a_file_is_put_into_a_thread(slack: SlackClient, stand_in: SlackStandIn) -> None:
    first = slack.post(CHANNEL, "first", [], {})

    slack.upload(CHANNEL, first.ts, "mesh.csv", "app,größe\nweb-ui,1\n")

    (file,) = stand_in.state()["files"]
    assert (file["name"], file["text"], file["shared_in"]) == ("mesh.csv", "app,größe\nweb-ui,1\n", [CHANNEL])
    assert (file["completed"], file["thread_ts"]) == (True, first.ts)


def test_the_address_of_an_upload_is_not_logged(slack: SlackClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    slack.upload(CHANNEL, slack.post(CHANNEL, "first", [], {}).ts, "mesh.csv", "x")

    assert [record.getMessage() for record in caplog.records if "/upload/v1/" in record.getMessage()] == []


@pytest.mark.parametrize("path", ["files.getUploadURLExternal", "/upload/v1/", "files.completeUploadExternal"])
def test_a_file_that_slack_does_not_take_for_a_moment_may_be_sent_again(slack: SlackClient, served: Served, path: str) -> None:
    first = slack.post(CHANNEL, "first", [], {})
    served.go_wrong(path=path, status=503)

    passing(lambda: slack.upload(CHANNEL, first.ts, "mesh.csv", "x"))


def test_a_file_without_the_scope_is_refused_with_what_to_do(slack: SlackClient, served: Served) -> None:
    served.go_wrong(path="files.getUploadURLExternal", status=200, body={"ok": False, "error": "missing_scope", "needed": "files:write"})

    failure = refused(lambda: slack.upload(CHANNEL, "1.2", "mesh.csv", "x"))

    assert (failure.details, failure.advice) == ("missing_scope", "Add the scope to the Slack app and install it again.")


def test_a_message_is_edited_in_place(slack: SlackClient, stand_in: SlackStandIn) -> None:
    message = slack.post(CHANNEL, "before", BLOCKS, METADATA)

    slack.update(message, "after", OTHER_BLOCKS, METADATA)

    (seen,) = shown(stand_in, CHANNEL)
    assert (seen["text"], seen["blocks"][0]["type"]) == ("after", "divider")


def test_a_command_is_answered_privately(slack: SlackClient, stand_in: SlackStandIn, response_url: str) -> None:
    slack.respond(response_url, "here you are", BLOCKS, {})

    assert shown(stand_in, CHANNEL) == []
    assert "here you are" in str(stand_in.state())


def test_a_person_is_told_in_a_channel_and_its_thread_what_nobody_else_sees(slack: SlackClient, stand_in: SlackStandIn) -> None:
    first = slack.post(CHANNEL, "first", [], {})
    slack.whisper(CHANNEL, "U0OPERATOR", "on its way", BLOCKS, first.ts)
    (told,) = stand_in.state()["private"]["U0OPERATOR"]
    assert (told["channel"], told["thread_ts"], told["text"], len(told["blocks"])) == (CHANNEL, first.ts, "on its way", 1)
    assert [message["text"] for message in shown(stand_in, CHANNEL)] == ["first"]


def test_a_person_who_left_the_channel_cannot_be_told_there(slack: SlackClient, stand_in: SlackStandIn) -> None:
    stand_in.workspace.channel("mesh").members.discard("U0OPERATOR")
    failure = refused(lambda: slack.whisper(CHANNEL, "U0OPERATOR", "on its way", []))
    assert failure.details == "user_not_in_channel"


def test_a_person_is_told_directly(slack: SlackClient, stand_in: SlackStandIn) -> None:
    slack.tell("U0OPERATOR", "your run ended")

    (direct,) = [channel for channel in stand_in.state()["channels"] if channel["direct_message_with"] == "U0OPERATOR"]
    assert [message["text"] for message in direct["messages"]] == ["your run ended"]


def test_the_members_of_a_group_are_user_ids(slack: SlackClient) -> None:
    assert slack.members("S0OPERATORS") == {"U0OPERATOR", "U0OPERATOR2"}


def test_calls_one_after_another_share_a_connection(slack: SlackClient, served: Served, response_url: str) -> None:
    slack.post(CHANNEL, "one", [], {})
    slack.members("S0OPERATORS")
    slack.respond(response_url, "two", [], {})

    assert len(served.peers) == 1
    assert len(served.asked) == 3


def test_no_proxy_is_asked(slack: SlackClient, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    client = SlackClient(TOKEN, f"{served.url}/api/")

    client.post(CHANNEL, "hello", [], {})
    client.close()

    assert served.asked == ["POST /api/chat.postMessage"]


def test_a_channel_without_the_bot_is_told_with_the_way_to_invite_it(slack: SlackClient) -> None:
    failure = refused(lambda: slack.post(RANDOM, "hello", [], {}))

    assert str(failure) == "Slack did not post in C0RANDOM: the bot is not in the channel (not_in_channel)."
    assert "/invite @mesh" in failure.advice
    assert failure.details == "not_in_channel"


@pytest.mark.parametrize(
    ("code", "words"),
    [("channel_not_found", "no such channel"), ("is_archived", "archived"), ("restricted_action", "does not let the bot write")],
)
def test_a_channel_that_is_closed_is_told_in_words_and_by_its_code(slack: SlackClient, served: Served, code: str, words: str) -> None:
    served.go_wrong(status=200, body={"ok": False, "error": code})

    failure = refused(lambda: slack.post(CHANNEL, "hello", [], {}))

    assert words in str(failure)
    assert failure.details == code


def test_a_message_that_is_gone_cannot_be_edited(slack: SlackClient) -> None:
    failure = refused(lambda: slack.update(Message(CHANNEL, "1.000001"), "after", BLOCKS, {}))

    assert failure.details == "message_not_found"


def test_blocks_that_break_slacks_rules_are_final(slack: SlackClient) -> None:
    assert refused(lambda: slack.post(CHANNEL, "hello", TOO_MANY_BLOCKS, {})).details == "invalid_blocks"


def test_what_slack_finds_wrong_is_told(slack: SlackClient, served: Served) -> None:
    messages = ["[ERROR] no more than 50 items allowed [json-pointer:/blocks]"]
    served.go_wrong(status=200, body={"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": messages}})

    assert "no more than 50 items allowed" in str(refused(lambda: slack.post(CHANNEL, "hello", BLOCKS, {})))


def test_a_text_that_is_too_long_is_final(slack: SlackClient) -> None:
    assert refused(lambda: slack.post(CHANNEL, "x" * 40_001, [], {})).details == "msg_too_long"


def test_a_token_that_is_not_valid_is_told_without_the_token(served: Served) -> None:
    client = SlackClient("xoxb-canary-other", f"{served.url}/api/")

    failure = refused(lambda: client.post(CHANNEL, "hello", [], {}))
    client.close()

    assert failure.details == "invalid_auth"
    assert "SLACK_BOT_TOKEN" in failure.advice
    assert "canary" not in f"{failure} {failure.__cause__}"


def test_a_scope_that_is_missing_is_named(slack: SlackClient, stand_in: SlackStandIn) -> None:
    stand_in.grant(["chat:write"])

    assert "needed: usergroups:read" in str(refused(lambda: slack.members("S0OPERATORS")))


def test_a_group_that_is_not_there_is_final(slack: SlackClient) -> None:
    assert refused(lambda: slack.members("S0NOBODY")).details == "no_such_subteam"


def test_an_answer_that_is_not_slacks_is_final_and_its_address_is_to_be_checked(slack: SlackClient, served: Served) -> None:
    served.go_wrong(status=404, body="<h1>Not here</h1>", content_type="text/html")

    failure = refused(lambda: slack.members("S0OPERATORS"))

    assert str(failure) == "Slack did not list the members of the user group S0OPERATORS: it gives no other reason (404)."
    assert "SLACK_API_URL" in failure.advice


def test_a_post_that_is_answered_by_something_else_than_slack_is_unknown(slack: SlackClient, served: Served) -> None:
    served.go_wrong(status=404, body="<h1>Not here</h1>", content_type="text/html")

    assert passing(lambda: slack.tell("U0OPERATOR", "hello")).outcome_unknown


def test_an_error_that_nobody_foresaw_is_shown_by_its_name(slack: SlackClient, served: Served) -> None:
    served.go_wrong(status=200, body={"ok": False, "error": "brand_new_error"})

    assert "brand_new_error" in str(refused(lambda: slack.tell("U0OPERATOR", "hello")))


def test_being_asked_too_often_waits_as_long_as_slack_says_and_sends_nothing_again(slack: SlackClient, served: Served) -> None:
    served.go_wrong(status=429, body={"ok": False, "error": "ratelimited"}, headers={"Retry-After": "7"})

    failure = passing(lambda: slack.post(CHANNEL, "hello", [], {}))

    assert failure.retry_after_s == 7
    assert not failure.outcome_unknown
    assert len(served.asked) == 1


def test_being_asked_too_often_without_a_time_waits_half_a_minute(slack: SlackClient, served: Served) -> None:
    served.go_wrong(status=429, body="")

    assert passing(lambda: slack.post(CHANNEL, "hello", [], {})).retry_after_s == 30


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"status": 502, "body": "<html>"}, {"status": 200, "body": {"ok": False, "error": "internal_error"}}]
)
def test_slacks_own_trouble_may_pass_and_leaves_a_post_unknown(slack: SlackClient, served: Served, fault: dict[str, Any]) -> None:
    served.go_wrong(count=0, **fault)

    assert passing(lambda: slack.post(CHANNEL, "hello", [], {})).outcome_unknown
    assert not passing(lambda: slack.members("S0OPERATORS")).outcome_unknown


def test_a_503_in_slacks_words_is_sent_once_and_had_no_effect(slack: SlackClient, served: Served) -> None:
    served.go_wrong(status=503, count=0, body={"ok": False, "error": "service_unavailable"})

    assert not passing(lambda: slack.post(CHANNEL, "hello", [], {})).outcome_unknown
    assert len(served.asked) == 1


@pytest.mark.parametrize("fault", [{"delay_s": 1}, {"reset": True}, {"half": True}, {"content_type": "text/html"}])
def test_an_answer_that_is_lost_leaves_a_post_unknown(
    slack: SlackClient, served: Served, stand_in: SlackStandIn, fault: dict[str, Any]
) -> None:
    served.go_wrong(when="after", **fault)

    assert passing(lambda: slack.post(CHANNEL, "hello", [], {})).outcome_unknown
    assert [message["text"] for message in shown(stand_in, CHANNEL)] == ["hello"]


def test_a_connection_cut_before_the_effect_is_sent_once(slack: SlackClient, served: Served, stand_in: SlackStandIn) -> None:
    served.go_wrong(reset=True)

    assert passing(lambda: slack.post(CHANNEL, "hello", [], {})).outcome_unknown
    assert shown(stand_in, CHANNEL) == []
    assert len(served.asked) == 1


def test_a_message_that_was_never_sent_is_not_unknown() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        client = SlackClient(TOKEN, f"http://127.0.0.1:{closed.getsockname()[1]}/api/")
        failure = passing(lambda: client.post(CHANNEL, "hello", [], {}))
        client.close()

    assert not failure.outcome_unknown
    assert "could not be reached" in str(failure)


@pytest.mark.parametrize("url", ["https://evil.example/x", "http://169.254.169.254/x", "https://hooks.slack.com@evil.example/x", "x"])
def test_nothing_is_answered_to_an_address_that_is_not_slacks(slack: SlackClient, url: str) -> None:
    assert refused(lambda: slack.respond(url, "hello", [], {})).details == "not_slacks"


def test_a_command_that_was_answered_five_times_is_not_answered_again(slack: SlackClient, response_url: str) -> None:
    for _ in range(5):
        slack.respond(response_url, "again", [], {})

    assert refused(lambda: slack.respond(response_url, "again", [], {})).details == "used_url"


def test_a_command_that_is_too_old_is_not_answered(slack: SlackClient, stand_in: SlackStandIn, response_url: str) -> None:
    stand_in.platform.response_urls.lifetime_s = -1

    assert "older than 30 minutes" in str(refused(lambda: slack.respond(response_url, "late", [], {})))


def test_an_error_that_is_the_whole_answer_is_read_too(slack: SlackClient, served: Served, response_url: str) -> None:
    served.go_wrong(path="^/commands", status=404, body="expired_url", content_type="text/plain")

    assert refused(lambda: slack.respond(response_url, "late", [], {})).details == "expired_url"


@pytest.mark.parametrize("fault", [{"status": 429}, {"status": 500}, {"delay_s": 1}, {"reset": True}])
def test_an_answer_to_a_command_may_be_tried_again(slack: SlackClient, served: Served, response_url: str, fault: dict[str, Any]) -> None:
    served.go_wrong(path="^/commands", **fault)

    passing(lambda: slack.respond(response_url, "hello", [], {}))


def test_no_token_and_no_response_url_is_in_a_failure_or_a_log(
    slack: SlackClient, served: Served, response_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    served.go_wrong(path="^/commands", status=404, body={"ok": False, "error": "used_url"})
    served.go_wrong(path="^/commands", reset=True)

    failures: list[Exception] = [
        refused(lambda: slack.respond(response_url, "hello", [], {})),
        passing(lambda: slack.respond(response_url, "hello", [], {})),
        refused(lambda: slack.post(RANDOM, "hello", [], {})),
    ]

    told = caplog.text + str([f"{failure!r} {failure.__cause__!r} {failure.__cause__}" for failure in failures])
    assert TOKEN not in told
    assert response_url.rpartition("/")[2] not in told
