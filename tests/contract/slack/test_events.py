"""Messages people write, mentions, and events that are brought again."""

from collections.abc import Callable, Coroutine
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse

from sandbox.slack import SlackStandIn

Run = Callable[[Coroutine[Any, Any, Any]], Any]
Until = Callable[[Callable[[], object]], None]
Json = dict[str, Any]


def keep(kept: list[Json], what: str) -> Callable[[BoltContext, BoltRequest], None]:
    """Listen by keeping the whole body, or the event in it."""

    def listen(context: BoltContext, request: BoltRequest) -> None:
        kept.append(request.body if what == "body" else request.body["event"])

    return listen


def test_a_mention_reaches_the_listener(run: Run, slack: SlackStandIn, bolt: App) -> None:
    bodies: list[Json] = []
    bolt.event("app_mention")(keep(bodies, "body"))
    delivery = run(slack.say("operator", "mesh", "@mesh status of web-ui.acme.com & @approver"))
    body, event = bodies[0], bodies[0]["event"]
    assert (delivery.kind, delivery.status) == ("app_mention", 200)
    assert event["text"] == "<@U0MESHBOT> status of <http://web-ui.acme.com|web-ui.acme.com> &amp; <@U0APPROVER>"
    assert (event["user"], event["channel"], event["ts"]) == ("U0OPERATOR", "C0MESH", delivery.message["ts"])
    assert (body["team_id"], body["api_app_id"], body["authorizations"][0]["user_id"]) == ("T0MESH", "A0MESHBOT", "U0MESHBOT")


def test_a_mention_in_a_thread_carries_the_thread(run: Run, slack: SlackStandIn, bolt: App) -> None:
    events: list[Json] = []
    bolt.event("app_mention")(keep(events, "event"))
    run(slack.say("operator", "mesh", "@mesh status", thread_ts="1.000001"))
    assert events[0]["thread_ts"] == "1.000001"


def test_words_that_mention_nobody_go_to_no_app(run: Run, slack: SlackStandIn, bolt: App) -> None:
    delivery = run(slack.say("operator", "mesh", "good morning"))
    assert (delivery.kind, delivery.status, delivery.message["text"]) == ("message", 0, "good morning")


def test_a_mention_where_the_bot_is_no_member_is_answered_by_slack(run: Run, slack: SlackStandIn, bolt: App) -> None:
    delivery = run(slack.say("operator", "random", "@mesh status"))
    assert (delivery.error, delivery.status) == ("bot_not_in_channel", 0)
    assert delivery.seen == "You mentioned @mesh, but they’re not in this channel."


def test_direct_messages_come_only_to_apps_that_subscribe(run: Run, slack: SlackStandIn, bolt: App) -> None:
    events: list[Json] = []
    bolt.event("message")(keep(events, "event"))
    run(slack.say("operator", "@mesh", "hello"))
    slack.desktop.subscriptions.append("message.im")
    run(slack.say("operator", "@mesh", "hello again"))
    assert [(event["text"], event["channel_type"]) for event in events] == [("hello again", "im")]


def test_an_event_that_fails_is_brought_again_with_number_and_reason(run: Run, slack: SlackStandIn, bolt: App, until: Until) -> None:
    slack.desktop.event_retry_delays_s = [0, 0, 0]
    seen: list[tuple[str, list[str], list[str]]] = []
    bolt.error(lambda: BoltResponse(status=500, body="broken"))

    @bolt.event("app_mention")
    def listen(body: Json, request: BoltRequest) -> None:
        seen.append((body["event_id"], *(list(request.headers.get(f"x-slack-retry-{key}", [])) for key in ("num", "reason"))))
        if len(seen) < 3:
            raise RuntimeError("broken")

    run(slack.say("operator", "mesh", "@mesh status"))
    until(lambda: len(seen) == 3)
    assert len({event_id for event_id, _, _ in seen}) == 1
    assert [(num, reason) for _, num, reason in seen] == [([], []), (["1"], ["http_error"]), (["2"], ["http_error"])]


def test_no_retry_is_obeyed(run: Run, slack: SlackStandIn, bolt: App) -> None:
    slack.desktop.event_retry_delays_s = [0, 0, 0]
    calls: list[int] = []
    bolt.error(lambda: BoltResponse(status=500, body="broken", headers={"X-Slack-No-Retry": "1"}))

    @bolt.event("app_mention")
    def listen() -> None:
        calls.append(1)
        raise RuntimeError("broken")

    run(slack.say("operator", "mesh", "@mesh status"))
    run(slack.say("operator", "mesh", "@mesh status"))
    assert len(calls) == 2


def test_an_event_can_come_twice_although_it_was_taken(run: Run, slack: SlackStandIn, bolt: App) -> None:
    slack.desktop.deliver_twice = True
    ids: list[str] = []
    bolt.event("app_mention")(lambda body: ids.append(body["event_id"]))
    run(slack.say("operator", "mesh", "@mesh status"))
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_without_the_scope_no_mention_comes(run: Run, slack: SlackStandIn, bolt: App) -> None:
    slack.grant({"commands", "chat:write"})
    assert run(slack.say("operator", "mesh", "@mesh status")).status == 0
