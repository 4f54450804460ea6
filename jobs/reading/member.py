"""Read what a change of what runs in an app needs: the app itself, and beside it what only that change asks for, all at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from jobs.reading.kong import read_at_kong
from jobs.tools import Tools
from mesh.app import ADMIN_LISTEN, ORIGINS, Mesh
from mesh.found import Release
from mesh.plan import Refusal
from mesh.plans.connections import SharedDatabase
from mesh.plans.member import FoundMember
from mesh.plans.rolling_back import LISTED, FoundReleases, eligible, keeps_in_mesh, release_meant
from mesh.plans.scaling import Offer
from mesh.plans.what_runs import current_of
from mesh.requests import Rollback

MOST_RELEASES, FEW_RELEASES = 100, 10
T = TypeVar("T")


def member_found(tools: Tools, mesh: Mesh, service: str) -> FoundMember:
    """Read the app, its dynos and formation, its Kong service and the controller. Raises TemporaryFailure or PermanentFailure."""
    found, _ = _beside(tools, mesh, service, lambda _: None)
    return found


def scale_found(tools: Tools, mesh: Mesh, service: str) -> tuple[FoundMember, Offer]:
    """Read with the app which sizes it may have and what shares its Postgres."""
    addon = tools.controllers.database(mesh.controller)
    with ThreadPoolExecutor(2) as pool:
        plan, apps = pool.submit(tools.heroku.addon_plan, addon), pool.submit(tools.heroku.apps_attached_to, addon)
        found, sizes = _beside(tools, mesh, service, tools.heroku.dyno_sizes)
        return found, Offer(sizes or (), SharedDatabase(addon, plan.result(), len(apps.result())))


def releases_found(tools: Tools, mesh: Mesh, request: Rollback) -> FoundReleases:
    """Read with the app its releases, and the config of the one that is meant; where that one will not do, that of the others too."""
    member, _ = _beside(tools, mesh, request.service, lambda _: None, most_releases=MOST_RELEASES)
    found = FoundReleases(member, member.releases)
    meant = release_meant(request, found)
    if member.app is None or meant is None or isinstance(meant, Refusal):
        return found
    found = _with_configs(tools, found, member.app.name, (meant,))
    if keeps_in_mesh(found.configs[meant.version], member.app, mesh, request.service):
        return found
    return _with_configs(tools, found, member.app.name, (meant, *eligible(found)[:LISTED]))


def _with_configs(tools: Tools, found: FoundReleases, app: str, releases: tuple[Release, ...]) -> FoundReleases:
    with ThreadPoolExecutor(LISTED) as pool:
        names = [ORIGINS, ADMIN_LISTEN]
        configs = {each.version: pool.submit(tools.heroku.past_config, app, each.id, names) for each in releases}
        return FoundReleases(found.member, found.releases, {version: config.result() for version, config in configs.items()})


def _beside(
    tools: Tools, mesh: Mesh, service: str, more: Callable[[str], T], *, most_releases: int = FEW_RELEASES
) -> tuple[FoundMember, T | None]:
    """Read the app and, where there is one, something more of it."""
    name, heroku = mesh.profile_of(service).heroku_name(service), tools.heroku
    with ThreadPoolExecutor(6) as pool:
        kong = pool.submit(read_at_kong, tools, mesh, lambda door: door.service(service))
        app = heroku.app(name)
        if app is None:
            controller, found_service = kong.result()
            return FoundMember(controller, service=found_service), None
        attachments, formation = pool.submit(heroku.attachments, name), pool.submit(heroku.formation, name)
        dynos, further = pool.submit(heroku.dynos, name), pool.submit(more, name)
        runs = pool.submit(_what_runs, tools, name, most_releases)
        controller, found_service = kong.result()
        found = FoundMember(controller, app, attachments.result(), found_service, formation.result(), dynos.result())
        releases, config, running = runs.result()
        return replace(found, releases=releases, config=config, running=running), further.result()


def _what_runs(tools: Tools, app: str, most: int) -> tuple[tuple[Release, ...], dict[str, str], dict[str, str] | None]:
    """Return an app's releases and, where the newest does not run, what is set and what runs of the mesh's config vars."""
    releases, names = tools.heroku.releases(app, most), [ORIGINS, ADMIN_LISTEN]
    current = current_of(releases)
    if current is None or current.version == max(each.version for each in releases):
        return releases, {}, None
    return releases, tools.heroku.config(app, names), tools.heroku.release_config(app, current.id, names)
