"""The truth about the world as JSON, for tests and for the person who looks; secrets included."""

from sandbox.heroku.deploys import Dyno
from sandbox.heroku.dynos import all_dynos
from sandbox.heroku.records import AddOn, App
from sandbox.heroku.releasing import config_of
from sandbox.heroku.wire import Json, stamp
from sandbox.heroku.world import World


def snapshot(world: World) -> Json:
    return {
        "apps": {app.name: _app(world, app) for app in world.apps.values()},
        "addons": {addon.name: _addon(world, addon) for addon in world.addons.values()},
        "teams": {team.name: sorted(team.members) for team in world.teams.values()},
    }


def _app(world: World, app: App) -> Json:
    return {
        "id": app.id,
        "web_url": f"https://{app.web_host}/",
        "region": app.region,
        "stack": app.stack,
        "generation": app.generation,
        "team": app.team.name if app.team else None,
        "owner": app.owner.email,
        "created_at": stamp(app.created_at),
        "maintenance": app.maintenance,
        "buildpacks": list(app.buildpacks),
        "attachments": {a.name: a.addon.name for a in world.attachments_of(app)},
        "config": config_of(world, app),
        "releases": [
            {"version": r.version, "status": r.status, "description": r.description, "current": r is app.current} for r in app.releases
        ],
        "formation": {p.type: {"quantity": p.quantity, "size": p.size} for p in app.formation.values()},
        "dynos": [_dyno(dyno) for dyno in all_dynos(app)],
        "domains": [domain.hostname for domain in app.domains],
        "builds": [{"status": b.status, "source": b.source_blob["url"], "version": b.source_blob["version"]} for b in app.builds],
    }


def _dyno(dyno: Dyno) -> Json:
    return {"name": dyno.name, "type": dyno.type, "state": dyno.state, "release": dyno.release.version, "size": dyno.size}


def _addon(world: World, addon: AddOn) -> Json:
    attached = [{"app": a.app.name, "name": a.name} for a in world.attachments.values() if a.addon is addon]
    return {"app": addon.app.name, "plan": addon.plan, "state": addon.state, "attachments": attached}
