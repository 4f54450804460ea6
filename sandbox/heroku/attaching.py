"""What attaching an add-on does, and what can be wrong with it."""

import re

from sandbox.heroku.errors import addon_error, confirmation_required, invalid
from sandbox.heroku.people import Account
from sandbox.heroku.records import AddOn, App, Attachment
from sandbox.heroku.releasing import release
from sandbox.heroku.world import World

NAME = re.compile(r"^[A-Z][A-Z0-9_]*$")
COLORS = ("AMBER", "AQUA", "BLUE", "BRONZE", "COBALT", "COPPER", "CRIMSON", "CYAN", "GOLD", "JADE", "OLIVE", "ROSE", "SILVER", "TEAL")


def attach(world: World, addon: AddOn, app: App, account: Account, *, name: str | None = None, confirm: str | None = None) -> Attachment:
    """Attach an add-on under a name, DATABASE or a color if none is given, and release the config var it sets.

    Raises HerokuError: 422 for a name that is none, 503 where the add-on is not ready or already holds the name, and 400
    confirmation_required where another add-on holds it, unless `confirm` names one of the two apps.
    """
    chosen = name.upper() if name else _free_name(world, addon, app)
    if not NAME.match(chosen):
        raise invalid("Name must start with a letter and can only contain uppercase letters, numbers, and underscores.")
    if addon.state != "provisioned":
        raise addon_error(f"The add-on {addon.name} is {addon.state} and cannot be attached.")
    holder = next((a for a in world.attachments_of(app) if a.name == chosen), None)
    if holder is not None:
        if holder.addon is addon:
            raise addon_error(f"{addon.name} is already attached to {app.name} as {chosen}.")
        # The schema wants the name of the "owning app"; the CLI sends the app it attaches to. Both say that the person has read it.
        if confirm not in {app.name, addon.app.name}:
            raise confirmation_required(f"{chosen} is already in use by {holder.addon.name} on {app.name}.", app.name)
        del world.attachments[holder.id]
    if f"{chosen}_URL" in app.config:
        raise addon_error(f"The config var {chosen}_URL is already set on {app.name}.")
    attachment = Attachment(chosen, addon, app, world.time, world.time)
    world.attachments[attachment.id] = attachment
    release(world, app, f"Attach {chosen} (@ref:{addon.name})", account)
    return attachment


def promote(world: World, addon: AddOn, app: App, account: Account) -> None:
    """Attach another Postgres as DATABASE; the one before keeps a name of a color. As `heroku pg:promote` does.

    Source: the CLI's `pg:promote`: where the present one has no other name it is attached once more first; then DATABASE moves.
    """
    present = next((each for each in world.attachments_of(app) if each.name == "DATABASE"), None)
    if present is not None and present.addon is addon:
        raise ValueError(f"{addon.name} is already promoted on {app.name}.")
    if present is not None and sum(each.addon is present.addon for each in world.attachments_of(app)) == 1:
        attach(world, present.addon, app, account)
    attach(world, addon, app, account, name="DATABASE", confirm=app.name)


def _free_name(world: World, addon: AddOn, app: App) -> str:
    taken = {a.name for a in world.attachments_of(app)}
    service = addon.service.upper().replace("-", "_")
    first = "DATABASE" if addon.service == "heroku-postgresql" else service
    names = (first, *(f"{service}_{color}" for color in COLORS))
    return next(name for name in names if name not in taken)


def detach(world: World, attachment: Attachment, account: Account) -> None:
    """Take an attachment away and release the app without its config var."""
    del world.attachments[attachment.id]
    release(world, attachment.app, f"Detach {attachment.name} (@ref:{attachment.addon.name})", account)
