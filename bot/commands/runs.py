"""`/mesh runs`, `/mesh run`, `/mesh retry` and `/mesh cancel`: what is asked of runs that were stored before."""

from collections.abc import Mapping
from typing import Any

from bot.commands.named import checked_run
from bot.commands.verb import PERHAPS_APP, RUN_ID, Verb, parser
from mesh.app import Mesh
from mesh.names import checked_service
from mesh.policy import who_may_ask_may_cancel, who_may_ask_may_retry
from mesh.requests import Cancel, Retry, Runs, ShowRun, Tier


def _runs(given: Mapping[str, Any], _: Mesh) -> Runs:
    return Runs(checked_service(given["app"]) if given["app"] else None)


RUNS = Verb(
    name="runs",
    summary="list the latest runs, of all apps or of one",
    examples=("/mesh runs", "/mesh runs web-ui"),
    parser=parser("runs", PERHAPS_APP),
    request=_runs,
    tier=Tier.T0_READ,
    synonyms=("jobs",),
)
RUN = Verb(
    name="run",
    summary="show how one run stands",
    examples=("/mesh run r-7k3fx",),
    parser=parser("run", RUN_ID),
    request=lambda given, _: ShowRun(checked_run(given["run"])),
    tier=Tier.T0_READ,
    synonyms=("job", "show"),
)
RETRY = Verb(
    name="retry",
    summary="go on with a run that failed, from the step that failed",
    examples=("/mesh retry r-7k3fx",),
    parser=parser("retry", RUN_ID),
    request=lambda given, _: Retry(checked_run(given["run"])),
    tier=Tier.T1_REVERSIBLE,
    may=who_may_ask_may_retry,
    synonyms=("resume", "again"),
)
CANCEL = Verb(
    name="cancel",
    summary="stop a run between two of its steps; what stands stays",
    examples=("/mesh cancel r-7k3fx",),
    parser=parser("cancel", RUN_ID),
    request=lambda given, _: Cancel(checked_run(given["run"])),
    tier=Tier.T1_REVERSIBLE,
    may=who_may_ask_may_cancel,
    synonyms=("stop", "abort"),
)
