"""Heroku's Platform API behind heroku3."""

from clients.heroku.client import HerokuClient

__all__ = ["HerokuClient"]
