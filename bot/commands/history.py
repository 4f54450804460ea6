"""`/mesh history`: what the record holds."""

import re
from collections.abc import Mapping
from typing import Any

import click

from bot.commands.verb import PERHAPS_APP, Verb, parser_of_question
from mesh.app import Mesh
from mesh.errors import InvalidRequest
from mesh.moments import length
from mesh.names import checked_service
from mesh.quoting import quoted
from mesh.requests import History, Tier

PERSON = re.compile(r"@?(?P<id>[UW][A-Z0-9]{2,}|meshbot)")


def _request(given: Mapping[str, Any], _: Mesh) -> History:
    if given["export"] and given["quiet"]:
        raise InvalidRequest("`--export` puts a file into the thread of an answer that everybody sees: leave out `--quiet`, or it.")
    return History(
        checked_service(given["app"]) if given["app"] else "",
        length(given["since"]) if given["since"] else None,
        _person(given["by"]) if given["by"] else "",
        export=given["export"] is not None,
    )


def _person(text: str) -> str:
    """Return the id behind a mention, as Slack delivers it. Raises InvalidRequest for a name alone, which is nobody for certain."""
    found = PERSON.fullmatch(text.strip())
    if found is None:
        raise InvalidRequest(
            f"{quoted(text)} is nobody whom I can tell: mention the person, as in `--by @operator`, or say `--by meshbot`."
        )
    return found["id"]


HISTORY = Verb(
    name="history",
    summary="list what was asked, decided and came out, newest first: when, who, what, why",
    examples=("/mesh history web-ui --since 7d", "/mesh history --export jsonl"),
    parser=parser_of_question(
        "history",
        PERHAPS_APP,
        click.Option(["--since"], metavar="TIME", help="no older than `12h` or `7d`"),
        click.Option(["--by"], metavar="@PERSON", help="only what this person did"),
        click.Option(["--export"], metavar="jsonl", type=click.Choice(["jsonl"]), help="the whole as a file, with questions and dry runs"),
    ),
    request=_request,
    tier=Tier.T0_READ,
    synonyms=("log", "audit"),
)
