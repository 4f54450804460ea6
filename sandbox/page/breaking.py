"""What a person can break from the page, behind the product's back, and how it is put right again."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.heroku.build_scripts import script_from
from sandbox.heroku.crashing import crash
from sandbox.launch.world import World
from sandbox.standin import Fault, StandIn

Json = dict[str, Any]
DOOR = "^/kong-admin"
AWAY = "its connections are cut"
VENDORS = ("slack", "heroku", "kong")
LATENCIES_MS = (0, 200, 1000, 4000)


class Breaking:
    """The faults of one world that were set here or elsewhere, and the acts that set them."""

    def __init__(self, world: World) -> None:
        self._world = world
        # What the bot asks of Kong comes through the edge, to the controller's door.
        self._cut: Mapping[str, tuple[tuple[StandIn, str], ...]] = {
            "slack": ((world.slack, ""),),
            "heroku": ((world.heroku, ""),),
            "kong": ((world.edge, DOOR), (world.kong, "")),
        }
        self._slowed: Mapping[str, StandIn] = {"slack": world.slack, "heroku": world.heroku, "kong": world.edge}
        self._away: dict[str, list[Fault]] = {}
        self.acts: Mapping[str, Callable[[Json], None]] = {
            "away": self._set_away,
            "latency": self._set_latency,
            "crash": self._crash,
            "fail-build": self._fail_build,
            "route": self._change_route,
            "drop-route": self._drop_route,
            "mend": self._mend,
        }

    def do(self, given: Json) -> None:
        """Do one of `acts`. Raises LookupError or ValueError with a sentence."""
        act = self.acts.get(given["what"])
        if act is None:
            raise LookupError(f"nothing here is called {given['what']!r}; there are {sorted(self.acts)}")
        act(given)

    def shown(self) -> Json:
        """Return what is set now, and a sentence for everything that is out of order."""
        return {
            "vendors": [
                {"name": name, "away": self._is_away(name), "latency_ms": round(self._slowed[name].latency_s * 1000)} for name in VENDORS
            ],
            "latencies_ms": LATENCIES_MS,
            "on": [*self._scripted(), *self._faults()],
        }

    def _scripted(self) -> list[str]:
        failing = [s for s in self._world.heroku.world.scripts if s.fail and not (s.count and s.used >= s.count)]
        return [f"Heroku: {'the next build' if s.count else 'every build'}{f' of {s.match}' if s.match else ''} fails" for s in failing]

    def _faults(self) -> list[str]:
        own = {id(fault): name for name, faults in self._away.items() for fault in faults}
        sentences: dict[str, None] = {}
        for name, stand_in in self._world.stand_ins.items():
            for fault in stand_in.faults:
                if not fault.spent():
                    words = (
                        f"{own[id(fault)].capitalize()} is away: {AWAY}" if id(fault) in own else f"{name.capitalize()}: {_in_words(fault)}"
                    )
                    sentences[words] = None
        return list(sentences)

    def _is_away(self, vendor: str) -> bool:
        return any(fault in stand_in.faults for fault in self._away.get(vendor, []) for stand_in, _ in self._cut[vendor])

    def _set_away(self, given: Json) -> None:
        vendor = _vendor(given)
        faults = self._away.pop(vendor, [])
        for stand_in, path in self._cut[vendor]:
            stand_in.faults = [fault for fault in stand_in.faults if not any(fault is mine for mine in faults)]
            if given["on"]:
                self._away.setdefault(vendor, []).append(Fault(path=path, reset=True, count=0))
                stand_in.faults.insert(0, self._away[vendor][-1])

    def _set_latency(self, given: Json) -> None:
        milliseconds = float(given["ms"])
        if not 0 <= milliseconds <= 60_000:
            raise ValueError("a latency is between 0 and 60000 ms")
        self._slowed[_vendor(given)].latency_s = milliseconds / 1000

    def _crash(self, given: Json) -> None:
        world = self._world.heroku.world
        app = world.app_named(given["app"])
        if app is None:
            raise LookupError(f"there is no app {given['app']} any more")
        crash(world, app, dyno=given.get("dyno", ""))

    def _fail_build(self, given: Json) -> None:
        self._world.heroku.world.scripts.insert(0, script_from({"match": given.get("app", ""), "fail": True, "count": 1}))

    def _change_route(self, given: Json) -> None:
        lists = {name: [word.strip() for word in str(given[name]).split(",") if word.strip()] or None for name in ("hosts", "paths")}
        self._ask_kong("PATCH", given["route"], lists)

    def _drop_route(self, given: Json) -> None:
        self._ask_kong("DELETE", given["route"], None)

    def _ask_kong(self, method: str, route: str, body: Json | None) -> None:
        answer = self._world.kong.ask_admin(method, f"/routes/{route}", body)
        if answer.status >= 400:
            raise ValueError(f"Kong answers {answer.status}: {answer.body.decode()}")

    def _mend(self, _: Json) -> None:
        for stand_in in self._world.stand_ins.values():
            stand_in.faults.clear()
            stand_in.latency_s = 0.0
        self._world.heroku.world.scripts.clear()
        self._away.clear()


def _vendor(given: Json) -> str:
    if given["vendor"] not in VENDORS:
        raise LookupError(f"there is no vendor {given['vendor']!r}; there are {list(VENDORS)}")
    return str(given["vendor"])


def _in_words(fault: Fault) -> str:
    """Say what a fault does and to what: `POST /apps/.*/builds is answered with 503, 2 times more`."""
    what = (
        "is cut off"
        if fault.reset
        else "is cut in half"
        if fault.half
        else f"is answered with {fault.status}"
        if fault.status
        else f"takes {fault.delay_s:g} s more"
        if fault.delay_s
        else "has another content type"
    )
    asked = " ".join(word for word in (fault.method, fault.path) if word) or "every request"
    return f"{asked} {what}{f', {fault.count - fault.struck} times more' if fault.count else ''}"
