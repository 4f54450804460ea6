"""The hosts that Heroku's router leads to an app."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Domain:
    """A domain of an app. `hostname`: lower case, perhaps `*.…`; `target`: where its DNS should point, empty for the app's own host."""

    hostname: str
    target: str = ""


def leads_here(host: str, domains: Iterable[Domain]) -> bool:
    """Say whether one of these domains is the host or, for a single host, a wildcard over it."""
    return any(domain.hostname == host or _is_under(host, domain.hostname) for domain in domains)


def is_own_host(host: str, app: str) -> bool:
    """Say whether Heroku gave this host to the app of that name: with or without a random part, in any of its regions."""
    return re.fullmatch(re.escape(app) + r"(-[0-9a-z]+)?(\.[a-z0-9-]+)?\.herokuapp\.com", host) is not None


def _is_under(host: str, wildcard: str) -> bool:
    return wildcard.startswith("*.") and "*" not in host and host.endswith(wildcard[1:])
