"""A stand-in for the public edge: Heroku's router by domain, the sidecars behind it, and the apps' own backends."""

from sandbox.edge.serving import RunningEdge, start_edge
from sandbox.edge.standin import EdgeStandIn

__all__ = ["EdgeStandIn", "RunningEdge", "start_edge"]
