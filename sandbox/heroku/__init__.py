"""A stand-in for Heroku's Platform API: stateful, strict where Heroku is, with states that move with time."""

from sandbox.heroku.seed import CONTROLLER, DATABASE, OPERATOR, seed_addon, seed_app, seed_team, seed_world
from sandbox.heroku.server import TOKEN, HerokuStandIn

__all__ = ["CONTROLLER", "DATABASE", "OPERATOR", "TOKEN", "HerokuStandIn", "seed_addon", "seed_app", "seed_team", "seed_world"]
