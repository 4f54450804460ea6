"""What is out of order at the moment, in sentences, and what the page's controls stand at."""

from typing import Any

from sandbox.breaking.breakages import VENDORS
from sandbox.breaking.breaking import Breaking
from sandbox.breaking.words import USAGES
from sandbox.heroku.build_scripts import BuildScript
from sandbox.launch.world import World
from sandbox.standin import Fault

Json = dict[str, Any]
AWAY = "its connections are cut"
LATENCIES_MS = (0, 200, 1000, 4000)


def out_of_order(world: World, breaking: Breaking) -> Json:
    """Return what is set now, and a sentence for everything that is out of order."""
    return {
        "vendors": [
            {"name": name, "away": breaking.is_away(name), "latency_ms": round(breaking.slowed[name].latency_s * 1000)} for name in VENDORS
        ],
        "latencies_ms": LATENCIES_MS,
        "usages": list(USAGES.values()),
        "on": [*_scripted(world), *_faults(world, breaking)],
    }


def _scripted(world: World) -> list[str]:
    waiting = [script for script in world.heroku.world.scripts if not (script.count and script.used >= script.count)]
    return [f"Heroku: {_builds(script)}" for script in waiting if script.fail or script.release_phase == "fail"]


def _builds(script: BuildScript) -> str:
    which = "the next build" if script.count else "every build"
    # A pattern for one app alone is shown as that app's name.
    of = f" of {script.match.strip('^$').replace(chr(92), '')}" if script.match else ""
    return f"{which}{of} fails" if script.fail else f"the release phase after {which}{of} fails"


def _faults(world: World, breaking: Breaking) -> list[str]:
    own = {id(fault): name for name, faults in breaking.away.items() for fault in faults}
    sentences: dict[str, None] = {}
    for name, stand_in in world.stand_ins.items():
        for fault in stand_in.faults:
            if not fault.spent():
                is_own = id(fault) in own
                words = f"{own[id(fault)].capitalize()} is away: {AWAY}" if is_own else f"{name.capitalize()}: {_in_words(fault)}"
                sentences[words] = None
    return list(sentences)


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
