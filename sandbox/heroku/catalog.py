"""What Heroku has on offer: regions, stacks, generations and dyno sizes.

Source: Dev Center, "Dyno Types", "Stacks", "Regions", as of 2026. Their ids are made from their names, so that they are
the same in every run.
"""

import uuid
from dataclasses import dataclass

from sandbox.heroku.errors import invalid, not_found
from sandbox.heroku.wire import Json

REGIONS = {"us": ("United States", "Virginia"), "eu": ("Europe", "Ireland")}
STACKS = ("heroku-22", "heroku-24", "heroku-26", "container", "cnb")
ENDED_STACKS = ("cedar", "cedar-14", "heroku-16", "heroku-18", "heroku-20")


@dataclass(frozen=True)
class Size:
    """A dyno size; `small` ones may not be mixed with others in an app and do not scale beyond one dyno of a type."""

    name: str
    memory_gb: float
    compute: int
    cents: int
    small: bool = False
    dedicated: bool = False
    fir: bool = False


SIZES = (
    Size("Eco", 0.5, 1, 500, small=True),
    Size("Basic", 0.5, 1, 700, small=True),
    Size("Standard-1X", 0.5, 4, 2500),
    Size("Standard-2X", 1, 8, 5000),
    Size("Performance-M", 2.5, 12, 25000, dedicated=True),
    Size("Performance-L", 14, 50, 50000, dedicated=True),
    Size("Performance-L-RAM", 30, 24, 50000, dedicated=True),
    Size("Performance-XL", 62, 50, 75000, dedicated=True),
    Size("Performance-2XL", 126, 100, 150000, dedicated=True),
)
FIR_SIZES = (
    Size("dyno-1c-0.5gb", 0.5, 1, 2500, fir=True),
    Size("dyno-2c-1gb", 1, 2, 5000, fir=True),
    Size("dyno-2c-4gb", 4, 2, 12500, fir=True),
)


def steady_id(kind: str, name: str) -> str:
    """Return the id of a thing that is the same everywhere."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}/{name}"))


def _ref(kind: str, name: str) -> Json:
    return {"id": steady_id(kind, name), "name": name}


def region(name: str) -> Json:
    return _ref("region", name)


def stack(name: str) -> Json:
    return _ref("stack", name)


def generation(name: str) -> Json:
    return _ref("generation", name)


def dyno_size(name: str) -> Json:
    return _ref("dyno-size", name)


def region_named(identity: str | None) -> str:
    """Return the region with that name or id; us if none is given."""
    found = next((name for name in REGIONS if identity in {None, name, steady_id("region", name)}), None)
    if found is None:
        raise not_found("region")
    return found


def stack_named(identity: str | None, default: str) -> str:
    """Return the stack with that name or id. Raises HerokuError 422 for one that has ended, 404 for one that never was."""
    if identity in ENDED_STACKS:
        raise invalid(f"The {identity} stack is end-of-life. Apps can no longer be created or built on it.")
    found = next((name for name in STACKS if (identity or default) in {name, steady_id("stack", name)}), None)
    if found is None:
        raise not_found("stack")
    return found


def sizes_for(generation_name: str) -> tuple[Size, ...]:
    return FIR_SIZES if generation_name == "fir" else SIZES


def size_named(identity: str, generation_name: str) -> Size:
    """Return the size with that name (case does not matter) or id. Raises HerokuError 422 with the names there are."""
    sizes = sizes_for(generation_name)
    for size in sizes:
        if identity.lower() == size.name.lower() or identity == steady_id("dyno-size", size.name):
            return size
    raise invalid(f"No such size as {identity}. Available dyno sizes are {', '.join(size.name for size in sizes)}.")


def size_shape(size: Size) -> Json:
    return {
        "architecture": "x86_64",
        "compute": size.compute,
        "cost": {"cents": size.cents, "unit": "month"},
        "dedicated": size.dedicated,
        "dyno_units": max(1, size.cents // 2500),
        "generation": generation("fir" if size.fir else "cedar"),
        "id": steady_id("dyno-size", size.name),
        "memory": size.memory_gb,
        "name": size.name,
        "precise_dyno_units": size.cents / 2500,
        "private_space_only": size.fir,
    }


def stack_shape(name: str, default: str) -> Json:
    return {
        **stack(name),
        "created_at": "2022-06-15T00:00:00Z",
        "default": name == default,
        "state": "public",
        "updated_at": "2026-06-25T00:00:00Z",
    }


def region_shape(name: str) -> Json:
    country, locale = REGIONS[name]
    return {
        **region(name),
        "country": country,
        "created_at": "2013-01-01T00:00:00Z",
        "description": country,
        "locale": locale,
        "private_capable": False,
        "provider": {"name": "amazon-web-services", "region": "us-east-1" if name == "us" else "eu-west-1"},
        "updated_at": "2024-01-01T00:00:00Z",
    }
