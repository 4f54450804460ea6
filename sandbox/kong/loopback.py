"""The door that Heroku's controller opens to its own Admin API, as the entities that its database dump holds.

Source: heroku/heroku-kong's dump, restored and measured.
"""

from sandbox.kong.admin.api import AdminApi

SERVICE, CONSUMER, GROUP = "kong-admin", "heroku-admin", "kong-admin"
ADMIN_URL = "http://localhost:8001"


def seed_door(api: AdminApi, admin_key: str, per_minute: int) -> None:
    """Write service, route, plugins and consumer; plugins first, so that the route is never open. Run once on an empty store."""
    daos, late = api.daos, api.version.since(2, 1)
    service = daos["services"].insert({"name": SERVICE, "url": ADMIN_URL})
    target = {"service": {"id": service["id"]}}
    configs = {
        "key-auth": {"hide_credentials": True},
        "acl": {"allow" if late else "whitelist": [GROUP]},
        "request-size-limiting": {"allowed_payload_size": 8},
        "rate-limiting": {"minute": per_minute},
    }
    for name, config in configs.items():
        daos["plugins"].insert({"name": name, "config": config, **target})
    consumer = {"consumer": {"id": daos["consumers"].insert({"username": CONSUMER})["id"]}}
    daos["keyauth_credentials"].insert({"key": admin_key, **consumer})
    daos["acls"].insert({"group": GROUP, **consumer})
    daos["routes"].insert({"paths": ["/kong-admin"], "protocols": ["https"], "strip_path": True, **target})
