"""The further apps that `--apps` asks for, at Heroku and in Kong."""

from sandbox.heroku import HerokuStandIn
from sandbox.heroku.seed_mesh import Plight, mesh_apps, seed_mesh_app
from sandbox.kong import KongStandIn
from sandbox.kong.seed_mesh import seed_route, seed_service

FOREIGN = "legacy-news"
FOREIGN_PATH = "/news"
DAY_S = 86_400


def seed_mesh_apps(heroku: HerokuStandIn, kong: KongStandIn, number: int) -> None:
    """Add so many apps beside the controller, each in its plight (see `Plight`)."""
    for place, (service, plight) in enumerate(mesh_apps(number).items()):
        app = seed_mesh_app(heroku.world, service, plight, place)
        if plight is Plight.NOT_ATTACHED:
            continue
        seed_service(kong, service, app.web_host, created_at=app.created_at)
        if plight is Plight.FOREIGN_ROUTE:
            seed_route(kong, service, FOREIGN, created_at=kong.now() - 5 * DAY_S, hosts=[app.web_host], paths=[FOREIGN_PATH])
