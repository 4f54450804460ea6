"""How one host, path or header of a route is compared with a request."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sandbox.kong.regex.errors import NotCompiled
from sandbox.kong.regex.pcre import STEPS, Pcre, pcre
from sandbox.kong.regex.rust import rust
from sandbox.kong.routing.asked import Asked
from sandbox.kong.routing.normal import normal_path, normal_regex
from sandbox.kong.version import Version

PLAIN_PATH = re.compile(r"[A-Za-z0-9.\-_~/%]*")
PORT = re.compile(r":\d+$")
REST = "uri_postfix"
STEPS_TO_LOOK, STEPS_WITH_REST = 100_000, 10_000
"""How many steps Kong lets PCRE take from 2.5 on."""


@dataclass(frozen=True)
class HostPattern:
    """A host of a route: plain, or with one `*`, which stands for at least one character."""

    text: str

    @property
    def is_wildcard(self) -> bool:
        return "*" in self.text

    @property
    def has_port(self) -> bool:
        return PORT.search(self.text) is not None

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        ends = "" if self.has_port else r"(?::\d+)?"
        return re.compile(re.escape(self.text).replace(r"\*", ".+") + ends)

    def fits_wildcard(self, host: str) -> bool:
        """Compare a wildcard with a host that may have a port; one that the pattern does not name is let be."""
        return self.is_wildcard and self._regex.fullmatch(host) is not None

    def fits(self, asked: Asked) -> bool:
        """Compare as 3.0 does, which knows of no port but that which the host names."""
        name, _, port = self.text.partition(":")
        if port and int(port) != asked.named_port:
            return False
        before, star, after = name.partition("*")
        if not star:
            return name == asked.bare_host
        return len(asked.bare_host) >= len(name) and asked.bare_host.startswith(before) and asked.bare_host.endswith(after)


@dataclass(frozen=True)
class PathPattern:
    """A path of a route. From 3.0 on a regular expression begins with `~`; before that it is told by the characters in it."""

    text: str
    version: Version

    @property
    def is_regex(self) -> bool:
        return self.text.startswith("~") if self.version.since(3, 0) else PLAIN_PATH.fullmatch(self.text) is None

    @cached_property
    def value(self) -> str:
        """What the path is compared as; from 3.0 on as it was written."""
        if self.version.since(3, 0):
            return self.text
        return normal_regex(self.version, self.text) if self.is_regex else normal_path(self.version, self.text)

    def hits(self, path: str) -> bool:
        """Say whether the path begins with what it stands for (up to 2.8). Raises GaveUp."""
        if not self.is_regex:
            return path.startswith(self.value)
        regex = _compiled(self.value, self._steps(STEPS_TO_LOOK))
        return regex is not None and regex.matches(path)

    def matched(self, path: str) -> str | None:
        """Return what the path matches: a plain one from its start on, a regular expression (from 3.0 on) as `in_rust` says.

        Raises GaveUp.
        """
        if not self.is_regex:
            return self.value if path.startswith(self.value) else None
        return rust(in_rust(self.text)).found(path)

    def before_rest(self, path: str) -> str | None:
        """Return the path up to the captured rest: empty if nothing was captured, None if there is no match. Raises GaveUp.

        Before 3.0, Kong appends the group for the rest to the expression, so in `/a|/b` it belongs to the second branch alone.
        """
        regex = _compiled(f"{self.value}(?<{REST}>.*)", self._steps(STEPS_WITH_REST))
        matches, length = (False, None) if regex is None else regex.before(REST, path)
        return path.encode("utf8", "surrogateescape")[: length or 0].decode("utf8", "surrogateescape") if matches else None

    def _steps(self, limited: int) -> int:
        return limited if self.version.since(2, 5) else STEPS


def in_rust(path: str) -> str:
    """Return the expression that 3.0 makes of a path: anchored in its first alternative alone, with names in Rust's words.

    Source: kong/router/atc_compat.lua, which puts `^` before the text and replaces every `?<` in it.
    """
    return "^" + path.removeprefix("~").replace("?<", "?P<")


def header_fits(wanted: Sequence[str], given: str | None, version: Version) -> bool:
    """Compare a header's value in any case; from 2.8 on a single `~*…` is a regular expression. Raises GaveUp."""
    if given is None:
        return False
    if given.lower() in {value.lower() for value in wanted}:
        return True
    expression = header_regex(wanted, version)
    if expression is None:
        return False
    if version.since(3, 0):
        return rust(expression).found(given.lower()) is not None
    regex = _compiled(expression, STEPS_TO_LOOK)
    return regex is not None and regex.occurs(given.lower())


def header_regex(wanted: Sequence[str], version: Version) -> str | None:
    is_regex = version.since(2, 8) and len(wanted) == 1 and wanted[0].startswith("~*")
    return wanted[0].removeprefix("~*") if is_regex else None


def _compiled(expression: str, steps: int) -> Pcre | None:
    """Return PCRE's expression; None for one that it refuses, which Kong logs and takes as no match.

    The Admin API lets none in, but with the group for the rest behind it even a good one may be wrong: `/a(?<uri_postfix>b)`.
    """
    try:
        return pcre(expression, steps)
    except NotCompiled:
        return None
