"""Break things behind the product's back, and put right what can be put right."""

import re
from collections.abc import Mapping
from typing import Any, assert_never

from sandbox.breaking.answers import broken_answer
from sandbox.breaking.breakages import (
    Away,
    Back,
    Breakage,
    BreakAnswer,
    BreakRedis,
    ChangeRoute,
    Crash,
    DeleteRoute,
    FailBuild,
    FailRelease,
    FallAsleep,
    Latency,
    Mend,
    OfApps,
    Promote,
    Quantity,
    Rename,
    Scale,
    SetConfig,
)
from sandbox.breaking.redis_states import RedisState
from sandbox.heroku.apps import rename
from sandbox.heroku.attaching import promote
from sandbox.heroku.build_scripts import BuildScript
from sandbox.heroku.catalog import size_named
from sandbox.heroku.config_vars import change_config
from sandbox.heroku.crashing import crash
from sandbox.heroku.errors import HerokuError
from sandbox.heroku.formation import Scaling, scale
from sandbox.heroku.records import App
from sandbox.heroku.seed import CONTROLLER, seed_addon
from sandbox.heroku.seed_mesh import APP_NAME
from sandbox.heroku.sleeping import fall_asleep
from sandbox.launch.world import World
from sandbox.standin import Fault, StandIn

Json = dict[str, Any]
DOOR = "^/kong-admin"
PRODUCTION = "Standard-1X"


