"""Who answers a request to the mesh: Heroku's router picks the app by domain, then the sidecar in its dyno picks a route of the whole mesh.

Kong 1.0 to 2.8, and 3.0 to 3.9 with its router flavor `traditional_compatible`. Left out: plugins and `KONG_ORIGINS`. What a
route with headers, snis, sources, destinations, grpc or an unusual `path_handling` could decide is not predicted, and said so.
"""

from mesh.routing.answering import answer, possible_answers
from mesh.routing.effects import Sample, effect
from mesh.routing.looking import Looking
from mesh.routing.outcomes import (
    AdminApi,
    Answer,
    AppItself,
    Chosen,
    Elsewhere,
    HttpsNeeded,
    Match,
    NoApp,
    NoRoute,
    NoService,
    NothingListens,
    NotPredicted,
    Reached,
)
from mesh.routing.overlapping import Overlap, overlaps
from mesh.routing.request import Request
from mesh.routing.table import Edge, EdgeApp

__all__ = [
    "AdminApi",
    "Answer",
    "AppItself",
    "Chosen",
    "Edge",
    "EdgeApp",
    "Elsewhere",
    "HttpsNeeded",
    "Looking",
    "Match",
    "NoApp",
    "NoRoute",
    "NoService",
    "NotPredicted",
    "NothingListens",
    "Overlap",
    "Reached",
    "Request",
    "Sample",
    "answer",
    "effect",
    "overlaps",
    "possible_answers",
]
