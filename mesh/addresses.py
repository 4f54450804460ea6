"""Addresses that may hold a secret (a buildpack's, a source's, a database's), as they may be shown.

A user, a password, a query and what follows `#` are never shown; but for the git ref that Heroku's buildpacks have there.
"""

import re
from urllib.parse import urlsplit

WORD = re.compile(r"[^\s\"'`<>]+")
GIT_REF = re.compile(r"[\w./-]{1,20}")
"""What may be shown behind `#`: a branch or a version. What is longer may be a token."""
COMMIT, COMMIT_SHOWN = re.compile(r"[0-9a-f]{40}"), 7
GITHUB_SOURCE = re.compile(r"/([^/]+/[^/]+)/archive/(?:refs/(?:heads|tags)/)?(.+)\.tar\.gz")
LONGEST = 2_048
"""Characters of an address that are looked at."""


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
