"""From normalised words to what is asked: a request to a mesh, or a question for help."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from bot.commands import VERBS, Verb
from bot.words import words
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.requests import Immediate, Request

HELP = "help"


@dataclass(frozen=True)
class Help:
    """A question for help, about one verb or about all."""

    verb: Verb | None = None


@dataclass(frozen=True)
class Asked:
    """A request with its circumstances, as far as the words say them."""

    request: Request | Immediate
    mesh: Mesh
    reason: str
    dry_run: bool
    quiet: bool


def understood(text: str, channel: str, meshes: Mapping[str, Mesh]) -> Help | Asked:
    """Return what the words ask for. Raises InvalidRequest with one sentence that says what to do."""
    found = words(text)
    if not found or found[0].lower() in {HELP, "--help", "-h", "?"}:
        return Help(_verb(found[1]) if len(found) > 1 else None)
    verb = _verb(found[0])
    if {"--help", "-h"} & set(found):
        return Help(verb)
    given = _parsed(verb, found[1:])
    mesh = _mesh(given["to"], channel, meshes)
    return Asked(verb.request(given, mesh), mesh, given["reason"] or "", dry_run=given["dry_run"], quiet=given["quiet"])


def _verb(word: str) -> Verb:
    name = word.lower()
    for verb in VERBS:
        if verb.name == name:
            return verb
    known = {spelling: verb.name for verb in VERBS for spelling in (verb.name, *verb.synonyms)} | {HELP: HELP}
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f"Did you mean `/mesh {known[near[0]]}`?" if near else "`/mesh help` lists what I do."
    raise InvalidRequest(f"“{word}” is nothing that I can do. {hint}")


def _parsed(verb: Verb, found: list[str]) -> dict[str, Any]:
    rest = [*found[:-2], f"--to={found[-1]}"] if len(found) > 2 and found[-2].lower() == "to" else found
    try:
        return verb.parser.make_context(verb.name, rest, resilient_parsing=False).params
    except click.UsageError as wrong:
        raise InvalidRequest(f"{_sentence(wrong)} `/mesh help {verb.name}` shows what it takes.") from wrong


def _sentence(wrong: click.UsageError) -> str:
    if isinstance(wrong, click.MissingParameter):
        return f"{wrong.param.make_metavar(wrong.ctx) if wrong.param and wrong.ctx else 'A word'} is missing."
    return wrong.format_message().rstrip(".").replace("'", "`") + "."


def _mesh(to: str | None, channel: str, meshes: Mapping[str, Mesh]) -> Mesh:
    if to is not None:
        named = meshes.get(to)
        if named is None:
            raise InvalidRequest(f"there is no mesh “{to}”; there is {', '.join(f'`{name}`' for name in meshes)}.")
        if channel not in named.channels:
            raise InvalidRequest(f"the mesh `{to}` is operated from {_places(named)}: type it there, where its people see it.")
        return named
    here = next((mesh for mesh in meshes.values() if channel in mesh.channels), None)
    if here is None:
        places = "; ".join(f"`{mesh.name}` in {_places(mesh)}" for mesh in meshes.values())
        raise InvalidRequest(f"this channel belongs to no mesh. Type it in the mesh's own channel: {places}.")
    return here


def _places(mesh: Mesh) -> str:
    return ", ".join(f"<#{channel}>" for channel in mesh.channels)
