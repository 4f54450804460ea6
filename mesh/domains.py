"""The hosts that Heroku's router leads to an app."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Source: Heroku puts an identifier of 12 characters, which are hex digits, behind the name, and perhaps a zone; apps of before June 2023
# have no identifier.
BEHIND_THE_NAME = re.compile(r"(-[0-9a-f]{12})?(\.[a-z0-9-]+)?\.herokuapp\.com")
LONGEST_HOST = 253
OWN_HOST = re.compile(r"(?P<app>[a-z][a-z0-9-]*?)" + BEHIND_THE_NAME.pattern)


@dataclass(frozen=True)
class Domain:
    """A domain of an app. `hostname`: lower case, perhaps `*.…`; `target`: where its DNS should point, empty for the app's own host."""

    hostname: str
    target: str = ""


def leads_here(host: str, domains: Iterable[Domain]) -> bool:
    """Say whether one of these domains is the host or, for a single host, a wildcard over it."""
    return any(domain.hostname == host or _is_under(host, domain.hostname) for domain in domains)


def is_own_host(host: str, app: str) -> bool:
    """Say whether Heroku gave this host to the app of that name, or to an earlier one."""
    return host.startswith(app) and BEHIND_THE_NAME.fullmatch(host, len(app)) is not None


def app_of_own_host(host: str) -> str | None:
    """Return the name of the app that Heroku gave a host to, or None for a host that is not Heroku's."""
    found = OWN_HOST.fullmatch(host) if len(host) <= LONGEST_HOST else None
    return found["app"] if found else None


def _is_under(host: str, wildcard: str) -> bool:
    return wildcard.startswith("*.") and "*" not in host and host.endswith(wildcard[1:])
