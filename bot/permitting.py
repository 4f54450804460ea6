"""`/mesh can-i`: who may ask for a verb, by which rule, who approves it, and whether a lock or a freeze would make it wait now."""

from collections.abc import Sequence

from bot.commands import VERBS, Verb
from bot.commands.named import checked_mesh_app
from mesh import policy
from mesh.app import Mesh
from mesh.approvals import rule_for
from mesh.errors import InvalidRequest
from mesh.locks import Hold, sentence
from mesh.policy import Person, mentions
from mesh.quoting import quoted
from mesh.requests import Request, Tier

NOTHING_NEEDED = "needs no approval"


def verb_and_rest(words: Sequence[str]) -> tuple[Verb, tuple[str, ...]]:
    """Return the verb that words begin with and the words behind it. Raises InvalidRequest."""
    for length in (2, 1):
        name = " ".join(words[:length])
        for verb in VERBS:
            if verb.name == name:
                return verb, tuple(words[length:])
    raise InvalidRequest(f"{quoted(words[0])} is nothing that I can do; there are {', '.join(f'`{verb.name}`' for verb in VERBS)}.")


def app_among(verb: Verb, words: Sequence[str], mesh: Mesh) -> str:
    """Return the app that is asked about, empty where none is: a change that waits for a plan is a change of one app."""
    names = [word for word in words if not _heavier(verb, word) and not verb.is_of_a_run]
    return checked_mesh_app(names[0], mesh) if names and verb.tier is not Tier.T0_READ else ""


def said(verb: Verb, words: Sequence[str], person: Person, mesh: Mesh) -> str:
    """Say whether somebody may ask for a verb, and who approves it."""
    heavier = next((found for word in words if (found := _heavier(verb, word))), "")
    tier = verb.heavier[heavier] if heavier else verb.tier
    ruling = verb.may(person, mesh) if verb.may else policy.ruling(tier, person, mesh)
    ask = " ask for it" if verb.is_planned or tier is Tier.T0_READ else ""
    asking = f"{'you may' if ruling.allowed else 'you may not'}{ask} (rule `{ruling.rule}`: {ruling.sentence})"
    more = [f"With `{word}` it needs more: `/mesh can-i {verb.name} {word}`." for word in verb.heavier if not heavier]
    return " ".join(part for part in (asking, _approving(verb, tier, mesh), *more) if part)


def approval_of(request: Request, mesh: Mesh) -> str:
    """Say who approves a request, as far as its tier is known before it is planned."""
    verb = next(each for each in VERBS if each.name == request.verb)
    return _approving(verb, request.tier, mesh)


def waiting(hold: Hold | None, service: str, mesh: Mesh) -> str:
    """Say whether a change of an app would begin now."""
    return f"It would wait now: {sentence(hold, service, mesh.name)}." if hold else f"Nothing holds `{service}` back now."


def _heavier(verb: Verb, word: str) -> str:
    return next((each for each in verb.heavier if word.startswith(each) or word == each.rstrip("=")), "")


def _approving(verb: Verb, tier: Tier, mesh: Mesh) -> str:
    if tier is Tier.T0_READ or not verb.is_planned:
        return ""
    if verb.is_of_a_run:
        return f"Who approves it depends on what it takes back: `/mesh can-i {verb.name} RUN` says it of one run."
    lighter, heavier = _needed(verb, tier, mesh), _needed(verb, max(tier, verb.beyond or tier), mesh)
    if lighter == heavier:
        return f"It {lighter}." if lighter == NOTHING_NEEDED else f"It then {lighter}."
    within, beyond = verb.beyond_where
    return f"{within} it {lighter}; {beyond} it {heavier}."


def _needed(verb: Verb, tier: Tier, mesh: Mesh) -> str:
    """Complete “It …” with who must approve a verb of that tier."""
    rule = rule_for(verb.name, tier, mesh.approvals)
    if rule is None:
        return NOTHING_NEEDED
    who = mentions(getattr(mesh.people, rule.by)) or "nobody (mesh.toml names none)"
    yourself = "you may be one of them" if rule.requester_may_approve else "not by who asked for it"
    return f"needs {rule.needed} of {who} to approve it, {yourself}"
