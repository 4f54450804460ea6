"""Certificates for any host that somebody asks for, from an authority of our own."""

import ssl
from pathlib import Path

import trustme

DEFAULT_NAMES = ("localhost", "127.0.0.1", "*.localhost", "*.herokuapp.com")


class Certificates:
    """An authority that lives as long as this object. Clients trust it by the file that `write` makes (SSL_CERT_FILE)."""

    def __init__(self) -> None:
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}

    def write(self, path: Path) -> None:
        """Write the authority's certificate as PEM."""
        self._authority.cert_pem.write_to_path(str(path))

    def context(self) -> ssl.SSLContext:
        """Return a server context that shows each visitor a certificate for the name it asks for."""
        made = self._context_for(*DEFAULT_NAMES)
        made.sni_callback = self._choose
        return made

    def _choose(self, connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        if name is None:
            return
        if name not in self._contexts:
            self._contexts[name] = self._context_for(name)
        connection.context = self._contexts[name]

    def _context_for(self, *names: str) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert(*names).configure_cert(context)
        return context
