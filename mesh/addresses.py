"""Addresses that may hold a secret (a buildpack's, a source's, a database's): values whose text is what may be shown of them.

A user, a password, a query and what follows `#` are never shown; but for the git ref that Heroku's buildpacks have there. The whole
address is in no text, no repr and no JSON: it is read by `in_full` alone, where it goes to a vendor or is sealed.
"""

import re
from typing import NoReturn, Self
from urllib.parse import urlsplit

WORD = re.compile(r"[^\s\"'`<>]+")
GIT_REF = re.compile(r"[\w./-]{1,20}")
"""What may be shown behind `#`: a branch or a version. What is longer may be a token."""
COMMIT, COMMIT_SHOWN = re.compile(r"[0-9a-f]{40}"), 7
GITHUB_SOURCE = re.compile(r"/([^/]+/[^/]+)/archive/(?:refs/(?:heads|tags)/)?(.+)\.tar\.gz")
LONGEST = 2_048
"""Characters of an address that are looked at."""
MAY_HIDE = re.compile(r'[@?\\\s"]')


class Address:
    """An address that may hold a secret; equal to one of its own kind with the same text, compared with what may be secret in it."""

    __slots__ = ("__full",)
    __full: str

    def __init__(self, full: str) -> None:
        object.__setattr__(self, "_Address__full", full)

    def in_full(self) -> str:
        """Return the address with what may be secret in it: for the vendor that it is sent to, or to be sealed; never for a sentence."""
        return self.__full

    def without_secret(self) -> str:
        """Return as much of the address as may be shown, which is more than its short name."""
        if not self.holds_a_secret:
            return self.__full
        return without_secret(self.__full).removesuffix("?…") if "://" in self.__full else short_buildpack(self.__full)

    def begins_with(self, beginnings: str | tuple[str, ...]) -> bool:
        return self.__full.startswith(beginnings)

    @property
    def holds_a_secret(self) -> bool:
        """Say whether anything in it may be a secret; where nothing may, the whole may be shown."""
        before, sign, ref = self.__full.partition("#")
        return bool(MAY_HIDE.search(before)) or bool(sign and not GIT_REF.fullmatch(ref))

    def __str__(self) -> str:
        return self.without_secret()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Address) and other.__full == self.__full

    def __hash__(self) -> int:
        return hash((type(self), self.__full))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __setattr__(self, name: str, _: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed: {name}")

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be pickled: it may hold a secret")


class Buildpack(Address):
    """A buildpack's name, or its address with the git ref behind `#`."""

    __slots__ = ()

    def __str__(self) -> str:
        return short_buildpack(self.in_full())


class Source(Address):
    """The address of a source tarball; in a profile it may contain `{service}`."""

    __slots__ = ()

    def of(self, service: str) -> "Source":
        """Return the source of one service."""
        return Source(self.in_full().replace("{service}", service))

    def __str__(self) -> str:
        return short_source(self.in_full())


class Database(Address):
    """The address of a Redis or a Postgres: its scheme, host, port and number may be shown."""

    __slots__ = ()


class Setting(Address):
    """The value of a config var, often a database's address: all of it may be a secret."""

    __slots__ = ()
    holds_a_secret = True

    def without_secret(self) -> str:
        return "…"


def in_full_where_it_counts(value: object) -> str:
    """Write an address into what is only hashed, as `default` of json.dumps. Raises TypeError for all else."""
    if isinstance(value, Address):
        return value.in_full()
    raise TypeError(f"{type(value).__name__} has no place in what is hashed")


def without_secret(address: str) -> str:
    """Return an address without its user, query and fragment; what was taken away is marked."""
    scheme, _, rest = address[:LONGEST].partition("://")
    before, _, scheme = scheme.rpartition("=")
    place, *hidden = _parted(rest)
    host, slash, path = place.partition("/")
    shown = f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
    return f"{before}{'=' if before else ''}{shown}{'?…' if hidden else ''}"


def _parted(rest: str) -> list[str]:
    """Return what stands before a query or fragment and, where there is one, the rest."""
    at = min((place for sign in "?#" if (place := rest.find(sign)) >= 0), default=-1)
    return [rest] if at < 0 else [rest[:at], rest[at:]]


def without_secrets(text: str) -> str:
    """Return a text in which each address is without what may be a secret."""
    return WORD.sub(lambda found: without_secret(found[0]) if "://" in found[0] else found[0], text)


def short_source(address: str) -> str:
    """Write a source's address without what may be a secret, and short where it is GitHub's; that something is not shown is marked."""
    try:
        parts = urlsplit(address[:LONGEST])
        host, port = parts.hostname, parts.port
    except ValueError:
        return "an address that cannot be read"
    if not host:
        return "an address that cannot be read"
    more = ("?…" if parts.query or parts.fragment else "") + ("…" if len(address) > LONGEST else "")
    github = GITHUB_SOURCE.fullmatch(parts.path)
    if host == "github.com" and github and port is None:
        return f"{github[1]}@{github[2]}{more}"
    return f"{host}{'' if port is None else f':{port}'}{parts.path}{more}"


def short_buildpack(address: str) -> str:
    """Write a buildpack by what tells it from another, with the git ref behind `#` where there is one."""
    name, _, rest = address[:LONGEST].partition("#")
    ref = GIT_REF.fullmatch(rest[:COMMIT_SHOWN] if COMMIT.fullmatch(rest) else rest)
    last = name.partition("?")[0].rstrip("/").rpartition("/")[2].rpartition("@")[2]
    return last.removeprefix("heroku-buildpack-").removesuffix(".git") + (f"#{ref[0]}" if ref else "")


def told_apart(was: str, now: str) -> tuple[str, str]:
    """Return two values that differ as they may be shown, saying so where what differs is not shown."""
    return (was, now) if was != now else (was, f"{now} (at another address)")
