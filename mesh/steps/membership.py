"""Steps by which an app that stands joins the mesh or leaves it."""

from dataclasses import dataclass
from typing import Literal

from mesh.found import Route, Service


@dataclass(frozen=True)
class Join:
    """Keep that a service's app has this Heroku name, and what it was before. `renamed_from`: the name that is kept of it until now."""

    service: str
    app: str
    kind: Literal["join"] = "join"
    renamed_from: str = ""


@dataclass(frozen=True)
class RemoveRoutes:
    """Remove all routes of a service; their plugins go with them."""

    service: str
    before: tuple[Route, ...]
    kind: Literal["remove-routes"] = "remove-routes"


@dataclass(frozen=True)
class RemoveService:
    """Remove the Kong service, which has no routes any more."""

    before: Service
    kind: Literal["remove-service"] = "remove-service"


@dataclass(frozen=True)
class DetachDatabase:
    """Detach the controller's Postgres, whatever the names under which it is attached; each makes a release."""

    app: str
    addon: str
    names: tuple[str, ...]
    kind: Literal["detach-database"] = "detach-database"


@dataclass(frozen=True)
class UnsetConfig:
    """Take away the config vars that made the app one of the mesh, in one PATCH, as far as they still have the mesh's values.

    Of KONG_ORIGINS only the entry of `host` goes. `admin_listen` is what KONG_ADMIN_LISTEN was before, empty where it was not set.
    """

    app: str
    host: str
    names: tuple[str, ...]
    admin_listen: str = ""
    kind: Literal["unset-config"] = "unset-config"


@dataclass(frozen=True)
class DestroyApp:
    """Delete the Heroku app with exactly this id. `database` is the controller's Postgres: the app that owns it is never destroyed."""

    app: str
    app_id: str
    database: str
    kind: Literal["destroy-app"] = "destroy-app"
