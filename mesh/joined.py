"""What an app was before it joined, so that it can be so again when it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mesh.addresses import Buildpack
from mesh.app import ADMIN_LISTEN, DATABASE_URL
from mesh.formation import Formation, words
from mesh.found import AppDetails


@dataclass(frozen=True)
class Before:
    """An app before it joined. Of config vars only names are kept, with one exception: KONG_ADMIN_LISTEN's value, which is no secret.

    `release`: the version that ran; None where none did. `admin_listen` is empty where it was not set.
    """

    buildpacks: tuple[Buildpack, ...] = ()
    config_set: tuple[str, ...] = ()
    admin_listen: str = ""
    formation: Formation = ()
    release: int | None = None


@dataclass(frozen=True)
class Joined:
    """An app that joined under a name of its own. `before` is None where it was attached already: then nobody knows any more.

    `renamed_from` is the name under which it was kept until it was renamed at Heroku.
    """

    service: str
    app: str
    run: str
    at: datetime
    before: Before | None = None
    renamed_from: str = ""


def in_words(before: Before) -> str:
    """Write what an app was, for the plan and the record; buildpacks without what may be a secret in their addresses."""
    return "; ".join(_parts(before))


def _parts(before: Before) -> Iterator[str]:
    yield f"buildpacks {', '.join(each.without_secret() for each in before.buildpacks) or 'none'}"
    yield f"dynos {words(before.formation) or 'none'}"
    yield f"of the mesh's config vars {', '.join(before.config_set) or 'none'}"
    if before.release is not None:
        yield f"release v{before.release}"


def before_of(details: AppDetails) -> Before:
    """Return what an app is now, as it is kept when it joins."""
    known = {*details.config, *details.config_set} - {DATABASE_URL}
    release = details.current_release
    return Before(
        details.buildpacks,
        tuple(sorted(known)),
        details.config.get(ADMIN_LISTEN, ""),
        details.formation,
        release.version if release else None,
    )
