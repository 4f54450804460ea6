"""`/mesh runs`, `/mesh run`, `/mesh retry` and `/mesh cancel`: what is asked of runs that were stored before."""

import re
from collections.abc import Mapping
from typing import Any

import click

from bot.commands.verb import Verb
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.names import checked_service
from mesh.requests import Cancel, Retry, Runs, ShowRun, Tier

RUN_ID = re.compile(r"r-[a-z0-9]{4,10}")


def checked_run(text: str) -> str:
    """Return a run's id, in lower case. Raises InvalidRequest."""
    run_id = text.strip().lower()
    if not RUN_ID.fullmatch(run_id):
        raise InvalidRequest("that is no run's id: it looks like `r-7k3fx`, and `/mesh runs` lists the latest.")
    return run_id


def _runs(given: Mapping[str, Any], _: Mesh) -> Runs:
    return Runs(checked_service(given["app"]) if given["app"] else None)


def _id_parser(name: str) -> click.Command:
    return click.Command(name, params=[click.Argument(["run"], metavar="RUN")], add_help_option=False)


RUNS = Verb(
    name="runs",
    summary="list the latest runs, of all apps or of one",
    examples=("/mesh runs", "/mesh runs web-ui"),
    parser=click.Command("runs", params=[click.Argument(["app"], required=False, metavar="[APP]")], add_help_option=False),
    request=_runs,
    tier=Tier.T0_READ,
    synonyms=("jobs",),
)
RUN = Verb(
    name="run",
    summary="show how one run stands",
    examples=("/mesh run r-7k3fx",),
    parser=_id_parser("run"),
    request=lambda given, _: ShowRun(checked_run(given["run"])),
    tier=Tier.T0_READ,
    synonyms=("job", "show"),
)
RETRY = Verb(
    name="retry",
    summary="go on with a run that failed, from the step that failed",
    examples=("/mesh retry r-7k3fx",),
    parser=_id_parser("retry"),
    request=lambda given, _: Retry(checked_run(given["run"])),
    tier=Tier.T1_REVERSIBLE,
    synonyms=("resume", "again"),
)
CANCEL = Verb(
    name="cancel",
    summary="stop a run between two of its steps; what stands stays",
    examples=("/mesh cancel r-7k3fx",),
    parser=_id_parser("cancel"),
    request=lambda given, _: Cancel(checked_run(given["run"])),
    tier=Tier.T1_REVERSIBLE,
    synonyms=("stop", "abort"),
)
