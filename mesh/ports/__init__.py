"""What the domain needs of the outside, as Protocols; `clients/` fulfils them, and tests with stand-ins on the wire.

Every method raises TemporaryFailure or PermanentFailure (mesh.errors) and nothing else, unless it says so.
"""

from mesh.ports.deliveries import Deliveries
from mesh.ports.kept import Members, Record, Sightings
from mesh.ports.leases import Board, Leases
from mesh.ports.locks import Announcement, Announcements, Locks
from mesh.ports.replies import Replies, Reply
from mesh.ports.store import Store
from mesh.ports.time import Clock, Pace, Schedule
from mesh.ports.vendors import Controllers, Edge, Heroku, Kong, Slack

__all__ = [
    "Announcement",
    "Announcements",
    "Board",
    "Clock",
    "Controllers",
    "Deliveries",
    "Edge",
    "Heroku",
    "Kong",
    "Leases",
    "Locks",
    "Members",
    "Pace",
    "Record",
    "Replies",
    "Reply",
    "Schedule",
    "Sightings",
    "Slack",
    "Store",
]
