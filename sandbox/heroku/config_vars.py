"""Config vars: read all, change some, in one release."""

import re

from sandbox.heroku.endpoint import Answer, Call, Endpoint
from sandbox.heroku.errors import invalid
from sandbox.heroku.people import Account
from sandbox.heroku.records import App
from sandbox.heroku.releasing import config_of, release
from sandbox.heroku.wire import Json
from sandbox.heroku.world import World

KEY = re.compile(r"^\w+$", re.ASCII)


def config_vars(call: Call) -> Answer:
    return Answer(config_of(call.world, call.app()))


def update_config_vars(call: Call) -> Answer:
    app = call.app()
    change_config(call.world, app, call.body.given, call.account)
    return Answer(config_of(call.world, app))


def change_config(world: World, app: App, changes: Json, account: Account) -> None:
    """Set and, with null, remove config vars; any change makes one release. Raises HerokuError 422 and then changes nothing."""
    attached = {attachment.config_var for attachment in world.attachments_of(app)}
    for key, value in changes.items():
        if not KEY.match(key):
            raise invalid(f"Config var name {key!r} is invalid: only letters, digits and underscores are allowed.")
        if value is not None and not isinstance(value, str):
            raise invalid(f"The value of config var {key} must be a string or null.")
        if key in attached:
            raise invalid(f"Cannot overwrite attachment values {key}.")
    present = [key for key, value in changes.items() if value is not None]
    absent = [key for key, value in changes.items() if value is None]
    if not changes:
        return
    app.config = {key: value for key, value in app.config.items() if key not in absent} | {key: changes[key] for key in present}
    words = [f"{verb} {', '.join(keys)}" for verb, keys in (("Set", present), ("Remove", absent)) if keys]
    release(world, app, f"{' and '.join(words)} config vars", account)


ENDPOINTS = [
    Endpoint("GET", "/apps/{app}/config-vars", "config-var", config_vars),
    Endpoint("PATCH", "/apps/{app}/config-vars", "config-var", update_config_vars),
]
