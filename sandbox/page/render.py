"""The page's templates, with everything escaped that is not made here."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sandbox.page.mrkdwn import mrkdwn
from sandbox.page.shown import clock
from sandbox.slack import SlackStandIn, block_lines

Json = dict[str, Any]


class Templates:
    """Renders for one workspace, whose names stand for ids."""

    def __init__(self, slack: SlackStandIn) -> None:
        self._environment = Environment(
            loader=PackageLoader("sandbox.page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        workspace = slack.workspace

        def text(given: Json | None) -> Markup:
            return mrkdwn(given["text"], workspace) if given else Markup("")

        def lines(block: Json) -> list[str]:
            return block_lines([block], workspace)

        self._environment.filters |= {"mrkdwn": text, "lines": lines, "clock": clock, "name": workspace.name_of}

    def page(self, template: str, **values: Any) -> str:  # noqa: ANN401 - what a template shows
        return self._environment.get_template(template).render(**values)
