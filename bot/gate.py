"""The checks in front of Bolt: size, signature and time before anything is parsed, then what is read of the delivery, once.

Bolt would answer a timestamp that is no number with a traceback, log the body of a bad signature, read a body of any size, and take a form
for JSON or the other way round by its content.
"""

import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs

from bot.payloads import NotOurs, Payload, command, event, interaction

TIMESTAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
MAX_BODY_BYTES = 1024 * 1024  # a click on a full message is well under 200 kB
MAX_FIELDS = 100
GOOD_FOR_S = 300
SSL_CHECK = {"ssl_check": "1"}


def is_signed(secret: str, body: bytes, timestamp: str, signature: str) -> bool:
    """Say whether Slack signed this body within the last five minutes."""
    if not (timestamp.isascii() and timestamp.isdigit() and signature.isascii() and len(timestamp) < 20):
        return False
    if abs(time.time() - int(timestamp)) > GOOD_FOR_S:
        return False
    signed = hmac.new(secret.encode(), b"v0:%b:%b" % (timestamp.encode(), body), hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={signed}", signature)


def delivered(body: bytes, content_type: str) -> Payload | NotOurs | None:
    """Return what is read of a command, a click, a form or an event; None for what is none of these in all that is read of it."""
    try:
        text = body.decode("utf-8")
        if content_type.partition(";")[0].strip().lower() == "application/json":
            return event(json.loads(text))
        fields = parse_qs(text, strict_parsing=True, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
        if any(len(values) > 1 for values in fields.values()):  # which of them is meant?
            return None
        if "payload" in fields:
            return interaction(json.loads(fields["payload"][0]))
    except (ValueError, RecursionError):
        return None
    if fields.get("ssl_check") == ["1"]:
        return dict(SSL_CHECK)
    return command({name: value for name, (value,) in fields.items()})
