"""The controller's outside door: where it is, its key, and which Postgres the mesh shares.

All three are read from Heroku (three requests at once) and kept in Redis for ten minutes, sealed, so that the admin key is never stored
in clear. Which Postgres it is, is asked anew by whoever plans by it. Source: heroku-kong keeps its key in the config var
KONG_HEROKU_ADMIN_KEY.
"""

import base64
import json
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from clients.store import keys
from clients.store.connection import Connection, redis_failures, text
from mesh.app import DATABASE
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.found import Attachment
from mesh.ports import Heroku, Kong

KEPT_S = 600
POSTGRES = "HEROKU_POSTGRESQL_"  # what Heroku calls a Postgres that is not, or no longer, DATABASE
ADMIN_KEY = "KONG_HEROKU_ADMIN_KEY"


@dataclass(frozen=True)
class Door:
    """What opens the Admin API of one controller; `former` are its other Postgres add-ons, which may have been its DATABASE before."""

    host: str
    database: str
    key: str = field(repr=False)
    former: tuple[str, ...] = ()


class Doors:
    """Fulfils `mesh.ports.Controllers`. `secret` seals what is kept; whoever has it could read the key from Heroku anyway."""

    def __init__(self, heroku: Heroku, connection: Connection, secret: str, kong_at: Callable[["Doors", str], Kong]) -> None:
        self._heroku = heroku
        self._redis = connection
        self._seal = Fernet(base64.urlsafe_b64encode(HKDF(SHA256(), 32, None, b"meshbot door").derive(secret.encode())))
        self._kong_at = kong_at
        self._lock = threading.Lock()
        self._kongs: dict[str, Kong] = {}

    def kong(self, controller: str) -> Kong:
        """Return the Admin API of a controller, the same each time; nothing is sent before its first call."""
        with self._lock:
            if controller not in self._kongs:
                self._kongs[controller] = self._kong_at(self, controller)
            return self._kongs[controller]

    def database(self, controller: str, *, or_kept: bool = False) -> str:
        """Return the add-on that the mesh shares: what Heroku says now, because another may have been promoted a moment ago."""
        try:
            database, former = _databases(self._heroku.attachments(controller), controller)
        except TemporaryFailure:
            if not or_kept:
                raise
            return self.door(controller).database
        kept = self.door(controller)
        if (database, former) != (kept.database, tuple(kept.former)):
            self.forget(controller)
        return database or self.door(controller).database

    def former_databases(self, controller: str) -> tuple[str, ...]:
        """Return the controller's other Postgres add-ons: after a promotion, apps may still have one of them."""
        return tuple(self.door(controller).former)

    def host(self, controller: str) -> str:
        return self.door(controller).host

    def door(self, controller: str) -> Door:
        """Return the door as kept, or read it. Raises PermanentFailure where the app is not what `mesh.toml` says it is."""
        with redis_failures(f"the door of `{controller}` was looked up"):
            sealed = text(self._redis.get(keys.door(controller)))
        kept = self._opened(sealed)
        if kept is None:
            kept = self._read(controller)
            with redis_failures(f"the door of `{controller}` was kept"):
                self._redis.set(keys.door(controller), self._seal.encrypt(json.dumps(asdict(kept)).encode()), ex=KEPT_S)
        return kept

    def forget(self, controller: str) -> None:
        """Read the door anew next time: its key was refused."""
        with redis_failures(f"the door of `{controller}` was forgotten"):
            self._redis.delete(keys.door(controller))

    def _opened(self, sealed: str) -> Door | None:
        try:
            return Door(**json.loads(self._seal.decrypt(sealed))) if sealed else None
        except (InvalidToken, TypeError):  # sealed with an earlier secret, or of an earlier form
            return None

    def _read(self, controller: str) -> Door:
        with ThreadPoolExecutor(3) as pool:
            app = pool.submit(self._heroku.app, controller)
            config = pool.submit(self._heroku.config, controller, [ADMIN_KEY])
            attachments = pool.submit(self._heroku.attachments, controller)
        advice = "Correct `controller` in mesh.toml, or give the bot's account access to that app."
        try:
            found = app.result()
        except PermanentFailure as failure:
            raise PermanentFailure(str(failure), advice=advice, details=failure.details) from failure
        if found is None:
            raise PermanentFailure(f"Heroku knows no app `{controller}`, which `mesh.toml` names as the controller.", advice=advice)
        database, former = _databases(attachments.result(), controller)
        key = config.result().get(ADMIN_KEY)
        if not database or not key:
            missing = f"no add-on attached as `{DATABASE}`" if not database else f"no config var `{ADMIN_KEY}`"
            raise PermanentFailure(f"the controller `{controller}` has {missing}.", advice="Set it up as Heroku's heroku-kong does.")
        return Door(found.host, database, key, former)


def _databases(attachments: Iterable[Attachment], controller: str) -> tuple[str, tuple[str, ...]]:
    """Return what is attached as DATABASE, empty if nothing is, and the controller's other Postgres add-ons."""
    found = tuple(attachments)
    database = next((each.addon for each in found if each.name == DATABASE), "")
    own = [each.addon for each in found if each.owner == controller and each.name.startswith(POSTGRES)]
    return database, tuple(dict.fromkeys(each for each in own if each != database))
