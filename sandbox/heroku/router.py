"""Heroku's half of the edge: an app as its router and its running dynos see it."""

from sandbox.heroku.records import App
from sandbox.routed import RoutedApp


def routed(app: App) -> RoutedApp:
    web = [dyno for dyno in app.dynos if dyno.type == "web"]
    up = sum(dyno.state == "up" for dyno in web)
    current = app.current
    return RoutedApp(
        name=app.name,
        web_dynos_up=up,
        is_waking=not up and any(dyno.state in {"idle", "starting"} and dyno.size.lower() == "eco" for dyno in web),
        crashed=not up and any(dyno.state == "crashed" for dyno in web),
        config=dict(current.config) if current else {},
        database=current.database if current else "",
        has_kong=app.slug is not None and any("kong" in buildpack.lower() for buildpack in app.slug.buildpacks),
        release_version=current.version if current else 0,
        maintenance=app.maintenance,
    )
