"""What Slack's payloads must look like where they are read, by Bolt and by us; what else they hold is let through."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

Id = Annotated[StrictStr, Field(min_length=1, max_length=200)]
Named = StrictStr | None


class Model(BaseModel):
    """What is read of a payload; what else it holds is let through."""

    model_config = ConfigDict(extra="allow")


class HasId(Model):
    """Something with an id."""

    id: Id


class Workspace(Model):
    """The workspace or the organisation."""

    id: Named = None
    enterprise_id: Named = None


class Container(Model):
    """What a button is in."""

    channel_id: Named = None


class User(Model):
    """Who did it."""

    id: Id


class Authorization(Model):
    """For whom an event came."""

    enterprise_id: Named = None
    team_id: Named = None
    user_id: Named = None
    is_bot: StrictBool | None = None


class Interaction(Model):
    """What every click and form has."""

    type: Annotated[StrictStr, Field(min_length=1)]
    team: Workspace | None = None
    enterprise: Workspace | None = None
    is_enterprise_install: StrictBool | StrictStr | None = None
    user: User
    channel: HasId | None = None
    container: Container | None = None
    callback_id: Named = None
    response_url: StrictStr = ""


class Action(Model):
    """What was clicked."""

    action_id: Id
    block_id: StrictStr
    type: StrictStr


class ValuedAction(Action):
    """What was clicked, with what it stands for."""

    value: StrictStr = ""


class Click(Model):
    """A click."""

    user: User
    trigger_id: Id
    actions: Annotated[list[ValuedAction], Field(min_length=1)]


class Chosen(Model):
    """An option that was chosen."""

    value: StrictStr


class Input(Model):
    """A field of a form."""

    value: StrictStr | None = None
    selected_option: Chosen | None = None
    selected_options: list[Chosen] | None = None


class State(Model):
    """What was filled into a form."""

    values: dict[StrictStr, dict[StrictStr, Input]]


class View(Model):
    """A form."""

    id: Id
    callback_id: StrictStr
    private_metadata: StrictStr
    state: State


class Form(Model):
    """A form that was sent."""

    user: User
    view: View


class Said(Model):
    """What happened in Slack."""

    type: Annotated[StrictStr, Field(min_length=1)]
    subtype: Named = None
    user: Named = None
    bot_id: Named = None
    channel: Named = None
    text: StrictStr = ""
    thread_ts: StrictStr = ""
    tab: Named = None


class Event(Model):
    """An event as it is delivered."""

    type: Annotated[StrictStr, Field(min_length=1)]
    team_id: Named = None
    enterprise_id: Named = None
    event_id: Id
    authorizations: list[Authorization] | None = None
    event: Said
