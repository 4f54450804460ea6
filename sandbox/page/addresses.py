"""Where a browser reaches the sandbox's apps: by their domain's alias on the edge's plain port."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.routed import Router


@dataclass(frozen=True)
class AppAddresses:
    """Knows the domains of the sandbox's apps; `edge_port` is the plain one. Browsers send every name below .localhost to themselves."""

    router: Router
    edge_port: int

    def of_host(self, host: str) -> str:
        return f"http://{host}.localhost:{self.edge_port}/"

    def opened(self, address: str) -> str:
        """Return the address to open for a link: through the edge if an app of the sandbox owns its host, else as it is."""
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
        except ValueError:
            return address
        if parts.scheme not in {"http", "https"} or self.router.app_for_host(host) is None:
            return address
        return self.of_host(host) + parts.path.removeprefix("/") + (f"?{parts.query}" if parts.query else "")
