"""An option whose value names a function: `package.module:function`."""

import importlib
from collections.abc import Callable
from typing import Any

import click


class Named(click.ParamType[Callable[..., Any]]):
    """Imports what is named; the working directory is on the path, as `python -m` puts it there."""

    name = "function"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Callable[..., Any]:  # noqa: ANN401 - click's
        if callable(value):
            return value  # type: ignore[no-any-return]  # click's values have no types
        module, _, name = str(value).partition(":")
        try:
            found: Callable[..., Any] = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError, ValueError) as missing:
            self.fail(f"{value!r} names no function: {missing}", param, ctx)
        return found
