"""The checks in front of Bolt: size, signature and time before anything is parsed, then whether it is a delivery of Slack's at all.

Bolt would answer a timestamp that is no number with a traceback, log the body of a bad signature, and read a body of any size.
"""

import json
from urllib.parse import parse_qs

from pydantic import ValidationError
from slack_sdk.signature import SignatureVerifier

from bot.payloads import Click, Event, Form, Interaction

TIMESTAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
MAX_BODY_BYTES = 1024 * 1024  # a click on a full message is well under 200 kB


def is_signed(verifier: SignatureVerifier, body: bytes, timestamp: str, signature: str) -> bool:
    """Say whether Slack signed this body within the last five minutes."""
    if not (timestamp.isascii() and timestamp.isdigit() and signature.isascii()):
        return False
    try:
        return verifier.is_valid(body, timestamp, signature)
    except (ValueError, UnicodeError):
        return False


def is_delivery(body: bytes, content_type: str) -> bool:
    """Say whether a body has the form of a command, a click, a form or an event, in all that is read of it."""
    try:
        text = body.decode("utf-8")
        if content_type.startswith("application/json"):
            return _is_event(_json(text))
        if text.startswith("{"):  # which Bolt would take for JSON
            return False
        fields = parse_qs(text, strict_parsing=True, keep_blank_values=True)
    except (ValueError, RecursionError):
        return False
    if any(len(values) > 1 for values in fields.values()):  # Bolt would take the last
        return False
    if "payload" not in fields:
        return {"command", "user_id", "channel_id", "trigger_id"} <= fields.keys() or "ssl_check" in fields
    try:
        return _is_interaction(_json(fields["payload"][0]))
    except (ValueError, RecursionError):
        return False


def _json(text: str) -> object:
    """Read JSON. Raises ValueError, also for half of a character, and RecursionError where it is too deep."""
    found: object = json.loads(text)
    json.dumps(found, ensure_ascii=False).encode()
    return found


def _is_event(body: object) -> bool:
    try:
        if isinstance(body, dict) and body.get("type") == "url_verification":
            return isinstance(body.get("challenge"), str)
        Event.model_validate(body)
    except ValidationError:
        return False
    return True


def _is_interaction(body: object) -> bool:
    try:
        Interaction.model_validate(body)
        match body:
            case {"type": "block_actions"}:
                Click.model_validate(body)
            case {"type": "view_submission"}:
                Form.model_validate(body)
    except ValidationError:
        return False
    return True
