"""The page's templates, with everything escaped that is not made here."""

import time
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from sandbox.page.addresses import AppAddresses
from sandbox.page.markdown import markdown
from sandbox.page.menus import choices, held
from sandbox.page.mrkdwn import emoji, mrkdwn
from sandbox.page.rich_text import rich_text
from sandbox.slack import SlackStandIn, block_lines
from sandbox.slack.reading.emoji import SHORTCODE, SHOWN

Json = dict[str, Any]


class Templates:
    """Renders for one workspace, whose names stand for ids, with links that lead to the sandbox's own apps."""

    def __init__(self, slack: SlackStandIn, addresses: AppAddresses) -> None:
        self._environment = Environment(
            loader=PackageLoader("sandbox.page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        workspace = slack.workspace
        visit = addresses.opened

        def text(given: Json | None) -> Markup:
            """Render a text object, or a message's own text."""
            if not given:
                return Markup("")
            return _plain_text(given["text"]) if given.get("type") == "plain_text" else mrkdwn(given["text"], workspace, visit)

        self._environment.filters |= {
            "text": text,
            "words": _plain_text,
            "rich": lambda block: rich_text(block, workspace, visit),
            "markdown": lambda given: markdown(given, visit),
            "lines": lambda block: block_lines([block], workspace),
            "choices": lambda element: choices(element, workspace),
            "held": held,
            "clock": clock,
            "moment": moment,
            "name": workspace.name_of,
            "initial": lambda some_id: workspace.name_of(some_id)[:1].upper(),
            "hue": lambda some_id: sum(some_id.encode()) % 6,
            "opened": visit,
        }

    def page(self, template: str, **values: Any) -> str:  # noqa: ANN401 - what a template shows
        return self._environment.get_template(template).render(**values)


def clock(at: object) -> str:
    """Return the time of day of a moment: seconds since the epoch, or a message's `ts`."""
    return time.strftime("%H:%M:%S", time.localtime(float(str(at))))


def moment(at: object) -> str:
    """Return the same for programs, with its date."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(float(str(at))))


def _plain_text(words: str) -> Markup:
    pieces = SHORTCODE.split(words)
    return Markup("").join(
        escape(piece) if number % 2 == 0 else emoji(piece) if piece in SHOWN else escape(f":{piece}:")
        for number, piece in enumerate(pieces)
    )
