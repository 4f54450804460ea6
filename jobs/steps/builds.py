"""Effects that make a release and take time: a build, a rollback, the release phase. Each look ends the job; none holds a worker."""

from jobs.steps.apps import LOOK_AGAIN
from jobs.steps.site import Site
from mesh.errors import PermanentFailure
from mesh.found import Build, Release, rolled_back_to
from mesh.steps import AwaitRelease, BuildSource, Done, Outcome, RollBack, Wait

LOG_LINES = 30


def build_source(step: BuildSource, site: Site) -> Outcome:
    """Start the build, marked with the run's id, or go on with the one that bears the mark."""
    known = site.so_far("build")
    if known:
        build = site.heroku.build(step.app, known)
    else:
        found = _marked(step, site) if site.is_repeat else None
        if found is None and site.is_repeat and not site.has_looked_once():
            return LOOK_AGAIN
        build = found or _started(step, site)
        if build.status == "pending":
            build = site.heroku.build(step.app, build.id)
    if build.status == "failed":
        raise PermanentFailure(
            "Heroku could not build the source; the end of its output is in the thread.",
            advice="Mend the source (or give another by `--from`), then type the command again: what stands is gone on with.",
            details=site.heroku.build_log(step.app, build.id, LOG_LINES),
        )
    if build.status == "succeeded" and build.release:
        return Done({"build": build.id, "release": build.release})
    return Wait(site.poll_s(), "building", {"build": build.id})


def _started(step: BuildSource, site: Site) -> Build:
    site.still_ours()
    return site.heroku.start_build(step.app, step.source, site.run.mark)


def _marked(step: BuildSource, site: Site) -> Build | None:
    return next((build for build in site.heroku.builds(step.app) if build.mark == site.run.mark), None)


def roll_back(step: RollBack, site: Site) -> Outcome:
    """Make the release, or go on with the one that an earlier try made: newer than all that was found, and with Heroku's own words."""
    made = _rolled_back(step, site) if site.is_repeat else None
    if made is None:
        if site.is_repeat and not site.has_looked_once():
            return LOOK_AGAIN
        site.still_ours()
        made = site.heroku.roll_back(step.app, step.release)
    return Done({"release": made.id})


def _rolled_back(step: RollBack, site: Site) -> Release | None:
    releases = site.heroku.releases(step.app)
    return next((each for each in releases if each.version > step.newest and each.description == rolled_back_to(step.version)), None)


def await_release(step: AwaitRelease, site: Site) -> Outcome:
    """Wait for the release phase of the release that a step made."""
    release_id = site.run.value(step.of, "release")
    if not release_id:
        raise PermanentFailure(f"the release of the {step.of} is not known.", advice="Type the command again.")
    release = site.heroku.release(step.app, release_id)
    if release.status == "succeeded":
        return Done({"version": str(release.version)})
    if release.status == "pending":
        return Wait(site.poll_s(), f"v{release.version} is in its release phase")
    raise PermanentFailure(
        f"release v{release.version} {release.status} in its release phase; the release before it stays in place.",
        advice=f"`heroku releases:output v{release.version} -a {step.app}` shows why. Mend it, then type the command again.",
    )
