"""The database behind all nodes: tables of entities, and what each node sees of them how long after a write.

A write makes a new snapshot; a node that did not write sees it after the propagation time, as Kong's nodes do when they poll for events.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sandbox.kong.schema.field import Entity, Value

Table = Mapping[str, Entity]
KEPT_S = 120.0
"""How long a replaced snapshot is kept; no node is ever further behind."""


@dataclass(frozen=True)
class Snapshot:
    """All tables, by kind and id, as they stood from `since` (monotonic seconds) on, written by a node. Never changed in place.

    `former`: the newest snapshot before it that a router could be made of; None if one can be made of itself.
    """

    since: float
    tables: Mapping[str, Table]
    writer: str = ""
    former: "Snapshot | None" = None

    def rows(self, kind: str) -> tuple[Entity, ...]:
        return tuple(self.tables.get(kind, {}).values())

    def get(self, kind: str, key: str) -> Entity | None:
        return self.tables.get(kind, {}).get(key)

    def where(self, kind: str, **wanted: Value) -> tuple[Entity, ...]:
        return tuple(row for row in self.rows(kind) if all(row.get(name) == value for name, value in wanted.items()))

    @cached_property
    def memo(self) -> dict[str, object]:
        """A place for what is computed from this snapshot, such as the router."""
        return {}


class Store:
    """The tables now and recently. `writer`: the node whose Admin API is writing. `monotonic`: handed in, for tests that make the time.

    `is_buildable`: whether a router can be made with that route in it.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, is_buildable: Callable[[Entity], bool] = lambda _: True) -> None:
        self._monotonic, self._is_buildable = monotonic, is_buildable
        self.writer = ""
        self._unbuildable: set[str] = set()
        self._snapshots: deque[Snapshot] = deque([Snapshot(float("-inf"), {})])

    @property
    def latest(self) -> Snapshot:
        return self._snapshots[-1]

    def seen_by(self, node: str, delay_s: float) -> Snapshot:
        """Return the newest snapshot that the node wrote itself or that is at least so old."""
        seen_since = self._monotonic() - delay_s
        return next((shot for shot in reversed(self._snapshots) if shot.writer == node or shot.since <= seen_since), self._snapshots[0])

    def put(self, kind: str, entity: Entity) -> None:
        self._unbuildable.discard(entity["id"])
        if kind == "routes" and not self._is_buildable(entity):
            self._unbuildable.add(entity["id"])
        self._replace(kind, {**self.latest.tables.get(kind, {}), entity["id"]: entity})

    def drop(self, kind: str, key: str) -> None:
        self._unbuildable.discard(key)
        self._replace(kind, {row: entity for row, entity in self.latest.tables.get(kind, {}).items() if row != key})

    def _replace(self, kind: str, table: Table) -> None:
        now = self._monotonic()
        made = Snapshot(now, {**self.latest.tables, kind: table}, self.writer)
        self._snapshots.append(replace(made, former=self.latest.former or self.latest) if self._has_unbuildable(made) else made)
        while len(self._snapshots) > 1 and self._snapshots[1].since < now - KEPT_S:
            self._snapshots.popleft()

    def _has_unbuildable(self, snapshot: Snapshot) -> bool:
        """Say whether such a route is among those that count: the routes of a service that is off do not."""
        routes = (snapshot.get("routes", key) for key in self._unbuildable)
        services = (snapshot.get("services", (route.get("service") or {}).get("id", "")) for route in routes if route)
        return any(service is None or service.get("enabled", True) for service in services)
