"""Everything that can be set: the environment and `mesh.toml`, read once, all errors told at once."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from redis import Redis

from mesh.addresses import Database
from mesh.app import Mesh
from mesh_toml import SettingsError, meshes_from

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Secret = Annotated[SecretStr, BeforeValidator(lambda given: given.strip() if isinstance(given, str) else given), Field(min_length=1)]
USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
HOLDS_SECRETS = Field(repr=False)


def _app_token(given: SecretStr) -> SecretStr:
    if not given.get_secret_value().startswith("xapp-"):
        raise ValueError("is no app-level token: one begins with xapp-")
    return given


def _slack_user(given: str) -> str:
    if not USER_ID.fullmatch(given):
        raise ValueError("is no Slack user id: one looks like U0123456789, and a person's profile shows it")
    return given


def _redis_url(given: str | Database) -> Database:
    url = given if isinstance(given, Database) else Database(given.strip())
    if not url.in_full():
        raise ValueError("is set to nothing but spaces")
    try:
        Redis.from_url(url.in_full())  # opens no connection yet
    except ValueError:
        why = "is no address that I can read: one looks like rediss://:PASSWORD@HOST:PORT, and in a password / ? # [ ] are percent-encoded"
        raise ValueError(why) from None
    return url


def _web_url(given: str) -> str:
    """Return the address of a service. What is wrong with another is told without its text, which may hold a password."""
    try:
        parts = urlsplit(given)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise ValueError("is no address that I can read: one looks like https://HOST/")
    return given


def _host_and_port(given: str) -> str:
    host, colon, port = given.rpartition(":")
    if not (colon and host and port.isdigit()):
        raise ValueError("is not HOST:PORT")
    return given


WebUrl = Annotated[Text, AfterValidator(_web_url)]


class Environment(BaseSettings):
    """What comes from the environment; the addresses default to the real services. What is set to nothing is not set."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True, arbitrary_types_allowed=True)

    slack_bot_token: Secret
    slack_signing_secret: Secret
    heroku_api_key: Secret
    redis_url: Annotated[Database, BeforeValidator(_redis_url)]
    mesh_config: Text = HOLDS_SECRETS
    slack_api_url: WebUrl = "https://slack.com/api/"
    heroku_api_url: WebUrl = "https://api.heroku.com"
    kong_admin_url: WebUrl | None = None
    edge_connect_to: Annotated[Text, AfterValidator(_host_and_port)] | None = None
    slack_app_token: Annotated[Secret, AfterValidator(_app_token)] | None = None
    heroku_app_name: Text | None = None
    heroku_app_id: Text | None = None
    meshbot_operator: Annotated[Text, AfterValidator(_slack_user)] | None = None


class Settings(BaseModel):
    """The environment and the meshes by name."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    environment: Environment
    meshes: dict[str, Mesh]


@cache
def settings() -> Settings:
    """Read everything. Raises SettingsError with all that is wrong."""
    try:
        environment = Environment()
    except ValidationError as wrong:
        lines = [f"{str(error['loc'][0]).upper()}: {_sentence(error)}" for error in wrong.errors()]
        raise SettingsError("\n".join([*lines, *_wrong_with_meshes()])) from None
    return Settings(environment=environment, meshes=meshes_from(_toml(environment.mesh_config)))


class _MeshConfig(BaseSettings):
    """The one variable that can be looked into while others are wrong."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    mesh_config: str = ""


def _wrong_with_meshes() -> list[str]:
    """Return the errors of mesh.toml; none where it is not set, which is told among those of the environment."""
    config = _MeshConfig().mesh_config.strip()
    if not config:
        return []
    try:
        meshes_from(_toml(config))
    except SettingsError as wrong:
        return str(wrong).splitlines()
    return []


def _sentence(error: Mapping[str, Any]) -> str:
    match error["type"]:
        case "missing":
            return "is not set"
        case "too_short" | "string_too_short":
            return "is set to nothing but spaces"
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return str(error["msg"])


def _toml(config: str) -> str:
    """Return the TOML itself: MESH_CONFIG holds it, or the path of the file that does.

    An address put there by mistake may hold a password, so it is not repeated.
    """
    if "\n" in config or "=" in config:
        return config
    if "://" in config or "@" in config:
        raise SettingsError("MESH_CONFIG: is neither TOML nor the path of a file")
    try:
        return Path(config).read_text("utf-8-sig")
    except OSError as wrong:
        raise SettingsError(f"MESH_CONFIG: cannot read {config}: {wrong.strerror}") from wrong
    except UnicodeDecodeError as wrong:
        raise SettingsError(f"MESH_CONFIG: cannot read {config}: it is not text in UTF-8") from wrong
