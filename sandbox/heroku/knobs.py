"""The times and limits of the stand-in that can be set while it runs."""

from dataclasses import dataclass


@dataclass
class Knobs:
    """Seconds end in `_s`; a limit of 0 is no limit.

    `build_start_s`: until a build (or a release phase) has a dyno, so until its log can be read. `release_phase_s`: 0 for apps without a
    release phase, unless the script of the build gives it one. `rate_limit` is what an account may save up. `small_dynos_max`: Eco or
    Basic dynos of one process type. `app_limit`: apps an unverified account may own.
    """

    build_s: float = 3.0
    build_start_s: float = 0.2
    release_phase_s: float = 0.0
    dyno_start_s: float = 1.0
    domain_s: float = 1.0
    rate_limit: float = 4500
    rate_refill_per_min: float = 75
    small_dynos_max: int = 1
    app_limit: int = 5
    default_stack: str = "heroku-24"
    default_size: str = "Basic"


def checked(name: str, value: object) -> float | int | str:
    """Return the value for a knob. Raises ValueError if it is of the wrong type or negative."""
    if isinstance(getattr(Knobs, name), str):
        if not isinstance(value, str) or not value:
            raise ValueError(f"{name} is a name, not {value!r}")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError(f"{name} is a number of at least 0, not {value!r}")
    return value
