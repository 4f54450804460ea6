"""Heroku's JSON as values of the mesh. Whatever lacks what is needed raises KeyError, TypeError or ValueError."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from mesh.domains import Domain
from mesh.formation import Dynos, Formation
from mesh.found import AddOn, Attachment, Build, Dyno, HerokuApp, Release

Json = Mapping[str, Any]
T = TypeVar("T")


def record(answer: object) -> Json:
    if not isinstance(answer, dict):
        raise TypeError("not a JSON object")
    return answer


def list_of(read: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    """Return what reads a JSON array of such records."""

    def items(answer: object) -> tuple[T, ...]:
        if not isinstance(answer, list):
            raise TypeError("not a JSON array")
        return tuple(read(item) for item in answer)

    return items


def app(answer: object) -> HerokuApp:
    """Read an app or a team's app; `host` is empty where Heroku gives no web_url. The create of a team's app names no generation: Cedar."""
    given = record(answer)
    team = given.get("team") or given.get("organization")
    return HerokuApp(
        id=given["id"],
        name=given["name"],
        host=(urlsplit(given.get("web_url") or "").hostname or "").lower(),
        region=_name(given["region"]),
        stack=_name(given["stack"]),
        generation=_name(given.get("generation") or "cedar"),
        owner=given["owner"]["email"],
        team=team["name"] if team else None,
        created_at=_time(given["created_at"]),
        maintenance=bool(given.get("maintenance")),
    )


def attachment(answer: object) -> Attachment:
    given = record(answer)
    return Attachment(given["id"], given["name"], given["addon"]["name"], given["addon"]["app"]["name"])


def plan_of_addon(answer: object) -> str:
    return _name(record(answer)["plan"])


def attached_app(answer: object) -> str:
    """Read which app an add-on is attached to."""
    return _name(record(answer)["app"])


def owned_addon(answer: object) -> tuple[str, AddOn]:
    """Read an add-on and the name of the app that owns it."""
    given = record(answer)
    return _name(given["app"]), AddOn(given["name"], _name(given["plan"]))


def buildpack(answer: object) -> str:
    """Read the name of an installed buildpack, or its URL where it has no name."""
    given = record(answer)["buildpack"]
    return str(given.get("name") or given["url"])


def build(answer: object) -> Build:
    given = record(answer)
    source, release_of_it = given.get("source_blob") or {}, given.get("release")
    return Build(
        id=given["id"],
        status=given["status"],
        source=source.get("url") or "",
        mark=source.get("version") or "",
        release=release_of_it["id"] if release_of_it else None,
        created_at=_time(given["created_at"]),
    )


def release(answer: object) -> Release:
    given = record(answer)
    return Release(
        id=given["id"],
        version=int(given["version"]),
        status=given["status"],
        description=given.get("description") or "",
        deployed=bool(given.get("slug") or given.get("artifacts")),
        current=bool(given.get("current")),
        created_at=_time(given["created_at"]),
        user=str((given.get("user") or {}).get("email") or ""),
        eligible_for_rollback=bool(given.get("eligible_for_rollback")),
    )


def dyno(answer: object) -> Dyno:
    given = record(answer)
    return Dyno(
        name=given["name"],
        type=given["type"],
        state=given["state"],
        size=str(given.get("size") or "").lower(),
        release=int(given["release"]["version"]),
        id=given["id"],
        created_at=_time(given["created_at"]),
    )


def dyno_size(answer: object) -> str:
    """Read the name of a size, in lower case as everywhere here."""
    return str(record(answer)["name"]).lower()


def dynos_of_type(answer: object) -> Dynos:
    given = record(answer)
    size = given.get("size") or (given.get("dyno_size") or {}).get("name")
    return Dynos(given["type"], int(given["quantity"]), str(size).lower() if size else None)


def formation(answer: object) -> Formation:
    return list_of(dynos_of_type)(answer)


def domain(answer: object) -> Domain:
    given = record(answer)
    return Domain(str(given["hostname"]).lower(), str(given.get("cname") or ""))


def config_vars(answer: object) -> dict[str, str]:
    return {name: str(value) for name, value in record(answer).items() if value is not None}


def email(answer: object) -> str:
    return str(record(answer)["email"])


def stream_url(answer: object) -> str:
    """Read the signed URL of a build's output: a secret; empty if there is none."""
    return str(record(answer).get("output_stream_url") or "")


def nothing(answer: object) -> None:
    """Read an answer that says no more than that it was accepted; Heroku's 202 may be empty."""
    if answer is not None:
        record(answer)


def _name(given: str | Json) -> str:
    """Read a reference, which Heroku writes as an object with a name or, in some answers, as the name."""
    return given if isinstance(given, str) else str(given["name"])


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment
