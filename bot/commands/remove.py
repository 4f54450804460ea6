"""`/mesh remove`."""

from collections.abc import Mapping
from typing import Any

import click

from bot.commands.verb import APP, Verb, parser_of_change
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.names import checked_service
from mesh.requests import Remove, Tier


def _request(given: Mapping[str, Any], mesh: Mesh) -> Remove:
    service, purge, confirm = checked_service(given["app"]), bool(given["purge"]), (given["confirm"] or "").strip().lower()
    if mesh.controller == service or mesh.service_of(mesh.controller) == service:
        raise InvalidRequest(f"`{service}` is the controller `{mesh.controller}`, on which the whole mesh lives: it is never removed.")
    name = mesh.profile_of(service).heroku_name(service)
    if not purge:
        if confirm:
            raise InvalidRequest("`--confirm` goes with `--purge`, which destroys the Heroku app: leave it out, and the app stays.")
        return Remove(service)
    if given["dry_run"]:  # destroys nothing, so that its name need not be typed
        return Remove(service, purge=True, confirm=name)
    if confirm != name:
        raise InvalidRequest(
            f"`--purge` destroys the Heroku app `{name}` for good, so its name must be typed: "
            f"`/mesh remove {service} --purge --confirm {name}`. `--dry-run` instead shows what would go."
        )
    return Remove(service, purge=True, confirm=confirm)


REMOVE = Verb(
    name="remove",
    summary="take an app out of the mesh; it stays on Heroku, unless it is purged",
    examples=(
        '/mesh remove web-ui --reason "moved to the new platform"',
        "/mesh remove web-ui --dry-run",
        "/mesh remove web-ui --purge --dry-run",
    ),
    parser=parser_of_change(
        "remove",
        APP,
        click.Option(["--purge"], is_flag=True, help="destroy the Heroku app too, with its own add-ons and their data"),
        click.Option(["--confirm"], metavar="NAME", help="the Heroku app's name, typed again; needed with --purge"),
    ),
    request=_request,
    tier=Tier.T3_DESTRUCTIVE,
    synonyms=("rm", "delete", "destroy", "purge", "detach", "drop", "leave"),
)
