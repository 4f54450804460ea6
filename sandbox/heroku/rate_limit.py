"""The rate limit: a bucket of calls for each account, refilled by the minute.

Source: Platform API reference, "Rate Limits": 4,500 calls, 75 more each minute.
"""

from sandbox.heroku.errors import rate_limited
from sandbox.heroku.people import Account
from sandbox.heroku.world import World


def _refill(world: World, account: Account) -> None:
    gained = (world.time - account.tokens_at) / 60 * world.knobs.rate_refill_per_min
    account.tokens_left = min(world.knobs.rate_limit, account.tokens_left + gained)
    account.tokens_at = world.time


def remaining(world: World, account: Account) -> int:
    """Return how many calls the account has left."""
    _refill(world, account)
    return int(account.tokens_left)


def spend(world: World, account: Account) -> None:
    """Take one call from the bucket. Raises HerokuError 429 if there is none."""
    if remaining(world, account) < 1:
        raise rate_limited()
    account.tokens_left -= 1
