"""Accounts and teams; times are seconds since the epoch."""

from dataclasses import dataclass, field

from sandbox.heroku.wire import new_id


@dataclass
class Account:
    """A person's or robot's account; `tokens_left` is what remains of its rate limit at `tokens_at`."""

    email: str
    created_at: float
    id: str = field(default_factory=new_id)
    verified: bool = True
    tokens_left: float = 4500
    tokens_at: float = 0


@dataclass
class Team:
    """A team; `members` are e-mail addresses."""

    name: str
    members: set[str]
    id: str = field(default_factory=new_id)
