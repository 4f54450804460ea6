"""Addresses that hold a secret, and answers that may, sealed before Redis sees them.

A source or a buildpack may have a password or a token in its address; runs, baselines and joined apps keep such addresses, because a
build or an undo needs them. In the stored JSON each is sealed, beside its form without the secret: that is what is left of it where the
key (derived from Heroku's, as for the Admin API's key) is another by now.
"""

import base64
import json
import re

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mesh.addresses import Address, without_secret

HOLDS_A_SECRET = re.compile(rb'"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}+://[^"\\\s?@#]*+(?:[?@]|#(?![\w./-]{1,20}"))[^"\\\s]*+)"')
SEALED = re.compile(rb'"sealed:([A-Za-z0-9_=-]++) ([^"\\\s]*+)"')


class _Key:
    """The key of this process; without one, which is so where no wiring was done, nothing that holds a secret is stored."""

    seal: Fernet | None = None


def seal_with(secret: str) -> None:
    """Seal and open with a key that is derived from this secret from now on."""
    _Key.seal = Fernet(base64.urlsafe_b64encode(HKDF(SHA256(), 32, None, b"meshbot addresses").derive(secret.encode())))


def sealed(stored: bytes) -> bytes:
    """Return JSON in which each address that holds a secret is sealed."""
    return HOLDS_A_SECRET.sub(_sealed, stored)


def opened(stored: bytes | str) -> bytes:
    """Return the JSON as it was; an address that cannot be opened comes back without its secret."""
    return SEALED.sub(_opened, stored.encode() if isinstance(stored, str) else stored)


def sealed_bytes(content: bytes) -> bytes | None:
    """Return what may be stored of an answer that may hold secrets; None where there is no key, and nothing of it may."""
    return _Key.seal.encrypt(content) if _Key.seal else None


def opened_bytes(stored: bytes) -> bytes | None:
    """Return the answer, None where it cannot be opened: sealed with another key, or by an earlier version not at all."""
    try:
        return _Key.seal.decrypt(stored) if _Key.seal else None
    except InvalidToken:
        return None


def sealed_address(address: Address) -> str:
    """Return an address as it is stored: sealed where anything in it may be a secret."""
    full = address.in_full()
    return _sealed_text(full.encode(errors="surrogatepass"), address.without_secret()) if address.holds_a_secret else full


def opened_address(stored: str) -> str:
    """Return a stored address in full; one that cannot be opened comes back without its secret."""
    mark, _, rest = stored.partition(":")
    token, _, shown = rest.partition(" ")
    return _opened_text(token.encode(), shown) if mark == "sealed" else stored


def _sealed(found: re.Match[bytes]) -> bytes:
    address = found[0][1:-1]
    return b'"' + _sealed_text(address, without_secret(address.decode())).encode() + b'"'


def _sealed_text(address: bytes, shown: str) -> str:
    token = _Key.seal.encrypt(address) if _Key.seal else b"none"
    return f"sealed:{token.decode()} {shown}"


def _opened(found: re.Match[bytes]) -> bytes:
    return json.dumps(_opened_text(found[1], found[2].decode()), ensure_ascii=False).encode()


def _opened_text(token: bytes, shown: str) -> str:
    try:
        return _Key.seal.decrypt(token).decode(errors="surrogatepass") if _Key.seal else shown
    except InvalidToken:
        return shown
