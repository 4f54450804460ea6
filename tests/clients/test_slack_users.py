"""Who somebody is, as the client reads it of Slack: only what is said clearly counts as a yes."""

from collections.abc import Iterator
from typing import Any

import pytest

from clients.slack import SlackClient, user_from
from mesh.people import Standing
from sandbox.slack import SlackStandIn
from sandbox.slack.people import Person
from tests.clients.served import Loop, Served

TOKEN = "xoxb-canary-bot-token"
MEMBER: dict[str, Any] = {
    "id": "U0OPERATOR",
    "team_id": "T0MESH",
    "deleted": False,
    "is_bot": False,
    "is_restricted": False,
    "is_ultra_restricted": False,
}


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


def change(stand_in: SlackStandIn, **changes: object) -> None:
    for name, value in changes.items():
        setattr(stand_in.workspace.person("operator"), name, value)


def test_a_full_member_is_active(slack: SlackClient) -> None:
    assert slack.is_active("U0OPERATOR")


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"deactivated": True}, Standing.GONE),
        ({"guest": "multi"}, Standing.GUEST),
        ({"guest": "single"}, Standing.GUEST),
        ({"team_id": "T0OTHER"}, Standing.STRANGER),
        ({"is_bot": True}, Standing.BOT),
    ],
)
def test_nobody_else_is_active(slack: SlackClient, stand_in: SlackStandIn, changes: dict[str, Any], standing: Standing) -> None:
    change(stand_in, **changes)

    assert (slack.user("U0OPERATOR").standing, slack.is_active("U0OPERATOR")) == (standing, False)


def test_whom_the_workspace_does_not_know_is_a_stranger(slack: SlackClient) -> None:
    assert slack.user("U0NOBODY").standing is Standing.STRANGER


def test_in_a_grid_somebody_is_found_by_either_of_their_ids(slack: SlackClient, stand_in: SlackStandIn) -> None:
    stand_in.workspace.enterprise_id = "E0GRID"
    change(stand_in, grid_id="W0OPERATOR")

    assert slack.user("U0OPERATOR") == slack.user("W0OPERATOR")
    assert slack.user("U0OPERATOR").ids == {"U0OPERATOR", "W0OPERATOR"}


def test_who_is_of_another_workspace_of_the_organisation_counts_as_a_member(slack: SlackClient, stand_in: SlackStandIn) -> None:
    grid = {"id": "W0OPERATOR", "enterprise_id": "E0GRID"}

    assert user_from("U0OPERATOR", {**MEMBER, "team_id": "T0SISTER", "enterprise_user": grid}, "T0MESH", "E0GRID").is_member


@pytest.mark.parametrize(
    "said",
    [
        {},
        [],
        None,
        "U0OPERATOR",
        {"id": "U0OPERATOR"},
        {**MEMBER, "id": "U0ANOTHER"},
        {**MEMBER, "team_id": None},
        {**MEMBER, "team_id": ["T0MESH"]},
        {**MEMBER, "deleted": None},
        {**MEMBER, "deleted": "false"},
        {**MEMBER, "is_restricted": "no"},
        {**MEMBER, "is_stranger": "no"},
        {**MEMBER, "enterprise_user": []} | {"team_id": ""},
        *({name: value for name, value in MEMBER.items() if name != left_out} for left_out in MEMBER),
    ],
)
def test_an_answer_that_does_not_say_it_clearly_is_no_yes(said: object) -> None:
    assert not user_from("U0OPERATOR", said, "T0MESH", "").is_member


def test_an_empty_enterprise_is_nobodys() -> None:
    grid = {"id": "W0OPERATOR", "enterprise_id": ""}

    assert not user_from("U0OPERATOR", {**MEMBER, "team_id": "T0OTHER", "enterprise_user": grid}, "T0MESH", "").is_member


def test_the_bots_own_workspace_is_asked_for_once(slack: SlackClient, served: Served) -> None:
    slack.user("U0OPERATOR")
    slack.user("U0ADMIN")

    assert [line.rpartition("/")[2] for line in map(str, served.asked)].count("auth.test") <= 1


def test_a_group_that_is_disabled_or_deleted_cannot_be_listed(slack: SlackClient, stand_in: SlackStandIn) -> None:
    stand_in.workspace.group("operators").is_disabled = True
    stand_in.workspace.people["U0NEW"] = Person("U0NEW", "new", "New")

    with pytest.raises(Exception, match="no such user group"):
        slack.members("S0OPERATORS")
