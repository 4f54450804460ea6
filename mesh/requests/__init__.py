"""What can be asked of a mesh, as typed values, and the circumstances of asking."""

from mesh.requests.apps import Add, Restart, Rollback, Scale
from mesh.requests.asking import Asking, Way
from mesh.requests.immediate import (
    Cancel,
    CanI,
    Decide,
    FreezeMesh,
    LockApp,
    Retry,
    Runs,
    ShowLocks,
    ShowRun,
    Thaw,
    Undo,
    UnlockApp,
    Verdict,
)
from mesh.requests.membership import Attach, Remove
from mesh.requests.questions import AppStatus, Diff, History, MeshStatus, Releases, RouteMatch, Routes
from mesh.requests.routes import RouteAdd, RouteFields, RouteRemove, RouteSet
from mesh.requests.tier import Tier, own_tier

# The verbs for which mesh.toml may have a rule of its own.
CHANGES = ("add", "attach", "remove", "scale", "restart", "rollback", "route add", "route set", "route remove")
RouteChange = RouteAdd | RouteSet | RouteRemove
Question = Routes | RouteMatch | MeshStatus | AppStatus | Diff | Releases | History
Request = Add | Attach | Remove | Scale | Restart | Rollback | RouteChange | Question
Immediate = Runs | ShowRun | Retry | Cancel | Decide | CanI | LockApp | UnlockApp | ShowLocks | FreezeMesh | Thaw


def tier_of(request: Request, *, dry_run: bool) -> Tier:
    """Return the tier of what will really happen: a dry run only reads."""
    return Tier.T0_READ if dry_run else request.tier


def right_of(request: Request, *, dry_run: bool) -> Tier:
    """Return the tier whose people may ask for this: reading is for anyone, but what tells of any app of the account is for operators."""
    if dry_run and isinstance(request, Attach | Remove):
        return Tier.T1_REVERSIBLE
    return tier_of(request, dry_run=dry_run)


__all__ = [
    "CHANGES",
    "Add",
    "AppStatus",
    "Asking",
    "Attach",
    "CanI",
    "Cancel",
    "Decide",
    "Diff",
    "FreezeMesh",
    "History",
    "Immediate",
    "LockApp",
    "MeshStatus",
    "Question",
    "Releases",
    "Remove",
    "Request",
    "Restart",
    "Retry",
    "Rollback",
    "RouteAdd",
    "RouteChange",
    "RouteFields",
    "RouteMatch",
    "RouteRemove",
    "RouteSet",
    "Routes",
    "Runs",
    "Scale",
    "ShowLocks",
    "ShowRun",
    "Thaw",
    "Tier",
    "Undo",
    "UnlockApp",
    "Verdict",
    "Way",
    "own_tier",
    "right_of",
    "tier_of",
]
