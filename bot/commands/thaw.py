"""`/mesh thaw`."""

import click

from bot.commands.verb import Verb
from mesh.requests import Thaw

THAW = Verb(
    name="thaw",
    summary="take a store that is new or was lost as it is, so that changes go on (admins)",
    examples=("/mesh thaw",),
    parser=click.Command("thaw", params=[], add_help_option=False),
    request=lambda _given, _mesh: Thaw(),
)
