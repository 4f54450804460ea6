"""Apps and what hangs on them, as mutable records; times are seconds since the epoch.

How each is shown over HTTP stands in `shapes`, how they come about in the file of the endpoint that makes them.
"""

from dataclasses import dataclass, field

from sandbox.heroku.deploys import Build, Dyno, Process, Release, ReleasePhase, Slug
from sandbox.heroku.people import Account, Team
from sandbox.heroku.wire import new_id


@dataclass
class Domain:
    """A host name of an app; `kind` is heroku (its own) or custom; `cname` is the DNS target of a custom one."""

    hostname: str
    kind: str
    cname: str | None
    status: str
    created_at: float
    updated_at: float
    id: str = field(default_factory=new_id)


@dataclass
class App:
    """A Heroku app with all that is its own; `config` holds what people set, without the values of attachments."""

    name: str
    owner: Account
    team: Team | None
    region: str
    stack: str
    created_at: float
    updated_at: float
    web_host: str
    generation: str = "cedar"
    locked: bool = False
    maintenance: bool = False
    released_at: float | None = None
    collaborators: set[str] = field(default_factory=set)
    buildpacks: list[str] = field(default_factory=list)
    config: dict[str, str] = field(default_factory=dict)
    releases: list[Release] = field(default_factory=list)
    current: Release | None = None
    builds: list[Build] = field(default_factory=list)
    formation: dict[str, Process] = field(default_factory=dict)
    dynos: list[Dyno] = field(default_factory=list)
    domains: list[Domain] = field(default_factory=list)
    crashing: bool = False
    release_phase: ReleasePhase | None = None
    id: str = field(default_factory=new_id)

    @property
    def slug(self) -> Slug | None:
        return self.current.slug if self.current else None


@dataclass
class AddOn:
    """An add-on; `url` is its secret, which attachments copy into config; `app` is the one that owns and pays it."""

    name: str
    plan: str
    app: App
    url: str
    created_at: float
    updated_at: float
    state: str = "provisioned"
    id: str = field(default_factory=new_id)

    @property
    def service(self) -> str:
        return self.plan.partition(":")[0]


@dataclass
class Attachment:
    """An add-on made visible to an app under a name; it sets the config var NAME_URL there."""

    name: str
    addon: AddOn
    app: App
    created_at: float
    updated_at: float
    id: str = field(default_factory=new_id)

    @property
    def config_var(self) -> str:
        return f"{self.name}_URL"
