"""Effects on the Heroku app itself: create it, its buildpacks, its database, its config."""

from datetime import timedelta

from jobs.steps.site import Site
from mesh.app import ADMIN_LISTEN, DATABASE, ORIGINS, merged_origins, origin_of
from mesh.errors import PermanentFailure
from mesh.standing import CONFIG
from mesh.steps import AttachDatabase, CreateApp, Done, Outcome, SetBuildpacks, SetConfig, Wait

LOOK_AGAIN = Wait(3, "looking whether an earlier try has had its effect", {"looked": "once"})


def create_app(step: CreateApp, site: Site) -> Outcome:
    """Create the app; a repeat adopts the one that an earlier try made, which is no older than that try."""
    if site.note:
        app = site.heroku.app(step.app)
        if app:
            if app.created_at < site.note.started_at.replace(microsecond=0) - timedelta(seconds=1):
                raise PermanentFailure(
                    f"the Heroku app `{step.app}` belongs to somebody else: it was created before this run began.",
                    advice="Choose another name.",
                )
            return Done({"host": app.host})
        if not site.has_looked_once():
            return LOOK_AGAIN
    site.still_ours()
    site.store.began_creation(step.app, site.now())
    app = site.heroku.create_app(step.app, step.region, step.stack, step.team)
    return Done({"host": app.host})


def set_buildpacks(step: SetBuildpacks, site: Site) -> Outcome:
    """Set the list; a repeat that finds it right sends nothing."""
    if not (site.is_repeat and site.heroku.buildpacks(step.app) == step.buildpacks):
        site.heroku.set_buildpacks(step.app, step.buildpacks)
    return Done()


def attach_database(step: AttachDatabase, site: Site) -> Outcome:
    """Attach the add-on; a repeat looks first, because a second attachment would be a second release."""
    if site.is_repeat:
        attached = next((each for each in site.heroku.attachments(step.app) if each.name == DATABASE), None)
        if attached and attached.addon != step.addon:
            raise PermanentFailure(
                f"`{step.app}` has got another `DATABASE` meanwhile: `{attached.addon}`.", advice="Detach it, then type the command again."
            )
        if attached:
            return Done()
        if not site.has_looked_once():
            return LOOK_AGAIN
    site.still_ours()
    site.heroku.attach(step.addon, step.app, DATABASE)
    return Done()


def set_config(step: SetConfig, site: Site) -> Outcome:
    """Set all config vars in one PATCH; a repeat that finds them right sends none, because each PATCH makes a release."""
    profile = site.profile
    current = step.before.get(ORIGINS, "")
    wanted = {
        ORIGINS: merged_origins(current, origin_of(step.host or site.host(), profile)),
        ADMIN_LISTEN: "off",
        **{name: profile.config[name] for name in step.profile_names if name in profile.config},
    }
    if not (site.is_repeat and site.heroku.config(step.app, wanted) == wanted):
        site.heroku.set_config(step.app, wanted)
    return Done({name: wanted[name] for name in CONFIG})
