"""mesh.toml: meshes, people and rules, checked and turned into the domain's own values."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from mesh import names
from mesh.addresses import Buildpack, Source
from mesh.app import ApprovalRule, Mesh, People, Profile
from mesh.errors import InvalidRequest
from mesh.formation import count, parsed
from mesh.moments import LENGTH, length
from mesh.requests import CHANGES


class SettingsError(Exception):
    """The environment or mesh.toml is wrong; the text names every error, one a line, and never a secret."""


def _like(pattern: str | re.Pattern[str], sentence: str) -> AfterValidator:
    """Return a check of the whole text; `sentence` says what it must be, without repeating what it is."""

    def checked(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(sentence)
        return text

    return AfterValidator(checked)


def _formation(text: str) -> str:
    try:
        formation = parsed(text.split())
    except InvalidRequest:
        raise ValueError("must be numbers of dynos in Heroku's notation, each type once, as in `web=2:standard-1x worker=1`") from None
    if count(formation, "web") == 0:
        raise ValueError("must have at least one web dyno: without one Kong cannot answer")
    return text


def _source(text: str) -> str:
    if not names.SOURCE.fullmatch(text.replace("{service}", "web-ui")):
        raise ValueError("must be the https address of a tarball, without a user or password in it")
    return text


def _app_name(text: str) -> str:
    if "{service}" not in text:
        raise ValueError("must contain {service}, so that each service has an app of its own")
    if not any(names.APP.fullmatch(text.replace("{service}", service)) for service in ("a", "web")):
        raise ValueError("leaves no name that Heroku would take: 3 to 30 of a-z, 0-9 and -, beginning with a letter")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
SlackId = Annotated[
    str, _like(r"[A-Z][A-Z0-9]{2,}", "must be an id of Slack's, as in C0123456789 for a channel or U0123456789 for a person")
]
ReaderId = Annotated[
    str, _like(r"guests|[USTW][A-Z0-9]{2,}", "must be `guests`, or an id of a person (U…, W…), of a user group (S…) or of a workspace (T…)")
]
MeshName = Annotated[str, _like(r"[a-z][a-z0-9-]*", "a mesh's name has a-z, 0-9 and -, beginning with a letter")]
ServiceName = Annotated[str, _like(names.SERVICE, "a service's name has a-z, 0-9 and -, beginning with a letter, as in `web-ui`")]
AppName = Annotated[str, _like(names.APP, "must be the name of a Heroku app: 3 to 30 of a-z, 0-9 and -, beginning with a letter")]
ConfigName = Annotated[str, _like(r"\w+", "a config var's name has letters, digits and _")]
FormationText = Annotated[Text, AfterValidator(_formation)]
SourceText = Annotated[Text, AfterValidator(_source)]
Buildpacks = Annotated[list[Text], Field(min_length=1)]


ApprovalKey = Annotated[str, _like("|".join(("T[123]", *CHANGES)), f"must be a tier (T1, T2, T3) or one of {', '.join(CHANGES)}")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ProfileFields(_Strict):
    app_name: Text | None = None
    region: Text | None = None
    stack: Text | None = None
    team: Text | None = None
    buildpacks: Buildpacks | None = None
    source: SourceText | None = None
    listen_port: int | None = Field(default=None, ge=1024, le=65535)
    formation: FormationText | None = None
    max_dynos: int | None = Field(default=None, ge=1, le=100)
    min_web: int | None = Field(default=None, ge=0, le=100)
    connections_per_dyno: int | None = Field(default=None, ge=1, le=100)
    config: dict[ConfigName, str] | None = None


class _People(_Strict):
    operators: list[SlackId] = []
    approvers: list[SlackId] = []
    admins: list[SlackId] = []
    readers: list[ReaderId] = []


class _Mesh(_ProfileFields):
    """A mesh says all of a profile but what has a default; a service may leave out what is the mesh's."""

    app_name: Annotated[Text, AfterValidator(_app_name)]
    region: Text
    stack: Text
    buildpacks: Buildpacks
    source: SourceText
    formation: FormationText
    controller: AppName
    channels: list[SlackId] = Field(min_length=1)
    services: dict[ServiceName, _ProfileFields] = {}
    people: _People = _People()

    @model_validator(mode="after")
    def _agrees(self) -> "_Mesh":
        """Check what only the whole can tell: a service's own name for its app, and dynos within their limit."""
        profiles = {"": _profile(self), **{f"services.{name}.": _profile(self, own) for name, own in self.services.items()}}
        problems = [
            f"{place}formation has {count(profile.formation)} dynos, max_dynos allows {profile.max_dynos}"
            for place, profile in profiles.items()
            if count(profile.formation) > profile.max_dynos
        ]
        problems += [
            f"{place}formation has {count(profile.formation, 'web')} web dynos, min_web asks for {profile.min_web}"
            for place, profile in profiles.items()
            if count(profile.formation, "web") < profile.min_web
        ]
        problems += [
            f"services.{service}.app_name makes no name that Heroku would take: 3 to 30 of a-z, 0-9 and -"
            for service, own in self.services.items()
            if own.app_name and not names.APP.fullmatch(own.app_name.replace("{service}", service))
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self


class _Approval(_Strict):
    needed: int = Field(ge=1, le=10)
    by: Annotated[str, _like("operators|approvers|admins", "must be operators, approvers or admins")]
    expires: Annotated[str, _like(LENGTH, "must be a time such as 30m, 8h or 2d")] = "8h"
    requester_may_approve: bool = False


class _File(_Strict):
    meshes: dict[MeshName, _Mesh] = Field(min_length=1)
    approvals: dict[ApprovalKey, _Approval] = {}


class _Channels(BaseModel):
    """Which channels a mesh has, read apart: so a channel of two meshes is told together with all else that is wrong."""

    channels: list[str] = []


class _AllChannels(BaseModel):
    meshes: dict[str, _Channels] = {}


def meshes_from(toml: str) -> dict[str, Mesh]:
    """Return the meshes that the text configures. Raises SettingsError with all that is wrong."""
    try:
        given = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as wrong:
        raise SettingsError(f"mesh.toml: {wrong}") from wrong
    shared = list(_shared_channels(given))
    try:
        file = _File.model_validate(given)
    except ValidationError as wrong:
        raise SettingsError("\n".join(f"mesh.toml: {line}" for line in (*_lines(wrong.errors()), *shared))) from None
    if shared:
        raise SettingsError("\n".join(f"mesh.toml: {line}" for line in shared))
    approvals = {key: _approval(rule) for key, rule in file.approvals.items()}
    return {name: _mesh(name, fields, approvals) for name, fields in file.meshes.items()}


def _shared_channels(given: Mapping[str, Any]) -> Iterator[str]:
    try:
        meshes = _AllChannels.model_validate(given).meshes
    except ValidationError:
        return
    owners = dict[str, str]()
    for name, mesh in meshes.items():
        for channel in mesh.channels:
            if owners.setdefault(channel, name) != name:
                yield f"channel {channel} belongs to {owners[channel]} and to {name}; a channel belongs to one mesh"


def _lines(errors: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Say each error with its place; what is missing of one table is one line."""
    for is_missing, group in groupby(errors, key=lambda error: error["loc"][:-1] if error["type"] == "missing" else None):
        places = [(".".join(str(part) for part in error["loc"] if part != "[key]"), error) for error in group]
        if is_missing is not None:
            yield f"{', '.join(place for place, _ in places)}: must be set"
        else:
            yield from (f"{place}: {_sentence(error)}" for place, error in places)


def _sentence(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "there is no such key"
    return str(error["msg"]).removeprefix("Value error, ")


def _approval(given: _Approval) -> ApprovalRule:
    return ApprovalRule(given.needed, given.by, length(given.expires), given.requester_may_approve)


def _mesh(name: str, fields: _Mesh, approvals: Mapping[str, ApprovalRule]) -> Mesh:
    named = fields.people
    people = People(tuple(named.operators), tuple(named.approvers), tuple(named.admins), tuple(named.readers))
    services = {service: _profile(fields, own) for service, own in fields.services.items()}
    return Mesh(name, fields.controller, tuple(fields.channels), _profile(fields), services, people, approvals)


_DEFAULTS: Mapping[str, Any] = {"listen_port": 5000, "max_dynos": 10, "min_web": 1, "connections_per_dyno": 1, "config": {}, "team": None}


def _profile(mesh: _Mesh, own: _ProfileFields | None = None) -> Profile:
    """Return a mesh's profile, or that of a service which says its own; its `config` is merged over the mesh's."""
    of_mesh, of_service = _given(mesh), _given(own) if own else {}
    whole = {**_DEFAULTS, **of_mesh, **of_service, "config": {**of_mesh.get("config", {}), **of_service.get("config", {})}}
    buildpacks, source = tuple(map(Buildpack, whole["buildpacks"])), Source(whole["source"])
    return Profile(**{**whole, "buildpacks": buildpacks, "source": source, "formation": parsed(whole["formation"].split())})


def _given(fields: _ProfileFields) -> dict[str, Any]:
    return {name: value for name in _ProfileFields.model_fields if (value := getattr(fields, name)) is not None}
