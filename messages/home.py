"""The home tab, for somebody whom a mesh names: what waits for approval, what is locked, the latest runs.

It is a view, and nothing is decided there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mesh.locks import Holds
from mesh.run import Run
from messages.blocks import Block, context, section, sections
from messages.locks import hold_line
from messages.runs import run_line
from messages.words import clock, code

STRANGER = (
    "No mesh of mine names you among its people, so there is nothing to show here. "
    f"In a mesh's own channel {code('/mesh help')} lists what anyone may ask."
)
MOST = 10  # of runs, and of locks and freezes; of more, the first, and how many there are


def home_view(
    meshes: Sequence[str], awaiting: Sequence[Run], latest: Sequence[Run], holds: Sequence[Holds], now: datetime
) -> dict[str, Any]:
    """Render the tab; without `meshes` it is that of somebody whom none names."""
    blocks: list[Block] = [section("*I operate the mesh from Slack.* Runs are asked for and decided on in a mesh's channel.")]
    if meshes:
        blocks += _list("Waits for approval", awaiting, "Nothing waits for approval.", now)
        blocks += _holds(holds)
        blocks += _list(
            f"The latest {len(latest[:MOST])} runs" if latest else "The latest runs", latest[:MOST], "There are no runs yet.", now
        )
        named = "mesh" if len(meshes) == 1 else "meshes"
        blocks.append(context(f"{named} {', '.join(map(code, meshes))} · as of {clock(now)}; open this tab again for what is new"))
    else:
        blocks.append(section(STRANGER))
    return {"type": "home", "blocks": blocks}


def _list(title: str, runs: Sequence[Run], nothing: str, now: datetime) -> list[Block]:
    lines = [f"{run_line(run, now)} · <#{run.asking.channel}>" for run in runs[:MOST]]
    more = [f"… and {len(runs) - MOST} more: in a mesh's channel {code('/mesh status')} counts them."] if len(runs) > MOST else []
    return [*sections([f"*{title}*", *(lines or [nothing]), *more])]


def _holds(holds: Sequence[Holds]) -> Sequence[Block]:
    lines = [hold_line(hold, of_mesh.mesh) for of_mesh in holds for hold in of_mesh.all]
    more = [f"… and {len(lines) - MOST} more: {code('/mesh locks')} lists them."] if len(lines) > MOST else []
    return sections(["*Locks*", *(lines[:MOST] or ["Nothing is locked or frozen."]), *more])
