"""What a request must bring: a token, and the version of the API."""

import base64
import binascii
import re
from collections.abc import Mapping

from sandbox.heroku.errors import not_acceptable, unauthorized
from sandbox.heroku.people import Account
from sandbox.heroku.world import World

VERSION_3 = re.compile(r"application/vnd\.heroku\+json\s*;\s*version=3(\.[\w-]+)?\b")


def check_version(headers: Mapping[str, str]) -> None:
    """Raise HerokuError 406 unless `Accept` names version 3, in any of its variants (`3.sdk`, `3.cedar-acm`)."""
    if not VERSION_3.search(headers.get("Accept", "")):
        raise not_acceptable()


def account_of(world: World, headers: Mapping[str, str]) -> Account:
    """Return the account of a request's token, given as Bearer, or as the password of Basic. Raises HerokuError 401."""
    scheme, _, credentials = headers.get("Authorization", "").partition(" ")
    token = credentials.strip() if scheme.lower() == "bearer" else _password(credentials) if scheme.lower() == "basic" else ""
    account = world.tokens.get(token)
    if account is None:
        raise unauthorized()
    return account


def _password(credentials: str) -> str:
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
