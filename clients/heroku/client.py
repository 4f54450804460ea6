"""The port Heroku, one request for each call unless its docstring says otherwise."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from clients.bounded import BOUNDS, Bounds, within
from clients.connect import transport_to
from clients.heroku import build_log, values
from clients.heroku.errors import HerokuError
from clients.heroku.sending import NEWEST, Sending
from clients.heroku.session import Timeout
from mesh import names
from mesh.addresses import Buildpack, Setting, Source
from mesh.domains import Domain
from mesh.errors import InvalidRequest, PermanentFailure, TemporaryFailure
from mesh.formation import Formation
from mesh.found import AddOn, Attachment, Build, Dyno, HerokuApp, PastConfig, Release

CONFIG_VARS = values.config_vars  # for the one method with a parameter of that module's name


class HerokuClient:
    """Heroku's Platform API for one account. Every name is checked again before it goes into a path (InvalidRequest).

    `on_budget` hears how many calls the account has left, after every answer and in the thread that asked. Make it, or at least use it
    first, after a worker has forked. May be used from many threads.
    """

    def __init__(
        self,
        token: str,
        base_url: str = "https://api.heroku.com",
        *,
        on_budget: Callable[[int], None] | None = None,
        timeout: Timeout = (3.05, 20),
        log_limits: build_log.Limits = build_log.Limits(),  # noqa: B008 - a frozen value
        bounds: Bounds = BOUNDS,
    ) -> None:
        if urlsplit(base_url).scheme not in {"https", "http"}:
            raise ValueError("the address of Heroku's API begins with https:// or http://")
        self._sending = Sending(token, base_url, on_budget=on_budget, timeout=timeout, bounds=bounds)
        self._ask = self._sending.ask
        self._log_limits = log_limits

    def close(self) -> None:
        self._sending.close()

    def account(self) -> str:
        return self._ask("tell whose account this is", "GET", ("account",), values.email)

    def app(self, name: str) -> HerokuApp | None:
        path = ("apps", _app(name))
        try:
            return self._ask(f"show the app `{name}`", "GET", path, values.app)
        except PermanentFailure as failure:
            match failure.__cause__:
                case HerokuError(status=404):
                    return None
                case HerokuError(status=403, id=id) if id in {"forbidden", ""}:
                    raise PermanentFailure(
                        f"The Heroku app `{name}` exists, but the account of HEROKU_API_KEY may not see it. {failure}",
                        advice=f"Give that account access: `heroku access:add EMAIL --app {name}`. For a new app, choose another name.",
                    ) from failure.__cause__
            raise

    def create_app(self, name: str, region: str, stack: str, team: str | None) -> HerokuApp:
        body = {"name": _app(name), "region": region, "stack": stack}
        if team is None:
            return self._ask(f"create the app `{name}`", "POST", ("apps",), values.app, body=body)
        return self._ask(
            f"create the app `{name}` in the team `{team}`", "POST", ("teams", "apps"), values.app, body={**body, "team": team}
        )

    def buildpacks(self, app: str) -> tuple[Buildpack, ...]:
        read = values.list_of(values.buildpack)
        return self._ask(f"show the buildpacks of `{app}`", "GET", ("apps", _app(app), "buildpack-installations"), read)

    def set_buildpacks(self, app: str, buildpacks: Sequence[Buildpack]) -> None:
        read, body = values.list_of(values.buildpack), {"updates": [{"buildpack": each.in_full()} for each in buildpacks]}
        self._ask(f"set the buildpacks of `{app}`", "PUT", ("apps", _app(app), "buildpack-installations"), read, body=body)

    def attachments(self, app: str) -> tuple[Attachment, ...]:
        read = values.list_of(values.attachment)
        return self._ask(f"show the add-ons of `{app}`", "GET", ("apps", _app(app), "addon-attachments"), read)

    def attach(self, addon: str, app: str, name: str) -> Attachment:
        """Attach an add-on under a name; one that holds the name already is never replaced (PermanentFailure).

        Heroku answers 503 also where an attachment cannot be, so a TemporaryFailure here deserves few tries. Source: the CLI's tests.
        """
        body = {"addon": _checked(names.ADDON, addon, "an add-on"), "app": _app(app), "name": name}
        return self._ask(f"attach `{addon}` to `{app}` as `{name}`", "POST", ("addon-attachments",), values.attachment, body=body)

    def apps_attached_to(self, addon: str) -> tuple[str, ...]:
        path, read = ("addons", _checked(names.ADDON, addon, "an add-on"), "addon-attachments"), values.list_of(values.attached_app)
        apps = self._sending.whole(f"show what `{addon}` is attached to", path, read, order_by="id")
        return tuple(sorted(set(apps)))

    def addon_plan(self, addon: str) -> str:
        path = ("addons", _checked(names.ADDON, addon, "an add-on"))
        return self._ask(f"show the add-on `{addon}`", "GET", path, values.plan_of_addon)

    def detach(self, attachment_id: str) -> None:
        path = ("addon-attachments", _checked(names.UUID, attachment_id, "an attachment's id"))
        self._delete("take an attachment away", path)

    def own_addons(self, app: str) -> tuple[AddOn, ...]:
        path = ("apps", _app(app), "addons")
        found = self._ask(f"show the add-ons of `{app}`", "GET", path, values.list_of(values.owned_addon))
        return tuple(addon for owner, addon in found if owner == app)

    def destroy_app(self, app_id: str) -> None:
        self._delete("destroy an app", ("apps", _checked(names.UUID, app_id, "an app's id")))

    def _delete(self, deed: str, path: tuple[str, ...]) -> None:
        """Delete what is at the path; what is not there any more is as good."""
        try:
            self._ask(deed, "DELETE", path, values.nothing)
        except PermanentFailure as failure:
            if not (isinstance(failure.__cause__, HerokuError) and failure.__cause__.status == 404):
                raise

    def config(self, app: str, names: Iterable[str]) -> dict[str, str]:
        return _allowed(self._config_vars(app), names)

    def set_config(self, app: str, values: Mapping[str, str | None]) -> None:
        """Set these config vars in one request, None takes one away. A value is never quoted in a failure."""
        secrets = tuple(value for value in values.values() if value)
        path, deed = ("apps", _app(app), "config-vars"), f"set {', '.join(sorted(values))} on `{app}`"
        self._ask(deed, "PATCH", path, CONFIG_VARS, body=values, secrets=secrets)

    def start_build(self, app: str, source: Source, mark: str) -> Build:
        body = {"source_blob": {"url": source.in_full(), "version": mark}}
        return self._ask(f"start a build of `{app}`", "POST", ("apps", _app(app), "builds"), values.build, body=body)

    def build(self, app: str, build_id: str) -> Build:
        path = ("apps", _app(app), "builds", _checked(names.UUID, build_id, "a build's id"))
        return self._ask(f"show a build of `{app}`", "GET", path, values.build)

    def builds(self, app: str) -> tuple[Build, ...]:
        read = values.list_of(values.build)
        return self._sending.newest(f"show the builds of `{app}`", ("apps", _app(app), "builds"), read, order_by="created_at")

    def build_log(self, app: str, build_id: str, lines: int) -> str:
        """Return the last lines of a build's output, none that holds a secret. Two requests, and one to the log's own server."""
        deed = f"show the build log of `{app}`"
        path = ("apps", _app(app), "builds", _checked(names.UUID, build_id, "a build's id"))
        url = self._ask(deed, "GET", path, values.stream_url)
        if not url:
            return ""
        secrets = [each.in_full() for each in self._config_vars(app).values()]
        transport = transport_to()
        try:
            with within(self._log_limits.total_s):
                return build_log.tail(build_log.Output(url, deed, transport), lines, secrets, self._log_limits)
        finally:
            transport.close()

    def release(self, app: str, release_id: str) -> Release:
        path = ("apps", _app(app), "releases", _release(release_id))
        return self._ask(f"show a release of `{app}`", "GET", path, values.release)

    def releases(self, app: str, most: int = NEWEST) -> tuple[Release, ...]:
        path, read = ("apps", _app(app), "releases"), values.list_of(values.release)
        return self._sending.newest(f"show the releases of `{app}`", path, read, order_by="version", most=most)

    def release_config(self, app: str, release_id: str, names: Iterable[str]) -> dict[str, str]:
        path = ("apps", _app(app), "releases", _release(release_id), "config-vars")
        return _allowed(self._ask(f"show the config vars of a release of `{app}`", "GET", path, values.config_vars), names)

    def past_config(self, app: str, release_id: str, names: Iterable[str]) -> PastConfig:
        """Ask for the config vars of that release and for the present ones; two requests."""
        path = ("apps", _app(app), "releases", _release(release_id), "config-vars")
        now = self._config_vars(app)
        then = self._ask(f"show the config vars of an earlier release of `{app}`", "GET", path, values.config_vars)
        differing = tuple(sorted(name for name in {*then, *now} if then.get(name) != now.get(name)))
        return PastConfig(_allowed(then, names), differing)

    def roll_back(self, app: str, release_id: str) -> Release:
        body = {"release": _release(release_id)}
        return self._ask(f"roll `{app}` back", "POST", ("apps", _app(app), "releases"), values.release, body=body)

    def formation(self, app: str) -> Formation:
        return self._ask(f"show the formation of `{app}`", "GET", ("apps", _app(app), "formation"), values.formation)

    def dyno_sizes(self, app: str) -> tuple[str, ...]:
        path, read = ("apps", _app(app), "available-dyno-sizes"), values.list_of(values.dyno_size)
        return self._ask(f"show the dyno sizes that `{app}` may have", "GET", path, read)

    def scale(self, app: str, formation: Formation) -> None:
        """Set quantities and sizes. Right after a release Heroku may not know its process types yet: TemporaryFailure."""
        updates = [{"type": each.type, "quantity": each.quantity} | ({"size": each.size} if each.size else {}) for each in formation]
        try:
            self._ask(f"scale `{app}`", "PATCH", ("apps", _app(app), "formation"), values.formation, body={"updates": updates})
        except PermanentFailure as failure:
            if isinstance(failure.__cause__, HerokuError) and failure.__cause__.status == 404 and failure.__cause__.resource != "app":
                raise TemporaryFailure(f"{failure} The release may be too young.") from failure.__cause__
            raise

    def dynos(self, app: str) -> tuple[Dyno, ...]:
        return self._ask(f"show the dynos of `{app}`", "GET", ("apps", _app(app), "dynos"), values.list_of(values.dyno))

    def restart_dyno(self, app: str, dyno_id: str) -> None:
        path = ("apps", _app(app), "dynos", _checked(names.UUID, dyno_id, "a dyno's id"))
        try:
            self._ask(f"restart a dyno of `{app}`", "DELETE", path, values.nothing)
        except PermanentFailure as failure:
            if not (isinstance(failure.__cause__, HerokuError) and failure.__cause__.status == 404 and failure.__cause__.resource != "app"):
                raise

    def restart_type(self, app: str, process_type: str) -> None:
        """Restart all dynos of a type; one-off dynos and those of a release phase have types of their own and are let be."""
        path = ("apps", _app(app), "formations", _checked(names.PROCESS_TYPE, process_type, "a process type"))
        self._ask(f"restart the {process_type} dynos of `{app}`", "DELETE", path, values.nothing)

    def domains(self, app: str) -> tuple[Domain, ...]:
        """Return the domains, the app's own host among them; none where Heroku knows no such app."""
        path, read = ("apps", _app(app), "domains"), values.list_of(values.domain)
        try:
            return self._sending.whole(f"show the domains of `{app}`", path, read, order_by="hostname")
        except PermanentFailure as failure:
            if isinstance(failure.__cause__, HerokuError) and failure.__cause__.status == 404:
                return ()
            raise

    def add_domain(self, app: str, hostname: str) -> Domain:
        """Add a domain. Heroku wants `sni_endpoint` named even where there is none; a host of another app is refused (PermanentFailure)."""
        if not names.HOST.fullmatch(hostname.removeprefix("*.")):
            raise InvalidRequest(f"“{hostname}” is not a host that Heroku could lead to an app.")
        body = {"hostname": hostname, "sni_endpoint": None}
        return self._ask(f"add the domain `{hostname}` to `{app}`", "POST", ("apps", _app(app), "domains"), values.domain, body=body)

    def _config_vars(self, app: str) -> dict[str, Setting]:
        return self._ask(f"show the config vars of `{app}`", "GET", ("apps", _app(app), "config-vars"), values.config_vars)


def _allowed(settings: Mapping[str, Setting], names: Iterable[str]) -> dict[str, str]:
    """Return the values of these config vars: the only ones that are texts outside of this client."""
    wanted = frozenset(names)
    return {name: value.in_full() for name, value in settings.items() if name in wanted}


def _app(name: str) -> str:
    return _checked(names.APP, name, "an app's name")


def _release(release_id: str) -> str:
    return _checked(names.UUID, release_id, "a release's id")


def _checked(pattern: re.Pattern[str], text: str, what: str) -> str:
    """Return what may go into a path. Raises InvalidRequest."""
    if not pattern.fullmatch(text):
        raise InvalidRequest(f"“{text}” is not {what} that Heroku could have: give it as Heroku shows it.")
    return text
