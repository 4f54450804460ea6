"""`/mesh plan COMMAND`: that command with `--dry-run`; `bot/understanding.py` reads the command behind it."""

from collections.abc import Mapping
from typing import Any, NoReturn

import click

from bot.commands.verb import Verb, parser
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.requests import Tier


def _nothing(_given: Mapping[str, Any], _: Mesh) -> NoReturn:
    raise InvalidRequest("`plan` takes a whole command and shows what it would do, as in `/mesh plan add web-ui`.")


PLAN = Verb(
    name="plan",
    summary="show what a command would do, and change nothing; the same as `--dry-run` behind it",
    examples=("/mesh plan add web-ui", "/mesh plan route add web-ui cart path=/cart"),
    parser=parser("plan", click.Argument(["command"], nargs=-1, metavar="COMMAND")),
    request=_nothing,
    tier=Tier.T0_READ,
    synonyms=("preview",),
)
