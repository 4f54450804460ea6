"""How many connections the sidecars hold to the Postgres that they share, and how many its plan takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mesh.quoting import escaped

ESSENTIAL = {"essential-0": 20, "essential-1": 20, "essential-2": 40}
LARGER = re.compile(r"(standard|premium|private|shield)-(\d+)")


@dataclass(frozen=True)
class SharedDatabase:
    """The controller's Postgres: `plan` as Heroku names it (`heroku-postgresql:essential-0`), `apps` how many it is attached to."""

    name: str
    plan: str
    apps: int


def connection_limit(plan: str) -> int | None:
    """Return how many connections a plan of Heroku Postgres takes, or None for a plan that is not known here.

    Source: Dev Center, "Choosing the Right Heroku Postgres Plan": 20 and 40 in the Essential tier; elsewhere 120 for a plan that ends in
    -0, 400 for -2, and 500 for larger ones.
    """
    name = plan.rpartition(":")[2]
    if name in ESSENTIAL:
        return ESSENTIAL[name]
    match = LARGER.fullmatch(name)
    return {0: 120, 2: 400}.get(int(match[2]), 500) if match else None


def connections_remark(database: SharedDatabase, web_after: int, web_now: int, per_dyno: int) -> Iterator[str]:
    """Yield a warning where more web dynos would pass the limit, as far as one request can tell.

    A sidecar polls the database for changes, so each of Kong's workers keeps a connection open. Of the other apps the dynos are not read:
    each is counted with one, the least that a mesh app has. So what is said is the least there would be.
    """
    limit = connection_limit(database.plan)
    others = max(database.apps - 1, 0)
    least = (web_after + others) * per_dyno
    if limit is None or web_after <= web_now or least <= limit:
        return
    elsewhere = "at least one in the other app" if others == 1 else f"at least one in each of the {others} other apps"
    counted = f"{web_after} web dynos here" + (f" and {elsewhere} attached to it" if others else "")
    yield (
        f"The mesh's Postgres `{escaped(database.name)}` ({escaped(database.plan.rpartition(':')[2])}) takes {limit} connections. "
        f"{counted}, with {per_dyno} for each sidecar, are at least {least}: Kong may then fail to read its routes."
    )
