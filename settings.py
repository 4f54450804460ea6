"""Everything that can be set: the environment and `mesh.toml`, read once, all errors told at once."""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from mesh.app import Mesh
from mesh_toml import SettingsError, meshes_from

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Environment(BaseSettings):
    """What comes from the environment; the addresses default to the real services."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    slack_bot_token: SecretStr
    slack_signing_secret: SecretStr
    heroku_api_key: SecretStr
    redis_url: Text
    mesh_config: Text
    slack_api_url: Text = "https://slack.com/api/"
    heroku_api_url: Text = "https://api.heroku.com"
    kong_admin_url: str = ""
    edge_connect_to: str = ""


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
        raise SettingsError("\n".join(f"{str(e['loc'][0]).upper()}: {_sentence(e['msg'])}" for e in wrong.errors())) from None
    return Settings(environment=environment, meshes=meshes_from(_toml(environment.mesh_config)))


def _sentence(message: str) -> str:
    return "is not set" if message == "Field required" else message


def _toml(config: str) -> str:
    """Return the TOML itself: MESH_CONFIG holds it, or the path of the file that does."""
    if "\n" in config or "=" in config:
        return config
    try:
        return Path(config).read_text("utf8")
    except OSError as wrong:
        raise SettingsError(f"MESH_CONFIG: cannot read {config}: {wrong.strerror}") from wrong
