"""blocks.validate: Slack's own check of Block Kit. Source: https://docs.slack.dev/reference/methods/blocks.validate."""

from typing import Any

from sandbox.slack.blockkit import Problem, message_payload_problems, message_problems, view_problems
from sandbox.slack.errors import SlackError
from sandbox.slack.platform import Platform
from sandbox.slack.web_api.calls import Call, Method


def validate(_: Platform, call: Call) -> dict[str, Any]:
    given = [name for name in ("blocks", "message", "view") if call.arguments.get(name) is not None]
    if len(given) != 1:
        sentence = "must provide exactly one of `blocks`, `view`, or `message`"
        raise SlackError("invalid_arguments", response_metadata={"messages": [sentence]})
    what = given[0]
    problems = _problems(what, call.json(what, f"invalid_{what}"))
    if problems:
        raise SlackError(f"invalid_{what}", errors=[problem.as_json() for problem in problems])
    return {}


def _problems(what: str, value: object) -> list[Problem]:
    if what == "view":
        return view_problems(value)
    # Pointers into a bare list of blocks start at the list: /0/text/type.
    return message_problems(value, at="") if what == "blocks" else message_payload_problems(value)


METHODS = {"blocks.validate": Method(validate)}
