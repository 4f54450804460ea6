"""`/mesh undo`."""

import click

from bot.commands.runs import checked_run
from bot.commands.verb import EVERYWHERE, Verb
from mesh.requests import Tier, Undo

UNDO = Verb(
    name="undo",
    summary="plan the inverse of a finished route change, scaling or rollback, as a run of its own",
    examples=('/mesh undo r-7k3fx --reason "too early"',),
    parser=click.Command("undo", params=[click.Argument(["run"], metavar="RUN"), *EVERYWHERE], add_help_option=False),
    request=lambda given, _: Undo(checked_run(given["run"])),
    tier=Tier.T2_TRAFFIC,
    synonyms=("revert",),
)
