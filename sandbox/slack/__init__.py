"""The Slack stand-in: a workspace with people who type and click, strict where the platform is.

slack = SlackStandIn(bot_token="xoxb-…", app_token="xapp-…", signing_secret="…")
runner = await slack.start(5002)
slack.app_url = "http://127.0.0.1:3000"
delivery = await slack.say("operator", "mesh", "/mesh status")
"""

from sandbox.slack.coverage import COVERAGE, Covered
from sandbox.slack.feed import Feed, Happening, Subscription
from sandbox.slack.outcome import Delivery
from sandbox.slack.people import BotIdentity, Channel, Person, UserGroup, Workspace
from sandbox.slack.seed import seeded_workspace
from sandbox.slack.stand_in import SlackStandIn
from sandbox.slack.text import block_lines, message_lines, transcript_lines, view_lines

__all__ = [
    "COVERAGE",
    "BotIdentity",
    "Channel",
    "Covered",
    "Delivery",
    "Feed",
    "Happening",
    "Person",
    "SlackStandIn",
    "Subscription",
    "UserGroup",
    "Workspace",
    "block_lines",
    "message_lines",
    "seeded_workspace",
    "transcript_lines",
    "view_lines",
]
