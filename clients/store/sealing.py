"""Addresses that hold a secret, sealed before Redis sees them.

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

from mesh.addresses import without_secret

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


def _sealed(found: re.Match[bytes]) -> bytes:
    address = found[0][1:-1]
    shown = without_secret(address.decode()).encode()
    token = _Key.seal.encrypt(address) if _Key.seal else b"none"
    return b'"sealed:' + token + b" " + shown + b'"'


def _opened(found: re.Match[bytes]) -> bytes:
    try:
        address = _Key.seal.decrypt(found[1]) if _Key.seal else found[2]
    except InvalidToken:
        address = found[2]
    return json.dumps(address.decode(), ensure_ascii=False).encode()
