"""App names and host names: what may be taken, and what Heroku makes of a name."""

import re
import secrets

from sandbox.heroku.errors import invalid
from sandbox.heroku.records import App, Domain
from sandbox.heroku.world import World

NAME = re.compile(r"^[a-z][a-z0-9-]*[a-z0-9]$")
SHORTEST, LONGEST = 3, 30
ADJECTIVES = ("cryptic", "evening", "frozen", "gentle", "hidden", "infinite", "polar", "quiet", "safe", "stormy")
NOUNS = ("badlands", "citadel", "fjord", "garden", "island", "meadow", "ravine", "shore", "tundra", "wave")


def check_name(world: World, name: str) -> None:
    """Raise HerokuError 422 for a name that Heroku does not take, or that is taken, by whomever."""
    if len(name) < SHORTEST:
        raise invalid(f"Name is too short (minimum is {SHORTEST} characters)")
    if len(name) > LONGEST:
        raise invalid(f"Name is too long (maximum is {LONGEST} characters)")
    if not NAME.match(name):
        rule = "start with a letter, end with a letter or digit and can only contain lowercase letters, digits, and dashes"
        raise invalid(f"Name must {rule}.")
    if world.app_named(name):
        raise invalid(f"Name {name} is already taken")


def random_name() -> str:
    return f"{secrets.choice(ADJECTIVES)}-{secrets.choice(NOUNS)}-{secrets.randbelow(90_000) + 10_000}"


def give_host(world: World, app: App, identifier: str = "") -> None:
    """Give the app its herokuapp.com host, in place of the one it had; the 12 hexadecimal characters are random if none are given."""
    app.web_host = f"{app.name}-{identifier or secrets.token_hex(6)}.herokuapp.com"
    own = Domain(app.web_host, "heroku", None, "none", world.time, world.time)
    app.domains = [own, *(domain for domain in app.domains if domain.kind != "heroku")]
