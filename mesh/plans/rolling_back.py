"""The plan of `rollback`: which earlier release is gone back to, and what that takes back with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mesh import steps
from mesh.app import ADMIN_LISTEN, ORIGINS, Mesh, merged_origins, origin_of
from mesh.formation import count
from mesh.found import HerokuApp, PastConfig, Release, rolled_back_to
from mesh.plan import Plan, Refusal, ordered
from mesh.plans.member import FoundMember, health_of, member, running, state_remarks
from mesh.plans.tiers import with_tier
from mesh.quoting import escaped
from mesh.requests import Rollback
from mesh.standing import CONFIG

NEEDS = {steps.RELEASE: (steps.ROLLBACK,), steps.HEALTHY: (steps.RELEASE,)}
LISTED = 10


@dataclass(frozen=True)
class FoundReleases:
    """An app's latest releases, newest first, and the config of those that were looked at, by version."""

    member: FoundMember
    releases: tuple[Release, ...] = ()
    configs: Mapping[int, PastConfig] = field(default_factory=dict)

    @property
    def current(self) -> Release | None:
        return next((release for release in self.releases if release.current), None)


def eligible(found: FoundReleases) -> tuple[Release, ...]:
    """Return the releases to which Heroku lets one go back, newest first; the one that runs is none."""
    current = found.current
    return tuple(each for each in found.releases if each.eligible_for_rollback and current and each.version < current.version)


def release_meant(request: Rollback, found: FoundReleases) -> Release | Refusal | None:
    """Return the release to go back to, why there is none, or None where it is what runs already."""
    current, possible = found.current, eligible(found)
    if request.version is None:
        return possible[0] if possible else Refusal(f"`{request.service}` has no earlier release to which Heroku lets one go back.")
    if current and (request.version == current.version or current.description == rolled_back_to(request.version)):
        return None
    meant = next((each for each in possible if each.version == request.version), None)
    if meant:
        return meant
    known = next((each for each in found.releases if each.version == request.version), None)
    listed = _listed(possible)
    if known is None:
        why = f"v{request.version} is not among the latest {len(found.releases)} releases of `{request.service}`."
    else:
        why = f"Heroku lets nobody go back to v{request.version} of `{request.service}` (“{escaped(known.description)}”, {known.status})."
    return Refusal(why, f"It may go back to {listed}." if listed else "There is none to which it may go back.")


def _listed(releases: Iterable[Release]) -> str:
    versions = [f"v{each.version}" for each in releases]
    more = f" and {len(versions) - LISTED} older ones" if len(versions) > LISTED else ""
    return ", ".join(versions[:LISTED]) + more


def plan_of_rollback(request: Rollback, mesh: Mesh, found: FoundReleases) -> Plan | Refusal:
    """Return the rollback, or why not; no steps where it is what runs already. The config of the release meant must have been looked at."""
    app = member(request.service, mesh, found.member)
    if isinstance(app, Refusal):
        return app
    meant = release_meant(request, found)
    if isinstance(meant, Refusal):
        return meant
    if meant is None:
        return Plan(app.name, app.host, remarks=tuple(state_remarks(request.service, app, found.member)), found=found.member.standing)
    past, current = found.configs[meant.version], found.current
    if not keeps_in_mesh(past, app, mesh, request.service):
        return _leaves_the_mesh(request, mesh, app, meant, found)
    dynos = running(found.member.formation)
    rollback = steps.RollBack(
        app=app.name,
        release=meant.id,
        version=meant.version,
        description=meant.description,
        before=current.version if current else 0,
        newest=max(each.version for each in found.releases),
        config={name: past.values[name] for name in CONFIG if name in past.values},
    )
    health = health_of(app, found.member, dynos, count(dynos, "web"))
    needed = (rollback, steps.AwaitRelease(app.name, of=steps.ROLLBACK), health)
    remarks = (*_taken_back(meant, found), *_config_remark(past, found.member), *state_remarks(request.service, app, found.member))
    return with_tier(Plan(app.name, app.host, ordered(needed, NEEDS), remarks, found=found.member.standing), request, mesh)


def keeps_in_mesh(past: PastConfig, app: HerokuApp, mesh: Mesh, service: str) -> bool:
    """Say whether an app with that config would still be one of the mesh."""
    origins = past.values.get(ORIGINS, "")
    return past.values.get(ADMIN_LISTEN) == "off" and merged_origins(origins, origin_of(app.host, mesh.profile_of(service))) == origins


def _leaves_the_mesh(request: Rollback, mesh: Mesh, app: HerokuApp, meant: Release, found: FoundReleases) -> Refusal:
    looked_at = [each for each in eligible(found) if each.version in found.configs]
    fine = _listed(each for each in looked_at if keeps_in_mesh(found.configs[each.version], app, mesh, request.service))
    advice = f"Of the {len(looked_at)} releases that were looked at, these are fine: {fine}."
    return Refusal(
        f"v{meant.version} of `{request.service}` is from before it was an app of this mesh: with its `{ORIGINS}` and `{ADMIN_LISTEN}` "
        "the app would leave the mesh.",
        advice if fine else f"Of the {len(looked_at)} releases that were looked at, none is fine: deploy the older code anew.",
    )


def _taken_back(meant: Release, found: FoundReleases) -> Iterator[str]:
    current = found.current
    later = (each for each in found.releases if current and meant.version < each.version <= current.version)
    between = [each for each in later if each.status == "succeeded"]
    yield f"It takes back {', '.join(f'v{each.version} ({escaped(each.description)})' for each in between)}."


def _config_remark(past: PastConfig, found: FoundMember) -> Iterator[str]:
    """Name the config vars that go back too; those of attachments stay as they are."""
    attached = {f"{each.name}_URL" for each in found.attachments}
    names = [f"`{escaped(name)}`" for name in past.differing if name not in attached]
    if names:
        yield f"Config vars go back too: {', '.join(names)}."
