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
    DOMAIN,
    HEALTHY,
    RELEASE,
    REMOVE_ROUTE,
    RESTART,
    ROLLBACK,
    ROUTE,
    SCALE,
    SERVICE,
    WRITE_ROUTE,
)
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
Step = OfApp | OfRoutes
Outcome = Done | Wait

__all__ = [
    "AWAIT_ROUTE",
    "BUILD",
    "BUILDPACKS",
    "CONFIG",
    "CREATE_APP",
    "DATABASE",
    "DOMAIN",
    "HEALTHY",
    "RELEASE",
    "REMOVE_ROUTE",
    "RESTART",
    "ROLLBACK",
    "ROUTE",
    "SCALE",
    "SERVICE",
    "WRITE_ROUTE",
    "AddDomain",
    "AttachDatabase",
    "AwaitHealth",
    "AwaitRelease",
    "AwaitRoute",
    "BuildSource",
    "CreateApp",
    "Done",
    "ExpectedVisit",
    "OfApp",
    "OfRoutes",
    "Outcome",
    "PutRoute",
    "PutService",
    "RemoveRoute",
    "RestartDynos",
    "RollBack",
    "Scale",
    "SetBuildpacks",
    "SetConfig",
    "Step",
    "Wait",
    "WriteRoute",
]
