"""Heroku's JSON as values of the mesh. Whatever lacks what is needed raises KeyError, TypeError or ValueError."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from mesh.addresses import Buildpack, Setting, Source
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
        id=text(given["id"]),
        name=text(given["name"]),
        host=(urlsplit(text(given.get("web_url") or "")).hostname or "").lower(),
        region=_name(given["region"]),
        stack=_name(given["stack"]),
        generation=_name(given.get("generation") or "cedar"),
        owner=text(record(given["owner"])["email"]),
        team=text(record(team)["name"]) if team else None,
        created_at=_time(given["created_at"]),
        maintenance=given.get("maintenance") is True,
    )


def attachment(answer: object) -> Attachment:
    given = record(answer)
    addon = record(given["addon"])
    return Attachment(text(given["id"]), text(given["name"]), text(addon["name"]), text(record(addon["app"])["name"]))


def plan_of_addon(answer: object) -> str:
    return _name(record(answer)["plan"])


def attached_app(answer: object) -> str:
    """Read which app an add-on is attached to."""
    return _name(record(answer)["app"])


def owned_addon(answer: object) -> tuple[str, AddOn]:
    """Read an add-on and the name of the app that owns it."""
    given = record(answer)
    return _name(given["app"]), AddOn(text(given["name"]), _name(given["plan"]))


def buildpack(answer: object) -> Buildpack:
    """Read the name of an installed buildpack, or its URL where it has no name."""
    given = record(record(answer)["buildpack"])
    return Buildpack(text(given.get("name") or given["url"]))


def build(answer: object) -> Build:
    given = record(answer)
    source, release_of_it = record(given.get("source_blob") or {}), given.get("release")
    return Build(
        id=text(given["id"]),
        status=text(given["status"]),
        source=Source(text(source.get("url") or "")),
        mark=text(source.get("version") or ""),
        release=text(record(release_of_it)["id"]) if release_of_it else None,
        created_at=_time(given["created_at"]),
    )


def release(answer: object) -> Release:
    given = record(answer)
    return Release(
        id=text(given["id"]),
        version=whole(given["version"]),
        status=text(given["status"]),
        description=text(given.get("description") or ""),
        deployed=bool(given.get("slug") or given.get("artifacts")),
        current=given.get("current") is True,
        created_at=_time(given["created_at"]),
        user=text(record(given.get("user") or {}).get("email") or ""),
        eligible_for_rollback=given.get("eligible_for_rollback") is True,
    )


def dyno(answer: object) -> Dyno:
    given = record(answer)
    return Dyno(
        name=text(given["name"]),
        type=text(given["type"]),
        state=text(given["state"]),
        size=text(given.get("size") or "").lower(),
        release=whole(record(given["release"])["version"]),
        id=text(given["id"]),
        created_at=_time(given["created_at"]),
    )


def dyno_size(answer: object) -> str:
    """Read the name of a size, in lower case as everywhere here."""
    return text(record(answer)["name"]).lower()


def dynos_of_type(answer: object) -> Dynos:
    given = record(answer)
    size = given.get("size") or record(given.get("dyno_size") or {}).get("name")
    return Dynos(text(given["type"]), whole(given["quantity"]), text(size).lower() if size else None)


def formation(answer: object) -> Formation:
    return list_of(dynos_of_type)(answer)


def domain(answer: object) -> Domain:
    given = record(answer)
    return Domain(text(given["hostname"]).lower(), text(given.get("cname") or ""))


def config_vars(answer: object) -> dict[str, Setting]:
    return {name: Setting(text(value)) for name, value in record(answer).items() if value is not None}


def email(answer: object) -> str:
    return text(record(answer)["email"])


def stream_url(answer: object) -> str:
    """Read the signed URL of a build's output: a secret; empty if there is none."""
    return text(record(answer).get("output_stream_url") or "")


def nothing(answer: object) -> None:
    """Read an answer that says no more than that it was accepted; Heroku's 202 may be empty."""
    if answer is not None:
        record(answer)


def text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError("not a text")
    return given


def whole(given: object) -> int:
    """Read a number that counts something."""
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise TypeError("not a count")
    return given


def _name(given: object) -> str:
    """Read a reference, which Heroku writes as an object with a name or, in some answers, as the name."""
    return given if isinstance(given, str) else text(record(given)["name"])


def _time(given: object) -> datetime:
    """Read a time as Heroku writes it, for example `2026-11-02T10:15:30Z`."""
    moment = datetime.fromisoformat(text(given))
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC)
