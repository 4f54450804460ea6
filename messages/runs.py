"""Runs in a list, and one run told in full."""

from collections.abc import Sequence
from datetime import datetime

from mesh.run import Run
from messages.blocks import Rendered, in_one_section, rendered, section, sections, shortened
from messages.run import WORDS_MAX, run_message
from messages.words import clock, code, duration


def runs_list(runs: Sequence[Run], now: datetime, kept: int | None = None) -> Rendered:
    """Render the latest runs, newest first, a line each; `kept` is how many there are in all."""
    if not runs:
        text = "There are no runs yet."
        return in_one_section(text, "help:runs")
    lines = [run_line(run, now) for run in runs]
    of_all = f" of {kept}" if kept is not None and kept > len(runs) else ""
    title = f"The latest {len(runs)}{of_all} runs:" if len(runs) > 1 or of_all else "The latest run:"
    return rendered(f"{title} {', '.join(f'{run.id} {run.state.value}' for run in runs)}", [section(title, "help:runs"), *sections(lines)])


def run_line(run: Run, now: datetime) -> str:
    took = duration((run.ended_at or now) - (run.since or run.asking.at))
    why = f" · {run.why}" if run.why and not run.has_ended else ""
    asked = f"{code(shortened(f'/mesh {run.asking.words}', WORDS_MAX))} · <@{run.asking.person}> · {clock(run.asking.at)}"
    return f"{code(run.id)} *{run.state.value}* {asked} · {took}{why}"


def one_run(run: Run, now: datetime) -> Rendered:
    """Render a run as its own message does, without its buttons: those live where everybody sees them."""
    whole = run_message(run, now)
    blocks = [block for block in whole.blocks if block["type"] != "actions"]
    return rendered(whole.text, [{**blocks[0], "block_id": "help:run"}, *blocks[1:]])
