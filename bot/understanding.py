"""From normalised words to what is asked: a request to a mesh, or a question for help."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import click

from bot.commands import VERBS, Verb
from bot.commands.plan import PLAN
from bot.words import checked_reason, words
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.quoting import escaped, quoted, shortened
from mesh.requests import Immediate, Request, Tier, Undo
from messages.words import code

HELP = "help"
HELP_WORDS = frozenset({HELP, "--help", "-h", "?"})
TAKES_AWAY = (  # whoever types one of these, or nearly so, is never led to a verb that adds
    *("remove", "rm", "delete", "destroy", "purge", "drop", "down", "detach", "stop", "kill", "undo", "revert", "rollback"),
    *("disable", "uninstall", "unregister", "undeploy", "teardown"),
)
NEAR = 0.7  # “dploy” is as near as 0.91 to “deploy”, “destroy” as near as 0.62


@dataclass(frozen=True)
class Help:
    """A question for help, about one verb or about all."""

    verb: Verb | None = None


@dataclass(frozen=True)
class Asked:
    """A request with its circumstances, as far as the words say them."""

    request: Request | Immediate | Undo
    mesh: Mesh
    reason: str
    dry_run: bool
    quiet: bool = False


def understood(
    text: str, channel: str, meshes: Mapping[str, Mesh], own_names: Callable[[str], Mapping[str, str]] = lambda _: {}
) -> Help | Asked:
    """Return what the words ask for. Raises InvalidRequest with one sentence that says what to do.

    `own_names` looks up, by mesh, the Heroku names of apps that joined under a name of their own; help does not ask it.
    """
    parts = _parts(text)
    if isinstance(parts, Help):
        return parts
    verb, given, is_plan = parts
    mesh = _mesh(given.get("to"), channel, meshes)
    mesh = replace(mesh, apps=own_names(mesh.name))
    flags = {"dry_run": is_plan or bool(given.get("dry_run")), "quiet": bool(given.get("quiet"))}
    return Asked(verb.request(given | flags, mesh), mesh, checked_reason(given.get("reason") or ""), **flags)


def speaks_of_no_mesh(text: str) -> bool:
    """Say whether the words ask for help, or are none that anybody could be answered: then the answer tells nothing of any mesh."""
    try:
        return isinstance(_parts(text), Help)
    except InvalidRequest:
        return True


def _parts(text: str) -> Help | tuple[Verb, dict[str, Any], bool]:
    """Return the verb, what is given with it, and whether only its plan is asked for."""
    found = words(text)
    if not found or found[0].lower() in HELP_WORDS:
        return Help(_verb(found[1:])[0] if len(found) > 1 and found[1].lower() not in HELP_WORDS else None)
    verb, rest = _verb(found)
    is_plan = verb is PLAN and bool(rest) and not rest[0].startswith("-")
    if is_plan:
        verb, rest = _planned(rest)
    if {"--help", "-h"} & set(found):
        return Help(verb)
    return verb, _parsed(verb, rest), is_plan


def _planned(found: list[str]) -> tuple[Verb, list[str]]:
    """Return the verb behind `plan`, which must be one that has a plan."""
    verb, rest = _verb(found)
    if verb.is_planned:
        return verb, rest
    why = "only reads" if verb.tier is Tier.T0_READ else "is done at once"
    raise InvalidRequest(f"`/mesh {verb.name}` {why}, so there is no plan to show: type it without `plan`.")


def _verb(found: list[str]) -> tuple[Verb, list[str]]:
    """Return the verb that these words begin with, which may itself be two words, and the words behind it."""
    for length in (2, 1):
        name = " ".join(found[:length]).lower()
        for verb in VERBS:
            if verb.name == name:
                return verb, found[length:]
    name = found[0].lower()
    seconds = [code(verb.name.removeprefix(f"{name} ")) for verb in VERBS if verb.name.startswith(f"{name} ")]
    if seconds:
        raise InvalidRequest(f"`{name}` takes {', '.join(seconds[:-1])} or {seconds[-1]} next. `/mesh help` lists what I do.")
    meant = _probably_meant(name)
    hint = f"Did you mean `/mesh {meant}`?" if meant else "`/mesh help` lists what I do."
    raise InvalidRequest(f"{quoted(found[0])} is nothing that I can do. {hint}")


def _probably_meant(name: str) -> str | None:
    """Return the verb whose name or synonym is nearest, or None where none is near or the word asks for the contrary."""
    verbs = {spelling: verb.name for verb in VERBS for spelling in (verb.name, *verb.synonyms)}
    known = {**dict.fromkeys(TAKES_AWAY), **verbs, HELP: HELP}
    near = difflib.get_close_matches(name, known, n=1, cutoff=NEAR)
    if not near or (name.startswith("un") and not near[0].startswith("un")):
        return None
    return known[near[0]]


def _parsed(verb: Verb, found: list[str]) -> dict[str, Any]:
    try:
        context = verb.parser.make_context(verb.name, _with_to_as_flag(verb, found), allow_extra_args=True)
    except click.UsageError as wrong:
        raise InvalidRequest(f"{_sentence(wrong)} `/mesh help {verb.name}` shows what it takes.") from wrong
    if context.args:
        more = quoted(" ".join(context.args))
        raise InvalidRequest(f"{more} is more than `/mesh {verb.name}` takes. `/mesh help {verb.name}` shows what it takes.")
    return context.params


def _with_to_as_flag(verb: Verb, found: list[str]) -> list[str]:
    """Return the words with the last `to MESH` as a flag, for the verbs that have it; the first word may be an app of that name."""
    options = [param for param in verb.parser.params if isinstance(param, click.Option)]
    with_value = {spelling for option in options if not option.is_flag for spelling in option.opts}
    places = (at for at in range(len(found) - 2, 0, -1) if found[at].lower() == "to")
    at = next((at for at in places if found[at - 1] not in with_value and not found[at + 1].startswith("-")), None)
    return found if at is None or "--to" not in with_value else [*found[:at], f"--to={found[at + 1]}", *found[at + 2 :]]


def _sentence(wrong: click.UsageError) -> str:
    """Say what is wrong, in one sentence or a sentence and a question; only an option that there is not can be text from outside."""
    match wrong:
        case click.MissingParameter(param=click.Parameter() as param, ctx=click.Context() as context):
            return f"{param.make_metavar(context)} is missing."
        case click.NoSuchOption(option_name=name, possibilities=near):
            question = f" Did you mean {' or '.join(map(code, near))}?" if near else ""
            return f"No such option {code(shortened(name))}.{question}"
        case _:
            return escaped(wrong.format_message().rstrip(".").replace("'", "`")) + "."


def mesh_here(channel: str, meshes: Mapping[str, Mesh], own_names: Callable[[str], Mapping[str, str]]) -> Mesh:
    """Return the mesh of a channel, with the names of its apps, as for words that are typed there. Raises InvalidRequest."""
    mesh = _mesh(None, channel, meshes)
    return replace(mesh, apps=own_names(mesh.name))


def _mesh(to: str | None, channel: str, meshes: Mapping[str, Mesh]) -> Mesh:
    if to is not None:
        named = meshes.get(to.lower())
        if named is None:
            raise InvalidRequest(f"there is no mesh {quoted(to)}; there is {', '.join(f'`{name}`' for name in meshes)}.")
        if channel not in named.channels:
            raise InvalidRequest(f"the mesh `{named.name}` is operated from {_places(named)}: type it there, where its people see it.")
        return named
    here = next((mesh for mesh in meshes.values() if channel in mesh.channels), None)
    if here is None:
        places = "; ".join(f"`{mesh.name}` in {_places(mesh)}" for mesh in meshes.values())
        raise InvalidRequest(f"this channel belongs to no mesh. Type it in the mesh's own channel: {places}.")
    return here


def _places(mesh: Mesh) -> str:
    return ", ".join(f"<#{channel}>" for channel in mesh.channels)
