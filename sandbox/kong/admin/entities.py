"""The endpoints that Kong makes from its schemas: lists, entities, lists under a parent, a parent of an entity."""

import uuid
from collections.abc import Iterable
from urllib.parse import quote

from sandbox.kong.admin.answer import METHOD_NOT_ALLOWED, NO_CONTENT, NOT_FOUND, UNEXPECTED, Answer, json_answer
from sandbox.kong.admin.request import AdminRequest, Endpoint
from sandbox.kong.dao.dao import Dao, Key
from sandbox.kong.dao.errors import schema_violation
from sandbox.kong.dao.pages import page_of, with_tags
from sandbox.kong.schema.field import Entity
from sandbox.kong.schema.validators import is_uuid


def collection(path: str, dao: Dao) -> Endpoint:
    def get(request: AdminRequest) -> Answer:
        rows: Iterable[Entity] = dao.store.latest.rows(dao.kind)
        tags = request.query.get("tags") if dao.schema.tags else None
        if tags is not None:
            rows = with_tags(rows, tags)
        return _listed(path, rows, request, f"&tags={tags}" if tags is not None else "")

    def post(request: AdminRequest) -> Answer:
        return json_answer(201, dao.insert(request.given))

    return Endpoint(path, {"GET": get, "POST": post}, dao.schema)


def nothing(path: str) -> Endpoint:
    """Make the list of entities that cannot be written here, so that there never is one."""
    return Endpoint(path, {"GET": lambda request: _listed(path, (), request, "")})


def entity(path: str, dao: Dao) -> Endpoint:
    """Make the endpoint of one entity, named by the last part of the path."""

    def get(request: AdminRequest) -> Answer:
        found = dao.select(dao.key_from(request.names[-1]))
        return json_answer(200, found) if found else NOT_FOUND

    def put(request: AdminRequest) -> Answer:
        return json_answer(200, dao.upsert(dao.key_from(request.names[-1]), request.given))

    def patch(request: AdminRequest) -> Answer:
        return json_answer(200, dao.update(dao.key_from(request.names[-1]), request.given))

    def delete(request: AdminRequest) -> Answer:
        dao.delete(dao.key_from(request.names[-1]))
        return NO_CONTENT

    return Endpoint(path, {"GET": get, "PUT": put, "PATCH": patch, "DELETE": delete}, dao.schema)


def children(path: str, parents: Dao, dao: Dao, field: str) -> Endpoint:
    """Make the list of the entities whose foreign field names the parent in the path."""

    def get(request: AdminRequest) -> Answer:
        parent = parents.select(parents.key_from(request.names[0]))
        if parent is None:
            return NOT_FOUND
        rows = dao.store.latest.where(dao.kind, **{field: {"id": parent["id"]}})
        return _listed(path.replace(":", request.raw_names[0], 1), rows, request, "")

    def post(request: AdminRequest) -> Answer:
        parent = parents.select(parents.key_from(request.names[0]))
        if parent is None:
            return NOT_FOUND
        return json_answer(201, dao.insert({**request.given, field: {"id": parent["id"]}}))

    return Endpoint(path, {"GET": get, "POST": post}, dao.schema)


def child(
    path: str,
    parents: Dao,
    dao: Dao,
    field: str,
    *,
    absent_parent: Answer = UNEXPECTED,
    named_by: str = "",
    takes_no_parent: bool = False,
) -> Endpoint:
    """Make the endpoint of one entity under its parent.

    PUT moves an entity of another parent silently. DELETE under an absent parent breaks Kong's generated endpoint: `absent_parent`.
    `takes_no_parent`: a PATCH whose body names a parent is refused. `named_by`: a field that names an entity among those of its parent, as
    a group does an ACL; what has no such name is not found.
    """

    def key_from(text: str, parent: Entity) -> Key | None:
        return _key_by(named_by, dao, text, {field: {"id": parent["id"]}}) if named_by else dao.key_from(text)

    def owned(request: AdminRequest) -> tuple[Entity | None, Entity | None]:
        parent = parents.select(parents.key_from(request.names[0]))
        if parent is None:
            return None, None
        key = key_from(request.names[1], parent)
        found = dao.select(key) if key else None
        return parent, found if found and found.get(field) == {"id": parent["id"]} else None

    def get(request: AdminRequest) -> Answer:
        found = owned(request)[1]
        return json_answer(200, found) if found else NOT_FOUND

    def put(request: AdminRequest) -> Answer:
        parent = owned(request)[0]
        if parent is None:
            return NOT_FOUND
        given = {**request.given, field: {"id": parent["id"]}}
        return json_answer(200, dao.upsert(key_from(request.names[1], parent) or ("id", str(uuid.uuid4())), given))

    def patch(request: AdminRequest) -> Answer:
        parent, found = owned(request)
        if parent is None or found is None:
            return NOT_FOUND
        _refuse_named(field if takes_no_parent else "", request.given)
        given = {**request.given, field: {"id": parent["id"]}}
        return json_answer(200, dao.update(("id", found["id"]), given))

    def delete(request: AdminRequest) -> Answer:
        parent, found = owned(request)
        if parent is None:
            return absent_parent
        if found is None:
            return NOT_FOUND
        dao.delete(("id", found["id"]))
        return NO_CONTENT

    return Endpoint(path, {"GET": get, "PUT": put, "PATCH": patch, "DELETE": delete}, dao.schema)


def _refuse_named(field: str, given: Entity) -> None:
    if field in given:
        raise schema_violation({field: "value must be null"})


def _key_by(name: str, dao: Dao, text: str, parent: Entity) -> Key | None:
    if is_uuid(text):
        return dao.key_from(text)
    found = dao.store.latest.where(dao.kind, **{name: text, **parent})
    return ("id", found[0]["id"]) if found else None


def parent_of(path: str, dao: Dao, parents: Dao, field: str) -> Endpoint:
    """Make the endpoint of what a foreign field refers to: `/routes/:/service`. It cannot be deleted from there."""

    def key(request: AdminRequest) -> tuple[str, str] | None:
        found = dao.select(dao.key_from(request.names[0]))
        reference = found.get(field) if found else None
        return ("id", reference["id"]) if reference else None

    def get(request: AdminRequest) -> Answer:
        found = key(request)
        return json_answer(200, parents.select(found)) if found else NOT_FOUND

    def put(request: AdminRequest) -> Answer:
        found = key(request)
        return json_answer(200, parents.upsert(found, request.given)) if found else NOT_FOUND

    def patch(request: AdminRequest) -> Answer:
        found = key(request)
        return json_answer(200, parents.update(found, request.given)) if found else NOT_FOUND

    def delete(request: AdminRequest) -> Answer:
        return METHOD_NOT_ALLOWED if key(request) else NOT_FOUND

    return Endpoint(path, {"GET": get, "PUT": put, "PATCH": patch, "DELETE": delete}, parents.schema)


def _listed(path: str, rows: Iterable[Entity], request: AdminRequest, more: str) -> Answer:
    page = page_of(rows, request.query)
    if page.offset is None:
        return json_answer(200, {"data": page.rows, "next": None})
    following = f"{path}?offset={quote(page.offset, safe='')}{more}"
    return json_answer(200, {"data": page.rows, "next": following, "offset": page.offset})
