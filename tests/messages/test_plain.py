"""Messages as a terminal shows them."""

import re
from pathlib import Path

import pytest

from mesh.run import RunState
from mesh.steps import Scale
from messages.plain import SIGNS, plain, plain_lines
from messages.run import run_message
from tests.examples import APP, NOON, a_plan, a_run, dynos

PRODUCT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("mrkdwn", "shown"),
    [
        ("`/mesh add web-ui` is *done*", "/mesh add web-ui is done"),
        ("*bold with `code`* and `*code*`", "bold with code and *code*"),
        ("`web-*` and `:x:`", "web-* and :x:"),
        (":white_check_mark: all &lt;web&gt; &amp; more", "✔ all <web> & more"),
        ("at 10:18:04, :nosuch: sign", "at 10:18:04, :nosuch: sign"),
        ("by <@U0OPERATOR>, <!subteam^S0OPERATORS> in <#C0MESH>", "by @U0OPERATOR, @S0OPERATORS in #C0MESH"),
        ("until <!date^1764151380^{time}|10:03 UTC>", "until 10:03 UTC"),
        ("<https://ui.example.com/>", "https://ui.example.com/"),
        ("<https://ui.example.com/|the shop>", "the shop (https://ui.example.com/)"),
        ("```a *b* &lt;c&gt;\n`d````", "a *b* <c>\n`d`"),
    ],
)
def test_slacks_markup_is_shown_as_plain_text(mrkdwn: str, shown: str) -> None:
    assert plain(mrkdwn) == shown


def test_every_sign_that_a_message_uses_has_one_for_a_terminal() -> None:
    used = {
        sign
        for folder in ("messages", "mesh", "bot", "jobs")
        for file in (PRODUCT / folder).rglob("*.py")
        for sign in re.findall(r":([a-z]+(?:_[a-z]+)*):(?= |\"|\{)", file.read_text("utf8"))
    }
    assert used
    assert used <= SIGNS.keys()


def test_a_run_is_shown_line_by_line_without_its_buttons() -> None:
    lines = plain_lines(run_message(a_run(state=RunState.RUNNING, plan=a_plan(Scale(APP, dynos("web=1:basic"))), started_at=NOON), NOON))
    assert lines[:2] == ("r-7k3f · under way · /mesh add web-ui", "asked by @U0OPERATOR · mesh main")
    assert any(line.startswith("▫ scale web=1:basic") for line in lines)
    assert "Cancel" not in "\n".join(lines)
