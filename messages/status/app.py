"""One app in full: what runs, where it came from, how it is reached, what has drifted, and what one would do next."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from mesh.addresses import without_secrets
from mesh.app import ADMIN_LISTEN, ORIGINS
from mesh.found import Attachment, Release, former_database, in_words
from mesh.locks import Holds
from mesh.names import HOST
from mesh.quoting import on_one_line
from mesh.route_plans import label
from mesh.run import Run
from mesh.status.one_app import OneApp
from messages.blocks import Rendered, rendered, section, sections, shortened
from messages.locks import hold_line
from messages.plugins import plugin_lines
from messages.states import FAILED, state_words
from messages.status.drift import differences, measured_by, ways_back
from messages.words import age, code, escaped, joined, source

DESCRIPTION, VALUE = 60, 160
WELL, UNSURE, MENDING = ":large_green_circle:", ":warning:", ":information_source:"


def app_message(found: OneApp, holds: Holds, now: datetime) -> Rendered:
    headline = _headline(found)
    held = [hold_line(hold, holds.mesh) for hold in holds.on(found.service)]
    lines = [*held, *(line for part in PARTS for line in part.lines(found, now)), *_drift(found, now)]
    next_steps = list(_next(found))
    runs = ["*Runs*", *(f"• {_run(run, now)}" for run in found.runs)] if found.runs else ["*Runs* none yet"]
    return rendered(headline, [section(headline), *sections(lines), *sections(runs), *(sections(next_steps))])


def _headline(found: OneApp) -> str:
    is_well = (found.came_through or found.is_asleep) and not _missing(found)
    sign = FAILED if not is_well else UNSURE if found.unread else WELL
    state = "answers through Kong" if found.came_through else "does not answer through Kong"
    state = "is asleep; the next visit wakes it" if found.is_asleep else state
    missing = f", {_missing(found)}" if _missing(found) else ""
    maintenance = ", in maintenance" if found.app.maintenance else ""
    return f"{sign} {code(found.service)} {state}{missing}{maintenance} · {code(found.app.name)} · {_link(found.app.host)}"


def _link(host: str) -> str:
    """Write a host as a link; what is no host is shown as it came."""
    return f"<https://{host}/>" if HOST.fullmatch(host) else code(host)


def _up(found: OneApp, kind: str) -> int:
    return sum(dyno.type == kind and dyno.is_up_or_asleep for dyno in found.details.dynos)


def _missing(found: OneApp) -> str:
    if "dynos" in found.unread:
        return ""
    short = [each for each in found.details.formation if _up(found, each.type) < each.quantity]
    return ", ".join(f"{_up(found, each.type)} of {each.quantity} {escaped(each.type)} up" for each in short)


def _dynos(found: OneApp, now: datetime) -> Iterator[str]:
    wanted = [f"{each.type} {_up(found, each.type)}/{each.quantity} {each.size or ''}".strip() for each in found.details.formation]
    yield f"*Dynos* {escaped(', '.join(wanted)) or 'none: nothing was deployed yet'}"
    each_one = [f"{dyno.name} {dyno.state} {age(dyno.created_at, now)} (v{dyno.release})" for dyno in found.details.dynos]
    if each_one:
        yield f"• {escaped(', '.join(each_one))}"


def _releases(found: OneApp, now: datetime) -> Iterator[str]:
    current, newest = found.details.current_release, next(iter(found.details.releases), None)
    yield f"*Release* {_release(current, now)}" if current else "*Release* none runs"
    if newest and newest != current:
        yield f"• newer: {_release(newest, now)}, *{escaped(newest.status)}*"


def _release(release: Release, now: datetime) -> str:
    what = escaped(shortened(on_one_line(without_secrets(release.description)), DESCRIPTION))
    return f"v{release.version} · {age(release.created_at, now)} ago · {what} · by {escaped(release.user)}"


def _build(found: OneApp, now: datetime) -> Iterator[str]:
    build = found.details.last_build
    if build is None:
        yield "*Last build* none"
        return
    by = f" · marked {code(build.mark)}" if build.mark.startswith("r-") else ""
    yield f"*Last build* {escaped(build.status)} · {age(build.created_at, now)} ago · {escaped(source(build.source))}{by}"


def _attachments(found: OneApp, _: datetime) -> Iterator[str]:
    yield f"*Add-ons* {', '.join(_attachment(each, found) for each in found.details.attachments) or 'none'}"


def _attachment(each: Attachment, found: OneApp) -> str:
    former = former_database(found.details.attachments, found.controller.app, found.controller.database)
    if each.addon == former:
        return escaped(f"{each.name} {each.addon} (the controller's, which has {found.controller.database} as its DATABASE now)")
    whose = "the mesh's" if each.addon == found.controller.database else f"of {each.owner}" if each.owner != found.app.name else "its own"
    return escaped(f"{each.name} {each.addon} ({whose})")


def _config(found: OneApp, _: datetime) -> Iterator[str]:
    """Say how the config vars stand that the mesh is about; of the profile's only whether they are right, for they may be secret."""
    shown = [f"{name}={shortened(found.details.config[name], VALUE)}" for name in (ORIGINS, ADMIN_LISTEN) if name in found.details.config]
    unset = [f"{name} is not set" for name in (ORIGINS, ADMIN_LISTEN) if name not in found.details.config]
    wrong = [name for name in found.config_wanted if name not in found.details.config_right]
    right = [name for name in found.config_wanted if name in found.details.config_right]
    yield f"*Config* {', '.join([*map(code, shown), *unset])}"
    running = found.details.running
    if running is not None and running != found.details.config:
        current = found.details.current_release
        ran = [
            code(f"{name}={shortened(running[name], VALUE)}") if name in running else f"without {code(name)}"
            for name in (ORIGINS, ADMIN_LISTEN)
        ]
        which = f"v{current.version} runs" if current else "another release runs"
        yield f"• *what is set does not run*: {which}, {', '.join(ran)}"
    if right:
        yield f"• as mesh.toml says: {', '.join(map(code, right))}"
    if wrong:
        yield f"• *not* as mesh.toml says: {', '.join(map(code, wrong))}"


