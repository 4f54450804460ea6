"""Who answers a request to the mesh: Heroku's router picks the app by domain, then the sidecar in its dyno picks a route of the whole mesh.

Kong 1.0 to 1.2, 1.3 to 2.8, and 3.0 to 3.2 with its router flavor `traditional_compatible`. Left out: snis, sources, destinations, headers,
`path_handling` v1 (Kong 1.5 on), plugins, `KONG_ORIGINS`, and paths that Kong would first rewrite (dot segments, doubled slashes, percent
signs).
"""

from mesh.routing.answering import answer
from mesh.routing.effects import Sample, effect
from mesh.routing.looking import Looking
from mesh.routing.outcomes import (
    AdminApi,
    Answer,
    AppItself,
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
]
