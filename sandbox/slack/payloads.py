"""What Slack sends to an app: slash commands, interactions and events.

Source: https://docs.slack.dev/reference/interaction-payloads and https://docs.slack.dev/apis/events-api.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from sandbox.slack.messages import Message
from sandbox.slack.people import Channel, Person
from sandbox.slack.platform import Platform
from sandbox.slack.view_objects import view_object
from sandbox.slack.views import View

Json = dict[str, Any]
VERIFICATION_TOKEN = "not-a-secret-verification-token"  # noqa: S105 - the deprecated field of every payload; nothing checks it


@dataclass(frozen=True)
class Payloads:
    """Builds the payloads for one app in one workspace."""

    platform: Platform

    def slash_command(self, person: Person, channel: Channel, command: str, text: str) -> Json:
        """Make the form of a command, all but its response_url and trigger_id."""
        workspace = self.platform.workspace
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": workspace.team_of(person),
            "team_domain": "" if person.team_id else workspace.domain,
            **({"enterprise_id": workspace.enterprise_id, "enterprise_name": workspace.domain} if workspace.enterprise_id else {}),
            "channel_id": channel.id,
            "channel_name": _channel_name(channel),
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": text,
            "api_app_id": workspace.bot.app_id,
            "is_enterprise_install": "false",
        }

    def interaction(self, kind: str, person: Person) -> Json:
        """Make the keys that every interaction has."""
        workspace = self.platform.workspace
        return {
            "type": kind,
            "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": workspace.team_of(person)},
            "api_app_id": workspace.bot.app_id,
            "token": VERIFICATION_TOKEN,
            "team": {"id": workspace.team_id, "domain": workspace.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def in_message(self, message: Message) -> Json:
        """Make the container and message of an interaction in a message; a private message does not come along."""
        channel = self.platform.workspace.channels[message.channel]
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": bool(message.private_to),
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        shown: Json = {"container": container, "channel": {"id": channel.id, "name": _channel_name(channel)}}
        if message.private_to:
            return shown
        return shown | {"message": message.as_api(team_id=self.platform.workspace.team_id, with_metadata=True)}

    def in_view(self, view: View) -> Json:
        return {"container": {"type": "view", "view_id": view.id}, "view": view_object(view, self.platform.workspace)}

    def event(self, event: Json) -> Json:
        workspace = self.platform.workspace
        by_bot = {"enterprise_id": None, "team_id": workspace.team_id, "user_id": workspace.bot.user_id}
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "api_app_id": workspace.bot.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(self.platform.clock()),
            "authorizations": [{**by_bot, "is_bot": True, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
        }


def _channel_name(channel: Channel) -> str:
    return "privategroup" if channel.is_private and not channel.is_im else channel.name
