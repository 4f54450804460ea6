"""All that Heroku knows, and who may see it."""

import time
from collections.abc import Callable, Iterator

from sandbox.heroku.build_scripts import BuildScript
from sandbox.heroku.deploys import Log
from sandbox.heroku.errors import forbidden, not_found
from sandbox.heroku.knobs import Knobs
from sandbox.heroku.people import Account, Team
from sandbox.heroku.records import AddOn, App, Attachment
from sandbox.heroku.timeline import Timeline


class World:
    """The accounts, teams, apps, add-ons and attachments of one stand-in.

    `tokens` maps an API token to its account. `scripts` decide what a build does, the newest first. `logs` are the output streams by id.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.timeline = Timeline(now)
        self.knobs = Knobs()
        self.accounts: dict[str, Account] = {}
        self.tokens: dict[str, Account] = {}
        self.teams: dict[str, Team] = {}
        self.apps: dict[str, App] = {}
        self.addons: dict[str, AddOn] = {}
        self.attachments: dict[str, Attachment] = {}
        self.logs: dict[str, Log] = {}
        self.sources: dict[str, bytes] = {}
        self.scripts: list[BuildScript] = []

    @property
    def time(self) -> float:
        return self.timeline.time

    def account(self, email: str) -> Account:
        """Return the account with that address; the first call makes it."""
        if email not in self.accounts:
            self.accounts[email] = Account(email, self.time, tokens_left=self.knobs.rate_limit, tokens_at=self.time)
        return self.accounts[email]

    def app_named(self, name: str) -> App | None:
        return next((app for app in self.apps.values() if app.name == name), None)

    def app(self, identity: str, account: Account) -> App:
        """Return the app with that name or id. Raises HerokuError: 404 if there is none, 403 if the account may not see it."""
        app = self.apps.get(identity) or self.app_named(identity)
        if app is None:
            raise not_found("app")
        if not may_see(account, app):
            raise forbidden(f"You do not have access to the app {app.name}.")
        return app

    def visible_apps(self, account: Account) -> list[App]:
        return [app for app in self.apps.values() if may_see(account, app)]

    def addon(self, identity: str, account: Account) -> AddOn:
        """Return the add-on with that name or id. Raises HerokuError 404 if there is none that the account may see."""
        found = self.addons.get(identity) or next((a for a in self.addons.values() if a.name == identity), None)
        if found is None or not any(may_see(account, app) for app in self.apps_of(found)):
            raise not_found("add_on", "add-on")
        return found

    def apps_of(self, addon: AddOn) -> Iterator[App]:
        """Yield the app that owns the add-on and those it is attached to."""
        yield addon.app
        yield from (attachment.app for attachment in self.attachments.values() if attachment.addon is addon)

    def attachments_of(self, app: App) -> list[Attachment]:
        return [attachment for attachment in self.attachments.values() if attachment.app is app]

    def app_that_owns(self, hostname: str) -> App | None:
        wanted = hostname.lower()
        return next((app for app in self.apps.values() if any(d.hostname == wanted for d in app.domains)), None)


def may_see(account: Account, app: App) -> bool:
    return app.owner is account or account.email in app.collaborators or (app.team is not None and account.email in app.team.members)
