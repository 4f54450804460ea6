"""The hosts that Heroku's router leads to an app."""

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


def _is_under(host: str, wildcard: str) -> bool:
    return wildcard.startswith("*.") and "*" not in host and host.endswith(wildcard[1:])