def _buildpacks(found: OneApp, _: datetime) -> Iterator[str]:
    yield f"*Buildpacks* {joined(found.details.buildpacks)} on {escaped(found.app.stack)}, {escaped(found.app.region)}"


def _kong(found: OneApp, _: datetime) -> Iterator[str]:
    if found.kong is None:
        yield "*Kong* knows no service of this name"
        return
    further = "".join(f"; {escaped(each)}" for each in in_words(found.kong.foreign))
    yield f"*Kong service* {code(found.kong.name)} at {code(found.kong.url)}{further}"
    for route in found.routes:
        hosts = ", ".join("own host" if host == found.app.host else host for host in route.hosts) or "any host"
        more = [f"paths {', '.join(route.paths)}"] if route.paths else []
        more += [f"methods {', '.join(route.methods)}"] if route.methods else []
        yield f"• route {code(label(route))}: {escaped('; '.join([hosts, *more, '+'.join(route.protocols), *in_words(route.foreign)]))}"
    if not found.routes:
        yield "• no route"
    yield from (f"• {line}" for line in plugin_lines(found.plugins, found.unread.get("plugins", "")))


def _visit(found: OneApp, _: datetime) -> Iterator[str]:
    visit = found.details.visit
    if found.is_asleep:
        yield "*Visit* none: it would wake the app"
    elif visit is None:
        yield "*Visit* no answer"
    else:
        version = found.controller.kong_version
        via = (
            f"through kong/{version}"
            if found.came_through and version
            else f"Via: {visit.via or 'none'}"
            if not version
            else f"not through Kong (Via: {visit.via or 'none'})"
        )
        yield f"*Visit* {visit.status} in {visit.duration_s:.2f} s, {escaped(via)}"


def _drift(found: OneApp, now: datetime) -> Iterator[str]:
    left = found.left
    measure = measured_by(left.run if left else "", left.at if left else None, now)
    yield f"*Drift* {'' if found.drift else 'none, '}{'as far as it was read, ' if found.unread else ''}against {measure}"
    yield from differences(found.drift)


@dataclass(frozen=True)
class Part:
    """A part of the message: its title, what must have been read for it, and its lines."""

    title: str
    needs: tuple[str, ...]
    told: Callable[[OneApp, datetime], Iterator[str]]

    def lines(self, found: OneApp, now: datetime) -> Iterator[str]:
        why_not = next((found.unread[name] for name in self.needs if name in found.unread), "")
        if why_not:
            yield f"*{self.title}* not known: {escaped(why_not)}"
        else:
            yield from self.told(found, now)


PARTS = (
    Part("Dynos", ("formation", "dynos"), _dynos),
    Part("Release", ("releases",), _releases),
    Part("Last build", ("builds",), _build),
    Part("Add-ons", ("attachments",), _attachments),
    Part("Config", ("config", "running"), _config),
    Part("Buildpacks", ("buildpacks",), _buildpacks),
    Part("Kong", ("kong",), _kong),
    Part("Visit", (), _visit),
)


def _run(run: Run, now: datetime) -> str:
    """Write a run in a line, without its people: whoever a message in a channel names is notified."""
    return f"{code(run.id)} *{escaped(state_words(run))}* {code('/mesh ' + run.asking.words)} · {age(run.asking.at, now)} ago"


def _next(found: OneApp) -> Iterator[str]:
    """Yield what one would type next."""
    crashed = [dyno.name for dyno in found.details.dynos if dyno.state == "crashed"]
    newest = next(iter(found.details.releases), None)
    if crashed:
        yield f"{FAILED} {escaped(', '.join(crashed))} crashed: {code(f'heroku logs -a {found.app.name}')} shows why."
    if newest and newest.status == "failed":
        yield f"{FAILED} v{newest.version} failed: {code(f'heroku releases:output v{newest.version} -a {found.app.name}')} shows why."
    yield from (f"{MENDING} {way}" for way in ways_back(found.service, found.drift))
