"""What Kong takes for a host name or an address.

Source: `hostname_type`, `normalize_ip` and `check_hostname` of Kong's tools; the messages are those of the recordings.
"""

import ipaddress
import re

BAD_PORT = "invalid port number"


def host_error(host: str) -> str | None:
    """Say why this is no host of a service (nor, before 1.1, of a route): a name or an address, without a port."""
    wrong, port = checked(host)
    if wrong and wrong != BAD_PORT:
        return f"invalid value: {host}"
    return "must not have a port" if wrong or port is not None else None


def host_with_port_error(host: str) -> str | None:
    """Say why this is no host of a route of a later release: a name, which may end in a dot, or an address; a port may follow."""
    wrong, _ = checked(host)
    if wrong and _kind(host) == "name":
        without_dot = re.sub(r"\.(?=(?::\d+)?\Z)", "", host, count=1)
        return None if checked(without_dot)[0] is None else wrong
    return wrong


def route_host_error(host: str) -> str | None:
    return host_error(host.replace("*", "abc"))


def route_host_with_port_error(host: str) -> str | None:
    return host_with_port_error(host.replace("*", "abc"))


def ip_error(text: str) -> str | None:
    wrong, _ = checked(text)
    if wrong:
        return wrong
    return f"not an ip address: {text}" if _kind(text) == "name" else None


def ip_or_cidr_error(text: str) -> str | None:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return f"invalid ip or cidr range: '{text}'"
    return None


def sni_error(name: str) -> str | None:
    wrong, port = checked(name)
    if wrong and wrong != BAD_PORT:
        return f"invalid value: {name}"
    if _kind(name) != "name":
        return "must not be an IP"
    return "must not have a port" if wrong or port is not None else None


def checked(host: str) -> tuple[str | None, int | None]:
    """Return the error, or None, and the port if one is named."""
    return {"ipv4": _ipv4, "ipv6": _ipv6, "name": _name}[_kind(host)](host)


def _kind(host: str) -> str:
    if host.count(":") > 1:
        return "ipv6"
    return "ipv4" if re.fullmatch(r"[\d.]+", host.replace(":", "")) else "name"


def _ipv4(address: str) -> tuple[str | None, int | None]:
    parts = re.fullmatch(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::(\d+))?", address)
    if not parts or any(int(part) > 255 for part in parts.groups()[:4]):
        return f"invalid ipv4 address: {address}", None
    return _port(parts[5])


def _ipv6(address: str) -> tuple[str | None, int | None]:
    bracketed = re.fullmatch(r"\[([^\]]*)\](?::(\d+))?", address)
    try:
        ipaddress.IPv6Address(bracketed[1] if bracketed else address)
    except ValueError:
        return f"invalid ipv6 address: {address}", None
    return _port(bracketed[2] if bracketed else None)


def _name(name: str) -> tuple[str | None, int | None]:
    port = re.search(r":(\d+)\Z", name)
    wrong, number = _port(port[1] if port else None)
    if wrong:
        return wrong, None
    label = name[: port.start()] if port else name
    good = re.fullmatch(r"[0-9A-Za-z\-._]+", label) and all(part and not part.endswith("-") for part in label.split("."))
    return (None, number) if good else (f"invalid hostname: {name}", None)


def _port(text: str | None) -> tuple[str | None, int | None]:
    if text is None:
        return None, None
    return (BAD_PORT, None) if int(text) > 65535 else (None, int(text))
