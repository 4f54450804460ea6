"""Which addresses are Slack's own: what a payload or an answer names is sent to no other."""

import re
from urllib.parse import urlsplit

PRINTED = re.compile(r"[!-~]{1,2000}")
HOST = re.compile(r"[a-z0-9.-]{1,253}")
DOMAINS = (".slack.com", ".slack-gov.com")


def is_slacks(address: str, api_url: str) -> bool:
    """Say whether an address is of the API's host, or https and below Slack's domains."""
    if not PRINTED.fullmatch(address):
        return False
    try:
        parts, own = urlsplit(address), urlsplit(api_url)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if not HOST.fullmatch(host) or "@" in parts.netloc:
        return False
    if (parts.scheme, host) == (own.scheme, own.hostname):
        return True
    return parts.scheme == "https" and port in {None, 443} and host.endswith(DOMAINS)
