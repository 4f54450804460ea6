"""`/mesh undo`."""

from bot.commands.named import checked_run
from bot.commands.verb import RUN_ID, Verb, parser_of_change
from mesh.requests import Tier, Undo

UNDO = Verb(
    name="undo",
    summary="plan the inverse of a finished route change, scaling or rollback, as a run of its own",
    examples=('/mesh undo r-7k3fx --reason "too early"',),
    parser=parser_of_change("undo", RUN_ID),
    request=lambda given, _: Undo(checked_run(given["run"])),
    tier=Tier.T2_TRAFFIC,
    synonyms=("revert",),
)
