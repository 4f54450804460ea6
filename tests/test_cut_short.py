"""Every place that cuts a list or a text before somebody reads it is known here, with how the reader learns of it.

What `bot/` cuts are words that were typed: it says nothing that `messages/` has not written.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("messages", "jobs", "mesh/plans", "mesh/route_plans")
CUTTING = frozenset({"islice", "shortened"})


def cuts(folder: str) -> Iterator[str]:
    """Yield each function that takes the beginning of something, as `folder/file.py function`."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(function, ast.FunctionDef) and any(map(_cuts, ast.walk(function))):
                yield f"{path.relative_to(ROOT)} {function.name}"


def _cuts(node: ast.AST) -> bool:
    match node:
        case ast.Subscript(slice=ast.Slice(upper=ast.UnaryOp())):  # quotation marks around something
            return False
        case ast.Subscript(slice=ast.Slice(upper=ast.expr())):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in CUTTING
        case _:
            return False


COUNTED = {
    "messages/answer.py answer_of": "the last page says how many pages are left out",
    "messages/approval.py _needed": "says how many more reasons there are, and where",
    "messages/blocks.py rendered": "says how many lines have no room",
    "messages/effects.py effect_lines": "says how many more requests there are; the pages have them all",
    "messages/home.py home_view": "the title has the number",
    "messages/home.py _list": "says how many more wait",
    "messages/home.py _holds": "says how many more there are",
    "messages/plan_pages.py plan_pages": "the last page says how many pages are left out",
    "messages/plugins.py _several": "says how many more plugins there are",
    "messages/route_table.py _several": "says how many more routes there are",
    "messages/status/mesh.py mesh_table": "says how many of how many are shown; the file has all",
    "messages/status/mesh.py _locked": "says how many more there are",
    "messages/status/mesh.py _few": "says how many more lines there are",
    "messages/status/mesh.py _hosts": "says how many more there are",
    "messages/status/mesh.py notes": "says how many more there are",
    "messages/table.py with_room": "its caller says how many rows are shown",
    "jobs/answers/history.py history": "the title says how many of how many, and how far was looked",
    "mesh/plans/rolling_back.py _listed": "says how many more releases there are",
    "mesh/route_plans/effects.py effects_of": "an effect of its own says that more requests change",
    "mesh/route_plans/effects.py may_be_ended": "says how many more plugins there are",
    "mesh/route_plans/effects.py told": "says how many more answers there are",
    "mesh/route_plans/remarks.py _of_open_ended": "says how many more paths there are",
    "mesh/route_plans/remarks.py of_plugins_that_answer": "says how many more plugins there are",
    "mesh/route_plans/remarks.py _names": "says how many more routes there are",
}
"""A list of which only some is shown: its reader learns of how many."""

WITH_AN_ELLIPSIS = {
    "messages/blocks.py section",
    "messages/blocks.py context",
    "messages/blocks.py shortened",
    "messages/effects.py _cut",
    "messages/history.py _told",
    "messages/history.py _why",
    "messages/plan_pages.py _cut",
    "messages/run.py _words",
    "messages/runs.py run_line",
    "messages/status/app.py _config",
    "messages/status/app.py _release",
    "messages/status/mesh.py _cells",
    "messages/status/mesh.py _wrapped",
    "messages/status/releases.py _cells",
    "messages/words.py _shown",
    "mesh/route_plans/effects.py _told_alone",
    "mesh/route_plans/unpredicted.py why",
}
"""A text of which the beginning is shown, with an ellipsis."""

NOTHING_IS_LEFT_OUT = {
    "messages/answers.py may_not_read": "a capital letter",
    "messages/blocks.py _identified": "a block's id",
    "messages/blocks.py _pieces": "all pieces are shown",
    "messages/plan_pages.py mark_of": "a digest",
    "messages/route_form.py _flags": "what is ticked beforehand",
    "messages/route_table.py _in_pairs": "all pairs are shown",
    "messages/table.py _pieces": "all pieces are shown",
    "jobs/people.py refresh": "the others are looked up the next time",
    "jobs/reading/member.py releases_found": "the refusal says how many releases were looked at",
    "jobs/reading/owner.py owner_of": "all are looked at, some at a time",
    "jobs/report.py _pages": "a digest",
    "mesh/plans/buildpacks.py around": "all are kept, in another order",
    "mesh/route_plans/effects.py turn_of": "a status",
    "mesh/route_plans/further_host.py _visits": "one visit shows it",
    "mesh/route_plans/visits.py visits_of": "three visits show it",
}


def test_every_place_that_cuts_a_list_or_a_text_is_known_and_says_so() -> None:
    found = {place for folder in FOLDERS for place in cuts(folder)}
    known = COUNTED.keys() | WITH_AN_ELLIPSIS | NOTHING_IS_LEFT_OUT.keys()
    assert {"new": found - known, "gone": known - found} == {"new": set(), "gone": set()}
