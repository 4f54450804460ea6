"""KONG_ORIGINS: another address for a service on one node (Kong 0.15 to 1.5).

Source: measured on 1.0.2; the sentences are those that Kong prints when it does not start.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

FORM = "an origin must be of the form 'from_scheme://from_host:from_port=to_scheme://to_host:to_port', got '{}'"
SCHEME_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Address:
    """Where a service is; case counts, as Kong compares."""

    scheme: str
    host: str
    port: int


class BadOrigins(ValueError):
    """Kong does not start with this value; the message is what it prints."""


def origins_from(text: str) -> Mapping[Address, Address]:
    """Return what each service address is replaced by. Raises BadOrigins where Kong stops at start."""
    table: dict[Address, Address] = {}
    for entry in (part.strip() for part in text.split(",") if part.strip()):
        halves = re.fullmatch(r"([a-z]+)://([^=/]+):(\d+)=([a-z]+)://([^=/]+)", entry)
        if not halves:
            raise BadOrigins(FORM.format(entry))
        before = _address(halves[1], f"{halves[2]}:{halves[3]}")
        if before in table:
            raise BadOrigins(f"duplicate origin ({entry.partition('=')[0]})")
        table[before] = _address(halves[4], halves[5])
    return table


def _address(scheme: str, authority: str) -> Address:
    parts = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[0-9A-Za-z._\-]+)(?::(\d+))?", authority)
    if not parts or (parts[2] and int(parts[2]) > 65535):
        raise BadOrigins(f"failed to parse authority ({authority})")
    if not parts[2] and scheme not in SCHEME_PORTS:
        raise BadOrigins(f"scheme has unknown default port ({scheme})")
    return Address(scheme, parts[1], int(parts[2]) if parts[2] else SCHEME_PORTS[scheme])
