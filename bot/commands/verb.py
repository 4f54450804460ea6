"""What a command declares of itself; help, parsing and suggestions all come from this."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import click

from mesh.app import Mesh
from mesh.requests import Immediate, Request, Undo


@dataclass(frozen=True)
class Verb:
    """One verb of `/mesh`.

    `parser` declares its words in click's terms; `request` turns what was parsed into a request, or raises InvalidRequest. `synonyms` are
    words of neighbouring tools that people type instead: they are suggested, never run.
    """

    name: str
    summary: str
    examples: tuple[str, ...]
    parser: click.Command
    request: Callable[[Mapping[str, Any], Mesh], Request | Immediate | Undo]
    synonyms: tuple[str, ...] = ()


TO_MESH = click.Option(["--to"], metavar="MESH", help="which mesh, where several are configured")
QUIET = click.Option(["--quiet"], is_flag=True, help="answer privately, and show nothing in the channel")
EVERYWHERE = (
    click.Option(["--reason"], metavar='"…"', help="why, for the channel and the record"),
    click.Option(["--dry-run"], is_flag=True, help="show the plan and change nothing"),
    click.Option(["--to"], metavar="MESH", help="which mesh, where several are configured; `to MESH` behind the app is the same"),
)


def parser(name: str, *params: click.Parameter) -> click.Command:
    """Return a click command that takes these parameters and those of every verb; it is parsed, never invoked."""
    return click.Command(name, params=[*params, *EVERYWHERE], add_help_option=False)
