"""The four stand-ins, served on free ports of the loopback and connected with each other."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from sandbox.edge import EdgeStandIn, start_edge
from sandbox.heroku import CONTROLLER, DATABASE, HerokuStandIn, seed_world
from sandbox.kong import KongStandIn, start_kong
from sandbox.launch.environment import APP_TOKEN, BOT_TOKEN, HEROKU_API_KEY, KONG_ADMIN_KEY, SIGNING_SECRET, Addresses
from sandbox.launch.manifest import declared_events
from sandbox.launch.mesh_apps import seed_mesh_apps
from sandbox.launch.ports import HOST, free_port
from sandbox.launch.wishes import Wishes
from sandbox.slack import SlackStandIn
from sandbox.standin import StandIn, port_of, serve


@dataclass(frozen=True)
class World:
    """Everything that the product talks to."""

    heroku: HerokuStandIn
    kong: KongStandIn
    edge: EdgeStandIn
    slack: SlackStandIn
    addresses: Addresses

    @property
    def stand_ins(self) -> Mapping[str, StandIn]:
        return {"heroku": self.heroku, "kong": self.kong, "slack": self.slack, "edge": self.edge}


async def open_world(stack: AsyncExitStack, wishes: Wishes, redis_url: str, directory: Path) -> World:
    """Seed and serve the stand-ins; they stop with the stack. The edge's own CA is written to `directory`."""
    heroku, kong = _seeded_heroku(wishes), _seeded_kong(wishes)
    seed_mesh_apps(heroku, kong, wishes.apps)
    edge = EdgeStandIn(heroku, kong, CONTROLLER, DATABASE)
    # Kong's Admin API is reached through the edge, so this is its latency too.
    edge.latency_s = wishes.latency_s
    web_port = free_port()
    web = f"http://{HOST}:{web_port}"
    app_url = "" if wishes.socket_mode else web
    slack = SlackStandIn(bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SIGNING_SECRET, app_url=app_url)
    declared = declared_events(wishes.procfile.parent / "manifest.json")
    if declared is not None:
        slack.apply_setting("subscriptions", declared)
    running_heroku = await serve(heroku.app, 0)
    stack.push_async_callback(running_heroku.cleanup)
    running_kong = await start_kong(kong)
    stack.push_async_callback(running_kong.close)
    running_edge = await start_edge(edge, directory / "edge-ca.pem")
    stack.push_async_callback(running_edge.close)
    running_slack = await slack.start()
    stack.push_async_callback(running_slack.cleanup)
    addresses = Addresses(
        heroku=f"http://{HOST}:{port_of(running_heroku)}",
        kong_admin=f"http://{HOST}:{running_kong.admin_port}",
        edge_https=f"https://{HOST}:{running_edge.https_port}",
        edge_http=f"http://{HOST}:{running_edge.http_port}",
        edge_tls=f"{HOST}:{running_edge.https_port}",
        slack=slack.public_url,
        web=web,
        web_port=web_port,
        redis=redis_url,
        ca=running_edge.ca_path,
    )
    return World(heroku, kong, edge, slack, addresses)


def _seeded_heroku(wishes: Wishes) -> HerokuStandIn:
    heroku = HerokuStandIn(token=HEROKU_API_KEY, validate=wishes.check_heroku)
    seed_world(heroku.world, admin_key=KONG_ADMIN_KEY)
    heroku.latency_s = wishes.latency_s
    if wishes.build_s is not None:
        heroku.apply_setting("build_s", wishes.build_s)
    return heroku


def _seeded_kong(wishes: Wishes) -> KongStandIn:
    kong = KongStandIn(wishes.kong_version, wishes.kong_limit, KONG_ADMIN_KEY)
    kong.seed_loopback()
    return kong
