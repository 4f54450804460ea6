"""What Slack makes of typed words."""

import pytest

from sandbox.slack import seeded_workspace
from sandbox.slack.typed import escaped, smart_typing

WORKSPACE = seeded_workspace()


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("add web-ui", "add web-ui"),
        ("scale web-ui web=2:standard-1x v41 web.2", "scale web-ui web=2:standard-1x v41 web.2"),
        ("https://x.org/a?b=c#d", "<https://x.org/a?b=c#d>"),
        ("(https://x.org/a).", "(<https://x.org/a>)."),
        ("host=api.acme.com,b.acme.com", "host=<http://api.acme.com|api.acme.com>,<http://b.acme.com|b.acme.com>"),
        ("github.com/acme/billing", "<http://github.com/acme/billing|github.com/acme/billing>"),
        ("api.internal and mesh.toml", "api.internal and mesh.toml"),
        ("ops@acme.com", "<mailto:ops@acme.com|ops@acme.com>"),
        ("@approver, @nobody and @here", "<@U0APPROVER|approver>, @nobody and <!here>"),
        ("@mesh #mesh #nowhere", "<@U0MESHBOT|mesh> <#C0MESH|mesh> #nowhere"),
        ("@approvers.", "<!subteam^S0APPROVERS|@approvers>."),
        ("<@U0ADMIN> & a > b", "&lt;@U0ADMIN&gt; &amp; a &gt; b"),
    ],
)
def test_links_mentions_and_markup_are_escaped(typed: str, sent: str) -> None:
    assert escaped(typed, WORKSPACE, with_names=True) == sent


def test_messages_name_people_by_id_alone() -> None:
    assert escaped("@approver", WORKSPACE, with_names=False) == "<@U0APPROVER>"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ('--reason "so it is"', "—reason “so it is”"),
        ("it's 'quoted'", "it’s ‘quoted’"),
        ("wait...", "wait…"),
        ('reason="why"', "reason=“why”"),
    ],
)
def test_a_smart_keyboard_curls_quotes_and_joins_dashes(typed: str, sent: str) -> None:
    assert smart_typing(typed) == sent
