"""What Heroku runs of its small dyno sizes: one dyno of a process type, and beside them no other size in the app.

Source: Dev Center, "Dyno Types" and "Scaling Your Dyno Formation": an app on Eco or Basic dynos has one dyno of each process type, and all
of its process types are of that size. Heroku answers anything else with 422.
"""

from dataclasses import replace

from mesh.formation import Formation, words
from mesh.plan import Refusal
from mesh.quoting import escaped

SMALL = frozenset({"eco", "basic"})
NEXT_SIZE = "standard-1x"


def too_small(after: Formation, now: Formation) -> Refusal | None:
    """Say why Heroku would not run these dynos, and what it would; None where it would, or where what runs now is no better."""
    if (why := _why_not(after)) is None or _why_not(now) is not None:
        return None
    larger = tuple(replace(each, size=NEXT_SIZE) if (each.size or "").lower() in SMALL else each for each in after if each.quantity)
    return Refusal(why, f"Larger ones it runs: `{escaped(words(larger))}`.")


def _why_not(formation: Formation) -> str | None:
    running = [replace(each, size=each.size and each.size.lower()) for each in formation if each.quantity]
    many = next((each for each in running if each.size in SMALL and each.quantity > 1), None)
    if many:
        return f"Heroku runs no more than one `{many.size}` dyno of a process type, and this would be `{escaped(str(many))}`."
    sizes = {each.size for each in running if each.size}
    if len(sizes) > 1 and sizes & SMALL:
        small = ", ".join(f"`{size}`" for size in sorted(sizes & SMALL))
        return f"Heroku runs {small} dynos beside no other size in an app, and this would be `{escaped(words(tuple(running)))}`."
    return None
