"""How one host, path or header of a route is compared with a request."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sandbox.kong.routing.asked import Asked
from sandbox.kong.routing.normal import normal_path
from sandbox.kong.version import Version

PLAIN_PATH = re.compile(r"[A-Za-z0-9.\-_~/%]*")
PORT = re.compile(r":\d+$")
NO_REGEX = re.compile(r"(?!)")
REST = "uri_postfix"


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
        if self.is_wildcard:
            return self.fits_wildcard(asked.host_with_port)
        return self.text == (asked.host_with_port if self.has_port else asked.bare_host)


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
        """What a plain path is compared as; from 3.0 on as it was written."""
        return self.text if self.version.since(3, 0) else normal_path(self.version, self.text)

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return _compiled(self.text.removeprefix("~"))

    @cached_property
    def _regex_with_rest(self) -> re.Pattern[str]:
        # Before 3.0 Kong puts a group for the rest behind the expression, so in `/a|/b` it belongs to the second branch alone.
        return _compiled(f"{self.text}(?P<{REST}>.*)")

    def hits(self, path: str) -> bool:
        return self._regex.match(path) is not None if self.is_regex else path.startswith(self.value)

    def matched(self, path: str) -> str | None:
        """Return what the path matches from its start on."""
        if not self.is_regex:
            return self.value if path.startswith(self.value) else None
        found = self._regex.match(path)
        return None if found is None else found[0]

    def before_rest(self, path: str) -> str | None:
        """Return what stands before the rest, empty if no rest was caught; None if the expression does not match so."""
        found = self._regex_with_rest.match(path)
        if found is None:
            return None
        rest = found[REST]
        return "" if rest is None else path[: len(path) - len(rest)]


def header_fits(wanted: Sequence[str], given: str | None, version: Version) -> bool:
    """Compare a header's value in any case; from 2.8 on a single `~*…` is a regular expression."""
    if given is None:
        return False
    if given.lower() in {value.lower() for value in wanted}:
        return True
    is_regex = version.since(2, 8) and len(wanted) == 1 and wanted[0].startswith("~*")
    return is_regex and _compiled(wanted[0].removeprefix("~*")).search(given.lower()) is not None


def _compiled(regex: str) -> re.Pattern[str]:
    """Compile Kong's syntax, in which a named group is `(?<name>…)`; what Python cannot read matches nothing."""
    try:
        return re.compile(re.sub(r"\(\?<(?![=!])", "(?P<", regex))
    except re.error:
        return NO_REGEX
