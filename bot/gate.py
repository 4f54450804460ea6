"""The checks in front of Bolt: size, signature and time before anything is parsed, then whether it is a delivery of Slack's at all.

Bolt would answer a timestamp that is no number with a traceback, log the body of a bad signature, and read a body of any size.
"""

import json
from urllib.parse import parse_qs

from slack_sdk.signature import SignatureVerifier

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
    """Say whether a body has the form of a command, a click or an event."""
    try:
        text = body.decode("utf-8")
        if content_type.startswith("application/json"):
            return isinstance(json.loads(text), dict)
        fields = parse_qs(text, strict_parsing=True, keep_blank_values=True)
        if "payload" in fields:
            payload = json.loads(fields["payload"][0])
            return isinstance(payload, dict) and "type" in payload
    except ValueError:
        return False
    return {"command", "user_id", "channel_id", "trigger_id"} <= fields.keys() or "ssl_check" in fields
