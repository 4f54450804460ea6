"""What a command declares of itself; help, parsing and suggestions all come from this."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import click

from mesh.app import Mesh
from mesh.policy import Person, Ruling
from mesh.requests import Immediate, Request, Tier, Undo


@dataclass(frozen=True)
class Verb:
    """One verb of `/mesh`.

    `parser` declares its words in click's terms; `request` turns what was parsed into a request, or raises InvalidRequest. `synonyms` are
    words of neighbouring tools that people type instead: they are suggested, never run.

    `tier` says how much care it needs, `heavier` what makes it need more (`host=`), `beyond` how much where only the plan can tell that it
    needs more: `beyond_where` says where it does not, and where it does. `may` is the rule for who may, where that is not the tier's own.
    """

    name: str
    summary: str
    examples: tuple[str, ...]
    parser: click.Command
    request: Callable[[Mapping[str, Any], Mesh], Request | Immediate | Undo]
    tier: Tier
    heavier: Mapping[str, Tier] = field(default_factory=dict)
    beyond: Tier | None = None
    beyond_where: tuple[str, str] = ("Within limits (`max_dynos` and `min_web` in `mesh.toml`)", "beyond them")
    may: Callable[[Person, Mesh], Ruling] | None = None
    synonyms: tuple[str, ...] = ()

    @property
    def is_of_a_run(self) -> bool:
        """Say whether it is about a run that was asked for before."""
        return RUN_ID in self.parser.params

    @property
    def is_planned(self) -> bool:
        """Say whether there is a plan to show before anything changes, and perhaps to approve."""
        return DRY_RUN in self.parser.params


REASON = click.Option(["--reason"], metavar='"…"', help="why, for the channel and the record")
DRY_RUN = click.Option(["--dry-run"], is_flag=True, help="show the plan and change nothing")
QUIET = click.Option(["--quiet"], is_flag=True, help="answer privately, and show nothing in the channel")
TO_MESH = click.Option(["--to"], metavar="MESH", help="which mesh, where several are configured; `to MESH` behind the app is the same")
APP = click.Argument(["app"], metavar="APP")
PERHAPS_APP = click.Argument(["app"], required=False, metavar="[APP]")
RUN_ID = click.Argument(["run"], metavar="RUN")


def parser(name: str, *params: click.Parameter) -> click.Command:
    """Return a click command that takes these parameters; it is parsed, never invoked."""
    return click.Command(name, params=list(params), add_help_option=False)


def parser_of_change(name: str, *params: click.Parameter) -> click.Command:
    """Return one that takes these and what every change takes."""
    return parser(name, *params, REASON, DRY_RUN, TO_MESH)


def parser_of_question(name: str, *params: click.Parameter) -> click.Command:
    """Return one that takes these and what every question to a worker takes."""
    return parser(name, *params, QUIET, TO_MESH)
