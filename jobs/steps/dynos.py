"""Effects on dynos: scale them, restart them, and wait until they are up and answer through Kong."""

from jobs.steps.apps import LOOK_AGAIN
from jobs.steps.site import Site
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.formation import differs
from mesh.found import Dyno, Visit
from mesh.steps import AwaitHealth, Done, Outcome, RestartDynos, Scale, Wait

CRASHED_S = 30
PROPAGATION_S = 16  # a new route is seen by every node after at most this (measured: 5 s on Kong 1.0, 15 s on 3.0)


def scale(step: Scale, site: Site) -> Outcome:
    """Set quantities and sizes; a repeat that finds them right sends nothing. The controller is scaled by nobody from here."""
    if step.app == site.mesh.controller:
        raise PermanentFailure(f"`{step.app}` is the controller, on which the whole mesh lives; it was left as it is.")
    if not (site.is_repeat and not differs(step.formation, site.heroku.formation(step.app))):
        site.heroku.scale(step.app, step.formation)
    return Done()


def restart(step: RestartDynos, site: Site) -> Outcome:
    """Restart the dynos that were found, and wait until none of them lives; a repeat asks only for those that still do."""
    if not site.is_repeat:
        site.still_ours()
        _ask_for_restart(step, set(step.dynos.values()), site)
        return Wait(1, "asked for", {"asked": "once"})
    living = {dyno.id: dyno.name for dyno in site.heroku.dynos(step.app) if dyno.id in step.dynos.values()}
    if not living:
        return Done()
    if site.so_far("asked") is None:
        if not site.has_looked_once():
            return LOOK_AGAIN
        site.still_ours()
        for dyno_id in living:
            site.heroku.restart_dyno(step.app, dyno_id)
    return Wait(site.poll_s(), f"{', '.join(sorted(living.values()))} not gone yet", {"asked": "once"})


def _ask_for_restart(step: RestartDynos, ids: set[str], site: Site) -> None:
    for process_type in step.whole_types:
        site.heroku.restart_type(step.app, process_type)
    if not step.whole_types:
        for dyno_id in sorted(ids):
            site.heroku.restart_dyno(step.app, dyno_id)


def await_health(step: AwaitHealth, site: Site) -> Outcome:
    """Look whether all dynos are up on the release, then, where a visit belongs to it, visit the app as anybody would."""
    built = site.run.value("release", "version") if site.run.attempt == 1 else None  # a retry may have set config since
    minimum = built or site.so_far("release") or _released(step, site)
    if isinstance(minimum, Wait):
        return minimum
    dynos = [dyno for dyno in site.heroku.dynos(step.app) if dyno.type not in {"run", "release"} and dyno.release >= int(minimum)]
    if missing := _missing(step, dynos):
        concerned = [dyno for dyno in dynos if any(dyno.type == wanted.type for wanted in step.formation)]
        return _wait_for_dynos(concerned, missing, site, minimum)
    up = [dyno for dyno in dynos if dyno.is_up_or_asleep]
    kinds = sorted({(dyno.type, dyno.size) for dyno in up})
    counted = " ".join(f"{kind}={sum((dyno.type, dyno.size) == (kind, size) for dyno in up)}:{size.lower()}" for kind, size in kinds)
    if not step.visits:
        return Done({"dynos": counted})
    host = step.host or site.host()
    try:
        visit = site.edge.visit(host)
    except TemporaryFailure as failure:
        return _wait_for_kong(site, str(failure), minimum)
    if not visit.came_through(step.kong_version):
        return _wait_for_kong(site, _said(visit, step), minimum)
    return Done({"dynos": counted, "status": str(visit.status), "visit_s": f"{visit.duration_s:.2f}", "via": f"kong/{step.kong_version}"})


def _released(step: AwaitHealth, site: Site) -> str | Wait:
    """Return the version that the steps have led to without a build: config and attachments release too, and old dynos live on a while."""
    releases = sorted(site.heroku.releases(step.app), key=lambda release: release.version, reverse=True)
    newest, began = next(iter(releases), None), site.run.started_at
    if newest and newest.status == "pending":
        return Wait(site.poll_s(), f"v{newest.version} is in its release phase", {"pending": str(newest.version)})
    is_of_this_run = newest and began and newest.created_at >= began.replace(microsecond=0)
    if newest and newest.status != "succeeded" and (is_of_this_run or site.so_far("pending") == str(newest.version)):
        raise PermanentFailure(
            f"release v{newest.version} {newest.status} in its release phase; the release before it stays in place.",
            advice=f"`heroku releases:output v{newest.version} -a {step.app}` shows why. Mend it, then type the command again.",
        )
    return str(next((release.version for release in releases if release.status == "succeeded"), 0))


def _missing(step: AwaitHealth, dynos: list[Dyno]) -> str:
    up = {wanted.type: sum(dyno.type == wanted.type and dyno.is_up_or_asleep for dyno in dynos) for wanted in step.formation}
    missing = (f"{up[wanted.type]} of {wanted.quantity} {wanted.type} up" for wanted in step.formation if up[wanted.type] < wanted.quantity)
    left = (f"{up[wanted.type]} {wanted.type} still up" for wanted in step.formation if up[wanted.type] and not wanted.quantity)
    return ", ".join((*missing, *left))


def _wait_for_dynos(dynos: list[Dyno], missing: str, site: Site, minimum: str) -> Outcome:
    """Heroku starts a crashed dyno again once by itself; one that is still crashed after half a minute is told."""
    crashed = ", ".join(dyno.name for dyno in dynos if dyno.state == "crashed")
    if not crashed:
        return Wait(site.poll_s(), missing, {"release": minimum})
    since = float(site.so_far("crashed_at") or site.now().timestamp())
    if site.now().timestamp() - since > CRASHED_S:
        raise PermanentFailure(
            f"{crashed} crashed and did not come up again ({missing}).",
            advice=f"`heroku logs -a {site.profile.heroku_name(site.run.service)}` shows why.",
        )
    return Wait(5, f"{crashed} crashed; {missing}", {"crashed_at": str(since), "release": minimum})


def _wait_for_kong(site: Site, saw: str, minimum: str) -> Outcome:
    since = float(site.so_far("up_at") or site.now().timestamp())
    if site.now().timestamp() - since > PROPAGATION_S:
        raise PermanentFailure(
            f"the dynos are up, but a visit did not come through Kong: {saw}.",
            advice="Look whether the Kong buildpack is the second in the list and `DATABASE_URL` is the controller's.",
        )
    return Wait(1, f"up; not through Kong yet ({saw})", {"up_at": str(since), "release": minimum})


def _said(visit: Visit, step: AwaitHealth) -> str:
    return f"status {visit.status}, Via {visit.via or 'none'}, expected kong/{step.kong_version}"
