"""What the product's Slack manifest asks for, where it has one: Slack brings an app no event that it did not subscribe to."""

import json
from pathlib import Path


def declared_events(manifest: Path) -> list[str] | None:
    """Return the events of the bot that the manifest subscribes to; None if there is no manifest."""
    try:
        settings = json.loads(manifest.read_text(encoding="utf8")).get("settings", {})
    except (OSError, ValueError):
        return None
    return [str(event) for event in settings.get("event_subscriptions", {}).get("bot_events", [])]
