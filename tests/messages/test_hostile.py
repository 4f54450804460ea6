"""No word of a person or a vendor has power in Slack, nor leaves its line, whatever it looks like."""

import csv
import io
import json
from collections.abc import Callable
from typing import TypeVar, cast

import pytest
from hypothesis import given, settings

from clients.heroku.log_mask import plain
from jobs.answers.history import as_json_lines
from mesh.locks import Holds
from mesh.plan import Plan
from mesh.quoting import quoted as briefly
from mesh.requests import History, MeshStatus
from mesh.run import Run
from mesh.status import AppSeen, MeshSeen, rows
from mesh.status.drift import Difference
from mesh.status.one_app import OneApp
from messages.blocks import Rendered
from messages.details import details_message
from messages.effects import effect_line
from messages.history import history_list
from messages.home import home_view
from messages.locks import broken, locked, thawed
from messages.run import run_message
from messages.runs import runs_list
from messages.status.app import app_message
from messages.status.file import FORMULA, as_csv
from messages.status.mesh import mesh_table
from messages.status.releases import releases_table
from messages.words import code, quoted
from tests.examples import ADMIN, NOON, a_freeze, a_lock, a_release, a_run, an_app_seen, an_entry
from tests.linear.building import value_of
from tests.messages.hostile import HOSTILE, power_in, unseen_in
from tests.messages.limits import shown

T = TypeVar("T")
LAID_OUT = str.maketrans("\n\r\t", "   ")
"""What a log may have, and shows in a code block."""


def made(kind: type[T], text: str) -> T:
    """Return a value that has a text in each of its fields."""
    return cast("T", value_of(kind, text))


def history(text: str) -> Rendered:
    return history_list(History(), [an_entry(why=text, what=text, event="locked")], 1)


def a_run_with(text: str) -> Run:
    return a_run(reason=text, words=text)


def home(text: str) -> Rendered:
    holds = Holds("main", (a_lock(service=text, reason=text),), a_freeze(reason=text))
    return Rendered("home", tuple(home_view([text], [a_run_with(text)], [a_run_with(text)], [holds], NOON)["blocks"]))


def table(text: str) -> Rendered:
    seen = MeshSeen("main", NOON, (made(AppSeen, text),))
    found = rows(seen, (a_run_with(text),), (a_lock(service=text, reason=text),))
    return mesh_table(seen, found, found, MeshStatus(), NOON, freeze=a_freeze(reason=text)).message


RENDERERS: dict[str, Callable[[str], str]] = {
    "code": code,
    "a quoted reason": quoted,
    "what was typed, in a refusal": briefly,
    "the history": lambda text: shown(history(text)),
    "a run": lambda text: shown(run_message(a_run_with(text), NOON)),
    "the list of runs": lambda text: shown(runs_list([a_run_with(text)], NOON)),
    "a lock": lambda text: locked(a_lock(reason=text), is_renewed=False),
    "the home tab": lambda text: shown(home(text)),
    "the end of a log in the thread": lambda text: shown(details_message(a_run(details=plain(text)))).translate(LAID_OUT),
    "what visitors meet": lambda text: "".join(map(effect_line, made(Plan, text).effects)),
    "a lock that is broken": lambda text: broken(a_lock(reason=text, service=text), ADMIN, text, "main"),
    "an app's status": lambda text: shown(app_message(made(OneApp, text), Holds("main"), NOON)),
    "the releases of an app": lambda text: shown(releases_table("web-ui", (a_release(description=text, user=text),), NOON)),
    "a thaw": lambda text: thawed(a_freeze(reason=text), ADMIN, text, "main"),
}


@pytest.mark.parametrize("name", RENDERERS)
@given(text=HOSTILE)
@settings(max_examples=60, deadline=None)
def test_hostile_words_come_out_as_plain_text_on_their_own_line(name: str, text: str) -> None:
    written, harmless = RENDERERS[name](text), RENDERERS[name]("why")
    assert power_in(written) == []
    assert written.count("\n") == harmless.count("\n")


@given(text=HOSTILE)
@settings(max_examples=60, deadline=None)
def test_no_cell_of_the_table_has_power(text: str) -> None:
    assert power_in(shown(table(text))) == []


@given(text=HOSTILE)
@settings(max_examples=60, deadline=None)
def test_a_file_of_the_table_has_a_line_for_each_app_and_no_formula(text: str) -> None:
    app = an_app_seen(service=text, app=text, no_answer=text, hosts=(text,), drift=(Difference(text, text, text),))
    written = as_csv(rows(MeshSeen("main", NOON, (app,)), (a_run_with(text),), (a_lock(service=text, reason=text),)))
    assert unseen_in(written) == set()
    assert len(written.splitlines()) == 2
    assert [cell for cell in next(csv.reader(io.StringIO(written.splitlines()[1]))) if cell.startswith(FORMULA)] == []


@given(text=HOSTILE)
@settings(max_examples=60, deadline=None)
def test_a_line_of_an_export_is_one_line_of_what_can_be_seen_and_keeps_what_was_typed(text: str) -> None:
    entry = an_entry(why=text, what=text, app=text, who=text, told=text)
    (line,) = as_json_lines([entry]).splitlines()
    assert unseen_in(line) == set()
    assert json.loads(line) == entry.fields()
