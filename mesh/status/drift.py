"""Drift: what differs between how an app was left and how it is found now."""

from collections.abc import Iterator
from dataclasses import dataclass

from mesh.addresses import told_apart, without_secrets
from mesh.app import ADMIN_LISTEN, Mesh
from mesh.formation import Dynos, Formation
from mesh.found import NOTHING_SET, Route, in_words, is_set_alike
from mesh.standing import Standing


@dataclass(frozen=True)
class Difference:
    """One thing that differs, as in `web`, `route web-ui-cart`; `was` and `now` are values in words, empty where there is none.

    `by_hand`: only in fields that no command of ours writes, so that none brings them back.
    """

    thing: str
    was: str
    now: str
    by_hand: bool = False


def expected(mesh: Mesh, service: str, host: str) -> Standing:
    """Return how an app should stand that no run of ours has left yet: as mesh.toml says. `host` is its own, empty where unknown."""
    profile = mesh.profile_of(service)
    own = Route("", service, "", hosts=(host,), protocols=("https",), foreign=NOTHING_SET)
    return Standing(
        formation=profile.formation,
        buildpacks=profile.buildpacks,
        config={ADMIN_LISTEN: "off"},
        is_attached=True,
        service=profile.backend_url,
        service_foreign=NOTHING_SET,
        routes=(own,) if host else None,
    )


def drift(was: Standing, now: Standing) -> tuple[Difference, ...]:
    """Return what differs, as far as both sides know it; a release is none, because deploying is everyday work."""
    return tuple(_differences(was, now))


def _differences(was: Standing, now: Standing) -> Iterator[Difference]:
    if was.formation is not None and now.formation is not None:
        yield from _of_formation(was.formation, now.formation)
    if was.buildpacks is not None and now.buildpacks is not None and was.buildpacks != now.buildpacks:
        yield Difference("buildpacks", *told_apart(*(", ".join(map(str, each.buildpacks or ())) for each in (was, now))))
    if was.config is not None and now.config is not None:
        for name, value in was.config.items():
            if (is_now := now.config.get(name, "")) != value:
                yield Difference(name, *told_apart(without_secrets(value), without_secrets(is_now)))
    if was.is_attached and now.is_attached is False:
        yield Difference("database", "the controller's", "")
    if was.service is not None and now.service is not None:
        yield from _of_service(was, now)
    if was.routes is not None and now.routes is not None:
        yield from _of_routes(was.routes, now.routes)


def _of_service(was: Standing, now: Standing) -> Iterator[Difference]:
    are_set_alike = not (was.service and now.service) or is_set_alike(was.service_foreign, now.service_foreign)
    old, new = (without_secrets(each.service or "") for each in (was, now))
    if not are_set_alike:
        old, new = _with_set(old, was.service_foreign), _with_set(new, now.service_foreign)
    if was.service != now.service:
        yield Difference("service", *told_apart(old, new))
    elif not are_set_alike:
        yield Difference("service", *_set_apart(old, new), by_hand=True)


def _with_set(text: str, foreign: str | None) -> str:
    return "; ".join([text, *in_words(foreign)])


def _set_apart(was: str, now: str) -> tuple[str, str]:
    """Return two texts that differ, saying so where what differs are values that are not shown."""
    return (was, now) if was != now else (was, f"{now} (with other values)")


def _of_formation(was: Formation, now: Formation) -> Iterator[Difference]:
    before, after = {each.type: each for each in was}, {each.type: each for each in now}
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name, Dynos(name, 0)), after.get(name, Dynos(name, 0))
        sized = old.quantity and new.quantity and None not in {old.size, new.size} and old.size != new.size
        if old.quantity != new.quantity or sized:
            yield Difference(name, _in_words(old), _in_words(new))


def _in_words(dynos: Dynos) -> str:
    return f"{dynos.quantity}:{dynos.size}" if dynos.size and dynos.quantity else str(dynos.quantity)


def _of_routes(was: tuple[Route, ...], now: tuple[Route, ...]) -> Iterator[Difference]:
    before, after = {each.name or each.id: each for each in was}, {each.name or each.id: each for each in now}
    for name in dict.fromkeys([*before, *after]):
        yield from _of_route(name, before.get(name), after.get(name))


def _of_route(name: str, was: Route | None, now: Route | None) -> Iterator[Difference]:
    are_set_alike = is_set_alike(was.foreign, now.foreign) if was and now else True
    is_alike = was is not None and now is not None and _written(was) == _written(now)
    if not (is_alike and are_set_alike):
        has_all = not (was and now) or not are_set_alike
        old, new = ("; ".join([_written(each), *(in_words(each.foreign) if has_all else ())]) if each else "" for each in (was, now))
        yield Difference(f"route {name}", *_set_apart(old, new), by_hand=is_alike)


def _written(route: Route) -> str:
    """Write what of a route decides who answers, in one line; what Kong sets by itself is left out."""
    parts = [
        f"{name} {','.join(sorted(getattr(route, name)))}" for name in ("hosts", "paths", "methods", "protocols") if getattr(route, name)
    ]
    parts += [] if route.strip_path else ["strip_path false"]
    parts += ["preserve_host true"] if route.preserve_host else []
    parts += [f"regex_priority {route.regex_priority}"] if route.regex_priority else []
    return "; ".join(parts)
