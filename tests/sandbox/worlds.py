"""The stand-ins put together without being served, for what needs no wire."""

from pathlib import Path

from sandbox.edge import EdgeStandIn
from sandbox.heroku import CONTROLLER, DATABASE, HerokuStandIn, seed_world
from sandbox.kong import KongStandIn
from sandbox.launch.environment import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Addresses
from sandbox.launch.mesh_apps import seed_mesh_apps
from sandbox.launch.world import World
from sandbox.slack import SlackStandIn

NOWHERE = Addresses("", "", "", "", "", "", "", 0, "", Path())


def unserved_world(apps: int) -> World:
    """Return a world with the controller and so many apps of the mesh."""
    heroku, kong = HerokuStandIn(), KongStandIn()
    seed_world(heroku.world)
    kong.seed_loopback()
    seed_mesh_apps(heroku, kong, apps)
    slack = SlackStandIn(bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SIGNING_SECRET, app_url="")
    return World(heroku, kong, EdgeStandIn(heroku, kong, CONTROLLER, DATABASE), slack, NOWHERE)
