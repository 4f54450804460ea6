"""The formation: how many dynos of each process type, and their size."""

import re
from dataclasses import dataclass

from sandbox.heroku.bodies import Body
from sandbox.heroku.catalog import dyno_size, size_named
from sandbox.heroku.deploys import Process
from sandbox.heroku.dyno_starts import fit_dynos
from sandbox.heroku.endpoint import Answer, Call, Endpoint, listing
from sandbox.heroku.errors import invalid, not_found
from sandbox.heroku.ranges import SortKeys
from sandbox.heroku.records import App
from sandbox.heroku.shapes import named
from sandbox.heroku.wire import Json, stamp
from sandbox.heroku.world import World

QUANTITY = re.compile(r"^(?P<sign>[+-]?)(?P<number>\d+)$")
MOST_DYNOS = 100
SORTED_BY: SortKeys[Process] = {"type": lambda p: p.type, "id": lambda p: p.id}


def process_shape(app: App, process: Process) -> Json:
    return {
        "app": named(app),
        "command": process.command,
        "created_at": stamp(process.created_at),
        "dyno_size": dyno_size(process.size),
        "id": process.id,
        "quantity": process.quantity,
        "size": process.size,
        "type": process.type,
        "updated_at": stamp(process.updated_at),
    }


@dataclass(frozen=True)
class Scaling:
    """What one process type shall become."""

    process: Process
    quantity: int
    size: str


def formation(call: Call) -> Answer:
    app = call.app()
    return listing(call, list(app.formation.values()), SORTED_BY, lambda process: process_shape(app, process))


def process_info(call: Call) -> Answer:
    app = call.app()
    return Answer(process_shape(app, _process(app, call.params["type"])))


def scale_one(call: Call) -> Answer:
    app = call.app()
    process = _process(app, call.params["type"])
    scale(call.world, app, [_scaling(app, process, call.body)])
    return Answer(process_shape(app, process))


def scale_many(call: Call) -> Answer:
    """Scale several types at once, all or none; answers those that were asked for."""
    app = call.app()
    scalings = [_scaling(app, _process(app, update.required_text("type")), update) for update in call.body.objects("updates")]
    scale(call.world, app, scalings)
    return Answer([process_shape(app, scaling.process) for scaling in scalings])


def _process(app: App, identity: str) -> Process:
    found = next((process for process in app.formation.values() if identity in {process.type, process.id}), None)
    if found is None:
        raise not_found("formation", f"process type ({identity})")
    return found


def _scaling(app: App, process: Process, update: Body) -> Scaling:
    wanted = update.given.get("dyno_size")
    name = update.identity("dyno_size") if wanted is not None else update.text("size")
    size = process.size if name is None else size_named(name, app.generation).name
    return Scaling(process, _quantity(process, update.given.get("quantity")), size)


def _quantity(process: Process, given: object) -> int:
    """Read a quantity: a number, the same as text, or a change such as "+1"."""
    if given is None:
        return process.quantity
    found = None if isinstance(given, bool | float) else QUANTITY.match(str(given))
    if found is None:
        raise invalid(f"Quantity {given!r} is invalid: a number of dynos is wanted.")
    number = int(f"{found['sign']}{found['number']}")
    quantity = process.quantity + number if found["sign"] and isinstance(given, str) else number
    if not 0 <= quantity <= MOST_DYNOS:
        raise invalid(f"Cannot update to {quantity} dynos of process type {process.type}: 0 to {MOST_DYNOS} are possible.")
    return quantity


def scale(world: World, app: App, scalings: list[Scaling]) -> None:
    """Change the formation and its dynos. Raises HerokuError 422 where sizes may not be mixed or multiplied, and then changes nothing."""
    rows = {process.type: (process.quantity, process.size) for process in app.formation.values()}
    rows |= {scaling.process.type: (scaling.quantity, scaling.size) for scaling in scalings}
    _check(world, app, rows)
    for scaling in scalings:
        process = scaling.process
        process.quantity, process.size, process.updated_at = scaling.quantity, scaling.size, world.time
    fit_dynos(world, app)


def _check(world: World, app: App, rows: dict[str, tuple[int, str]]) -> None:
    used = {size: size_named(size, app.generation) for quantity, size in rows.values() if quantity}
    mixed = len({size if used[size].small else "Production" for size in used}) > 1
    if mixed:
        raise invalid(f"Cannot use the following dyno types in the same app: {', '.join(sorted(used))}.")
    most = world.knobs.small_dynos_max
    for quantity, size in rows.values():
        if most and quantity > most and size_named(size, app.generation).small:
            raise invalid(f"Cannot update to more than {most} {size} size dynos per process type.")


ENDPOINTS = [
    Endpoint("GET", "/apps/{app}/formation", "formation", formation),
    Endpoint("PATCH", "/apps/{app}/formation", "formation", scale_many),
    Endpoint("GET", "/apps/{app}/formation/{type}", "formation", process_info),
    Endpoint("PATCH", "/apps/{app}/formation/{type}", "formation", scale_one),
]
