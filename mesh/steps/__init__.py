"""Steps: each is one idempotent change of one thing, as data; the effects are in `jobs/steps`.

Values that only an earlier step can know (the random part of a new app's host) are None in the step and read from that step's note.
"""

from mesh.steps.apps import (
    AttachDatabase,
    AwaitHealth,
    AwaitRelease,
    BuildSource,
    CreateApp,
    RestartDynos,
    RollBack,
    Scale,
    SetBuildpacks,
    SetConfig,
)
from mesh.steps.kinds import (
    AWAIT_ROUTE,
    BUILD,
    BUILDPACKS,
    CONFIG,
    CREATE_APP,
    DATABASE,
    DESTROY_APP,
    DETACH_DATABASE,
    DOMAIN,
    HEALTHY,
    JOIN,
    RELEASE,
    REMOVE_ROUTE,
    REMOVE_ROUTES,
    REMOVE_SERVICE,
    RESTART,
    ROLLBACK,
    ROUTE,
    SCALE,
    SERVICE,
    UNSET_CONFIG,
    WRITE_ROUTE,
)
from mesh.steps.membership import DestroyApp, DetachDatabase, Join, RemoveRoutes, RemoveService, UnsetConfig
from mesh.steps.outcome import Done, Wait
from mesh.steps.routes import (
    AddDomain,
    AwaitRoute,
    ExpectedVisit,
    PutRoute,
    PutService,
    RemoveRoute,
    WriteRoute,
)

OfApp = CreateApp | SetBuildpacks | AttachDatabase | SetConfig | BuildSource | AwaitRelease | Scale | RestartDynos | RollBack | AwaitHealth
OfRoutes = AddDomain | PutService | PutRoute | WriteRoute | RemoveRoute | AwaitRoute
OfMembership = Join | RemoveRoutes | RemoveService | DetachDatabase | UnsetConfig | DestroyApp
Step = OfApp | OfRoutes | OfMembership
Outcome = Done | Wait

__all__ = [
    "AWAIT_ROUTE",
    "BUILD",
    "BUILDPACKS",
    "CONFIG",
    "CREATE_APP",
    "DATABASE",
    "DESTROY_APP",
    "DETACH_DATABASE",
    "DOMAIN",
    "HEALTHY",
    "JOIN",
    "RELEASE",
    "REMOVE_ROUTE",
    "REMOVE_ROUTES",
    "REMOVE_SERVICE",
    "RESTART",
    "ROLLBACK",
    "ROUTE",
    "SCALE",
    "SERVICE",
    "UNSET_CONFIG",
    "WRITE_ROUTE",
    "AddDomain",
    "AttachDatabase",
    "AwaitHealth",
    "AwaitRelease",
    "AwaitRoute",
    "BuildSource",
    "CreateApp",
    "DestroyApp",
    "DetachDatabase",
    "Done",
    "ExpectedVisit",
    "Join",
    "OfApp",
    "OfMembership",
    "OfRoutes",
    "Outcome",
    "PutRoute",
    "PutService",
    "RemoveRoute",
    "RemoveRoutes",
    "RemoveService",
    "RestartDynos",
    "RollBack",
    "Scale",
    "SetBuildpacks",
    "SetConfig",
    "Step",
    "UnsetConfig",
    "Wait",
    "WriteRoute",
]
