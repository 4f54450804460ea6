"""auth.test."""

from typing import Any

from sandbox.slack.platform import Platform
from sandbox.slack.web_api.calls import Call, Method


def test(platform: Platform, _: Call) -> dict[str, Any]:
    workspace, bot = platform.workspace, platform.workspace.bot
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.domain,
        "user": bot.name,
        "team_id": workspace.team_id,
        "user_id": bot.user_id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
        **({"enterprise_id": workspace.enterprise_id} if workspace.enterprise_id else {}),
    }


METHODS = {"auth.test": Method(test)}
