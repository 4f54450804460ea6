"""The state read from Heroku and Kong, as typed values."""

from mesh.found.app import AppDetails, Controller, Found
from mesh.found.heroku import (
    AddOn,
    Attachment,
    Build,
    Dyno,
    HerokuApp,
    PastConfig,
    Release,
    former_database,
    is_attached,
    owns,
    rolled_back_to,
)
from mesh.found.kong import NOTHING_SET, Route, Service, Visit, foreign_fields, in_words, is_set_alike, not_kept, set_by_hand
from mesh.found.plugins import PlacedPlugin, Plugin, answering, placed

__all__ = [
    "NOTHING_SET",
    "AddOn",
    "AppDetails",
    "Attachment",
    "Build",
    "Controller",
    "Dyno",
    "Found",
    "HerokuApp",
    "PastConfig",
    "PlacedPlugin",
    "Plugin",
    "Release",
    "Route",
    "Service",
    "Visit",
    "answering",
    "foreign_fields",
    "former_database",
    "in_words",
    "is_attached",
    "is_set_alike",
    "not_kept",
    "owns",
    "placed",
    "rolled_back_to",
    "set_by_hand",
]
