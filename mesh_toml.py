"""mesh.toml: meshes, people and rules, checked and turned into the domain's own values."""

import tomllib
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from mesh.app import Mesh, People, Profile
from mesh.errors import InvalidRequest
from mesh.formation import parsed
from mesh.names import APP

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
SlackId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{2,}$")]


class SettingsError(Exception):
    """The environment or mesh.toml is wrong; the text names every error, one a line."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ProfileFields(_Strict):
    app_name: Text | None = None
    region: Text | None = None
    stack: Text | None = None
    team: Text | None = None
    buildpacks: list[Text] | None = Field(default=None, min_length=1)
    source: Text | None = None
    listen_port: int | None = Field(default=None, ge=1024, le=65535)
    formation: Text | None = None
    max_dynos: int | None = Field(default=None, ge=1, le=100)
    config: dict[Annotated[str, StringConstraints(pattern=r"^\w+$")], str] | None = None


class _People(_Strict):
    operators: list[SlackId] = []
    approvers: list[SlackId] = []
    admins: list[SlackId] = []


class _Mesh(_ProfileFields):
    controller: Annotated[str, StringConstraints(pattern=f"^{APP.pattern}$")]
    channels: list[SlackId] = Field(min_length=1)
    services: dict[str, _ProfileFields] = {}
    people: _People = _People()

    @model_validator(mode="after")
    def _is_whole(self) -> "_Mesh":
        """Check that a mesh says all of a profile; a service may leave out what is the mesh's."""
        missing = [name for name in _REQUIRED if getattr(self, name) is None]
        if missing:
            raise ValueError(f"missing: {', '.join(missing)}")
        return self


_REQUIRED = ("app_name", "region", "stack", "buildpacks", "source", "formation")
_DEFAULTS: Mapping[str, Any] = {"listen_port": 5000, "max_dynos": 10, "config": {}, "team": None}


class _Approval(_Strict):
    needed: int = Field(ge=1, le=10)
    by: str = Field(pattern="^(operators|approvers|admins)$")
    expires: Annotated[str, StringConstraints(pattern=r"^\d+[mhd]$")] = "8h"
    requester_may_approve: bool = False


class _File(_Strict):
    meshes: dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")], _Mesh] = Field(min_length=1)
    approvals: dict[str, _Approval] = {}


def meshes_from(toml: str) -> dict[str, Mesh]:
    """Return the meshes that the text configures. Raises SettingsError with all that is wrong."""
    try:
        file = _File.model_validate(tomllib.loads(toml))
    except tomllib.TOMLDecodeError as wrong:
        raise SettingsError(f"mesh.toml: {wrong}") from wrong
    except ValidationError as wrong:
        raise SettingsError("\n".join(f"mesh.toml: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())) from None
    problems = list(_contradictions(file))
    if problems:
        raise SettingsError("\n".join(f"mesh.toml: {problem}" for problem in problems))
    return {name: _mesh(name, fields) for name, fields in file.meshes.items()}


def _contradictions(file: _File) -> list[str]:
    problems, seen = [], dict[str, str]()
    for name, mesh in file.meshes.items():
        for channel in mesh.channels:
            if channel in seen:
                problems.append(f"channel {channel} belongs to {seen[channel]} and to {name}; a channel belongs to one mesh")
            seen[channel] = name
        if "{service}" not in str(mesh.app_name):
            problems.append(f"meshes.{name}.app_name: must contain {{service}}, so that each service has an app of its own")
        for place, fields in {name: mesh, **{f"{name}.services.{each}": own for each, own in mesh.services.items()}}.items():
            try:
                parsed((fields.formation or "").split())
            except InvalidRequest as wrong:
                problems.append(f"meshes.{place}.formation: {wrong}")
    return problems


def _mesh(name: str, fields: _Mesh) -> Mesh:
    whole = {**_DEFAULTS, **_given(fields)}
    people = People(tuple(fields.people.operators), tuple(fields.people.approvers), tuple(fields.people.admins))
    services = {service: _profile({**whole, **_given(own)}) for service, own in fields.services.items()}
    return Mesh(name, fields.controller, tuple(fields.channels), _profile(whole), services, people)


def _given(fields: _ProfileFields) -> dict[str, Any]:
    return {name: value for name in _ProfileFields.model_fields if (value := getattr(fields, name)) is not None}


def _profile(given: Mapping[str, Any]) -> Profile:
    return Profile(**{**given, "buildpacks": tuple(given["buildpacks"]), "formation": parsed(given["formation"].split())})
