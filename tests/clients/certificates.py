"""A certificate authority that only the test trusts."""

import ssl

import trustme


class Certificates:
    """Makes servers that prove a name, and clients that believe this authority."""

    def __init__(self) -> None:
        self._authority = trustme.CA()

    def server(self, *names: str) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert(*names).configure_cert(context)
        return context

    def client(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self._authority.configure_trust(context)
        return context

    @property
    def pem(self) -> bytes:
        return self._authority.cert_pem.bytes()
