"""What is read of Slack's payloads, and nothing more: what else one holds reaches neither Bolt nor a listener."""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictStr, StringConstraints, ValidationError

Payload = dict[str, Any]


class _Sentinel(Enum):
    NOT_OURS = "not ours"


NOT_OURS = _Sentinel.NOT_OURS
"""Something of Slack's that nothing here listens to."""
NotOurs = Literal[_Sentinel.NOT_OURS]

Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{1,100}$")]
Key = Annotated[str, StringConstraints(strict=True, pattern=r"^[!-~]{1,200}$")]
"""What is the same when a delivery comes again: a trigger, an event's id, a view's."""
Name = Annotated[str, StringConstraints(strict=True, max_length=255)]
Thread = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9.]{0,40}$")]
Url = Annotated[str, StringConstraints(strict=True, max_length=2000)]


class Read(BaseModel):
    """What is read of a payload, or of a part of one."""

    model_config = ConfigDict(extra="ignore")


class HasId(Read):
    """Something with an id."""

    id: Id


class Command(Read):
    """A slash command."""

    command: Name
    user_id: Id
    channel_id: Id
    trigger_id: Key
    text: StrictStr = ""
    response_url: Url = ""


class Container(Read):
    """What a button is in."""

    channel_id: Id | None = None


class Action(Read):
    """What was clicked, with what it stands for."""

    action_id: Name
    block_id: Name
    type: Name
    value: Annotated[StrictStr, Field(max_length=2000)] = ""


class Click(Read):
    """A click."""

    type: Literal["block_actions"]
    user: HasId
    trigger_id: Key
    channel: HasId | None = None
    container: Container | None = None
    response_url: Url = ""
    actions: Annotated[list[Action], Field(min_length=1, max_length=25)]


class Chosen(Read):
    """An option that was chosen."""

    value: StrictStr


class Input(Read):
    """A field of a form."""

    value: StrictStr | None = None
    selected_option: Chosen | None = None
    selected_options: Annotated[list[Chosen], Field(max_length=100)] | None = None


class State(Read):
    """What was filled into a form."""

    values: Annotated[dict[Name, Annotated[dict[Name, Input], Field(max_length=100)]], Field(max_length=100)]


class View(Read):
    """A form."""

    id: Key
    type: Literal["modal"]
    callback_id: Name
    private_metadata: Annotated[StrictStr, Field(max_length=3000)]
    state: State


class Form(Read):
    """A form that was sent."""

    type: Literal["view_submission"]
    user: HasId
    view: View


class Mention(Read):
    """A message to the bot, or one that mentions it; `user` is None if no person wrote it."""

    type: Literal["app_mention"]
    channel: Id
    user: Id | None = None
    bot_id: Name | None = None
    subtype: Name | None = None
    edited: Annotated[bool, BeforeValidator(bool)] = False
    text: StrictStr = ""
    thread_ts: Thread = ""


class HomeOpened(Read):
    """Somebody has opened the bot's home tab, or the direct message with it."""

    type: Literal["app_home_opened"]
    user: Id
    tab: Name | None = None


class Authorization(Read):
    """For whom an event came."""

    user_id: Id | None = None


class Event(Read):
    """An event as it is delivered."""

    type: Literal["event_callback"]
    event_id: Key
    authorizations: Annotated[list[Authorization], Field(max_length=100)] | None = None
    event: Annotated[Mention | HomeOpened, Field(discriminator="type")]


class UrlVerification(Read):
    """Slack asks whether this is where the app listens."""

    type: Literal["url_verification"]
    challenge: Name


INTERACTIONS: Mapping[str, type[Read]] = {"block_actions": Click, "view_submission": Form}
EVENTS = frozenset({"app_mention", "app_home_opened"})


def command(found: object) -> Payload | None:
    """Return what is read of a slash command, or None for what is none."""
    return _read(Command, found)


def interaction(found: object) -> Payload | NotOurs | None:
    """Return what is read of a click or a form that was sent."""
    kind = _kind(found)
    return _read(INTERACTIONS[kind], found) if kind in INTERACTIONS else NOT_OURS if kind else None


def event(found: object) -> Payload | NotOurs | None:
    """Return what is read of an event, or of Slack's question whether this is the place for them."""
    match _kind(found):
        case "url_verification":
            return _read(UrlVerification, found)
        case "event_callback" if isinstance(found, dict) and (kind := _kind(found.get("event"))):
            return _read(Event, found) if kind in EVENTS else NOT_OURS
        case _:
            return None


def _kind(found: object) -> str:
    kind = found.get("type") if isinstance(found, dict) else None
    return kind if isinstance(kind, str) else ""


def _read(model: type[Read], found: object) -> Payload | None:
    try:
        return model.model_validate(found).model_dump(exclude_none=True)
    except ValidationError:
        return None
