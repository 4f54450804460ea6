"""`python -m bot "/mesh runs"`: a command from a shell of the bot's, for when Slack is away.

Who types is what MESHBOT_OPERATOR says: whoever can set that holds the bot's environment, and with it all that the bot may.
"""

import logging
import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NoReturn

import click

from bot.shell import Shell
from logs import with_logging
from mesh.app import Mesh
from mesh_toml import SettingsError
from settings import settings
from wiring import desk

LOOK_EVERY_S = 0.5
NOBODY = (
    "meshbot does not know who you are: set MESHBOT_OPERATOR to your Slack user id, as in\n"
    '    MESHBOT_OPERATOR=U0123456789 python -m bot "/mesh runs"\n'
)


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--mesh", "mesh_name", metavar="NAME", help="Which mesh, where mesh.toml has several.")
@click.option("--wait", is_flag=True, help="Where the run needs approval, wait until somebody decides.")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def shell(mesh_name: str | None, words: Sequence[str], *, wait: bool) -> None:
    """Type WORDS as if in the mesh's channel in Slack, and print what comes of it.

    The exit code is 0 if it ended done or was shown, 75 if the store or a worker is away, else 1.
    """
    with_logging(sys.stderr, logging.WARNING)
    try:
        person, meshes = settings().environment.meshbot_operator, settings().meshes
    except SettingsError as wrong:
        _end(f"meshbot cannot start:\n{wrong}\n", os.EX_CONFIG)
    if person is None:
        _end(NOBODY, os.EX_CONFIG)
    channel = _channel(meshes, mesh_name)
    try:
        sys.exit(Shell(desk(), person, click.echo, lambda: time.sleep(LOOK_EVERY_S)).carry_out(as_typed(words), channel, wait=wait))
    except KeyboardInterrupt:
        _end("\nWhat was begun goes on without this shell; `/mesh runs` shows it.\n", 130)


def as_typed(words: Sequence[str]) -> str:
    """Return what a shell took apart as it would be typed in Slack."""
    return words[0] if len(words) == 1 else " ".join(f'"{word}"' if " " in word else word for word in words)


def _channel(meshes: Mapping[str, Mesh], name: str | None) -> str:
    """Return the first channel of the mesh: there Slack shows the run when it is back."""
    if name is None and len(meshes) > 1:
        _end(f"Which mesh? Say --mesh and one of {', '.join(meshes)} before the words.\n", os.EX_USAGE)
    mesh = meshes.get(name) if name else next(iter(meshes.values()))
    if mesh is None:
        _end(f"There is no mesh {name}; there is {', '.join(meshes)}.\n", os.EX_USAGE)
    return mesh.channels[0]


def _end(sentence: str, code: int) -> NoReturn:
    click.echo(sentence, nl=False, err=True)
    sys.exit(code)


if __name__ == "__main__":
    shell()
