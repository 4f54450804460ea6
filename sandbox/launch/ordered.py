"""A click command whose script options (`--as A --say X --as B --click Y`) keep the order of the command line.

click gathers the values of a repeated option by name and so loses how different options interleave. Its parser does report that order,
which is what `ScriptGroup` reads.
"""

from collections.abc import Callable, Sequence
from typing import Any

import click

from sandbox.launch.script import Script, ScriptStep


class ScriptOption(click.Option):
    """A repeatable option that is one step of the script.

    `step` makes the step from the option's value, or raises ValueError with a sentence.
    """

    def __init__(self, declarations: Sequence[str], *, step: Callable[[str], ScriptStep], **options: Any) -> None:  # noqa: ANN401 - click's
        options |= {"multiple": True, "expose_value": False}
        super().__init__(declarations, **options)
        self.step = step


class ScriptGroup(click.Group):
    """A group of commands whose own `ScriptOption`s arrive in the parameter `script`, in their order."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, list(args))
        ctx.params["script"] = self._script(ctx, args)
        return rest

    def _script(self, ctx: click.Context, args: list[str]) -> Script:
        values, _, order = self.make_parser(ctx).parse_args(list(args))
        typed = {option.name: iter(values.get(str(option.name)) or ()) for option in self.params if isinstance(option, ScriptOption)}
        return tuple(_step(ctx, option, next(typed[option.name])) for option in order if isinstance(option, ScriptOption))


def _step(ctx: click.Context, option: ScriptOption, value: str) -> ScriptStep:
    try:
        return option.step(value)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), ctx, option) from wrong
