"""Heroku's refusals, and what they mean to whoever asked.

Source: the error table of the Platform API reference; statuses and ids decide, the message is shown and never read.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from clients.http_errors import EFFECT_MAY_STAND
from mesh.addresses import LONGEST, without_secrets
from mesh.errors import PermanentFailure, TemporaryFailure
from mesh.quoting import on_one_line

REFILL_S = 60.0
"""An empty rate limit fills by 75 calls a minute; Heroku documents no Retry-After."""

ADVICE = {
    "unauthorized": "Check HEROKU_API_KEY: it is wrong, was revoked or has expired; `heroku authorizations:create` makes a new one.",
    "delinquent": "Heroku waits for a payment or for the account to be confirmed: see https://dashboard.heroku.com/account/billing.",
    "verification_needed": "Verify the account with a payment method at https://heroku.com/verify.",
    "verification_required": "Verify the account with a payment method at https://heroku.com/verify.",
    "suspended": "The account or app is suspended: ask Heroku's support.",
    "two_factor": "Use a key that needs no second factor: `heroku authorizations:create`.",
    "forbidden": "Give the account of HEROKU_API_KEY access to the app or the team.",
    "not_found": "Look whether it was renamed or deleted, or lies out of reach of the account of HEROKU_API_KEY.",
    "confirmation_required": "Heroku would replace what stands there; that is left to a person.",
    "invalid_params": "Change what Heroku names, then ask again.",
}
BY_STATUS = {401: "unauthorized", 402: "delinquent", 403: "forbidden", 404: "not_found", 422: "invalid_params"}


@dataclass
class HerokuError(Exception):
    """An answer of 400 or more; `message` is Heroku's, `resource` names the kind of thing that was not found."""

    status: int
    id: str
    message: str
    url: str = ""
    resource: str = ""
    request_id: str = ""
    rate_limit_remaining: int | None = None
    retry_after_s: float | None = None
    is_in_words: bool = True
    """Heroku's JSON says what was wrong; without it the answer may be a gateway's on the way."""

    def __str__(self) -> str:
        return f"{self.status} {self.id}"


class UnreadableAnswerError(Exception):
    """An answer that says success and is not the JSON that was to come; `request_id` as Heroku gave it."""

    def __init__(self, request_id: str = "") -> None:
        super().__init__(f"not the JSON that was expected (Request-Id {request_id or 'none'})")
        self.request_id = request_id


def failure(error: HerokuError, deed: str, *, writes: bool, secrets: Iterable[str] = ()) -> TemporaryFailure | PermanentFailure:
    """Return what a refusal means: `deed` completes “Heroku did not …”; none of `secrets` comes out, should Heroku repeat one."""
    text = f"Heroku did not {deed}: {_words(error, secrets)} ({_marks(error)})."
    if error.status == 429:
        return TemporaryFailure(text, retry_after_s=max(REFILL_S, error.retry_after_s or 0))
    if error.status in {408, 409} or error.status >= 500:
        unknown = writes and (error.status in EFFECT_MAY_STAND or not error.is_in_words)
        return TemporaryFailure(text, retry_after_s=error.retry_after_s, outcome_unknown=unknown)
    return PermanentFailure(text, advice=ADVICE.get(error.id) or ADVICE.get(BY_STATUS.get(error.status, ""), ""))


def _words(error: HerokuError, secrets: Iterable[str]) -> str:
    message = without_secrets(on_one_line(error.message[:LONGEST]))[:500]
    if not message:
        return "it gave no reason"
    if any(secret and secret in error.message for secret in secrets):
        return "its reason quotes a secret and is left out"
    return f"“{message}”"


def _marks(error: HerokuError) -> str:
    return ", ".join(filter(None, [f"{error.status} {error.id}".strip(), f"Request-Id {error.request_id}" if error.request_id else ""]))
