"""Whether a name that is near to another app's is meant: nothing is made under it before somebody has said so."""

from collections.abc import Iterator
from dataclasses import replace

from mesh.formation import words
from mesh.plan import Plan, Refusal
from mesh.requests import Add, Attach


def meant(plan: Plan, request: Add | Attach, near: str | None) -> Plan | Refusal:
    """Return the plan, or ask where the name is near to another's; a plan that was asked for with `--new` says what it is near to."""
    if near is None:
        return plan
    if not request.is_new:
        does = "creates it" if isinstance(request, Add) else "lets it join"
        return Refusal(
            f"`{request.service}` is nearly the name of `{near}`, an app of this mesh, so nothing was begun; "
            f"if another app is meant, `/mesh {' '.join(_words(request))}` {does} all the same."
        )
    remark = f"`{request.service}` is a new name in the mesh beside `{near}`, which it is nearly: `--new` says that this is meant."
    return replace(plan, remarks=(remark, *plan.remarks))


def _words(request: Add | Attach) -> Iterator[str]:
    """Yield the words that ask for the same with `--new`; a source that may hold a secret is left to whoever typed it."""
    yield request.verb
    yield request.service
    if isinstance(request, Attach):
        yield f"--app {request.app}"
    elif request.formation:
        yield words(request.formation)
    if isinstance(request, Add) and request.host:
        yield f"host={request.host}"
    if request.source:
        yield f"--from {'URL' if request.source.holds_a_secret else request.source.in_full()}"
    yield "--new"
