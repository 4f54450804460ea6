"""The endpoints that list every tag and what carries it (from 1.1 on)."""

from collections.abc import Iterator

from sandbox.kong.admin.answer import Answer, json_answer
from sandbox.kong.admin.request import AdminRequest, Endpoint
from sandbox.kong.dao.dao import Dao
from sandbox.kong.schema.field import Entity


def tags(daos: list[Dao]) -> list[Endpoint]:
    """Make `/tags` and `/tags/:`. Their lists come in one page."""

    def rows() -> Iterator[Entity]:
        for dao in daos:
            for row in dao.store.latest.rows(dao.kind):
                yield from ({"entity_name": dao.kind, "entity_id": row["id"], "tag": tag} for tag in row.get("tags") or ())

    def every(_: AdminRequest) -> Answer:
        return json_answer(200, {"data": list(rows()), "next": None})

    def one(request: AdminRequest) -> Answer:
        return json_answer(200, {"data": [row for row in rows() if row["tag"] == request.names[0]], "next": None})

    return [Endpoint("/tags", {"GET": every}), Endpoint("/tags/:", {"GET": one})]
