"""No word of a person or a vendor has power in Slack, nor leaves its line, whatever it looks like."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh.quoting import quoted as briefly
from mesh.requests import History
from mesh.run import Run
from messages.blocks import Rendered
from messages.history import history_list
from messages.locks import locked, thawed
from messages.run import run_message
from messages.runs import runs_list
from messages.words import code, quoted
from tests.examples import ADMIN, NOON, a_freeze, a_lock, a_run, an_entry
from tests.messages.limits import shown

LIVE = re.compile(r"<(?!@U0|!date\^\d+\^\{)[^>]*>|<@U0EVIL|click\^https[^;]*>")
PIECES = [
    *("<!channel>", "<!subteam^S0OPERATORS>", "<@U0EVIL>", "<https://evil.example|x>", "<!date^1^click^https://evil.example|x>"),
    *("&lt;!here&gt;", "&amp;lt;", "<", ">", "&", "|", "`", "```", "*", "\n", "\r", "\u2028", "\u202e", "\u200b", "\x1b[2J", "why "),
]
HOSTILE = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)


def history(text: str) -> Rendered:
    return history_list(History(), [an_entry(why=text, what=text, event="locked")], 1)


def a_run_with(text: str) -> Run:
    return a_run(reason=text, words=text)


RENDERERS: dict[str, Callable[[str], str]] = {
    "code": code,
    "a quoted reason": quoted,
    "what was typed, in a refusal": briefly,
    "the history": lambda text: shown(history(text)),
    "a run": lambda text: shown(run_message(a_run_with(text), NOON)),
    "the list of runs": lambda text: shown(runs_list([a_run_with(text)], NOON)),
    "a lock": lambda text: locked(a_lock(reason=text), is_renewed=False),
    "a thaw": lambda text: thawed(a_freeze(reason=text), ADMIN, text, "main"),
}


@pytest.mark.parametrize("name", RENDERERS)
@given(text=HOSTILE)
@settings(max_examples=60, deadline=None)
def test_hostile_words_come_out_as_plain_text_on_their_own_line(name: str, text: str) -> None:
    written, harmless = RENDERERS[name](text), RENDERERS[name]("why")
    assert LIVE.findall(written) == []
    assert written.count("\n") == harmless.count("\n")
    assert not {"\u202e", "\u200b", "\x1b", "\u2028", "\r"} & set(written)
