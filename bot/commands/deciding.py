"""`/mesh approve`, `/mesh decline`, `/mesh withdraw` and `/mesh can-i`: what the buttons do, in words."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from bot.commands.named import checked_digest, checked_run
from bot.commands.verb import RUN_ID, Verb, parser
from bot.words import checked_reason
from mesh.app import Mesh
from mesh.approvals import requesters_may_withdraw, those_of_the_rules_may_decide
from mesh.requests import CanI, Decide, Tier, Verdict


def _decision(verdict: Verdict) -> Callable[[Mapping[str, Any], Mesh], Decide]:
    return lambda given, _: Decide(
        checked_run(given["run"]),
        verdict,
        checked_reason(" ".join(given.get("reason_words") or ())),
        checked_digest(given.get("plan") or ""),
    )


APPROVE = Verb(
    name="approve",
    summary="approve the plan of a run that waits for it",
    examples=("/mesh approve r-7k3fx", "/mesh approve r-7k3fx 0123456789ab"),
    parser=parser("approve", RUN_ID, click.Argument(["plan"], required=False, metavar="[PLAN]")),
    request=_decision(Verdict.APPROVE),
    tier=Tier.T1_REVERSIBLE,
    may=those_of_the_rules_may_decide,
    synonyms=("ok", "accept"),
)
DECLINE = Verb(
    name="decline",
    summary="decline the plan of a run that waits for approval, and say why",
    examples=("/mesh decline r-7k3fx not before Monday",),
    parser=parser("decline", RUN_ID, click.Argument(["reason_words"], nargs=-1, metavar="WHY")),
    request=_decision(Verdict.DECLINE),
    tier=Tier.T1_REVERSIBLE,
    may=those_of_the_rules_may_decide,
    synonyms=("reject", "deny"),
)
WITHDRAW = Verb(
    name="withdraw",
    summary="take back one's own request that waits for approval",
    examples=("/mesh withdraw r-7k3fx",),
    parser=parser("withdraw", RUN_ID),
    request=_decision(Verdict.WITHDRAW),
    tier=Tier.T1_REVERSIBLE,
    may=requesters_may_withdraw,
)
CAN_I = Verb(
    name="can-i",
    summary="say whether you may ask for something, which rule says so, who approves it, and whether it would wait",
    examples=("/mesh can-i route add web-ui", "/mesh can-i freeze"),
    parser=parser("can-i", click.Argument(["words"], nargs=-1, required=True, metavar="VERB [APP]")),
    request=lambda given, _: CanI(tuple(word.lower() for word in given["words"])),
    tier=Tier.T0_READ,
)
