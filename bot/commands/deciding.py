"""`/mesh approve`, `/mesh decline`, `/mesh withdraw` and `/mesh can-i`: what the buttons do, in words."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from bot.commands.runs import checked_run
from bot.commands.verb import Verb
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.quoting import quoted
from mesh.requests import CanI, Decide, Tier

TIERS: Mapping[str, Tier] = {
    "add": Tier.T1_REVERSIBLE,
    "add host": Tier.T2_TRAFFIC,
    "scale": Tier.T1_REVERSIBLE,
    "restart": Tier.T1_REVERSIBLE,
    "rollback": Tier.T2_TRAFFIC,
    "route add": Tier.T2_TRAFFIC,
    "route set": Tier.T2_TRAFFIC,
    "route remove": Tier.T2_TRAFFIC,
    "retry": Tier.T1_REVERSIBLE,
    "cancel": Tier.T1_REVERSIBLE,
    "status": Tier.T0_READ,
    "routes": Tier.T0_READ,
    "runs": Tier.T0_READ,
}

BEYOND: Mapping[str, Tier] = {"scale": Tier.T2_TRAFFIC}  # of what passes the limits of mesh.toml, which only the plan can tell


def _decision(verdict: str) -> Callable[[Mapping[str, Any], Mesh], Decide]:
    return lambda given, _: Decide(checked_run(given["run"]), verdict, " ".join(given.get("reason_words") or ()))


def _can_i(given: Mapping[str, Any], _: Mesh) -> CanI:
    words = [word.lower() for word in given["words"]]
    verb = next((name for name in (" ".join(words[:2]), words[0]) if name in TIERS), None)
    if verb is None:
        known = ", ".join(f"`{name}`" for name in TIERS)
        raise InvalidRequest(f"{quoted(words[0])} is no verb that needs a rule; there are {known}.")
    return CanI(verb, TIERS[verb], BEYOND.get(verb))


def _parser(name: str, *, with_reason: bool = False) -> click.Command:
    more = [click.Argument(["reason_words"], nargs=-1, metavar="WHY")] if with_reason else []
    return click.Command(name, params=[click.Argument(["run"], metavar="RUN"), *more], add_help_option=False)


APPROVE = Verb(
    name="approve",
    summary="approve the plan of a run that waits for it",
    examples=("/mesh approve r-7k3fx",),
    parser=_parser("approve"),
    request=_decision("approve"),
    synonyms=("ok", "accept"),
)
DECLINE = Verb(
    name="decline",
    summary="decline the plan of a run that waits for approval, and say why",
    examples=("/mesh decline r-7k3fx not before Monday",),
    parser=_parser("decline", with_reason=True),
    request=_decision("decline"),
    synonyms=("reject", "deny"),
)
WITHDRAW = Verb(
    name="withdraw",
    summary="take back one's own request that waits for approval",
    examples=("/mesh withdraw r-7k3fx",),
    parser=_parser("withdraw"),
    request=_decision("withdraw"),
)
CAN_I = Verb(
    name="can-i",
    summary="say whether you may ask for something, which rule says so, and who approves it",
    examples=("/mesh can-i route add",),
    parser=click.Command("can-i", params=[click.Argument(["words"], nargs=-1, required=True, metavar="VERB")], add_help_option=False),
    request=_can_i,
)
