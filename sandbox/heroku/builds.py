"""Builds: from a source to a slug and its release, with a log that fills meanwhile."""

from urllib.parse import urlsplit

from sandbox.heroku import build_log
from sandbox.heroku.bodies import Body
from sandbox.heroku.build_scripts import BuildScript, script_for
from sandbox.heroku.buildpack_names import buildpack_shape
from sandbox.heroku.catalog import ENDED_STACKS
from sandbox.heroku.deploys import Build, Log, ReleasePhase, Slug
from sandbox.heroku.endpoint import Answer, Call, Endpoint, listing
from sandbox.heroku.errors import conflict, invalid, not_found
from sandbox.heroku.people import Account
from sandbox.heroku.ranges import SortKeys
from sandbox.heroku.records import App
from sandbox.heroku.releasing import release
from sandbox.heroku.shapes import user as user_shape
from sandbox.heroku.streams import stream_url
from sandbox.heroku.wire import Json, stamp
from sandbox.heroku.world import World

DEFAULT_PHASE_S = 1.0
SORTED_BY: SortKeys[Build] = {"id": lambda b: b.id, "created_at": lambda b: stamp(b.created_at)}


def build_shape(app: App, build: Build, base: str) -> Json:
    return {
        "app": {"id": app.id},
        "buildpacks": [buildpack_shape(given) for given in build.buildpacks] or None,
        "created_at": stamp(build.created_at),
        "generation": app.generation,
        "id": build.id,
        "output_stream_url": stream_url(base, build.log),
        "release": {"id": build.release.id} if build.release else None,
        "slug": {"id": build.slug.id} if build.slug and app.generation == "cedar" else None,
        "source_blob": build.source_blob,
        "stack": build.stack,
        "status": build.status,
        "updated_at": stamp(build.updated_at),
        "user": user_shape(build.user),
    }


def create_build(call: Call) -> Answer:
    app = call.app()
    source = call.body.object("source_blob")
    url = source.required_text("url")
    if urlsplit(url).scheme not in {"http", "https"}:
        raise invalid("source_blob.url must be a URL that Heroku can fetch.")
    blob = {"checksum": source.text("checksum"), "url": url, "version": source.text("version")}
    blob["version_description"] = source.text("version_description")
    script = script_for(call.world.scripts, url, app.name)
    given = _buildpacks(call.body) or app.buildpacks
    build = start_build(call.world, app, blob, given, user=call.account, script=script)
    return Answer(build_shape(app, build, call.base), 201)


def _buildpacks(body: Body) -> list[str]:
    """Return the buildpacks for this build alone; empty or null, as heroku3 sends it, means those of the app."""
    return [pack.text("name") or pack.required_text("url") for pack in body.objects("buildpacks")] if body.given.get("buildpacks") else []


def start_build(world: World, app: App, blob: Json, given: list[str], *, user: Account, script: BuildScript) -> Build:
    """Begin a build with those buildpacks, or what is detected if there are none; the script decides what it does."""
    seconds = world.knobs.build_s if script.build_s is None else script.build_s
    buildpacks = list(given) or ([script.language] if script.language else [])
    fails = script.fail or not buildpacks or app.stack in ENDED_STACKS
    begins, ends = world.time + min(world.knobs.build_start_s, seconds), world.time + seconds
    if fails:
        parts = build_log.failure(buildpacks, app.stack, script.log)
    else:
        parts = build_log.success(buildpacks, app.stack, script.processes, script.log)
    log = Log(begins, ends, _spread(parts, begins, ends))
    world.logs[log.id] = log
    build = Build(blob, buildpacks, app.stack, user, world.time, world.time, log)
    app.builds.append(build)
    world.timeline.after(seconds, lambda: _finish(world, app, build, None if fails else script))
    return build


def _spread(parts: list[str], begins: float, ends: float) -> list[tuple[float, str]]:
    """Let the parts of a log appear evenly between two moments, the last at the end."""
    gap = (ends - begins) / max(1, len(parts) - 1)
    return [(min(begins + gap * number, ends), part) for number, part in enumerate(parts)]


def _finish(world: World, app: App, build: Build, script: BuildScript | None) -> None:
    """End a build that still runs: with a slug and a release, or, without a script, failed."""
    if build.status != "pending" or app.id not in world.apps:
        return
    build.updated_at = world.time
    if script is None:
        build.status = "failed"
        return
    build.status = "succeeded"
    slug = Slug(dict(script.processes), build.buildpacks, world.time, crashes=script.crash, release_phase=_phase(world, script))
    if slug.release_phase is not None:
        slug.process_types.setdefault("release", "npm run release")
    build.slug = slug
    commit = build.source_blob["version"] or slug.id[:8]
    build.release = release(world, app, f"Deploy {commit[:8] if len(commit) == 40 else commit}", build.user, slug=slug)
    build.log.lines.append((world.time, build_log.launched(build.release.version, f"https://{app.web_host}/")))


def _phase(world: World, script: BuildScript) -> ReleasePhase | None:
    seconds = world.knobs.release_phase_s if script.release_phase_s is None else script.release_phase_s
    if not script.release_phase and not seconds and "release" not in script.processes:
        return None
    return ReleasePhase(seconds or DEFAULT_PHASE_S, script.release_phase != "fail")


def list_builds(call: Call) -> Answer:
    app = call.app()
    return listing(call, app.builds, SORTED_BY, lambda build: build_shape(app, build, call.base))


def _build(call: Call, app: App) -> Build:
    found = next((build for build in app.builds if build.id == call.params["build"]), None)
    if found is None:
        raise not_found("build")
    return found


def build_info(call: Call) -> Answer:
    app = call.app()
    return Answer(build_shape(app, _build(call, app), call.base))


def cancel_build(call: Call) -> Answer:
    app = call.app()
    build = _build(call, app)
    if build.status != "pending":
        raise conflict(f"The build has {build.status} and cannot be canceled.")
    build.status, build.updated_at = "failed", call.world.time
    now = call.world.time
    build.log.ends_at = now
    build.log.lines = [(at, text) for at, text in build.log.lines if at <= now] + [(now, " !     Build canceled\n")]
    return Answer(build_shape(app, build, call.base))


ENDPOINTS = [
    Endpoint("POST", "/apps/{app}/builds", "build", create_build),
    Endpoint("GET", "/apps/{app}/builds", "build", list_builds),
    Endpoint("GET", "/apps/{app}/builds/{build}", "build", build_info),
    Endpoint("DELETE", "/apps/{app}/builds/{build}", "build", cancel_build),
]
