"""How records look as JSON: exactly the keys of Heroku's schema for apps, add-ons and people."""

from sandbox.heroku.catalog import generation, region, stack
from sandbox.heroku.people import Account, Team
from sandbox.heroku.records import AddOn, App, Attachment
from sandbox.heroku.wire import Json, maybe_stamp, stamp


def named(thing: App | AddOn | Team) -> Json:
    return {"id": thing.id, "name": thing.name}


def user(account: Account) -> Json:
    return {"id": account.id, "email": account.email}


def app_shape(app: App) -> Json:
    team = named(app.team) if app.team else None
    return {
        "acm": False,
        "archived_at": None,
        "buildpack_provided_description": "Node.js" if app.slug else None,
        "build_stack": stack(app.stack),
        "created_at": stamp(app.created_at),
        "generation": generation(app.generation),
        "git_url": f"https://git.heroku.com/{app.name}.git",
        "id": app.id,
        "internal_routing": None,
        "maintenance": app.maintenance,
        "name": app.name,
        "organization": team,
        "owner": user(app.owner),
        "region": region(app.region),
        "released_at": maybe_stamp(app.released_at),
        "repo_size": None,
        "slug_size": app.slug.size_bytes if app.slug else None,
        "space": None,
        "stack": stack(app.stack),
        "team": team,
        "updated_at": stamp(app.updated_at),
        "web_url": f"https://{app.web_host}/",
    }


def team_app_shape(app: App) -> Json:
    """Return a team's app: as an app, but with `joined` and `locked`, and without `acm`, `generation` and `organization`."""
    shape = app_shape(app)
    for key in ("acm", "generation", "organization"):
        del shape[key]
    return shape | {"joined": True, "locked": app.locked, "team": {"name": app.team.name} if app.team else None}


def addon_shape(addon: AddOn, config_vars: list[str]) -> Json:
    """Return an add-on; `config_vars` are the names that it sets on its own app."""
    payer = addon.app.team or addon.app
    return {
        "actions": [],
        "addon_service": {"id": addon.id, "name": addon.service},
        "app": named(addon.app),
        "billed_price": {"cents": 500, "contract": False, "unit": "month"},
        "billing_entity": {**named(payer), "type": "team" if addon.app.team else "app"},
        "config_vars": config_vars,
        "created_at": stamp(addon.created_at),
        "id": addon.id,
        "name": addon.name,
        "plan": {"id": addon.id, "name": addon.plan},
        "provider_id": addon.id,
        "provision_message": "",
        "state": addon.state,
        "updated_at": stamp(addon.updated_at),
        "web_url": f"https://addons-sso.heroku.com/apps/{addon.app.id}/addons/{addon.id}",
    }


def attachment_shape(attachment: Attachment) -> Json:
    addon = attachment.addon
    return {
        "addon": {**named(addon), "app": named(addon.app)},
        "app": named(attachment.app),
        "created_at": stamp(attachment.created_at),
        "id": attachment.id,
        "log_input_url": None,
        "name": attachment.name,
        "namespace": None,
        "updated_at": stamp(attachment.updated_at),
        "web_url": f"https://addons-sso.heroku.com/apps/{attachment.app.id}/addons/{addon.id}",
    }


def account_shape(account: Account) -> Json:
    return {
        "allow_tracking": True,
        "beta": False,
        "country_of_residence": "United States",
        "created_at": stamp(account.created_at),
        "default_organization": None,
        "default_team": None,
        "delinquent_at": None,
        "email": account.email,
        "federated": False,
        "id": account.id,
        "identity_provider": None,
        "last_login": stamp(account.created_at),
        "name": account.email.partition("@")[0],
        "sms_number": None,
        "suspended_at": None,
        "two_factor_authentication": True,
        "updated_at": stamp(account.created_at),
        "verified": account.verified,
    }