class Breaking:
    """Does to one world what the words ask for. `away` are the faults that were set here, by vendor."""

    def __init__(self, world: World) -> None:
        self._world = world
        # What the bot asks of Kong comes through the edge, to the controller's door.
        self._cut: Mapping[str, tuple[tuple[StandIn, str], ...]] = {
            "slack": ((world.slack, ""),),
            "heroku": ((world.heroku, ""),),
            "kong": ((world.edge, DOOR), (world.kong, "")),
        }
        self.slowed: Mapping[str, StandIn] = {"slack": world.slack, "heroku": world.heroku, "kong": world.edge}
        self._answering: Mapping[str, tuple[StandIn, ...]] = {
            "slack": (world.slack,),
            "heroku": (world.heroku,),
            "kong": (world.edge, world.kong),
            "edge": (world.edge,),
        }
        self.away: dict[str, list[Fault]] = {}
        self._redis = RedisState(world.addresses.redis)

    def do(self, breakage: Breakage) -> None:
        """Do it. Raises ValueError with a sentence where it cannot be done: there is no such app, or the vendor itself refuses it."""
        try:
            self._do(breakage)
        except HerokuError as refused:
            raise ValueError(f"Heroku refuses it: {refused}") from refused

    def _do(self, breakage: Breakage) -> None:
        self._world.heroku.world.timeline.advance()
        if isinstance(breakage, OfApps):
            self._do_to_an_app(breakage)
            return
        match breakage:
            case ChangeRoute():
                self._change_route(breakage)
            case DeleteRoute(route):
                self._existing(route)
                self._ask_kong("DELETE", f"/routes/{route}", None)
            case Away() | Back() | Latency() | BreakAnswer() | BreakRedis() | Mend():
                self._disturb(breakage)
            case _:
                assert_never(breakage)

    def _disturb(self, breakage: Away | Back | Latency | BreakAnswer | BreakRedis | Mend) -> None:
        """Do what concerns how a vendor or Redis answers, and not what it holds."""
        match breakage:
            case Away(vendor, seconds):
                self._bring_back(vendor)
                self._take_away(vendor, seconds)
            case Back(vendor):
                self._bring_back(vendor)
            case Latency(vendor, milliseconds):
                self.slowed[vendor].latency_s = milliseconds / 1000
            case BreakAnswer(vendor):
                fault = broken_answer(breakage)
                for stand_in in self._answering[vendor]:
                    stand_in.faults.insert(0, fault)
            case BreakRedis(how):
                self._redis.enter(how)
            case Mend():
                self._mend()
            case _:
                assert_never(breakage)

    def _do_to_an_app(self, breakage: OfApps) -> None:
        heroku = self._world.heroku.world
        match breakage:
            case Crash(app, dyno):
                self._crash(self._app(app), dyno)
            case Scale(app, quantities):
                found = self._app(app)
                scale(heroku, found, [self._scaling(found, quantity) for quantity in quantities])
            case FallAsleep(app):
                fall_asleep(heroku, self._app(app))
            case Rename(app, name):
                rename(heroku, self._app(app), name)
            case Promote(app):
                found = self._app(app or CONTROLLER)
                addon = seed_addon(heroku, f"postgresql-round-{len(heroku.addons) + 1}", app=found.name, attached_as=None)
                promote(heroku, addon, found, self._world.heroku.account)
            case FailBuild(app):
                heroku.scripts.insert(0, BuildScript(match=self._exactly(app), fail=True, count=1))
            case FailRelease(app):
                heroku.scripts.insert(0, BuildScript(match=self._exactly(app), release_phase="fail", count=1))
            case SetConfig(app, values):
                change_config(heroku, self._app(app), dict(values), self._world.heroku.account)
            case _:
                assert_never(breakage)

    def is_away(self, vendor: str) -> bool:
        return any(
            not fault.spent() and fault in stand_in.faults for fault in self.away.get(vendor, []) for stand_in, _ in self._cut[vendor]
        )

    def _app(self, name: str) -> App:
        world = self._world.heroku.world
        found = world.app_named(name) or world.app_named(APP_NAME.format(service=name))
        if found is None:
            raise ValueError(f"there is no app {name}.")
        return found

    def _exactly(self, app: str) -> str:
        """Return what matches the builds of this app alone, even if it is still to be made; of every app if empty."""
        is_full = self._world.heroku.world.app_named(app) or app.startswith(APP_NAME.format(service=""))
        return f"^{re.escape(app if is_full else APP_NAME.format(service=app))}$" if app else ""

    def _crash(self, app: App, dyno: str) -> None:
        if dyno and dyno not in {each.name for each in app.dynos}:
            raise ValueError(f"{app.name} has no dyno {dyno}; there are: {', '.join(each.name for each in app.dynos) or 'none'}.")
        crash(self._world.heroku.world, app, dyno=dyno)

    def _scaling(self, app: App, wanted: Quantity) -> Scaling:
        process = app.formation.get(wanted.type)
        if process is None:
            raise ValueError(f"{app.name} has no process type {wanted.type}; there are: {', '.join(app.formation) or 'none'}.")
        size = size_named(wanted.size or process.size, app.generation)
        most = self._world.heroku.world.knobs.small_dynos_max
        too_small = not wanted.size and size.small and most and wanted.number > most
        return Scaling(process, wanted.number, PRODUCTION if too_small else size.name)

    def _change_route(self, change: ChangeRoute) -> None:
        fields = dict(change.fields)
        if change.service:
            fields["service"] = {"id": self._service(change.service)}
        if self._has_route(change.route):
            self._ask_kong("PATCH", f"/routes/{change.route}", fields)
        elif change.service:
            self._ask_kong("POST", "/routes", {"name": change.route, **fields})
        else:
            raise ValueError(f"there is no route {change.route}. To create it, name its service too: service=APP.")

    def _has_route(self, route: str) -> bool:
        return any(route in {row["id"], row["name"]} for row in self._world.kong.store.latest.rows("routes"))

    def _existing(self, route: str) -> None:
        if not self._has_route(route):
            raise ValueError(f"there is no route {route}.")

    def _service(self, name: str) -> str:
        found = self._world.kong.store.latest.where("services", name=name)
        if not found:
            raise ValueError(f"Kong has no service {name}.")
        return str(found[0]["id"])

    def _ask_kong(self, method: str, path: str, body: Json | None) -> None:
        answer = self._world.kong.ask_admin(method, path, body)
        if answer.status >= 400:
            raise ValueError(f"Kong answers {answer.status}: {answer.body.decode()}")

    def _take_away(self, vendor: str, seconds: float) -> None:
        for stand_in, path in self._cut[vendor]:
            fault = Fault(path=path, reset=True, count=0, seconds=seconds)
            self.away.setdefault(vendor, []).append(fault)
            stand_in.faults.insert(0, fault)

    def _bring_back(self, vendor: str) -> None:
        faults = self.away.pop(vendor, [])
        for stand_in, _ in self._cut[vendor]:
            stand_in.faults = [fault for fault in stand_in.faults if not any(fault is mine for mine in faults)]

    def _mend(self) -> None:
        for stand_in in self._world.stand_ins.values():
            stand_in.faults.clear()
            stand_in.latency_s = 0.0
        self._world.heroku.world.scripts.clear()
        self.away.clear()
        self._redis.leave()
