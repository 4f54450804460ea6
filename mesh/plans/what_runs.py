"""What runs in an app, where that is not what is set: a release that failed, or is under way, leaves the one before in place."""

from collections.abc import Iterator, Mapping, Sequence

from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.found import HerokuApp, Release
from mesh.quoting import day_and_clock, escaped


def newer_release(app: HerokuApp, releases: Sequence[Release]) -> Iterator[str]:
    """Yield what became of the newest release, where it does not run. The newest is the first."""
    newest, current = next(iter(releases), None), current_of(releases)
    if newest is None or current is None or newest.version <= current.version:
        return
    if newest.status == "pending":
        yield f"its newest release v{newest.version} is under way since {day_and_clock(newest.created_at)}; v{current.version} runs."
    else:
        shown = f"`heroku releases:output v{newest.version} -a {app.name}` shows why"
        yield f"its newest release v{newest.version} {escaped(newest.status)}; v{current.version} runs. {shown}."


def not_running(service: str, releases: Sequence[Release], config: Mapping[str, str], running: Mapping[str, str] | None) -> Iterator[str]:
    """Yield which of the mesh's config vars is set and does not run; `running` None: what is set is what runs."""
    newest, current = next(iter(releases), None), current_of(releases)
    names = [name for name in (ORIGINS, ADMIN_LISTEN) if running is not None and running.get(name) != config.get(name)]
    if not names or newest is None or newest.status == "pending":
        return
    which, they = " and ".join(f"`{name}`" for name in names), "are others" if len(names) > 1 else "is another"
    where = f"v{current.version}" if current else "what runs"
    yield f"What is set does not run: {which} {they} in {where}. `/mesh add {service}` releases what is set."


def current_of(releases: Sequence[Release]) -> Release | None:
    return next((release for release in releases if release.current), None)
