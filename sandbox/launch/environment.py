"""The environment of the product's processes: the sandbox's addresses and canaries, and nothing of the caller's own accounts."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BOT_TOKEN = "xoxb-sandbox-canary-bot-token"  # noqa: S105 - unmistakable, so that a leak of it is found
APP_TOKEN = "xapp-sandbox-canary-app-token"  # noqa: S105 - as above
SIGNING_SECRET = "sandbox-canary-signing-secret"  # noqa: S105 - as above
HEROKU_API_KEY = "sandbox-canary-heroku-api-key"
KONG_ADMIN_KEY = "sandbox-canary-kong-admin-key"

# Whatever would send the product elsewhere, or hand it a real account.
FOREIGN_PREFIXES = ("SLACK_", "HEROKU_", "KONG_", "EDGE_", "MESH_", "REDIS_", "RQ_", "DATABASE_", "GUNICORN_")
FOREIGN = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_DIR", "DYNO", "PORT"})


@dataclass(frozen=True)
class Addresses:
    """Where everything listens: base URLs without a slash at the end; `edge_tls` is HOST:PORT, `ca` the file of the edge's own CA."""

    heroku: str
    kong_admin: str
    edge_https: str
    edge_http: str
    edge_tls: str
    slack: str
    web: str
    web_port: int
    redis: str
    ca: Path


def product_environment(caller: Mapping[str, str], addresses: Addresses, *, config: Path, temporary: Path) -> dict[str, str]:
    """Return the caller's environment with the sandbox's addresses in it; temporary files of the product go to `temporary`."""
    kept = {name: value for name, value in caller.items() if not _is_foreign(name)}
    return kept | {
        "PATH": f"{Path(sys.executable).parent}:{caller.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(temporary),
        # gunicorn keeps its control socket there; two sandboxes must not share one.
        "XDG_RUNTIME_DIR": str(temporary),
        "WEB_CONCURRENCY": "1",
        "PORT": str(addresses.web_port),
        "REDIS_URL": addresses.redis,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "HEROKU_API_KEY": HEROKU_API_KEY,
        "MESH_CONFIG": str(config),
        "SLACK_API_URL": f"{addresses.slack}/api/",
        "HEROKU_API_URL": addresses.heroku,
        "EDGE_CONNECT_TO": addresses.edge_tls,
        "SSL_CERT_FILE": str(addresses.ca),
    }


def _is_foreign(name: str) -> bool:
    return name.upper() in FOREIGN or name.upper().startswith(FOREIGN_PREFIXES)
